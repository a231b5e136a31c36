"""The charts that Vega-Lite draws are handed numbers that its logarithmic axes can place, whatever a run has come to."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st

from pages.parts.learning_a_kernel import chart
from pages.parts.learning_a_kernel.topics.runs import chart as runs_chart
from pages.parts.learning_a_kernel.topics.sweep import charts as sweep_charts
from pages.shared.loss_chart import Curve, loss_chart

LOSSES = [0.0, 1e-320, 1e-30, 1.0, 1e30, 1e308, np.inf, np.nan]
PAGE: Any = SimpleNamespace(translate=lambda text: text, key=lambda name: name)


def test_the_visits_runs_hand_over_losses_that_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(st, "vega_lite_chart", lambda data, spec, **_: drawn.append((data, spec)))
    monkeypatch.setattr(st, "caption", lambda _text: None)
    read: list[Any] = []
    monkeypatch.setattr("pages.shared.charts.readable._mount", lambda **sent: read.append(sent["data"]))
    run = SimpleNamespace(name="run", hidden=False, run=SimpleNamespace(losses=[LOSSES]))
    runs_chart.draw(PAGE, [run])  # type: ignore[list-item]
    ((data, spec),) = drawn
    assert spec["transform"] == [{"filter": "datum.loss > 0"}]  # a zero, or no number, has no place on its axis
    placed = data["loss"][data["loss"] > 0]
    assert placed.tolist() == [1e-320, 1e-30, 1.0, 1e30, chart.MAX_VALUE, chart.MAX_VALUE]
    (told,) = read[0]["series"]  # what arrow keys read is what was computed, zeros and all
    assert told == {"name": "run", "x": [1, 2, 3, 4, 5, 6, 7, 8], "y": [0, *placed.tolist(), None]}


def test_a_sweep_hands_over_losses_within_the_bounds_that_it_tells_of() -> None:
    losses = np.array(LOSSES).reshape(1, 1, -1)
    going: Any = SimpleNamespace(
        sweep=SimpleNamespace(values=[0.0], rates=[10.0**-n for n in range(8)], seeds=[7]),
        state=SimpleNamespace(losses=losses),
    )
    for table in (sweep_charts.summary(PAGE, going), sweep_charts.single(going)):
        assert len(table) == 7  # the one that is no number is not done
        assert table["loss"].between(sweep_charts.SMALLEST, sweep_charts.MAX_VALUE).all()


def test_the_loss_chart_sends_finite_losses_alone_and_knows_who_diverged(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("pages.shared.loss_chart._mount", lambda **data: sent.append(data["data"]))
    curve = Curve("run", np.arange(1, 9), np.array(LOSSES), "#000000", diverged=True)
    loss_chart(PAGE, [curve], first=1, last=3, log=True, words=("x", "y", "z"), key="k")
    (series,) = sent[0]["series"]
    assert series["x"] == [1, 2, 3, 4, 5, 6]
    assert np.isfinite(series["y"]).all() and series["y"][3] == 1.0 and series["diverged"] is True
    # A number of eight digits near the largest there is must not be rounded up to infinity.
    largest = Curve("run", np.array([1]), np.array([np.finfo(np.float64).max]), "#000000")
    loss_chart(PAGE, [largest], first=1, last=1, log=False, words=("x", "y", "z"), key="k")
    assert np.isfinite(sent[1]["series"][0]["y"]).all()
