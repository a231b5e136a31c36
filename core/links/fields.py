"""The kinds of settings that an address carries: each writes its value as plain text and reads it back, bounded.

Every `read` raises BadInput where a text breaks its field's rule.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from core.errors import BadInput
from core.links.numbers import parse, read_matrix, write_matrix
from core.numbers import MAX_SEED, rows_of, shortest


@dataclass(frozen=True)
class Whole:
    """An integer between `low` and `high`."""

    name: str
    default: int
    low: int
    high: int

    def write(self, value: Any) -> str:
        return str(int(value))

    def read(self, text: str) -> int:
        if len(text) > 20 and re.fullmatch(
            r"[+-]?[0-9]+", text
        ):  # never made a number: it may have thousands of digits
            raise _outside(self.name, self.low, self.high, text[:20] + "…")
        try:
            value = int(text) if len(text) <= 20 else None
        except ValueError:
            value = None
        if value is None:
            raise BadInput("“{name}” must be a whole number, got “{text}”", name=self.name, text=text[:40])
        return int(_within(self.name, value, self.low, self.high))


@dataclass(frozen=True)
class Seed(Whole):
    """A seed of random numbers."""

    default: int = 0
    low: int = 0
    high: int = MAX_SEED


@dataclass(frozen=True)
class Real:
    """A finite number between `low` and `high`."""

    name: str
    default: float
    low: float
    high: float

    def write(self, value: Any) -> str:
        return shortest(float(value))

    def read(self, text: str) -> float:
        return _within(self.name, parse(self.name, text), self.low, self.high)


@dataclass(frozen=True)
class Choice:
    """One of the named `options`."""

    name: str
    default: str
    options: tuple[str, ...]

    def write(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> str:
        if text not in self.options:
            raise BadInput(
                "“{name}” has no option “{text}”; choose one of {options}",
                name=self.name,
                text=text[:40],
                options=", ".join(self.options[:12]) + (" …" if len(self.options) > 12 else ""),
            )
        return text


@dataclass(frozen=True)
class Flag:
    """A switch, written 1 or 0."""

    name: str
    default: bool

    def write(self, value: Any) -> str:
        return "1" if value else "0"

    def read(self, text: str) -> bool:
        if text not in ("0", "1"):
            raise BadInput("“{name}” must be 0 or 1, got “{text}”", name=self.name, text=text[:40])
        return text == "1"


@dataclass(frozen=True)
class Numbers:
    """A matrix of finite numbers, kept as the text that its editor shows."""

    name: str
    default: str
    max_shape: tuple[int, int] = (64, 64)

    def write(self, value: Any) -> str:
        return write_matrix(rows_of(str(value)))

    def read(self, text: str) -> str:
        values = read_matrix(self.name, text, self.max_shape)
        return "\n".join(" ".join(shortest(v) for v in row) for row in values.tolist())


@dataclass(frozen=True)
class Text:
    """A short line of text from a small alphabet; full-width signs, as Chinese keyboards type them, count as plain ones."""

    name: str
    default: str
    max_length: int = 2_000
    alphabet: str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:*+ "

    def write(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> str:
        text = unicodedata.normalize("NFKC", text[: self.max_length + 1])
        if len(text) > self.max_length or any(c not in self.alphabet for c in text):
            raise BadInput(
                "“{name}” contains characters that are not allowed here, or is longer than {limit} characters",
                name=self.name,
                limit=self.max_length,
            )
        return text


@dataclass(frozen=True)
class Cell:
    """A cell of one of the named `matrices`, "Y.0.1" for row 0 and column 1 of Y; empty for none."""

    name: str
    default: str
    matrices: tuple[str, ...]

    def write(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> str:
        try:
            cell = cell_of(text) if text else None
        except ValueError:
            cell = ("", 0, 0)
        if cell is not None and cell[0] not in self.matrices:
            raise BadInput(
                "“{name}” must be a matrix ({matrices}), a row and a column like {example}, got “{text}”",
                name=self.name,
                matrices=", ".join(self.matrices),
                example=f"{self.matrices[0]}.0.1",
                text=text[:40],
            )
        return text if cell is None else cell_text(cell)


@dataclass(frozen=True)
class Token:
    """A random word of `length` letters, as `secrets.token_urlsafe` makes them; empty for none."""

    name: str
    default: str = ""
    length: int = 24

    def write(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> str:
        if text and not re.fullmatch(rf"[A-Za-z0-9_-]{{{self.length}}}", text):
            raise BadInput(
                "“{name}” must have {length} letters, digits, - or _, as the link was copied; copy the whole link",
                name=self.name,
                length=self.length,
            )
        return text


Field = Whole | Real | Choice | Flag | Numbers | Text | Cell | Token


def cell_text(cell: tuple[str, int, int]) -> str:
    """(matrix, row, column) as the address has it."""
    return ".".join(str(part) for part in cell)


def cell_of(text: str) -> tuple[str, int, int]:
    """(matrix, row, column) of what `cell_text` writes; ValueError for other texts."""
    found = re.fullmatch(r"([^.]{1,8})\.([0-9]{1,4})\.([0-9]{1,4})", text)
    if found is None:
        raise ValueError(f"not a cell: {text[:40]!r}")
    return found[1], int(found[2]), int(found[3])


def _within(name: str, value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        raise _outside(name, low, high, str(value) if isinstance(value, int) else shortest(value))
    return value


def _outside(name: str, low: float, high: float, value: str) -> BadInput:
    return BadInput(
        "“{name}” must be between {low} and {high}, got {value}",
        name=name,
        low=str(low) if isinstance(low, int) else shortest(low),
        high=str(high) if isinstance(high, int) else shortest(high),
        value=value,
    )
