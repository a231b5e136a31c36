"""What a layer makes of a map, and what it costs: the shape of its output, its variables, its multiplications.

From the configuration's numbers alone, before anything is built; the orders of the variables are Keras's own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import BadInput
from core.networks.graph import Operation
from core.window import Window

Shape = tuple[int, ...]
MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "CustomScaleLayer")
_KEPT_TWICE = ("BatchNormalization", "LayerNormalization", "GroupNormalization")


@dataclass(frozen=True)
class Variable:
    """An array of numbers that a layer owns."""

    name: str
    shape: Shape


@dataclass(frozen=True)
class Outcome:
    """What comes of one call.

    Attributes
    ----------
    shape : tuple of int
        Of the output, without the batch.
    variables : tuple of Variable
        In Keras's order.
    products : int
        Multiplications of a forward pass.
    kept : int
        Numbers that a gradient has to remember: the output of each operation inside the layer.
    """

    shape: Shape
    variables: tuple[Variable, ...] = ()
    products: int = 0
    kept: int = 0


def outcome(kind: str, given: Mapping[str, Any], operation: Operation, shapes: Sequence[Shape], name: str) -> Outcome:
    """What a layer of the class `kind` makes of maps of these shapes.

    Raises
    ------
    BadInput
        If they do not fit it.
    """
    wanted = 2 if kind == "CustomScaleLayer" else 1
    if len(shapes) < wanted or (len(shapes) > 1 and kind not in (*MERGES, "Concatenate")):
        raise _misfit(name, shapes)
    first = shapes[0]
    if "Conv" in kind:
        return _convolution(kind, given, operation, first, name)
    if kind in MERGES:
        return _kept(_broadcast(shapes, name))
    if kind == "Concatenate":
        return _kept(_joined(shapes, given.get("axis", -1), name))
    if kind.startswith("Global"):
        axes = len(first) - 1
        return Outcome((*(1,) * axes, first[-1]) if given.get("keepdims") else (first[-1],))
    if kind == "Dense":
        return _dense(given, first)
    if kind in ("Flatten", "Reshape", "Permute"):
        return _rearranged(kind, given, first, name)
    if operation.kind in ("window", "resize"):
        sizes = _slid(operation, first, name)
        return _kept((*sizes, first[-1]))
    variables = _owned(kind, given, first, name)
    return Outcome(first, variables, math.prod(first), math.prod(first) * (2 if kind in _KEPT_TWICE else 1))


def _kept(shape: Shape) -> Outcome:
    return Outcome(shape, kept=math.prod(shape))


def _slid(operation: Operation, shape: Shape, name: str) -> Shape:
    """The sizes that come out of a window on each axis."""
    windows: tuple[Any, ...] = operation.windows
    if operation.resize is not None and len(operation.resize.size) == len(shape) - 1:
        windows = operation.resize.windows(shape[:-1])
    if len(windows) != len(shape) - 1 or any(window.missing(size) for window, size in zip(windows, shape)):
        raise _misfit(name, [shape])
    return tuple(window.output(size) for window, size in zip(windows, shape))


def _convolution(kind: str, given: Mapping[str, Any], operation: Operation, shape: Shape, name: str) -> Outcome:
    sizes = _slid(operation, shape, name)
    taps = tuple(window.kernel for window in operation.windows if isinstance(window, Window))
    coming, times, groups = shape[-1], given.get("depth_multiplier", 1), given.get("groups", 1)
    going = coming * times if kind.startswith("Depthwise") else given.get("filters", 0)
    if not going or coming % groups or going % groups:
        raise _misfit(name, [shape])
    places, before = math.prod(sizes), math.prod(shape[:-1])
    if kind.startswith("Depthwise"):
        kernels: tuple[Variable, ...] = (Variable("kernel", (*taps, coming, times)),)
        products = places * math.prod(taps) * going
    elif kind.startswith("Separable"):
        wide = coming * times
        ones = (1,) * len(taps)
        kernels = (
            Variable("depthwise_kernel", (*taps, coming, times)),
            Variable("pointwise_kernel", (*ones, wide, going)),
        )
        products = places * wide * (math.prod(taps) + going)
    elif kind.endswith("Transpose"):
        kernels = (Variable("kernel", (*taps, going, coming)),)
        products = before * math.prod(taps) * coming * going
    else:
        kernels = (Variable("kernel", (*taps, coming // groups, going)),)
        products = places * math.prod(taps) * coming // groups * going
    inner = places * coming * times if kind.startswith("Separable") else 0
    return _weighted((*sizes, going), kernels, given, products, inner)


def _dense(given: Mapping[str, Any], shape: Shape) -> Outcome:
    out = given.get("units", 1)
    kernel = Variable("kernel", (shape[-1], out))
    return _weighted((*shape[:-1], out), (kernel,), given, math.prod(shape) * out, 0)


def _weighted(
    shape: Shape, kernels: tuple[Variable, ...], given: Mapping[str, Any], products: int, inner: int
) -> Outcome:
    """A layer with kernels, perhaps a bias, perhaps a function behind them."""
    bias = given.get("use_bias", True)
    times = 1 + bool(bias) + (given.get("activation", "linear") != "linear")
    variables = (*kernels, Variable("bias", shape[-1:])) if bias else kernels
    return Outcome(shape, variables, products, math.prod(shape) * times + inner)


def _owned(kind: str, given: Mapping[str, Any], shape: Shape, name: str) -> tuple[Variable, ...]:
    """The variables of layers that leave a map's shape as it is."""
    if kind == "PReLU":
        shared = given.get("shared_axes") or ()
        shared = shared if isinstance(shared, tuple) else (shared,)
        return (Variable("alpha", tuple(1 if axis in shared else n for axis, n in enumerate(shape, start=1))),)
    if kind == "LayerScale":
        return (Variable("gamma", (given.get("projection_dim", shape[-1]),)),)
    if kind == "Normalization" and given.get("mean") is None:
        if given.get("axis", -1) not in (-1, (-1,), len(shape), (len(shape),)):
            raise _misfit(name, [shape])
        return (Variable("mean", shape[-1:]), Variable("variance", shape[-1:]), Variable("count", ()))
    if kind not in _KEPT_TWICE:
        return ()
    axis = given.get("axis", -1)
    places = [place - 1 if place > 0 else place for place in (axis if isinstance(axis, tuple) else (axis,))]
    if 0 in (axis if isinstance(axis, tuple) else (axis,)) or any(not -len(shape) <= p < len(shape) for p in places):
        raise _misfit(name, [shape])
    over = tuple(shape[place] for place in places)
    named = [("gamma", "scale"), ("beta", "center")]
    found = [Variable(own, over) for own, switch in named if given.get(switch, True)]
    if kind == "BatchNormalization":
        found += [Variable("moving_mean", over), Variable("moving_variance", over)]
    return tuple(found)


