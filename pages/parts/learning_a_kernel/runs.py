"""The tab "Runs": every run of this visit in a table, overlaid on one chart, compared, exported, reopened."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from core import colours, figures
from pages.parts.learning_a_kernel import chart
from pages.parts.learning_a_kernel.settings import FIELDS, Experiment
from pages.shared import sections
from pages.shared.controls import Array
from pages.shared.frame import Page
from pages.shared.live import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_RUNS = 40
MOST_LOSSES = 4_000_000  # kept over all runs of a visit, 32 MB; the oldest runs go first


@dataclass
class Kept:
    """One run of the visit: the live run itself, the settings that made it, and the true kernel."""

    name: str
    run: Run
    settings: dict[str, Any]
    true: Array
    hidden: bool = False
    number: int = field(default=0)

    def row(self, why: str) -> dict[str, Any]:
        """What the table says of it; numbers in full."""
        state, losses = self.run.states[0], self.run.losses[0]
        return {
            "run": self.name,
            "optimizer": self.settings["optimizer"],
            "rate": self.settings["rate"],
            "seed": self.settings["start_seed"] if self.settings["start"] == "random" else None,
            "updates": self.run.epoch,
            "loss": losses[-1] if losses else None,
            "distance": float(np.linalg.norm(np.asarray(state.kernel, dtype=np.float64) - self.true)),
            "seconds": round(state.seconds, 4),
            "stopped": why,
        }


def keep(page: Page, run: Run, experiment: Experiment) -> None:
    """Remember a run as it begins."""
    runs = kept(page)
    number = st.session_state.get(page.key("run count"), 0) + 1
    st.session_state[page.key("run count")] = number
    # Which tab is open belongs to the visitor, not to the run.
    settings = {f.name: st.session_state[page.key(f.name)] for f in FIELDS if f.name != sections.SETTING}
    runs.append(Kept(f"{page.translate('run')} {number}", run, settings, experiment.true, number=number))
    while len(runs) > MOST_RUNS or sum(len(one.run.losses[0]) for one in runs[:-1]) > MOST_LOSSES:
        runs.pop(0)


def kept(page: Page) -> list[Kept]:
    """The visit's runs, oldest first."""
    runs: list[Kept] = st.session_state.setdefault(page.key("runs"), [])
    return runs


def draw(page: Page, said: Mapping[str, str]) -> None:
    """The table, the chart, and what can be done with a run; `said` are the reasons' words."""
    _ = page.translate
    st.markdown(page.prose("runs"))
    runs = [one for one in kept(page) if one.run.epoch]
    if not runs:
        st.info(_("No run yet: start training above, and it will be listed here."))
        return
    st.dataframe(table(page, runs, said), hide_index=True, width="stretch")
    _chart(page, runs)
    _manage(page, runs)
    _compare(page, runs)


def table(page: Page, runs: list[Kept], said: Mapping[str, str]) -> pd.DataFrame:
    """One row a run, columns in the visitor's language."""
    _ = page.translate
    heads = {
        "run": _("run"),
        "optimizer": _("optimizer"),
        "rate": _("learning rate"),
        "seed": _("seed"),
        "updates": _("updates"),
        "loss": _("final loss"),
        "distance": _("distance to the true kernel"),
        "seconds": _("seconds"),
        "stopped": _("why it stopped"),
    }
    return pd.DataFrame([one.row(_(said[reason(one.run)])) for one in runs]).rename(columns=heads)


def reason(run: Run) -> str:
    """Why it does not go on now: a key of `training.WHY`."""
    return run.states[0].stopped or ("epochs" if run.finished else "paused")


def as_json(runs: list[Kept]) -> str:
    """All runs with settings, every loss and the kernel, for programs."""
    return json.dumps(
        [
            {
                "name": one.name,
                "settings": one.settings,
                "stopped": reason(one.run),
                "losses": list(one.run.losses[0]),
                "kernel": np.asarray(one.run.states[0].kernel).tolist(),
            }
            for one in runs
        ],
        indent=1,
        ensure_ascii=False,
    )


def pictures(page: Page) -> dict[str, Callable[[], Figure]]:
    """The overlaid curves to save, once there are runs."""
    runs = kept(page)
    return {"runs": lambda: figure(page, runs)} if any(one.run.epoch for one in runs) else {}


