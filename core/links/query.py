"""Experiment ↔ query string: whitelisted fields of the kinds in :mod:`core.links.fields`, bounded; nothing is ever evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import BadInput, Message
from core.links.fields import Field, Text

MAX_CHARACTERS = 16_000


@dataclass(frozen=True)
class Decoded:
    """What an address says: the settings it holds, and why the others were ignored."""

    values: Mapping[str, Any]
    ignored: tuple[Message, ...]


@dataclass(frozen=True)
class Encoded:
    """The query of an experiment, and the names of the settings that it has no room for."""

    query: Mapping[str, str]
    left_out: tuple[str, ...]


def encode(fields: Iterable[Field], values: Mapping[str, Any]) -> Encoded:
    """The query of an experiment: each field that is not at its default.

    A value that cannot be written (text in a matrix, say) is not in it: the address names the last good state.
    Of what can be written but is too long, the longest are left out, until the rest has room.
    """
    query, left_out = {}, []
    for field in fields:
        try:
            text = field.write(values[field.name])
            if text == field.write(field.default):
                continue
            if isinstance(field, Text) and len(text) > field.max_length:
                left_out.append(field.name)
                continue
            field.read(text)
            query[field.name] = text
        except (BadInput, ValueError, TypeError, KeyError, OverflowError):
            continue
    for longest in _longest(query):
        left_out.append(longest)
        del query[longest]
    return Encoded(query, tuple(left_out))


def _longest(query: Mapping[str, str]) -> tuple[str, ...]:
    """The settings to leave out of a query that is too long, the longest first."""
    sizes = {name: len(name) + len(text) for name, text in query.items()}
    total, names = sum(sizes.values()), sorted(sizes, key=lambda name: -sizes[name])
    taken = 0
    while total > MAX_CHARACTERS:
        total -= sizes[names[taken]]
        taken += 1
    return tuple(names[:taken])


def decode(fields: Sequence[Field], query: Mapping[str, str]) -> Decoded:
    """The settings in a query; what breaks a rule is ignored, with the sentence that says why.

    Of a query that is too long the longest settings are ignored, until the rest has room.
    """
    known = {field.name: field for field in fields}
    values: dict[str, object] = {}
    ignored: list[Message] = []
    left_out = set(_longest(query))
    for name, text in query.items():
        try:
            if name in left_out:
                raise BadInput(
                    "the link is longer than {limit} characters; “{name}” was left out",
                    limit=MAX_CHARACTERS,
                    name=name[:40],
                )
            if name not in known:
                raise BadInput("there is no setting “{name}” on this page", name=name[:40])
            values[name] = known[name].read(text)
        except BadInput as error:
            ignored.append(error)
    return Decoded(values, tuple(ignored))
