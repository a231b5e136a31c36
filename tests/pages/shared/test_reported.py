"""What a component's browser side reports is anybody's: nonsense never gets past the function that reads it."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
import pytest
import streamlit as st
from hypothesis import given, settings
from hypothesis import strategies as st_

from core.feature_maps import Unit
from pages.parts.edge_detection.topics.photographs.strip import Step, choice, strip
from pages.parts.learning_a_kernel.rate_slider import rate_of, rate_slider
from pages.parts.receptive_field import maps
from pages.parts.receptive_field.topics.feature_maps import explorer
from pages.shared import reported
from pages.shared.grid import Gaps, GridEvent, Matrix, gap_pressed, grid_event, tensor_grid
from pages.shared.grid import grid as grid_module
from pages.shared.loss_chart import lost_in

HOSTILE = [
    None, True, False, 0, -1, 2**70, 1.5, math.nan, math.inf, "", "X", "__proto__", [], {}, [[]], [None] * 3,
    ["X", 0], ["X", True, 0], ["X", 0.0, 0], ["X", "0", "0"], ["X", -1, 0], ["X", 0, 2], ["X", 2**70, 0], ["Z", 0, 0],
    [["X"], 0, 0], [{}, 0, 0], {"X": 0}, {"cell": ["X", 0, 0]}, [0, 0], [True, 0, 0], [0, 0, 9], [0, -1, 0], [9, 0, 0],
]  # fmt: skip
json_values = st_.recursive(
    st_.none() | st_.booleans() | st_.integers() | st_.floats() | st_.text(max_size=5),
    lambda inner: (
        st_.lists(inner, max_size=4) | st_.dictionaries(st_.sampled_from(["X", "Y", "serial", "texts"]), inner)
    ),
    max_leaves=12,
)


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session's state, and components that draw nothing."""
    session: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", session)
    for module in (grid_module, maps, *(sys.modules[one.__module__] for one in (strip, rate_slider))):
        monkeypatch.setattr(module, "_mount", lambda **_data: None)
    return session


def nothing() -> None:
    """A callback that is not called here."""


@pytest.fixture
def grid(state: dict[str, Any]) -> dict[str, Any]:
    """A 2 × 2 matrix X that can be edited, and a 1 × 2 matrix Y that cannot."""
    tensor_grid([Matrix("X", np.eye(2), editable=True), Matrix("Y", np.ones((1, 2)))], key="grid", on_change=nothing)
    return state


TYPED = [["1", "2"], ["3", "4.50 "]]


@pytest.mark.parametrize("cell", HOSTILE, ids=repr)
def test_a_cell_that_the_grid_does_not_have_is_ignored(grid: dict[str, Any], cell: Any) -> None:
    grid["grid"] = {"cell": cell}
    assert grid_event("grid") == GridEvent()


def test_a_cell_that_it_has_is_taken(grid: dict[str, Any]) -> None:
    grid["grid"] = {"cell": ["Y", 0, 1, 1700000000000]}
    assert grid_event("grid").cell == ("Y", 0, 1)


@pytest.mark.parametrize(
    "edits",
    [
        *HOSTILE,
        {"X": None},
        {"X": TYPED},
        {"X": {"texts": TYPED}},
        {"X": {"serial": 1}},
        {"X": {"serial": "1", "texts": TYPED}},
        {"X": {"serial": True, "texts": TYPED}},
        {"X": {"serial": math.nan, "texts": TYPED}},
        {"X": {"serial": 1, "texts": "12"}},
        {"X": {"serial": 1, "texts": ["12", "34"]}},
        {"X": {"serial": 1, "texts": [["1", "2"]]}},
        {"X": {"serial": 1, "texts": [["1", "2"], ["3"]]}},
        {"X": {"serial": 1, "texts": [["1", "2"], ["3", 4]]}},
        {"X": {"serial": 1, "texts": [["1", "2"], ["3", None]]}},
        {"X": {"serial": 1, "texts": [["1", "2"], ["3", "9" * 100_000]]}},
        {"X": {"serial": 1, "texts": [["1"] * 100_000] * 2}},
        {"Y": {"serial": 1, "texts": [["1", "2"]]}},
        {"Z": {"serial": 1, "texts": TYPED}},
    ],
    ids=lambda edits: repr(edits)[:60],
)
def test_edits_that_nobody_could_have_made_are_ignored(grid: dict[str, Any], edits: Any) -> None:
    grid["grid"] = {"edits": edits}
    assert grid_event("grid").edits == {}