def _broadcast(shapes: Sequence[Shape], name: str) -> Shape:
    """The shape of an elementwise operation: axes line up from the last."""
    rank = max(map(len, shapes))
    if any(len(shape) not in (rank, 1) for shape in shapes):
        raise _misfit(name, shapes)
    wide = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    if any(len({size for size in sizes if size != 1}) > 1 for sizes in zip(*wide)):
        raise _misfit(name, shapes)
    return tuple(max(sizes) for sizes in zip(*wide))


def _joined(shapes: Sequence[Shape], axis: object, name: str) -> Shape:
    rank = len(shapes[0])
    if (
        not isinstance(axis, int)
        or not -rank <= axis <= rank
        or axis == 0
        or {len(shape) for shape in shapes} != {rank}
    ):
        raise _misfit(name, shapes)
    place = axis - 1 if axis > 0 else axis + rank
    if any(len({shape[other] for shape in shapes}) > 1 for other in range(rank) if other != place):
        raise _misfit(name, shapes)
    return tuple(sum(shape[place] for shape in shapes) if other == place else shapes[0][other] for other in range(rank))


def _rearranged(kind: str, given: Mapping[str, Any], shape: Shape, name: str) -> Outcome:
    cells = math.prod(shape)
    if kind == "Flatten":
        return Outcome((cells,))
    if kind == "Permute":
        order = given.get("dims") or ()
        if not isinstance(order, tuple) or sorted(order) != list(range(1, len(shape) + 1)):
            raise _misfit(name, [shape])
        return _kept(tuple(shape[axis - 1] for axis in order))
    target = given.get("target_shape") or ()
    known = math.prod(size for size in target if size != -1)
    if target.count(-1) > 1 or not known or cells % known or (-1 not in target and cells != known):
        raise _misfit(name, [shape])
    return Outcome(tuple(cells // known if size == -1 else size for size in target))


def _misfit(name: str, shapes: Sequence[Shape]) -> BadInput:
    return BadInput(
        "layer {layer} cannot be run on a map of the shape {shape}",
        layer=name,
        shape=" + ".join("×".join(map(str, shape)) or "()" for shape in shapes[:4]) or "–",
    )
