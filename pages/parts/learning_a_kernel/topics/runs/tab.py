"""The tab "Runs": every run of this visit in a table, overlaid on one chart, compared, exported, reopened."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.takeaway import Cell, Reader
from core.takeaway.programs.learning_a_kernel import runs as lesson
from pages.parts.learning_a_kernel import training
from pages.parts.learning_a_kernel.topics.runs import chart as runs_chart
from pages.parts.learning_a_kernel.topics.runs.compare import choose, compare
from pages.parts.learning_a_kernel.topics.runs.record import (
    MAX_LOSSES,
    MAX_RUNS,
    Record,
    begun,
    digest_of,
    forget,
    made_room,
    records,
    settings_of,
)
from pages.parts.learning_a_kernel.topics.runs.table import table
from pages.shared import downloads, prose, takeaway
from pages.shared.live import Run
from pages.shared.page import Page, literal

REFUSED = "refused to reopen"  # the number of the run whose picture is no longer here


def draw(page: Page) -> None:
    """The table, the chart, and what can be done with a run."""
    _ = page.translate
    prose.draw(page, "runs")
    gone = made_room(page)
    if gone:
        st.info(
            _(
                "Removed to make room for newer runs: {gone}. A visit keeps the last {runs} runs, with at most {losses:,} losses in all; save the ones you need."
            ).format(gone=gone, runs=MAX_RUNS, losses=MAX_LOSSES)
        )
    runs = begun(records(page))
    if not runs:
        st.info(_("No runs yet: start training above and they will be listed here."))
        return
    st.dataframe(table(page, runs, training.WHY), hide_index=True, width="stretch")
    runs_chart.draw(page, runs)
    shown = [one for one in runs if not one.hidden][-lesson.MOST :]
    downloads.save(page, {}, {}, lessons={"runs": partial(_again, shown) if shown else None})
    _manage(page, runs)
    compare(page, runs)


def _again(shown: list[Record], reader: Reader) -> list[Cell]:
    """The runs as they stand when the file is made."""
    runs = [lesson.Run(one.name, takeaway.learned(one.run, 0, one.true)) for one in shown]
    return lesson.cells(runs, reader)


def _manage(page: Page, runs: list[Record]) -> None:
    _ = page.translate
    row = st.columns([2, 2, 3], vertical_alignment="bottom")
    one = choose(page, row[0], _("Run"), "chosen", runs, runs[-1])
    typed = row[1].text_input(
        _("Name"),
        value=one.name,
        max_chars=40,
        key=page.key(f"name {one.number}"),
        on_change=_rename,
        args=(page, one),
    )
    with row[2].container(horizontal=True, gap="small"):
        locked = page.locked(*one.latest)
        st.button(_("Reopen"), key=page.key("reopen"), on_click=_reopen, args=(page, one), disabled=locked)
        st.button(_("Show") if one.hidden else _("Hide"), key=page.key("hide run"), on_click=_hide, args=(one,))
        st.button(_("Delete"), key=page.key("delete"), on_click=forget, args=(page, one))
    name = typed.strip()
    if not name:
        st.error(_("A run needs a name; this one keeps the name “{name}”.").format(name=literal(one.name)))
    elif _is_taken(page, one, name):
        st.error(
            _("Another run already has the name “{taken}”; this one keeps the name “{name}”.").format(
                taken=literal(name), name=literal(one.name)
            )
        )
    if st.session_state.get(page.key(REFUSED)) == one.number:
        st.error(
            _(
                "The picture of “{name}” is no longer available: choose “your own picture” under “Choose data”, upload it again, then reopen the run."
            ).format(name=literal(one.name))
        )


def _rename(page: Page, one: Record) -> None:
    name = str(st.session_state[page.key(f"name {one.number}")]).strip()
    if name and not _is_taken(page, one, name):
        one.name = name


def _is_taken(page: Page, one: Record, name: str) -> bool:
    return any(other.name == name for other in records(page) if other is not one)


def _reopen(page: Page, one: Record) -> None:
    """Show the run with the settings that it was last trained with, or leave all as it is where its data are gone."""
    before = settings_of(page)
    page.put(one.latest)
    if digest_of(page) != one.digest:
        page.put(before)
        st.session_state[page.key(REFUSED)] = one.number
        return
    st.session_state[page.key(REFUSED)] = None
    shown: Run | None = st.session_state.get(page.key("run"))
    for run in (shown, one.run):
        if run is not None:
            run.stop()
    st.session_state[page.key("run")] = one.run
    st.session_state[page.key("run of")] = one.digest


def _hide(one: Record) -> None:
    one.hidden = not one.hidden
