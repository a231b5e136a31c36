"""The visit's runs as a table to look at, and as CSV and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pages.parts.learning_a_kernel.topics.runs.record import SETTINGS, Kept, begun
from pages.parts.learning_a_kernel.topics.runs.words import rates_said, value_said
from pages.shared.page import Page

# Two settings are called "bias" and "seconds": what came of them has names of its own.
RESULTS = ("rates", "updates", "final_loss", "distance", "learned_bias", "seconds_computed", "stopped")


def table(page: Page, runs: list[Kept], said: Mapping[str, str]) -> pd.DataFrame:
    """One row a run in the visitor's language; `said` are the reasons' words."""
    _ = page.translate
    return pd.DataFrame(
        [
            {
                _("run"): one.name,
                _("optimizer"): value_said(page, "optimizer", one.settings["optimizer"]),
                _("learning rate"): rates_said(one.run.rates),
                _("seed"): one.settings["start_seed"] if one.settings["start"] == "random" else None,
                _("updates"): one.run.epoch,
                _("final loss"): one.loss,
                _("distance to the true kernel"): one.distance,
                _("seconds"): round(one.run.seconds, 4),
                _("why it stopped"): _(said[one.reason]),
            }
            for one in begun(runs)
        ]
    )


def export(runs: list[Kept]) -> pd.DataFrame:
    """One row a run for programs: every setting under the name that it has in the address, then what came of it.

    `rates` are "updates made before:learning rate", one for each change, apart by spaces.
    """
    rows = []
    for one in begun(runs):
        results = _results(one)
        results["rates"] = " ".join(f"{made}:{rate!r}" for made, rate in results["rates"])
        rows.append({"run": one.name, **one.settings, **results})
    return pd.DataFrame(rows, columns=["run", *SETTINGS, *RESULTS])


def as_json(runs: list[Kept]) -> str:
    """All runs with their settings, what came of them, every loss and the kernel, for programs."""
    return json.dumps(
        [
            {
                "name": one.name,
                "settings": one.settings,
                **_results(one),
                "losses": list(one.run.losses[0]),
                "kernel": np.asarray(one.run.states[0].kernel).tolist(),
            }
            for one in begun(runs)
        ],
        indent=1,
        ensure_ascii=False,
    )


def _results(one: Kept) -> dict[str, Any]:
    """What came of a run, under the names of RESULTS."""
    rates = [(int(made), float(rate)) for made, rate in one.run.rates]
    state = one.run.states[0]
    values = (rates, one.run.epoch, one.loss, one.distance, float(state.bias), one.run.seconds, one.reason)
    return dict(zip(RESULTS, values, strict=True))
