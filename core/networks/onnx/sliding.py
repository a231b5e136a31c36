"""The windows of ONNX operators: convolutions, pools, borders, resizing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import whole
from core.errors import BadInput
from core.networks.tensors import Constant, Sizes, Tensor, along, slide
from core.networks.windows import each, resized, sliding
from core.networks.windows import transposed as transposed_windows
from core.window import Window

if TYPE_CHECKING:
    from core.networks.onnx.operators import Call

Pads = list[tuple[int, int]]
AUTO = ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER")


def convolution(call: Call) -> Tensor:
    """Conv and its integer and fused relatives.

    Raises
    ------
    BadInput
        Sizes, strides or padding that break a rule.
    """
    x, sizes = _data(call)
    kernel = _kernel(call, sizes)
    if x is None or kernel is None:
        return call.lost()
    channels = sizes[0] if sizes else None
    return slide(call.draft, call.name, call.kind, x, _windows(call, kernel), channels)


def pool(call: Call) -> Tensor:
    """MaxPool, AveragePool, LpPool.

    Raises
    ------
    BadInput
        Sizes, strides or padding that break a rule.
    """
    kernel = _kernel(call, None)
    if kernel is None:
        return call.lost()
    found = slide(
        call.draft, call.name, call.kind, call.tensors[0], _windows(call, kernel, bool(call.whole("ceil_mode", 0)))
    )
    if call.kind.endswith("AveragePool"):
        call.draft.averages(padded=bool(call.whole("count_include_pad", 0)))
    return found


def transposed(call: Call) -> Tensor:
    """ConvTranspose: padding from ``pads``, from ``auto_pad``, or from the size that shall come out.

    Raises
    ------
    BadInput
        Sizes, strides or padding that break a rule.
    """
    x, sizes = _data(call)
    kernel = _kernel(call, sizes)
    if x is None or kernel is None:
        return call.lost()
    axes = len(kernel)
    stride, dilation = _each(call, "strides", axes, 1), _each(call, "dilations", axes, 1)
    extra = _each(call, "output_padding", axes, 0, 0)
    spans = [(size - 1) * spread + 1 for size, spread in zip(kernel, dilation)]
    auto, wanted = _auto(call), call.integers(9, "output_shape")
    pads = _pads(call, axes)
    if wanted is not None:
        inner = (x.sizes or ())[-axes:]
        wanted = wanted[-axes:]
        if len(wanted) != axes or len(inner) != axes or None in inner:
            return call.lost()
        total = [
            step * ((size or 1) - 1) + more + span - whole("output_shape", out, 1, call.name)
            for step, size, more, span, out in zip(stride, inner, extra, spans, wanted)
        ]
        pads = [_halves(cells, auto == "SAME_UPPER") for cells in total]
    elif auto.startswith("SAME"):
        # n · stride cells come out.
        pads = [_halves(more + span - step, auto == "SAME_UPPER") for more, span, step in zip(extra, spans, stride)]
    channels = sizes[1] if sizes and len(sizes) > 1 and sizes[1] is not None else None
    if channels is not None:
        channels *= max(1, call.whole("group", 1))
    windows = transposed_windows(kernel, stride, pads, dilation, extra)
    return slide(call.draft, call.name, call.kind, x, windows, channels)


def pad(call: Call) -> Tensor:
    """Pad: cells before and after each dimension; negative numbers crop.

    Raises
    ------
    BadInput
        A border that is no whole number in range.
    """
    x = call.tensors[0]
    pads = call.integers(1, "pads") or call.integers(9, "paddings")
    rank = len(x.places)
    axes = call.integers(3, "axes") or list(range(rank))
    if pads is None or len(pads) != 2 * len(axes) or not all(-rank <= axis < rank for axis in axes):
        return call.lost()
    windows = {
        axis % rank: Window(
            before=whole("padding", before, -10_000, call.name), after=whole("padding", after, -10_000, call.name)
        )
        for axis, before, after in zip(axes, pads[: len(axes)], pads[len(axes) :])
    }
    return along(call.draft, call.name, call.kind, x, windows)


def resize(call: Call) -> Tensor:
    """Resize and Upsample by whole factors, nearest or linear."""
    x = call.tensors[0]
    if x.sizes is None:
        return call.lost()
    old = call.kind == "Upsample" or (len(call.given) == 2 and "coordinate_transformation_mode" not in call.attributes)
    scales = call.numbers(1 if old else 2, "scales")
    sizes = None if old else call.numbers(3)
    mode = str(call.attributes.get("mode", "nearest"))
    place = str(call.attributes.get("coordinate_transformation_mode", "asymmetric" if old else "half_pixel"))
    rounding = str(call.attributes.get("nearest_mode", "floor" if old else "round_prefer_floor"))
    windows = {}
    for dimension, size in enumerate(x.sizes):
        scale = _number(scales, dimension)
        target = _number(sizes, dimension)
        window = resized(
            size,
            int(target) if target else None,
            None if target else scale,
            mode == "linear",
            "half_pixel" in place,
        )
        same = window == Window()
        known = mode in ("nearest", "linear") and place in ("asymmetric", "half_pixel", "pytorch_half_pixel")
        if mode == "nearest" and place == "asymmetric" and window is not None:
            known = rounding == "floor" or (window.stride == 2 and rounding == "round_prefer_floor")
        elif mode == "nearest":
            known = known and rounding == "round_prefer_floor"
        if window is None or not (same or known):
            if x.places[dimension] is None:
                continue
            return call.lost()
        windows[dimension] = window
    return along(call.draft, call.name, call.kind, x, windows)


def depth_to_space(call: Call) -> Tensor:
    """Channels laid out as blocks of cells.

    Raises
    ------
    BadInput
        A block size that is no whole number from 1 on.
    """
    size = whole("blocksize", call.whole("blocksize", 0), 1, call.name)
    x = call.tensors[0]
    channels = x.size(1)
    blocks = [Window(size, size, transposed=True)] * 2
    return slide(call.draft, call.name, call.kind, x, blocks, None if channels is None else channels // size**2)


def space_to_depth(call: Call) -> Tensor:
    """Blocks of cells laid out as channels.

    Raises
    ------
    BadInput
        A block size that is no whole number from 1 on.
    """
    size = whole("blocksize", call.whole("blocksize", 0), 1, call.name)
    x = call.tensors[0]
    channels = x.size(1)
    blocks = [Window(size, size)] * 2
    return slide(call.draft, call.name, call.kind, x, blocks, None if channels is None else channels * size**2)


def _data(call: Call) -> tuple[Tensor | None, Sizes | None]:
    """The map, and the weights' sizes; QLinearConv has two parameters between them."""
    place = 3 if call.kind == "QLinearConv" else 1
    x = call.given[0] if call.given else None
    weights = call.given[place] if place < len(call.given) else None
    return (x if isinstance(x, Tensor) else None), (weights.sizes if isinstance(weights, Constant) else None)


