"""Tours as they stand in their files: a line a step, ``sentence | 中文 | page?settings``; lines that begin with # are notes."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from core.errors import BadInput
from core.links import Text

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "zh")  # of a line's sentences, from left to right


@dataclass(frozen=True)
class Step:
    """One step: what is said, by language, and the page and settings that it is said of."""

    said: Mapping[str, str]
    page: str
    query: Mapping[str, str]


@dataclass(frozen=True)
class Tour:
    """A tour by its file's name."""

    name: str
    steps: tuple[Step, ...]

    def at(self, number: int) -> str:
        """What an address calls the step of that number, counted from 1: "edge_detection.3"; the first one by the tour alone."""
        return self.name if number == 1 else f"{self.name}.{number}"


@functools.cache
def names() -> tuple[str, ...]:
    """The tours that there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))


@functools.cache
def tour(name: str) -> Tour:
    """The tour of that name, one of `names`."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return Tour(name, tuple(_step(line) for line in lines if line.strip() and not line.startswith("#")))


def _step(line: str) -> Step:
    *said, address = (part.strip() for part in line.split(" | "))
    page, _, query = address.partition("?")
    return Step(dict(zip(LANGUAGES, said, strict=True)), page, dict(parse_qsl(query, strict_parsing=bool(query))))


@dataclass(frozen=True)
class Stop(Text):
    """Where a visitor is on a tour, as an address has it: ``name`` or ``name.3``; empty for none."""

    def read(self, text: str) -> str:
        if not text:
            return text
        name, dot, number = text.partition(".")
        if name not in names():
            raise BadInput("there is no tour “{name}”; the tours are {names}", name=name[:40], names=", ".join(names()))
        found = tour(name)
        number = number if dot else "1"
        if not (number.isascii() and number.isdigit() and len(number) < 4 and 1 <= int(number) <= len(found.steps)):
            raise BadInput(
                "the tour “{name}” has steps 1 to {count}; there is no step “{number}”",
                name=name,
                count=len(found.steps),
                number=number[:40],
            )
        return found.at(int(number))


def place(text: str) -> tuple[Tour, int]:
    """The tour and the number of the step that `Stop` reads; text must not be empty."""
    name, _, number = text.partition(".")
    return tour(name), int(number or 1)