def test_edits_that_somebody_made_are_taken_as_they_were_typed(grid: dict[str, Any]) -> None:
    grid["grid"] = {"edits": {"X": {"serial": 1700000000000, "texts": TYPED}}}
    assert grid_event("grid").edits == {"X": (("1", "2"), ("3", "4.50 "))}


@pytest.mark.parametrize(
    "pressed", [*HOSTILE, [0, "add"], [1, "drop"], [True, "add"], [1.0, "add"], [1, ["add"]]], ids=repr
)
def test_a_button_that_the_gap_does_not_have_is_not_pressed(grid: dict[str, Any], pressed: Any) -> None:
    gaps = Gaps({"Y": [(1, "add", "+", "add")]}, nothing)
    grid["grid"] = {"pressed": pressed}
    assert gap_pressed("grid", gaps) is None
    grid["grid"] = {"pressed": [1, "add"]}
    assert gap_pressed("grid", gaps) == (1, "add")


@pytest.mark.parametrize("whole", [None, 3, "cell", [], ["cell"], True], ids=repr)
def test_a_state_that_holds_no_names_is_ignored(grid: dict[str, Any], whole: Any) -> None:
    grid["grid"] = whole
    assert grid_event("grid") == GridEvent()


@settings(max_examples=300, deadline=None)
@given(cell=json_values, edits=json_values)
def test_any_json_at_all_is_a_cell_and_edits_of_the_grid_or_nothing(cell: Any, edits: Any) -> None:
    memory = {
        "selected": None,
        "overruled": None,
        "seen": {},
        "editable": ["X"],
        "versions": {"X": "a", "Y": "b"},
        "shapes": {"X": (2, 2), "Y": (1, 2)},
    }
    chosen = grid_module._cell(cell, memory)
    assert chosen is None or (chosen[0] in "XY" and 0 <= chosen[1] < 2 and 0 <= chosen[2] < 2)
    for name, texts in grid_module._edits(edits, memory).items():
        assert name == "X" and [len(row) for row in texts] == [2, 2]


@pytest.mark.parametrize("unit", [*HOSTILE, [0, 3, 0], [1, 0, 2], [0, 1, 1, 1]], ids=repr)
def test_a_unit_that_the_maps_do_not_have_is_ignored(state: dict[str, Any], unit: Any) -> None:
    draw_maps()
    state["maps"] = {"unit": unit}
    assert maps.chosen_in("maps") is None


def test_a_unit_that_they_have_is_taken(state: dict[str, Any]) -> None:
    draw_maps()
    state["maps"] = {"unit": [1, 0, 1]}
    assert maps.chosen_in("maps") == (1, 0, 1)


def draw_maps() -> None:
    class Page:
        @staticmethod
        def translate(text: str) -> str:
            return text

    shown = [maps.Map("input", (3, 3)), maps.Map("layer", (1, 2))]
    maps.field_maps(Page(), shown, key="maps", selected=(0, 0, 0), on_change=nothing)  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", [*HOSTILE, [0, 0, 0, 0], [1, 8, 0, 0], [1, 0, 28, 0], [1, True, 0, 0]], ids=repr)
def test_a_unit_of_a_network_that_its_maps_do_not_have_is_ignored(state: dict[str, Any], unit: Any) -> None:
    state["maps shows"] = [(1, 28), (8, 28)]
    state["maps"] = {"unit": unit}
    assert explorer.chosen_in("maps") is None
    state["maps"] = {"unit": [1, 7, 27, 0]}
    assert explorer.chosen_in("maps") == Unit(1, 7, 27, 0)


