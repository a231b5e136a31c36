"""An attempt at an exercise: what the address carries of it, answers and which of them Check has not marked yet."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core import exercises
from core.errors import BadInput
from pages.shared.page import Page

_OPENED, _ASKED, _HELPED = "exercise opened", "exercise asked", "exercise helped"
_MAX_HELPED = 200  # exercises whose help a visit remembers


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
        Whether Check has marked all of these answers; where all boxes are empty, whether it was just asked to.
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
    page.put(settings)


def attempt_of(page: Page) -> Attempt:
    """The attempt that the settings name; one that has just been opened is marked. Raises BadInput for a variant that is none."""
    kind, variant = get(page, "ask"), exercises.variant_of(get(page, "variant"))
    exercise = exercises.exercise_of(kind, variant)
    answers, broken = _answers(page, exercise)
    if st.session_state.get(page.key(_OPENED)) != (kind, variant):
        st.session_state[page.key(_OPENED)] = (kind, variant)
        st.session_state[page.key(_ASKED)] = False
        _forget_boxes(page)
    waiting = _waiting(page, answers)
    judged = exercises.marked(exercise, answers)
    marks = tuple(mark if text and not wait else "" for text, wait, mark in zip(answers, waiting, judged, strict=True))
    checked = not any(waiting) if any(answers) else bool(st.session_state[page.key(_ASKED)])
    hints, seen = _help(page, (kind, variant))
    return Attempt(exercise, answers, marks, checked, hints, seen, broken)


def _help(page: Page, exercise: tuple[str, int]) -> tuple[int, bool]:
    """The hints shown and whether the answer was: by the address, or earlier in this visit, which Back does not undo."""
    helped: dict[tuple[str, int], tuple[int, bool]] = st.session_state.setdefault(page.key(_HELPED), {})
    hints, seen = helped.pop(exercise, (0, False))
    hints, seen = max(hints, int(get(page, "hints"))), seen or bool(get(page, "seen"))
    if hints or seen:
        helped[exercise] = hints, seen
        if len(helped) > _MAX_HELPED:
            del helped[next(iter(helped))]
    return hints, seen


def _answers(page: Page, exercise: exercises.Exercise) -> tuple[tuple[str, ...], BadInput | None]:
    try:
        return exercises.answers_of(exercise, str(get(page, "answers"))), None
    except BadInput as error:
        return exercises.answers_of(exercise, ""), error


def _waiting(page: Page, answers: Sequence[str]) -> tuple[bool, ...]:
    """Which boxes were changed after Check; all, where the address says it of another number of boxes."""
    text = str(get(page, "unchecked"))
    return tuple(sign == "1" for sign in text) if len(text) == len(answers) else (bool(text),) * len(answers)


def take(page: Page, exercise: exercises.Exercise, answers: Sequence[str]) -> None:
    """These answers stand in the boxes now; those that are new wait for Check."""
    before = _answers(page, exercise)[0]
    waiting = (wait or now != was for wait, now, was in zip(_waiting(page, before), answers, before, strict=True))
    text = "".join("01"[wait] for wait in waiting)
    put(page, answers=exercises.answers_text(answers), unchecked=text if any(answers) and "1" in text else "")
    st.session_state[page.key(_ASKED)] = False


def replace(page: Page, exercise: exercises.Exercise, place: int, text: str) -> None:
    """One answer is another one now."""
    answers = list(_answers(page, exercise)[0])
    answers[place] = text
    take(page, exercise, answers)


def check(page: Page) -> None:
    """Mark the answers as they stand."""
    put(page, unchecked="")
    st.session_state[page.key(_ASKED)] = True


def hint(page: Page, shown: int) -> None:
    """Show one more hint than `shown`."""
    put(page, hints=shown + 1)


def answer(page: Page, exercise: exercises.Exercise) -> None:
    """Fill in the answer; that it was seen goes into the address."""
    _forget_boxes(page)
    put(page, seen=True)
    take(page, exercise, exercises.solution(exercise))
    check(page)


def begin_again(page: Page) -> None:
    """Empty boxes, no help."""
    _forget_boxes(page)
    put(page, answers="", unchecked="", hints=0, seen=False)
    st.session_state[page.key(_ASKED)] = False


def another(page: Page, exercise: exercises.Exercise) -> None:
    """The next variant."""
    begin_again(page)
    put(page, variant=str(exercises.another(exercise).variant))


def another_by_hand(page: Page) -> None:
    """The variant that was typed, in figures that an address carries."""
    begin_again(page)
    put(page, variant=unicodedata.normalize("NFKC", get(page, "variant")).strip())


def close(page: Page) -> None:
    """Back to the page's free experiment."""
    begin_again(page)
    put(page, ask=exercises.NONE, variant="1")


def _forget_boxes(page: Page) -> None:
    for place in range(exercises.MAX_BOXES):
        st.session_state.pop(page.key(f"exercise box {place}"), None)
