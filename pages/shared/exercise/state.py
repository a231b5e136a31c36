"""An attempt at an exercise: what the address carries of it, and what Check said last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core import exercises
from core.errors import BadInput
from pages.shared.page import Page

_OPENED, _CHECKED = "exercise opened", "exercise checked"
MAX_BOXES = 16


@dataclass(frozen=True)
class Attempt:
    """An exercise as it stands on the screen.

    Attributes
    ----------
    answers : tuple of str
        One for each box, "" where it is empty.
    marks : tuple of str
        "right" or "wrong" where Check has marked the answer that stands there, else "".
    checked : bool
        Whether Check has marked all of these answers; where all boxes are empty, whether it was asked to.
    broken : BadInput or None
        Why the answers in the address cannot be used.
    """

    exercise: exercises.Exercise
    answers: tuple[str, ...]
    marks: tuple[str, ...]
    checked: bool
    hints: int
    seen: bool
    broken: BadInput | None = None

    @property
    def score(self) -> tuple[int, int]:
        """(right, all)."""
        return exercises.score(exercises.marked(self.exercise, self.answers))

    @property
    def solved(self) -> bool:
        """Whether all boxes are right and checked, without the answer having been shown."""
        right, of = self.score
        return self.checked and right == of and not self.seen


def get(page: Page, name: str) -> Any:
    """A setting of the exercise."""
    return st.session_state[page.key(name)]


def put(page: Page, **settings: Any) -> None:
    """Change settings of the exercise."""
    for name, value in settings.items():
        st.session_state[page.key(name)] = value


def attempt_of(page: Page) -> Attempt:
    """The attempt that the settings name; one that has just been opened is marked. Raises BadInput for a variant that is none."""
    kind, variant = get(page, "ask"), get(page, "variant")
    exercise = exercises.exercise_of(kind, variant)
    answers, broken = _answers(page, exercise)
    if st.session_state.get(page.key(_OPENED)) != (kind, variant):
        st.session_state[page.key(_OPENED)] = (kind, variant)
        st.session_state[page.key(_CHECKED)] = answers if any(answers) else ()
        _forget_boxes(page)
    asked = st.session_state.get(page.key(_CHECKED), ())
    checked = asked if len(asked) == len(answers) else ("",) * len(answers)
    judged = exercises.marked(exercise, checked)
    marks = tuple(
        mark if text and text == was else "" for text, was, mark in zip(answers, checked, judged, strict=True)
    )
    hints, seen = int(get(page, "hints")), bool(get(page, "seen"))
    return Attempt(exercise, answers, marks, answers == asked, hints, seen, broken)


def _answers(page: Page, exercise: exercises.Exercise) -> tuple[tuple[str, ...], BadInput | None]:
    try:
        return exercises.answers_of(exercise, str(get(page, "answers"))), None
    except BadInput as error:
        return exercises.answers_of(exercise, ""), error


def take(page: Page, answers: Sequence[str]) -> None:
    """These answers stand in the boxes now."""
    put(page, answers=exercises.answers_text(answers))


def replace(page: Page, exercise: exercises.Exercise, place: int, text: str) -> None:
    """One answer is another one now."""
    answers = list(_answers(page, exercise)[0])
    answers[place] = text
    take(page, answers)


def check(page: Page, exercise: exercises.Exercise) -> None:
    """Mark the answers as they stand."""
    st.session_state[page.key(_CHECKED)] = _answers(page, exercise)[0]


def hint(page: Page) -> None:
    """Show one more hint."""
    put(page, hints=int(get(page, "hints")) + 1)


def answer(page: Page, exercise: exercises.Exercise) -> None:
    """Fill in the answer; that it was seen goes into the address."""
    _forget_boxes(page)
    put(page, seen=True)
    take(page, exercises.solution(exercise))
    check(page, exercise)


def begin_again(page: Page) -> None:
    """Empty boxes, no help."""
    _forget_boxes(page)
    put(page, answers="", hints=0, seen=False)
    st.session_state[page.key(_CHECKED)] = ()


def another(page: Page, exercise: exercises.Exercise) -> None:
    """The next variant."""
    begin_again(page)
    put(page, variant=exercises.another(exercise).variant)


def close(page: Page) -> None:
    """Back to the page's free experiment."""
    begin_again(page)
    put(page, ask=exercises.NONE, variant=1)


def _forget_boxes(page: Page) -> None:
    for place in range(MAX_BOXES):
        st.session_state.pop(page.key(f"exercise box {place}"), None)
