"""The shape of every layer's output for one example, followed through the graph: channels and places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.networks.graph import Node, Operation
from core.networks.work import IN, PLACES, Dimension, Shape, Work

Places = tuple[int, ...]


@dataclass(frozen=True)
class Form:
    """A map of `channels` numbers at each of its `places`; None where one of the two is not known."""

    channels: int | None = None
    places: Places | None = None

    @property
    def positions(self) -> int | None:
        """Places in all."""
        return None if self.places is None else math.prod(self.places)

    @property
    def numbers(self) -> int | None:
        """Numbers in all."""
        return None if self.channels is None or self.places is None else self.channels * math.prod(self.places)


def follow(node: Node, size: Places | None, before: Sequence[Form]) -> Form:
    """The output of a layer whose inputs are `before`; `size` is what the solver found along the spatial axes."""
    work = node.work
    first = before[0] if before else Form()
    if node.operation.kind == "input":
        return Form(counted(work.features, Form()) if work.features else None, size)
    if not before or work.form == "lost":
        return Form(None, size)
    form = _rearranged(node, before)
    if form is None:
        channels = (
            counted(work.features, told(node, first)) if work.features else _broadcast([f.channels for f in before])
        )
        form = Form(channels, _through(node.operation, before))
    return (
        form
        if size is None or (form.places is not None and len(size) != len(form.places))
        else Form(form.channels, size)
    )


def read(shape: Shape, size: Places | None, batch: int, dependent: bool) -> Form:
    """The same where the file says the dimensions; sizes along spatial axes are those of the input that is asked for.

    `dependent`: another size than the file's is asked for, and this layer's dimensions follow from it in ways that
    are not known.
    """
    if dependent:
        return Form()
    places: list[int | None] = [None] * len({p for p in shape.places if p is not None and p >= 0})
    channels: int | None = 1
    axes = sorted({p for p in shape.places if p is not None and p >= 0})
    for dimension, (cells, place) in enumerate(zip(shape.sizes, shape.places)):
        if place is not None and place >= 0:
            told_ = size[place] if size is not None and place < len(size) else cells
            places[axes.index(place)] = told_
        elif dimension == 0 and cells in (None, batch):
            continue
        else:
            channels = None if channels is None or cells is None else channels * cells
    found = [cells for cells in places if cells is not None]
    return Form(channels, tuple(found) if len(found) == len(places) else None)


def told(node: Node, form: Form) -> Form:
    """The input's form, its channels as the file has them where they do not follow."""
    return form if form.channels is not None else Form(node.work.inner or node.told, form.places)


def counted(shape: Sequence[Dimension], form: Form, groups: int = 1) -> int | None:
    """The product of a shape's dimensions; None where one is not known."""
    numbers = [resolved(dimension, form) for dimension in shape]
    known = [number for number in numbers if number is not None]
    return math.prod(known) // groups if len(known) == len(numbers) else None


def resolved(dimension: Dimension, form: Form) -> int | None:
    """A dimension as a number."""
    if isinstance(dimension, int):
        return dimension
    if dimension == IN:
        return form.channels
    if dimension == PLACES:
        return form.positions
    axis = int(dimension[-1])
    return form.places[axis] if form.places is not None and axis < len(form.places) else None


def _rearranged(node: Node, before: Sequence[Form]) -> Form | None:
    """What comes of numbers that are moved, joined or averaged; None for layers that leave them in place."""
    work, first = node.work, told(node, before[0])
    match work.form:
        case "joined":
            return _joined(work, before)
        case "flat":
            return Form(first.numbers, ())
        case "target":
            return _reshaped(work, first.numbers)
        case "permuted" if first.places is not None and len(work.target) == len(first.places) + 1:
            sizes = _sizes(first, work.channels_first)
            return _form([sizes[place - 1] for place in work.target if place], work.channels_first)
        case "permuted":
            return Form()
        case "repeated":
            return Form(first.channels, (work.target[0] or 1,))
        case "pooled":
            left = (1,) * (len(work.target) or len(first.places or ()))
            return Form(first.channels, left if work.keep else ())
        case "steps":
            return Form(counted(work.features, first), first.places if work.keep else ())
    return None


def _joined(work: Work, before: Sequence[Form]) -> Form:
    known = [form for form in before if form.places is not None]
    rank = len(known[0].places or ()) if known else None
    channel = 1 if work.channels_first else None if rank is None else rank + 1
    axis = work.axis if work.axis >= 0 or rank is None else work.axis + rank + 2
    if axis == channel or work.axis == (1 if work.channels_first else -1):
        channels = [form.channels for form in before]
        return Form(None if None in channels else sum(c or 0 for c in channels), known[0].places if known else None)
    if len(known) < len(before) or rank is None or len({len(form.places or ()) for form in known}) > 1:
        return Form(before[0].channels)
    along = axis - (2 if work.channels_first else 1)
    if not 0 <= along < rank:
        return Form(before[0].channels)
    sizes = list(known[0].places or ())
    sizes[along] = sum((form.places or ())[along] for form in known)
    return Form(before[0].channels, tuple(sizes))


def _reshaped(work: Work, numbers: int | None) -> Form:
    free = [place for place, size in enumerate(work.target) if size is None or size < 0]
    rest = math.prod(size for size in work.target if size is not None and size > 0)
    sizes: list[int | None] = [size if place not in free else None for place, size in enumerate(work.target)]
    if len(free) == 1 and numbers is not None and rest and numbers % rest == 0:
        sizes[free[0]] = numbers // rest
    return _form(sizes, work.channels_first)


def _sizes(form: Form, channels_first: bool) -> list[int | None]:
    places: list[int | None] = list(form.places or ())
    return [form.channels, *places] if channels_first else [*places, form.channels]


def _form(sizes: Sequence[int | None], channels_first: bool) -> Form:
    if not sizes:
        return Form()
    channels, places = (sizes[0], sizes[1:]) if channels_first else (sizes[-1], sizes[:-1])
    known = [size for size in places if size is not None]
    return Form(channels, tuple(known) if len(known) == len(places) else None)


def _broadcast(numbers: Sequence[int | None]) -> int | None:
    """One number for all; 1 gives way."""
    known = [number for number in numbers if number is not None]
    wide = [number for number in known if number != 1]
    return wide[0] if wide else known[0] if known else None


def _through(operation: Operation, before: Sequence[Form]) -> Places | None:
    """The places that come out of windows, of a resizing, or of maps that are laid over each other."""
    places = before[0].places
    if operation.kind == "window" and places is not None:
        windows = operation.windows * len(places) if operation.alike else operation.windows
        if len(windows) != len(places) or any(window.missing(size) for window, size in zip(windows, places)):
            return None
        return tuple(window.output(size) for window, size in zip(windows, places))
    if operation.kind == "resize" and operation.resize is not None and places is not None:
        if len(operation.resize.size) != len(places):
            return None
        return tuple(window.output(size) for window, size in zip(operation.resize.windows(places), places))
    if operation.kind in ("window", "resize"):
        return None
    if operation.kind == "embedding" and places == ():
        channels = before[0].channels
        return None if channels is None else (channels,)
    ranked = [form.places for form in before if form.places is not None]
    longest = max(map(len, ranked), default=None)
    if longest is None:
        return None
    wide = [form for form in ranked if len(form) == longest]
    return tuple(max(sizes) for sizes in zip(*wide))
