"""Losses as a program prints them: any text with numbers, "epoch 2, loss 22.212" or a list."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from core.errors import BadInput

MAX_CHARACTERS = 20_000
MAX_LOSSES = 1_000
MAX_DIGITS = 10  # of a count or an exponent
MAX_POWER = 300
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NOT_FINITE = r"\b(?:nan|inf(?:inity)?)\b"
_ANY = re.compile(f"{_NUMBER}|{_NOT_FINITE}", re.IGNORECASE)
_LOSS = re.compile(rf"(?:loss|损失|误差)[^\d\n+.-]{{0,20}}?({_NUMBER}|{_NOT_FINITE})", re.IGNORECASE)
_COMMAS_INSIDE = re.compile(r"\d+,\d+(?:\s+\d+,\d+)+")  # and none between
_COUNT = re.compile(r"(?:epoch|step|iteration|update|轮|周期|步)\D{0,10}(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Printed:
    """Losses in the order in which they were printed.

    Attributes
    ----------
    losses, halves : tuple of float
        The losses, and half a unit of each one's last printed place.
    words : tuple of str
        The losses as they were printed.
    every : int or None
        Updates from one to the next, where the text counts them.
    overflowed : bool
        Whether the text went on with nan or inf; what comes after it is left out.
    """

    losses: tuple[float, ...]
    halves: tuple[float, ...]
    words: tuple[str, ...] = ()
    every: int | None = None
    overflowed: bool = False


def read_losses(text: str) -> Printed:
    """The losses in a text: the numbers after the word "loss", the last column of a table, or all numbers.

    Raises
    ------
    BadInput
        The text is too long, or holds no number or too many of them; decimal commas.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(
            "the text has {count:,} characters; paste at most {most:,}", count=len(text), most=MAX_CHARACTERS
        )
    if _COMMAS_INSIDE.fullmatch(text.strip()):
        raise BadInput("there are commas inside the numbers; write 22.212 for 22,212, and a space between two losses")
    words, counts = _LOSS.findall(text), [int(count) for count in _COUNT.findall(text)]
    if not words:
        rows = [_ANY.findall(line) for line in text.splitlines()]
        rows = [row for row in rows if row]
        if len(rows) > 1 and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1:
            words = [row[-1] for row in rows]
            counts = [int(row[0]) for row in rows if row[0].isdigit() and len(row[0]) < MAX_DIGITS]
        else:
            words, counts = [word for row in rows for word in row], []
    if not words:
        raise BadInput("there is no number in the text; paste the printed losses")
    if len(words) > MAX_LOSSES:
        raise BadInput("the text holds {count:,} losses; paste at most {most:,}", count=len(words), most=MAX_LOSSES)
    finite = [word for word in words if math.isfinite(float(word))]
    first_wild = next((i for i, word in enumerate(words) if not math.isfinite(float(word))), len(words))
    kept = finite[:first_wild]
    return Printed(
        tuple(float(word) for word in kept),
        tuple(_half(word) for word in kept),
        tuple(kept),
        _regular(counts) if len(counts) == len(words) else None,
        first_wild < len(words),
    )


def _half(word: str) -> float:
    """Half a unit of the last printed place: 0.0005 for 22.212; 0 for a whole number, which is printed in full."""
    digits, _, exponent = word.lower().partition("e")
    places = len(digits.partition(".")[2])
    if not places and not exponent:
        return 0.0
    power = int(exponent or 0) if len(exponent) <= MAX_DIGITS else 0  # 0e99999999999 is 0, however it is printed
    return float(f"0.5e{max(-MAX_POWER, min(MAX_POWER, power - places))}")


def _regular(counts: list[int]) -> int | None:
    """The step of counts that grow evenly."""
    steps = np.unique(np.diff(counts))
    return int(steps[0]) if steps.size == 1 and steps[0] > 0 else None