def figure(page: Page, runs: list[Kept]) -> Figure:
    """The curves of the runs that are not hidden."""
    _ = page.translate
    series = []
    for one in runs:
        losses = np.asarray(one.run.losses[0])
        if losses.size and not one.hidden:
            at = chart.points(losses.size)
            series.append(figures.Series(one.name, at + 1, np.minimum(losses[at], chart.LARGEST)))
    return figures.curves(series, x=_("update"), y=_("loss before the update"), log=True)


def _chart(page: Page, runs: list[Kept]) -> None:
    _ = page.translate
    parts = []
    for one in runs:
        if one.hidden:
            continue
        losses = np.asarray(one.run.losses[0])
        at = chart.points(losses.size)
        parts.append(pd.DataFrame({"update": at + 1, "loss": np.minimum(losses[at], chart.LARGEST), "run": one.name}))
    if not parts:
        return
    names = [one.name for one in runs if not one.hidden]
    st.vega_lite_chart(
        pd.concat(parts, ignore_index=True),
        {
            "height": 280,
            "transform": [{"filter": "datum.loss > 0"}],
            "params": [{"name": "one", "select": {"type": "point", "fields": ["run"]}, "bind": "legend"}],
            "mark": {"type": "line", "clip": True, "point": {"size": 12}},
            "encoding": {
                "x": {"field": "update", "type": "quantitative", "title": _("update"), "axis": {"tickMinStep": 1}},
                "y": {
                    "field": "loss",
                    "type": "quantitative",
                    "title": _("loss before the update"),
                    "scale": {"type": "log"},
                    "axis": {"format": "~g"},
                },
                "color": {
                    "field": "run",
                    "type": "nominal",
                    "sort": names,
                    "scale": {"domain": names, "range": [colours.SERIES[i % 8] for i in range(len(names))]},
                    "legend": {"title": None, "orient": "top", "columns": 4},
                },
                "opacity": {"condition": {"param": "one", "value": 1}, "value": 0.15},
                "tooltip": [
                    {"field": "run", "title": _("run")},
                    {"field": "update", "title": _("update")},
                    {"field": "loss", "title": _("loss"), "format": ".6g"},
                ],
            },
        },
        width="stretch",
        key=page.key("runs chart"),
    )
    st.caption(_("Choose a run in the legend to bring it out."))


def _manage(page: Page, runs: list[Kept]) -> None:
    _ = page.translate
    numbers = [one.number for one in runs]
    named = {one.number: one.name for one in runs}
    row = st.columns([2, 2, 3], vertical_alignment="bottom")
    chosen = row[0].selectbox(
        _("Run"), numbers, index=len(numbers) - 1, format_func=named.__getitem__, key=page.key(f"chosen {len(numbers)}")
    )
    one = next(one for one in runs if one.number == chosen)
    row[1].text_input(
        _("Name"),
        value=one.name,
        max_chars=40,
        key=page.key(f"name {chosen}"),
        on_change=_rename,
        args=(page, one),
    )
    with row[2].container(horizontal=True, gap="small"):
        st.button(_("Reopen"), key=page.key("reopen"), on_click=_reopen, args=(page, one))
        st.button(_("Show") if one.hidden else _("Hide"), key=page.key("hide"), on_click=_hide, args=(one,))
        st.button(_("Delete"), key=page.key("delete"), on_click=_delete, args=(page, one))


def _compare(page: Page, runs: list[Kept]) -> None:
    _ = page.translate
    if len(runs) < 2:
        return
    st.markdown(_("##### The last two runs, setting by setting"))
    first, second = runs[-2:]
    rows = [
        {_("setting"): name, first.name: str(first.settings[name]), second.name: str(second.settings[name])}
        for name in first.settings
        if first.settings[name] != second.settings[name]
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    else:
        st.write(_("All settings are the same."))


def _rename(page: Page, one: Kept) -> None:
    name = str(st.session_state[page.key(f"name {one.number}")]).strip()
    taken = {other.name for other in kept(page) if other is not one}
    if name and name not in taken:
        one.name = name


def _reopen(page: Page, one: Kept) -> None:
    for name, value in one.settings.items():
        st.session_state[page.key(name)] = value
    one.run.stop()
    st.session_state[page.key("run")] = one.run
    st.session_state[page.key("run of")] = None  # the page finds out that it is of the same experiment


def _hide(one: Kept) -> None:
    one.hidden = not one.hidden


def _delete(page: Page, one: Kept) -> None:
    one.run.stop()
    kept(page).remove(one)
    if st.session_state.get(page.key("run")) is one.run:
        st.session_state[page.key("run")] = None
