"""The runs of this visit that are remembered: what each of them was, and which no longer are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from core.arrays import Floats
from core.errors import BadInput
from pages.parts.learning_a_kernel import settings
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.settings import EXPERIMENT
from pages.parts.learning_a_kernel.topics import data
from pages.shared import address
from pages.shared.live import Run
from pages.shared.page import Page

MAX_RUNS = 40
MAX_LOSSES = 4_000_000  # kept over all runs of a visit, 32 MB; the oldest runs go first
# What is looked at, and with which tools, belongs to the visitor and not to a run.
SETTINGS = tuple(field.name for field in EXPERIMENT)


@dataclass
class Record:
    """One run of the visit: the live run itself, the settings that it began with, and the true kernel.

    `digest` is the experiment's `run_digest`: settings name an upload, they do not hold it.
    """

    number: int
    name: str
    run: Run
    settings: dict[str, Any]
    true: Floats
    digest: str
    hidden: bool = False

    @property
    def latest(self) -> dict[str, Any]:
        """The settings as they stood when it was last trained: rate and epochs may change in mid-run."""
        rate = self.run.rates[-1][1] if self.run.rates else self.settings["rate"]
        return self.settings | {"rate": rate, "epochs": self.run.epochs}

    @property
    def reason(self) -> str:
        """Why it does not go on now: a key of `training.WHY`."""
        return self.run.states[0].stopped or ("epochs" if self.run.finished else "paused")

    @property
    def loss(self) -> float:
        """Before the last update; nan where there was none."""
        return float(self.run.losses[0][-1]) if self.run.losses[0] else float("nan")

    @property
    def distance(self) -> float:
        """Between the learned and the true kernel (Frobenius norm)."""
        kernel = np.asarray(self.run.states[0].kernel, dtype=np.float64)
        return float(np.linalg.norm(kernel - self.true))


def keep(page: Page, run: Run, experiment: Experiment) -> None:
    """Remember a run as it begins; the oldest ones make room for it."""
    number = int(st.session_state.get(page.key("run count"), 0)) + 1
    name = _new_name(page, records(page), number)
    add(page, Record(number, name, run, settings_of(page), experiment.true, experiment.run_digest))


def add(page: Page, one: Record) -> None:
    """Put a run among the visit's, under a number and a name of its own; the oldest ones make room for it."""
    runs = records(page)
    one.number = st.session_state[page.key("run count")] = int(st.session_state.get(page.key("run count"), 0)) + 1
    name, again, taken = one.name, 2, {other.name for other in runs}
    while one.name in taken:
        one.name, again = f"{name} ({again})", again + 1
    runs.append(one)
    while len(runs) > MAX_RUNS or sum(len(one.run.losses[0]) for one in runs[:-1]) > MAX_LOSSES:
        gone = runs.pop(0)
        if gone.run.epoch:  # one that was never trained was never listed
            st.session_state[page.key("runs gone")] = made_room(page) + 1


def settings_of(page: Page) -> dict[str, Any]:
    """The settings of an experiment as they stand.

    In a callback as well: once a topic is closed, Streamlit drops its controls' values until the next run restores
    them, and a callback comes before that.
    """
    address.restore(page.name, page.fields)
    return {name: st.session_state[page.key(name)] for name in SETTINGS}


def digest_of(page: Page) -> str | None:
    """The digest of the experiment that the page's settings name; None where they name none."""
    image, true = data.chosen(page)
    if image.values is None or true.values is None:
        return None
    try:
        return settings.digest_of(page, image.values, true.values)
    except BadInput:
        return None


def records(page: Page) -> list[Record]:
    """The visit's runs, oldest first; the list itself, so that a file made in mid-run holds what has come since."""
    runs: list[Record] = st.session_state.setdefault(page.key("runs"), [])
    return runs


def begun(runs: list[Record]) -> list[Record]:
    """Those that have made an update: there is nothing to say of the others."""
    return [one for one in runs if one.run.epoch]


def made_room(page: Page) -> int:
    """How many runs had to make room for newer ones."""
    return int(st.session_state.get(page.key("runs gone"), 0))


def forget(page: Page, one: Record) -> None:
    """Delete a run; the page no longer shows it either."""
    one.run.stop()
    records(page).remove(one)
    if st.session_state.get(page.key("run")) is one.run:
        st.session_state[page.key("run")] = None


def _new_name(page: Page, runs: list[Record], number: int) -> str:
    """ "run 3", or the next one that no run was given by hand."""
    taken = {one.name for one in runs}
    while (name := f"{page.translate('run')} {number}") in taken:
        number += 1
    return name
