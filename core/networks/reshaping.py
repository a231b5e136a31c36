"""Reshape: cells in the same order under other dimensions, and where rows and columns are afterwards."""

from __future__ import annotations

import math

from core.networks.graph import Operation
from core.networks.tensors import FLAT, Draft, Sizes, Tensor, unknown
from core.window import Window

Place = int | None
MAX_STEP = 10_000


def reshape(draft: Draft, name: str, label: str, x: Tensor, sizes: Sizes) -> Tensor:
    """Cells in the same order under other dimensions.

    Dimensions that are merged or split are told by their products. A spatial axis that stays alone stays; one
    that is split keeps its coarse part, a window as wide as the fine part; one that takes in channels behind it
    is enlarged (the pixel shuffle). Where axes run together the map is flattened.
    """
    if x.sizes is None:
        return unknown(draft, name, label, [x], sizes)
    wanted = filled(x.sizes, sizes)
    places: list[Place] = []
    windows = [Window()] * x.axes
    flat = False
    for ins, outs in _groups(x.sizes, wanted):
        inner, window, axis = _regrouped(
            [x.sizes[d] for d in ins], [x.places[d] for d in ins], [wanted[d] for d in outs]
        )
        places += inner
        if window is not None and axis is not None:
            windows[axis] = window
        before = {x.places[d] for d in ins} - {None, FLAT}
        flat = flat or not before <= set(inner)
    if flat:
        operation = Operation("flatten")
    elif any(window != Window() for window in windows):
        operation = Operation("window", tuple(windows))
    else:
        operation = Operation("pointwise")
    return Tensor(draft.add(name, label, operation, [x]), wanted, tuple(places), x.axes)


def filled(old: Sizes, new: Sizes) -> Sizes:
    """-1 in a shape as the number that is missing, where all others are known."""
    free = [d for d, size in enumerate(new) if size is None or size < 0]
    plain: Sizes = tuple(None if d in free else size for d, size in enumerate(new))
    if len(free) != 1:
        return plain
    rest_new = math.prod(size for size in plain if size is not None)
    unknown_old = [size for size in old if size is None]
    rest_old = math.prod(size for size in old if size is not None)
    if unknown_old or not rest_new or rest_old % rest_new:
        return plain
    return tuple(rest_old // rest_new if d in free else size for d, size in enumerate(new))


def _groups(old: Sizes, new: Sizes) -> list[tuple[list[int], list[int]]]:
    """Runs of dimensions with equal products, from the left; unknown ones match each other at both ends."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    end = 0
    while end < min(len(old), len(new)) - first and old[-1 - end] == new[-1 - end]:
        end += 1
    inner, outer = old[first : len(old) - end], new[first : len(new) - end]
    if bool(inner) != bool(outer) and any(size != 1 for size in inner + outer):
        # Cells are left over: the nearest of the unknown sizes holds them.
        unknown_sizes = [back for back in range(end, 0, -1) if old[-back] is None]
        end = unknown_sizes[0] - 1 if unknown_sizes else end
    groups = [([d], [d]) for d in range(first)]
    a, b = list(range(first, len(old) - end)), list(range(first, len(new) - end))
    if any(old[d] is None for d in a) or any(new[d] is None for d in b):
        groups.append((a, b))
    else:
        while a or b:
            ins, outs, left, right = [], [], 1, 1
            while a or b:
                if a and (left <= right or not b):
                    ins.append(a[0])
                    left *= old[a.pop(0)] or 0
                else:
                    outs.append(b[0])
                    right *= new[b.pop(0)] or 0
                if left == right and ins and (outs or not b):
                    break
            groups.append((ins, outs))
    groups += [([len(old) - back], [len(new) - back]) for back in range(end, 0, -1)]
    return groups


def _regrouped(
    old: list[int | None], places: list[Place], new: list[int | None]
) -> tuple[list[Place], Window | None, int | None]:
    """Places of the new dimensions of one group, and the window along its axis if there is one."""
    spatial = [place for place in places if place is not None and place != FLAT]
    if len(old) == len(new) == 1:
        return places, None, None
    if not spatial and FLAT not in places:
        return [None] * len(new), None, None
    wide = [d for d, size in enumerate(new) if size != 1]
    if len(spatial) == 1 and FLAT not in places:
        axis = spatial[0]
        where = places.index(axis)
        size, others = old[where], [size for d, size in enumerate(old) if d != where and size != 1]
        if not others and len(wide) == 1:
            return [axis if d == wide[0] else None for d in range(len(new))], None, None
        if not others and len(wide) > 1 and None not in new:
            step = math.prod(new[d] or 1 for d in wide[1:])
            if step <= MAX_STEP:
                return [axis if d == wide[0] else None for d in range(len(new))], Window(step, step), axis
        if len(wide) == 1 and size and all(old[d] == 1 for d in range(where)) and None not in others:
            step = math.prod(factor or 1 for factor in others)
            if step <= MAX_STEP:
                out: list[Place] = [axis if d == wide[0] else None for d in range(len(new))]
                return out, Window(step, step, transposed=True), axis
    return [FLAT if d in wide or len(new) == 1 else None for d in range(len(new))], None, None


def product(sizes: Sizes) -> int | None:
    """Cells in all, None if a size is unknown."""
    return None if None in sizes else math.prod(size or 0 for size in sizes)
