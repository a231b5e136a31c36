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
            N_("{layer}: a side branch brings in the whole input here; the size given is the one without it"),
        )

    @classmethod
    def statistics(cls, layer: str) -> Notice:
        """A normalisation looks at the whole map for its mean and variance."""
        return cls(
            "statistics",
            layer,
            N_("{layer}: its mean and variance come from the whole map; the size given leaves that out"),
        )


def size_needed(layer: str) -> Notice:
    """The padding of a layer depends on an input size that was not given."""
    return Notice(
        "size",
        layer,
        N_(
            "{layer}: padding “same” at this stride depends on the input's size;"
            " from here on padding and place are unknown without one"
        ),
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
        N_("{layer}: its paths look at places whose centres lie {cells} cells apart (a number for each axis)"),
        (("cells", cells),),
    )
