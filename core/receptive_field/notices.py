"""What has to be said about a solved network besides its numbers: a sentence and its layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.receptive_field.field import ReceptiveField

Topic = Literal["stride", "centre", "size", "gate", "statistics"]


def N_(text: str) -> str:
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Notice:
    """A remark on one layer.

    Attributes
    ----------
    topic : "stride", "centre", "size", "gate" or "statistics"
        What it is about. Only "stride" means that there is no answer.
    layer : str
        The layer's name.
    rule : str
        The sentence in English with named fields: the key of the catalogues.
    values : tuple of (str, object)
        What stands in the fields.
    """

    topic: Topic
    layer: str
    rule: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.rule.format(layer=self.layer, **dict(self.values))

    @classmethod
    def gate(cls, layer: str) -> Notice:
        """A side branch that sees everything joins a path that does not."""
        return cls(
            "gate",
            layer,
            N_("{layer}: a side branch brings in the whole input here; the size given ignores that branch"),
        )

    @classmethod
    def statistics(cls, layer: str) -> Notice:
        """A normalisation looks at the whole map for its mean and variance."""
        return cls(
            "statistics",
            layer,
            N_("{layer}: its mean and variance come from the whole map; the size given ignores that"),
        )


def size_needed(layer: str) -> Notice:
    """The padding of a layer depends on an input size that was not given."""
    return Notice(
        "size",
        layer,
        N_(
            "{layer}: padding “same” at this stride depends on the input size; without one, padding and position are unknown from here on"
        ),
    )


def resize_needs_size(layer: str) -> Notice:
    """What a resizing layer looks at depends on an input size that was not given."""
    return Notice(
        "size",
        layer,
        N_("{layer} resizes its map: what its units see depends on the input's size; give one"),
    )


def strides_differ(layer: str, paths: Sequence[ReceptiveField]) -> Notice:
    """Paths with different strides meet, so that no single answer exists."""
    strides = sorted({"×".join(map(str, path.stride)) for path in paths})
    return Notice(
        "stride",
        layer,
        N_("{layer}: its paths have different effective strides, {strides}; its units have no single field"),
        (("strides", " ≠ ".join(strides)),),
    )


def fields_differ(layer: str, apart: Sequence[float | None]) -> Notice:
    """Paths with one stride meet, but their centres lie apart."""
    cells = ", ".join("?" if distance is None else f"{distance:g}" for distance in apart)
    return Notice(
        "centre",
        layer,
        N_("{layer}: the fields of its paths have centres {cells} cells apart (one number per axis)"),
        (("cells", cells),),
    )


def grouped(notices: Sequence[Notice], most: int = 3) -> tuple[Notice, ...]:
    """One notice for all layers with the same remark: it names the first `most` of them and counts the rest."""
    groups: dict[str, list[Notice]] = {}
    for notice in notices:
        groups.setdefault(notice.rule, []).append(notice)
    found = []
    for rule, group in groups.items():
        names = list(dict.fromkeys(notice.layer for notice in group))
        said = ", ".join(names[:most]) + (f" … (+{len(names) - most})" if len(names) > most else "")
        values = {
            field: dict.fromkeys(str(dict(notice.values)[field]) for notice in group) for field, _ in group[0].values
        }
        joined = tuple(
            (field, "; ".join(list(texts)[:most]) + (" …" if len(texts) > most else ""))
            for field, texts in values.items()
        )
        found.append(Notice(group[0].topic, said, rule, joined))
    return tuple(found)
