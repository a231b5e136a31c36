"""What an exercise is: a question made from its variant's numbers, and the boxes that are filled in."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import BadInput, Message
from core.numbers import shortest

MAX_TEXT = 12  # characters of an answer
MAX_NUMBER = 1e9
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?)(?:/(\d+\.?\d*))?", re.ASCII)


def number(text: str) -> float:
    """The number that an answer says, fractions like 1/20 included.

    Raises
    ------
    BadInput
        It is none, too long or larger than 1e9.
    """
    found = _NUMBER.fullmatch(text) if len(text) <= MAX_TEXT else None
    value = float(found[1]) / below if found and (below := float(found[2] or 1)) else math.nan
    if not abs(value) <= MAX_NUMBER:
        raise BadInput(
            "“{text}” is not a number that can be an answer; type one of at most {most} characters, like 3, -2, 0.05 or 1/20",
            text=text[:40],
            most=MAX_TEXT,
        )
    return value


@dataclass(frozen=True)
class Box:
    """One thing to fill in.

    Attributes
    ----------
    name : str
        ``"Y[0,1]"``, or an English word that a page translates.
    answer : str
        A right answer, as core computes it.
    options : tuple of str
        What there is to choose from; empty where a number is typed.
    tolerance : float
        How far a typed number may be off, relative to the answer.
    """

    name: str
    answer: str
    options: tuple[str, ...] = ()
    tolerance: float = 0.0

    def accepts(self, text: str) -> bool:
        """Whether this answer is right by itself.

        Raises
        ------
        BadInput
            As `number` does, where the answer is a number.
        """
        if self.options:
            return text == self.answer
        right = number(self.answer)
        return abs(number(text) - right) <= self.tolerance * abs(right) + 1e-9


class Question(ABC):
    """What is asked: the numbers given, and how answers are judged."""

    @property
    @abstractmethod
    def boxes(self) -> tuple[Box, ...]:
        """What is filled in, in the order in which it is read."""

    def right(self, answers: Sequence[str]) -> tuple[bool, ...]:
        """Whether each answer is right; an empty one is not.

        Raises
        ------
        BadInput
            As `number` does, where answers are numbers.
        """
        return tuple(bool(text) and box.accepts(text) for box, text in zip(self.boxes, answers, strict=True))

    @abstractmethod
    def hints(self) -> tuple[Message, Message]:
        """The two steps of help: the rule, then the rule with the question's numbers."""


@dataclass(frozen=True)
class Exercise:
    """A question of this kind with the numbers of this variant."""

    kind: str
    variant: int
    question: Question

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What is filled in, in the order in which it is read."""
        return self.question.boxes


def written(value: float) -> str:
    """A number as the answer of a box."""
    nearest = round(float(value))
    return str(nearest) if abs(value - nearest) < 1e-9 else shortest(value)


def factor(value: float) -> str:
    """A number as one factor of a product, with a true minus sign."""
    text = written(value).replace("-", "−")
    return f"({text})" if value < 0 else text
