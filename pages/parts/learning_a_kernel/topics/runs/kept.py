"""The visit's runs as they are kept under a short link, and back: each goes on from where it was."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from core import learning
from core.arrays import Array
from core.errors import BadInput
from core.words import N_
from pages.parts.learning_a_kernel.experiment import run_digest
from pages.parts.learning_a_kernel.settings import EXPERIMENT, prepared
from pages.parts.learning_a_kernel.topics import data
from pages.parts.learning_a_kernel.topics.runs.record import (
    MAX_RUNS,
    SETTINGS,
    Record,
    add,
    begun,
    digest_of,
    records,
    settings_of,
)
from pages.shared import controls
from pages.shared.keeping import control, opening
from pages.shared.live import Run
from pages.shared.page import Page

RUNS = N_("the runs with their losses")
MAX_NAME = 40
LATEST = ("rate", "epochs")  # what may change while a run goes on


def keepable(page: Page) -> control.Keepable | None:
    """The runs, where there are any."""
    if not begun(records(page)):
        return None
    kept = opening.opened(page.name) is not None and _mark(page) == st.session_state.get(page.key("runs kept as"))
    return control.Keepable(RUNS, not kept, lambda: _parts(page))


def take_up(page: Page) -> None:
    """Put the runs of what has just been opened among the visit's, and show the one that was shown. Before any control is drawn."""
    found = opening.opened(page.name)
    if found is not None and st.session_state.get(page.key("runs taken up")) != found.id:
        st.session_state[page.key("runs taken up")] = found.id
        if not found.saved:  # in this visit: they are here
            _take_up(page, found.kept.data, found.kept.arrays)
        st.session_state[page.key("runs kept as")] = _mark(page)
    gone = int(st.session_state.get(page.key("runs left out"), 0))
    if gone and found is not None:
        said = page.count(
            "{n} kept run no longer fits its settings and was left out.",
            "{n} kept runs no longer fit their settings and were left out.",
            gone,
        )
        st.warning(said.format(n=gone))


def _mark(page: Page) -> list[tuple[int, int, str]]:
    """What tells the runs as they stand from those of before."""
    return [(one.number, one.run.epoch, one.name) for one in begun(records(page))]


def _parts(page: Page) -> tuple[dict[str, Any], dict[str, Array]]:
    """The runs that their settings bring back, with all that was made of them; they stop for it."""
    runs: list[dict[str, Any]] = []
    arrays: dict[str, Array] = {}
    shown = None
    for one in begun(records(page)):
        if not _comes_back(page, one):
            continue
        one.run.stop()
        made, found = learning.store_run(_stored(one.run))
        if one.run is st.session_state.get(page.key("run")):
            shown = len(runs)
        arrays |= {f"{len(runs)} {name}": values for name, values in found.items()}
        runs.append(
            {
                "name": one.name,
                "hidden": one.hidden,
                "settings": _texts(one.settings),
                "latest": _texts({name: one.latest[name] for name in LATEST}),
                "run": made,
            }
        )
    return {"runs": runs, "shown": shown}, arrays


def _stored(run: Run) -> learning.StoredRun:
    made = len(run.losses[0])
    return learning.StoredRun(
        run.states[0],
        np.array(run.losses[0], dtype=np.float32),
        [(at, rate) for at, rate in run.rates if at < made],  # one that was sent may not have come yet
        [(at, kernels[0]) for at, kernels in run.trajectory],
    )


def _comes_back(page: Page, one: Record) -> bool:
    """Whether its settings give its data: of an upload the last one alone is still here."""
    if one.settings["image"] != controls.UPLOADED:
        return True
    before = settings_of(page)
    page.put(one.latest)
    found = digest_of(page)
    page.put(before)
    return found == one.digest


def _take_up(page: Page, kept: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    before = {name: st.session_state[page.key(name)] for name in SETTINGS}
    taken, shown, left_out = [], kept.get("shown"), 0
    entries = kept.get("runs", ())
    for i, entry in enumerate(entries[:MAX_RUNS] if isinstance(entries, list) else ()):
        try:
            found = _record(
                page, entry, {name.removeprefix(f"{i} "): arrays[name] for name in arrays if name.startswith(f"{i} ")}
            )
        except (BadInput, KeyError, TypeError, ValueError, AttributeError):  # somebody has changed it
            left_out += 1
            continue
        taken.append((i, found))
    page.put(before)
    for i, found in taken:
        add(page, found)
        if i == shown:
            st.session_state[page.key("run")], st.session_state[page.key("run of")] = found.run, found.digest
    st.session_state[page.key("runs left out")] = left_out


def _record(page: Page, entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> Record:
    """The run that was kept, with its data made again from its settings; raises where they do not belong together."""
    settings = _values(entry["settings"])
    page.put(settings | _values(entry["latest"], LATEST))
    image, true = data.chosen(page)
    if image.values is None or true.values is None:
        raise BadInput("a kept run does not fit its settings or was changed, so it is left out")
    experiment, padded, _start, digest = prepared(page, image.values, true.values)
    found = learning.restore_run(experiment, entry["run"], arrays)
    run = Run(
        (experiment,),
        running=False,
        states=[found.state],
        losses=[array("d", found.losses.tolist())],
        trajectory=[(made, [kernel]) for made, kernel in found.trajectory],
        rates=list(found.rates),
    )
    name = str(entry["name"])[:MAX_NAME].strip()
    return Record(
        0, name or page.translate("run"), run, settings, padded, run_digest(digest, experiment), bool(entry["hidden"])
    )


def _texts(settings: Mapping[str, Any]) -> dict[str, str]:
    return {field.name: field.write(settings[field.name]) for field in EXPERIMENT if field.name in settings}


def _values(texts: Mapping[str, str], names: tuple[str, ...] = SETTINGS) -> dict[str, Any]:
    return {field.name: opening.roomy(field).read(texts[field.name]) for field in EXPERIMENT if field.name in names}
