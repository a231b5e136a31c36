"""Operations that move dimensions rather than cells: reshape, permute, reduce, contract, slice, join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.networks.graph import Operation
from core.networks.tensors import FLAT, Draft, Sizes, Tensor, along, everything, unknown
from core.window import Window

Place = int | None


def permute(draft: Draft, name: str, label: str, x: Tensor, order: Sequence[int]) -> Tensor:
    """Dimensions in another order; a cell stays what it is."""
    rank = len(x.places)
    dimensions = [dimension + rank if dimension < 0 else dimension for dimension in order]
    if x.sizes is None or sorted(dimensions) != list(range(rank)):
        return unknown(draft, name, label, [x])
    node = draft.add(name, label, Operation("pointwise"), [x])
    origin = x.origin and (x.origin[0], tuple(x.origin[1][d] for d in dimensions))
    return replace(
        x,
        node=node,
        sizes=tuple(x.sizes[d] for d in dimensions),
        places=tuple(x.places[d] for d in dimensions),
        origin=origin,
    )


def insert(draft: Draft, name: str, label: str, x: Tensor, dimensions: Sequence[int]) -> Tensor:
    """New dimensions of one cell at these places of the result."""
    if x.sizes is None:
        return unknown(draft, name, label, [x])
    rank = len(x.sizes) + len(dimensions)
    new = {dimension + rank if dimension < 0 else dimension for dimension in dimensions}
    old = iter(range(len(x.sizes)))
    kept = [None if place in new else next(old, None) for place in range(rank)]
    node = draft.add(name, label, Operation("pointwise"), [x])
    origin = x.origin and (x.origin[0], tuple(None if d is None else x.origin[1][d] for d in kept))
    return replace(
        x,
        node=node,
        sizes=tuple(1 if d is None else x.sizes[d] for d in kept),
        places=tuple(None if d is None else x.places[d] for d in kept),
        origin=origin,
    )


def drop(draft: Draft, name: str, label: str, x: Tensor, dimensions: Sequence[int] | None) -> Tensor:
    """Dimensions of one cell taken out; all of them where none are named."""
    if x.sizes is None:
        return unknown(draft, name, label, [x])
    rank = len(x.sizes)
    if dimensions is None:
        gone = {d for d, size in enumerate(x.sizes) if size == 1}
    else:
        named = {d + rank if d < 0 else d for d in dimensions}
        gone = {d for d, size in enumerate(x.sizes) if d in named and size in (1, None)}
    kept = [d for d in range(rank) if d not in gone]
    lost = any(x.places[d] is not None for d in gone)
    node = draft.add(name, label, Operation("flatten" if lost else "pointwise"), [x])
    origin = x.origin and (x.origin[0], tuple(x.origin[1][d] for d in kept))
    return replace(
        x,
        node=node,
        sizes=tuple(x.sizes[d] for d in kept),
        places=tuple(x.places[d] for d in kept),
        origin=None if lost else origin,
    )


def reduce(draft: Draft, name: str, label: str, x: Tensor, dimensions: Sequence[int] | None, keep: bool) -> Tensor:
    """A mean, sum, largest value … over dimensions (None: all); over all that is left of space it sees everything."""
    if x.sizes is None:
        return unknown(draft, name, label, [x])
    rank = len(x.sizes)
    gone = set(range(rank)) if dimensions is None else {d + rank if d < 0 else d for d in dimensions}
    sizes = tuple(1 if d in gone else size for d, size in enumerate(x.sizes) if keep or d not in gone)
    places = tuple(None if d in gone else place for d, place in enumerate(x.places) if keep or d not in gone)
    node = draft.add(name, label, Operation(_sight(x, gone)), [x])  # type: ignore[arg-type]
    return Tensor(node, sizes, places, x.axes)


def _sight(x: Tensor, gone: set[int]) -> str:
    """What is left to see when these dimensions are summed over."""
    taken = {x.places[d] for d in gone if 0 <= d < len(x.places)} - {None}
    left = {place for d, place in enumerate(x.places) if d not in gone} - {None}
    if not taken:
        return "pointwise"
    return "flatten" if left - ({FLAT} & taken) else "everything"


def contract(draft: Draft, name: str, label: str, x: Tensor, dimension: int, features: int | None) -> Tensor:
    """A product with a matrix of weights along one dimension: a dense layer, a 1 × 1 convolution."""
    if x.sizes is None or not x.sizes:
        return unknown(draft, name, label, [x])
    dimension %= len(x.sizes)
    sizes = tuple(features if d == dimension else size for d, size in enumerate(x.sizes))
    places = tuple(None if d == dimension else place for d, place in enumerate(x.places))
    sight = _sight(x, {dimension})
    if sight == "pointwise" and all(place is None for place in x.places):
        # Nothing is left of space but, perhaps, inside the features themselves.
        sight = "dense"
    return Tensor(draft.add(name, label, Operation(sight), [x]), sizes, places, x.axes)  # type: ignore[arg-type]


def matmul(draft: Draft, name: str, label: str, a: Tensor, b: Tensor) -> Tensor:
    """A product of two tensors that both depend on the input, as in attention."""
    if a.sizes is None or b.sizes is None or min(len(a.sizes), len(b.sizes)) < 2:
        return unknown(draft, name, label, [a, b])
    sizes = (*(a.sizes[:-1] if len(a.sizes) >= len(b.sizes) else (*b.sizes[:-2], a.sizes[-2])), b.sizes[-1])
    sights = {_sight(a, {len(a.sizes) - 1}), _sight(b, {len(b.sizes) - 2})}
    if "everything" in sights:
        return everything(draft, name, label, [a, b], sizes)
    rows, columns = a.places[-2], b.places[-1]
    lost = "flatten" in sights or (rows is not None and columns is not None)
    batch: tuple[Place, ...] = (None,) * (len(sizes) - 2)
    places = (*batch, rows, columns) if not lost else (*batch, FLAT, FLAT)
    kind = "flatten" if lost or any(p is not None for p in (*a.places[:-2], *b.places[:-2])) else "pointwise"
    return Tensor(draft.add(name, label, Operation(kind), [a, b]), sizes, places, max(a.axes, b.axes))  # type: ignore[arg-type]


def crop(
    draft: Draft, name: str, label: str, x: Tensor, dimension: int, start: int, stop: int | None, step: int = 1
) -> Tensor:
    """x[start:stop:step] along a dimension; stop None is the end."""
    if x.sizes is None or not -len(x.sizes) <= dimension < len(x.sizes) or step < 1:
        return unknown(draft, name, label, [x])
    dimension %= len(x.sizes)
    size = x.sizes[dimension]
    if size is not None:
        start = max(0, start + size) if start < 0 else min(start, size)
        end = size if stop is None else max(0, stop + size) if stop < 0 else min(stop, size)
        if end <= start:
            return unknown(draft, name, label, [x])
        return along(draft, name, label, x, {dimension: Window(1, step, -start, end - size)})
    whole = stop is None or stop >= 2**31 - 1
    if start < 0 or not (whole or (stop is not None and stop < 0)):
        if x.places[dimension] is None:
            return along(draft, name, label, x, {})
        return unknown(draft, name, label, [x])
    return along(draft, name, label, x, {dimension: Window(1, step, -start, 0 if whole or stop is None else stop)})


def pick(draft: Draft, name: str, label: str, x: Tensor, dimension: int, places: int | None) -> Tensor:
    """Some indices of a dimension (None: a single one, whose dimension goes)."""
    if x.sizes is None or not -len(x.sizes) <= dimension < len(x.sizes):
        return unknown(draft, name, label, [x])
    dimension %= len(x.sizes)
    if x.places[dimension] is not None:
        sizes = tuple(s for d, s in enumerate(x.sizes) if d != dimension) if places is None else x.sizes
        found = unknown(draft, name, label, [x], sizes, "flatten" if x.places[dimension] == FLAT else "unknown")
        if places is None:
            found = replace(found, places=tuple(p for d, p in enumerate(x.places) if d != dimension))
        return found
    node = draft.add(name, label, Operation("pointwise"), [x])
    if places is not None:
        sizes = tuple(places if d == dimension else size for d, size in enumerate(x.sizes))
        return replace(x, node=node, sizes=sizes, origin=None)
    kept = [d for d in range(len(x.sizes)) if d != dimension]
    return Tensor(node, tuple(x.sizes[d] for d in kept), tuple(x.places[d] for d in kept), x.axes)


def concatenate(draft: Draft, name: str, label: str, tensors: Sequence[Tensor], dimension: int, others: bool) -> Tensor:
    """Tensors behind each other along a dimension; `others`: constants are among them."""
    first = tensors[0]
    if any(t.sizes is None or len(t.sizes) != len(first.places) for t in tensors) or not first.places:
        return unknown(draft, name, label, tensors)
    dimension %= len(first.places)
    places: list[Place] = []
    for d in range(len(first.places)):
        found = {t.places[d] for t in tensors} - {None}
        if len(found) > 1:
            return unknown(draft, name, label, tensors)
        places.append(found.pop() if found else None)
    lengths = [t.size(dimension) for t in tensors]
    total = None if others or None in lengths else sum(length or 0 for length in lengths)
    sizes = tuple(total if d == dimension else size for d, size in enumerate(first.sizes or ()))
    place = places[dimension]
    if place is not None and place != FLAT and (len(tensors) > 1 or others):
        return replace(unknown(draft, name, label, tensors, sizes), places=tuple(places))
    node = draft.add(name, label, Operation("pointwise", channels_first=True), tensors)
    return Tensor(node, sizes, tuple(places), max(t.axes for t in tensors))


def embed(draft: Draft, name: str, label: str, x: Tensor, table: Sizes | None) -> Tensor:
    """A row of a table for each index: a sequence becomes a map with one axis."""
    if x.sizes is None:
        return unknown(draft, name, label, [x])
    width = table[-1] if table else None
    places = (*x.places, None)
    axes = x.axes
    kind = "pointwise"
    if x.axes == 0 and len(x.sizes) == 2:
        kind, places, axes = "embedding", (None, 0, None), 1
    return Tensor(draft.add(name, label, Operation(kind), [x]), (*x.sizes, width), places, axes)  # type: ignore[arg-type]
