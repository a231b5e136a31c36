"""The exercises: those that mark themselves and those of the chapter, with what is done of them in this browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import streamlit as st

from core.words import N_
from pages.parts.home.topics.exercises import questions
from pages.parts.home.topics.exercises.progress_list import Entry, progress_list
from pages.parts.home.topics.exercises.questions import Place
from pages.shared import exercise, frame
from pages.shared.page import Page

GROUPS = {
    "asked": N_("Marked automatically"),
    "this": N_("From this chapter"),
    "next": N_("From the next chapters: padding, stride, channels, pooling"),
}


def places() -> dict[str, dict[str, Place]]:
    """Every entry of the list by its name, group by group."""
    asked = {f"ask {kind}": Place(one.task, one.page, {"ask": kind}) for kind, one in exercise.KINDS.items()}
    return {"asked": asked, "this": dict(questions.THIS), "next": dict(questions.NEXT)}


def draw(page: Page) -> None:
    """The list; a link opens the place in the lab, and the marks stay in the browser."""
    _ = page.translate
    st.markdown(
        _(
            "Each question opens on the page where you can try it. Questions with boxes are marked automatically, and each variant has its own numbers. Your ticks stay in this browser."
        )
    )
    groups = [(_(GROUPS[name]), list(_entries(page, entries))) for name, entries in places().items()]
    opened = progress_list(page, groups)
    if opened is not None:
        place = next(entries[opened] for entries in places().values() if opened in entries)
        st.switch_page(f"pages/{place.page}.py", query_params=dict(place.settings))


def _entries(page: Page, entries: dict[str, Place]) -> Iterator[Entry]:
    for name, place in entries.items():
        title = page.translate(frame.TITLES[place.page][0])
        kind = exercise.KINDS.get(name.removeprefix("ask "))
        bold = page.translate(kind.title) if kind else ""
        yield Entry(name, bold, page.translate(place.text), title, f"{place.page}?{urlencode(place.settings)}")