@pytest.mark.parametrize("step", [*HOSTILE, "import os", "edges "], ids=repr)
def test_a_step_that_the_strip_does_not_have_is_ignored(state: dict[str, Any], step: Any) -> None:
    strip([Step("edges", "Edges", b"\x89PNG")], chosen="edges", label="", key="strip", on_change=nothing)
    state["strip"] = {"step": step}
    assert choice("strip") is None
    state["strip"] = {"step": "edges"}
    assert choice("strip") == "edges"


@pytest.mark.parametrize("rate", [*HOSTILE, 1e-9, 1e300, -0.02, "0.02", 10**400], ids=lambda rate: repr(rate)[:40])
def test_a_rate_that_the_slider_does_not_have_is_ignored(state: dict[str, Any], rate: Any) -> None:
    rate_slider(0.02, 0.03, 0.01, label="", marks={}, key="slider", on_change=nothing)
    state["slider"] = {"rate": rate}
    assert rate_of("slider") is None
    state["slider"] = {"rate": 0.025}
    assert rate_of("slider") == 0.025


@pytest.mark.parametrize("told", [*HOSTILE, [1], [1, -2], [True, 2], [1.0, 2], [10**12, 2], [1, 2, 3]], ids=repr)
def test_a_lost_run_that_no_browser_tells_of_is_ignored(state: dict[str, Any], told: Any) -> None:
    state["chart"] = {"lost": told}
    assert lost_in("chart") is None
    state["chart"] = {"lost": [120, 10_000]}
    assert lost_in("chart") == (120, 10_000)


@pytest.mark.parametrize("read", [lambda: rate_of("k"), lambda: choice("k"), lambda: maps.chosen_in("k")])
def test_a_component_that_was_not_drawn_has_nothing_to_say(state: dict[str, Any], read: Any) -> None:
    state["k"] = {"rate": 0.02, "step": "edges", "unit": [0, 0, 0]}
    assert read() is None


TYPED_ROWS = {"edited_rows": {1: {"kernel": "3"}}, "added_rows": [{"kind": "pool"}], "deleted_rows": [0]}


@pytest.mark.parametrize(
    "told",
    [
        *HOSTILE,
        {"edited_rows": {2: {"kernel": "3"}}, "added_rows": [], "deleted_rows": []},
        {"edited_rows": {"1": {"kernel": "3"}}, "added_rows": [], "deleted_rows": []},
        {"edited_rows": {1: ["kernel"]}, "added_rows": [], "deleted_rows": []},
        {"edited_rows": {1: {"kernel": ["3"]}}, "added_rows": [], "deleted_rows": []},
        {"edited_rows": {1: {"name": "3"}}, "added_rows": [], "deleted_rows": []},
        {"edited_rows": [], "added_rows": [], "deleted_rows": []},
        {"edited_rows": {}, "added_rows": [3], "deleted_rows": []},
        {"edited_rows": {}, "added_rows": [{}] * 1001, "deleted_rows": []},
        {"edited_rows": {}, "added_rows": [], "deleted_rows": [-1]},
        {"edited_rows": {}, "added_rows": [], "deleted_rows": [True]},
        {"edited_rows": {}, "added_rows": []},
    ],
    ids=lambda told: repr(told)[:60],
)
def test_edits_of_a_table_that_it_does_not_have_are_ignored(state: dict[str, Any], told: Any) -> None:
    state["table"] = told
    assert reported.edits("table", 2, ["kind", "kernel"], growing=True) is None
    state["table"] = TYPED_ROWS
    assert reported.edits("table", 2, ["kind", "kernel"], growing=True) == TYPED_ROWS
    assert reported.edits("table", 2, ["kind", "kernel"]) is None


@pytest.mark.parametrize("told", [*HOSTILE, {"rows": [2]}, {"rows": [True]}, {"rows": 0}, {"rows": {"0": 1}}], ids=repr)
def test_a_row_that_the_table_does_not_have_is_not_chosen(state: dict[str, Any], told: Any) -> None:
    state["table"] = {"selection": told}
    assert reported.rows_chosen("table", 2) == []
    state["table"] = {"selection": {"rows": [1, 2]}}
    assert reported.rows_chosen("table", 2) == [1]