def _kernel(call: Call, weights: Sizes | None) -> tuple[int, ...] | None:
    shape = call.attributes.get("kernel_shape")
    if shape is None and weights is not None and len(weights) > 2 and None not in weights:
        shape = tuple(size for size in weights[2:] if size is not None)
    if not isinstance(shape, tuple) or not 1 <= len(shape) <= 3:
        return None
    return each("kernel_shape", shape, len(shape), 1, call.name)


def _windows(call: Call, kernel: tuple[int, ...], ceil: bool = False) -> tuple[Window, ...]:
    axes = len(kernel)
    stride, dilation = _each(call, "strides", axes, 1), _each(call, "dilations", axes, 1)
    auto = _auto(call)
    if auto.startswith("SAME"):
        return tuple(
            Window(size, step, dilation=spread, same=True, lower=auto == "SAME_LOWER")
            for size, step, spread in zip(kernel, stride, dilation)
        )
    pads = [(0, 0)] * axes if auto == "VALID" else _pads(call, axes)
    return sliding(kernel, stride, pads, dilation, ceil=ceil)


def _auto(call: Call) -> str:
    auto = str(call.attributes.get("auto_pad", "NOTSET")) or "NOTSET"
    if auto not in AUTO:
        raise BadInput("padding {padding} of layer {layer} is unknown", padding=auto[:40], layer=call.name)
    return auto


def _each(call: Call, attribute: str, axes: int, default: int, least: int = 1) -> tuple[int, ...]:
    return each(attribute, call.attributes.get(attribute, default), axes, least, call.name)


def _pads(call: Call, axes: int) -> Pads:
    values = each("pads", call.attributes.get("pads", 0), 2 * axes, -10_000, call.name)
    return list(zip(values[:axes], values[axes:]))


def _halves(total: int, upper: bool) -> tuple[int, int]:
    small = total // 2
    return (small, total - small) if upper else (total - small, small)


def _number(values: tuple[int | float | None, ...] | None, place: int) -> float | None:
    return values[place] if values is not None and place < len(values) else None
