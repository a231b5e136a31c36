"""Arithmetic on shapes: what exporters compute with Shape, Gather, Concat … before a Reshape or a Resize.

Numbers are lists of at most 64, None where one is not known; whatever is more is a constant without numbers.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence

import numpy as np

from core.networks.onnx.model import MAX_NUMBERS, Attribute
from core.networks.reshaping import filled
from core.networks.tensors import Constant, Sizes, Tensor

Number = int | float | None
MAX_VALUE = 2**53


def shape_of(value: Tensor | Constant | None) -> Constant:
    """The dimensions of a value, as numbers."""
    sizes = value.sizes if value is not None else None
    return Constant() if sizes is None else Constant((len(sizes),), tuple(sizes))


def fold(kind: str, given: Sequence[Constant | None], attributes: dict[str, Attribute]) -> Constant:
    """The result of an operation on constants: its numbers where they follow, its dimensions where they do."""
    first = given[0] if given and given[0] is not None else Constant()
    if kind == "Constant":
        return _literal(attributes)
    if kind == "ConstantOfShape":
        sizes = None if first.numbers is None else tuple(_whole(number) for number in first.numbers)
        value = attributes.get("value")
        fill = value.numbers[0] if isinstance(value, Constant) and value.numbers else 0
        known = [size for size in sizes or () if size is not None]
        small = sizes is not None and len(known) == len(sizes) and math.prod(known) <= MAX_NUMBERS
        return Constant(sizes, (fill,) * math.prod(known) if small else None)
    if kind in ("Cast", "Identity", "Floor", "Ceil"):
        rounded = None if first.numbers is None else tuple(_rounded(kind, n) for n in first.numbers)
        return Constant(first.sizes, rounded, first.name)
    if kind in ("Unsqueeze", "Squeeze", "Reshape", "Flatten"):
        return _reshaped(kind, first, given, attributes)
    if kind == "Transpose" and first.sizes is not None:
        order = attributes.get("perm")
        places = order if isinstance(order, tuple) else tuple(reversed(range(len(first.sizes))))
        if sorted(places) == list(range(len(first.sizes))):
            return Constant(tuple(first.sizes[int(place)] for place in places), None, first.name)
    if kind in BINARY and len(given) == 2 and given[1] is not None:
        return _binary(BINARY[kind], first, given[1])
    if kind == "Concat":
        parts = [None if constant is None else _listed(constant) for constant in given]
        if None not in parts:
            numbers = [number for part in parts for number in part or ()]
            return Constant((len(numbers),), tuple(numbers) if len(numbers) <= MAX_NUMBERS else None)
    listed = _listed(first)
    if kind == "Gather" and listed is not None and len(given) > 1 and given[1] and given[1].numbers:
        return _gathered(listed, given[1])
    if kind == "Slice" and listed is not None:
        return _sliced(listed, given[1:])
    return Constant(first.sizes if kind in SAME else None)


def _listed(constant: Constant) -> tuple[Number, ...] | None:
    """The numbers of a list; of an array with rows and columns none are moved here."""
    return constant.numbers if constant.sizes is not None and len(constant.sizes) == 1 else None


def _literal(attributes: dict[str, Attribute]) -> Constant:
    value = attributes.get(
        "value", attributes.get("value_ints", attributes.get("value_int", attributes.get("value_float")))
    )
    if isinstance(value, Constant):
        return value
    if isinstance(value, tuple):
        return Constant((len(value),), value)
    return Constant((), (value,) if isinstance(value, int | float) else None)


def _reshaped(
    kind: str, first: Constant, given: Sequence[Constant | None], attributes: dict[str, Attribute]
) -> Constant:
    second = given[1].numbers if len(given) > 1 and given[1] is not None else None
    axes = second if second is not None else attributes.get("axes")
    sizes: Sizes | None = None
    if kind == "Reshape" and second is not None and first.sizes is not None:
        kept = dict(enumerate(first.sizes))
        sizes = filled(first.sizes, tuple(kept.get(d) if n == 0 else _whole(n) for d, n in enumerate(second)))
    elif kind == "Unsqueeze" and first.sizes is not None and isinstance(axes, tuple):
        rank = len(first.sizes) + len(axes)
        new = {int(axis or 0) % rank for axis in axes}
        old = iter(first.sizes)
        sizes = tuple(1 if place in new else next(old, None) for place in range(rank))
    elif kind == "Squeeze" and first.sizes is not None:
        gone = {int(axis or 0) % max(1, len(first.sizes)) for axis in axes} if isinstance(axes, tuple) else None
        sizes = tuple(s for d, s in enumerate(first.sizes) if (s != 1 if gone is None else d not in gone))
    return Constant(sizes, first.numbers if sizes is not None and None not in sizes else None, first.name)


def _binary(function: Callable[[float, float], float], a: Constant, b: Constant) -> Constant:
    if a.sizes is None or b.sizes is None or None in (*a.sizes, *b.sizes):
        return Constant()
    try:
        sizes = np.broadcast_shapes(a.sizes, b.sizes)  # type: ignore[arg-type]
    except ValueError:
        return Constant()
    if a.numbers is None or b.numbers is None or not (a.sizes == b.sizes or 1 in (len(a.numbers), len(b.numbers))):
        return Constant(sizes)
    count = max(len(a.numbers), len(b.numbers))
    left, right = (numbers * count if len(numbers) == 1 else numbers for numbers in (a.numbers, b.numbers))
    return Constant(sizes, tuple(_applied(function, x, y) for x, y in zip(left, right)))


def _applied(function: Callable[[float, float], float], x: Number, y: Number) -> Number:
    if x is None or y is None or max(abs(x), abs(y)) > MAX_VALUE:
        return None
    try:
        return function(x, y)
    except (ArithmeticError, ValueError):
        return None


def _divided(x: float, y: float) -> float:
    if isinstance(x, int) and isinstance(y, int):
        return abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)
    return x / y


def _gathered(numbers: Sequence[Number], index: Constant) -> Constant:
    places = [_whole(number) for number in index.numbers or ()]
    found = tuple(numbers[p] if p is not None and -len(numbers) <= p < len(numbers) else None for p in places)
    return Constant(index.sizes, found)


def _sliced(numbers: Sequence[Number], bounds: Sequence[Constant | None]) -> Constant:
    start, stop, axis, step = (
        (bound.numbers[0] if bound is not None and bound.numbers else default)
        for bound, default in zip([*bounds, None, None, None, None][:4], (0, len(numbers), 0, 1))
    )
    if axis != 0 or not all(isinstance(n, int) for n in (start, stop, step)) or not step:
        return Constant()
    found = tuple(numbers[slice(_whole(start), _whole(stop), _whole(step))])
    return Constant((len(found),), found)


def _whole(number: Number) -> int | None:
    return int(number) if isinstance(number, int) or (isinstance(number, float) and number.is_integer()) else None


def _rounded(kind: str, number: Number) -> Number:
    if number is None or isinstance(number, int) or not math.isfinite(number):
        return number
    return {"Floor": math.floor, "Ceil": math.ceil}.get(kind, lambda n: int(n) if n.is_integer() else n)(number)


BINARY: dict[str, Callable[[float, float], float]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mul": operator.mul,
    "Div": _divided,
    "Mod": operator.mod,
    "Max": max,
    "Min": min,
}
SAME = frozenset(["Relu", "Neg", "Sqrt", "Exp", "DequantizeLinear", "QuantizeLinear", "Abs", "Clip", "Sigmoid"])
