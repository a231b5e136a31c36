"""x[…]: an element of a list, or slices of a tensor."""

from __future__ import annotations

from core.networks import shapes
from core.networks.pytorch.arguments import Arguments
from core.networks.pytorch.program import Part
from core.networks.tensors import Tensor


def getitem(a: Arguments) -> object:
    """An element, or what slices, integers, None and … leave of a tensor."""
    value, index = a.get("self"), a.get("index")
    if isinstance(value, list):
        return value[index] if isinstance(index, int) and -len(value) <= index < len(value) else None
    if not isinstance(value, Tensor) or value.sizes is None:
        return a.lost()
    items = index if isinstance(index, list) else [index]
    spread = [place for place, item in enumerate(items) if item is Ellipsis]
    if spread:
        missing = len(value.sizes) - sum(item is not Ellipsis and item is not None for item in items)
        items = [*items[: spread[0]], *[Part()] * max(0, missing), *items[spread[0] + 1 :]]
    return _indexed(a, value, items)


def _indexed(a: Arguments, x: Tensor, items: list[object]) -> Tensor:
    dimension = 0
    for item in items:
        if dimension > len(x.places) or (item is not None and dimension == len(x.places)):
            return a.lost()
        if item is None:
            x = shapes.insert(a.draft, a.name, a.label, x, [dimension])
        elif isinstance(item, int):
            x = shapes.pick(a.draft, a.name, a.label, x, dimension, None)
            continue
        elif isinstance(item, Part):
            bounds = (item.start, item.stop, item.step)
            if not all(bound is None or isinstance(bound, int) for bound in bounds):
                return a.lost()
            start, stop, step = (bound if isinstance(bound, int) else None for bound in bounds)
            if bounds != (None, None, None):
                x = shapes.crop(a.draft, a.name, a.label, x, dimension, start or 0, stop, 1 if step is None else step)
        else:
            return a.lost()
        dimension += 1
    return x
