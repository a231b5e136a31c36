"""Boxes beside a picture: a field for each number, buttons for each choice, and the mark of each."""

from __future__ import annotations

import streamlit as st

from core import exercises
from core.errors import BadInput
from pages.shared.exercise import state
from pages.shared.exercise.kinds import CHOICES, SIGNS, box_label
from pages.shared.exercise.state import Attempt
from pages.shared.page import Page


def draw(page: Page, attempt: Attempt) -> None:
    """All boxes in a row, as wide as they need."""
    with st.container(horizontal=True, gap="medium", key=page.key("exercise boxes")):
        for place, box in enumerate(attempt.exercise.boxes):
            mark = attempt.marks[place]
            with st.container(width="content", gap="small", key=page.key(f"exercise box {mark or 'open'} {place}")):
                if box.options:
                    _choice(page, attempt, place, box)
                else:
                    _number(page, attempt, place, box)
                told(page, mark)


def told(page: Page, mark: str) -> None:
    """A mark as a sign and a word; nothing where Check has not marked the answer."""
    _ = page.translate
    if mark:
        st.markdown(f"✓ {_('correct')}" if mark == "right" else f"✗ {_('wrong')}")


def _choice(page: Page, attempt: Attempt, place: int, box: exercises.Box) -> None:
    key = page.key(f"exercise box {place}")
    st.session_state[key] = attempt.answers[place] or None

    def shown(option: str) -> str:
        sign = f"{SIGNS[option]} " if option in SIGNS else ""
        return f"{sign}{page.translate(CHOICES[option])}" if option in CHOICES else option

    st.segmented_control(
        box_label(page, box.name),
        box.options,
        format_func=shown,
        key=key,
        on_change=lambda: state.replace(page, attempt.exercise, place, _told(key, attempt, place)),
    )


def _number(page: Page, attempt: Attempt, place: int, box: exercises.Box) -> None:
    key = page.key(f"exercise box {place}")
    if _refused(st.session_state.get(key)) is None:
        st.session_state[key] = attempt.answers[place]
    st.text_input(
        box_label(page, box.name),
        key=key,
        width=180,
        on_change=lambda: _take(page, attempt.exercise, place, _told(key, attempt, place)),
    )
    refused = _refused(st.session_state[key])
    if refused is not None:
        st.error(page.sentence(refused))


def _told(key: str, attempt: Attempt, place: int) -> str:
    """What stands in a box; of one that the browser has not named the answer as it was."""
    return str(st.session_state.get(key, attempt.answers[place]) or "")


def _take(page: Page, exercise: exercises.Exercise, place: int, text: str) -> None:
    """What is a number becomes the answer; what is none stays in its field alone."""
    state.replace(page, exercise, place, "" if _refused(text) else exercises.typed(text))


def _refused(text: str | None) -> BadInput | None:
    """Why a text cannot be an answer; None where it can, or is empty."""
    try:
        exercises.typed(text or "")
    except BadInput as error:
        return error
    return None
