"""Answers as an address carries them, and how they are marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Literal

from core.errors import BadInput
from core.exercises.exercise import Box, Exercise, number

Mark = Literal["right", "wrong", "empty"]
BETWEEN = "_"  # answers; needs no escaping in an address


def typed(text: str) -> str:
    """An answer as it is kept: full-width figures, decimal commas and the true minus sign become what programs read.

    Raises
    ------
    BadInput
        It is not empty and no number.
    """
    plain = unicodedata.normalize("NFKC", text[:100]).strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
    if plain:
        number(plain)
    return plain


def answers_of(exercise: Exercise, text: str) -> tuple[str, ...]:
    """The answers in an address, one for each box; "" has none.

    Raises
    ------
    BadInput
        Not as many as there are boxes, a choice that does not exist, a text that is no number.
    """
    boxes = exercise.boxes
    if not text:
        return ("",) * len(boxes)
    answers = text.split(BETWEEN)
    if len(answers) != len(boxes):
        raise BadInput(
            "the exercise has {boxes} boxes, but the number of answers in the link is {answers}; open it without answers",
            boxes=len(boxes),
            answers=len(answers),
        )
    return tuple(_checked(box, answer) for box, answer in zip(boxes, answers, strict=True))


def _checked(box: Box, answer: str) -> str:
    if not box.options or not answer:
        return typed(answer)
    if answer not in box.options:
        raise BadInput(
            "“{answer}” is not a choice for {box}; choose one of {options}",
            answer=answer[:40],
            box=box.name,
            options=", ".join(box.options),
        )
    return answer


def answers_text(answers: Sequence[str]) -> str:
    """The same as an address carries it."""
    return BETWEEN.join(answers) if any(answers) else ""


def solution(exercise: Exercise) -> tuple[str, ...]:
    """A right answer for each box."""
    return tuple(box.answer for box in exercise.boxes)


def marked(exercise: Exercise, answers: Sequence[str]) -> tuple[Mark, ...]:
    """Each box "right", "wrong" or "empty"; worked out anew, so that any right answer counts.

    `answers` are as many as there are boxes, as `answers_of` and `typed` give them.
    """
    right = exercise.question.right(answers)
    return tuple(
        "empty" if not text else "right" if good else "wrong" for text, good in zip(answers, right, strict=True)
    )


def score(marks: Sequence[Mark]) -> tuple[int, int]:
    """(right, all)."""
    return sum(mark == "right" for mark in marks), len(marks)
