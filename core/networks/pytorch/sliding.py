"""The windows of PyTorch's operators: convolutions, pools, borders, resizing."""

from __future__ import annotations

from core.checks import whole
from core.errors import BadInput
from core.networks.graph import Operation
from core.networks.pytorch.arguments import Arguments, sizes_of
from core.networks.resampling import Resize
from core.networks.tensors import Tensor, along, everything, slide
from core.networks.windows import each, resized, sliding, transposed
from core.window import Window


def convolution(a: Arguments) -> object:
    """conv1d … conv3d, their transposes, and the general convolution.

    Raises
    ------
    BadInput
        Sizes, strides or padding that break a rule.
    """
    weight, x = sizes_of(a.get("weight")), a.get("self")
    kernel = weight[2:] if weight else ()
    if not isinstance(x, Tensor) or not weight or not 1 <= len(kernel) <= 3 or None in kernel:
        return a.lost()
    axes = len(kernel)
    sides = each("kernel_size", list(kernel), axes, 1, a.name)
    stride, dilation = _each(a, "stride", axes, 1), _each(a, "dilation", axes, 1)
    padding = a.get("padding")
    back = "transpose" in a.target or a.get("transposed") is True
    if isinstance(padding, str):
        pads = _named(padding, sides, dilation, a.name)
    else:
        pads = [(cells, cells) for cells in _each(a, "padding", axes, 0, 0)]
    if not back:
        return slide(a.draft, a.name, a.label, x, sliding(sides, stride, pads, dilation), weight[0])
    extra = _each(a, "output_padding", axes, 0, 0)
    groups = max(1, a.whole("groups", 1))
    channels = None if weight[1] is None else weight[1] * groups
    return slide(a.draft, a.name, a.label, x, transposed(sides, stride, pads, dilation, extra), channels)


def pool(a: Arguments) -> object:
    """Pools that slide; several results where indices come with the values.

    Raises
    ------
    BadInput
        Sizes, strides or padding that break a rule.
    """
    axes = next((int(sign) for sign in "123" if f"{sign}d" in a.target), 2)
    kernel = each("kernel_size", a.get("kernel_size"), axes, 1, a.name)
    given = a.get("stride")
    stride = kernel if given is None or given == [] else each("stride", given, axes, 1, a.name)
    pads = [(cells, cells) for cells in _each(a, "padding", axes, 0, 0)]
    dilation = _each(a, "dilation", axes, 1)
    windows = sliding(kernel, stride, pads, dilation, ceil=a.get("ceil_mode") is True)
    found = slide(a.draft, a.name, a.label, a.tensors[0], windows)
    if "avg_pool" in a.target:
        a.draft.averages(padded=a.get("count_include_pad") is not False)
    return [found, found] if "indices" in a.target or a.get("return_indices") is True else found


def adaptive(a: Arguments) -> object:
    """A pool to a number of cells: of the whole map to one, otherwise by windows that the map's size decides.

    Raises
    ------
    BadInput
        A number of cells that is no whole number from 1 on.
    """
    axes = next((int(sign) for sign in "123" if f"{sign}d" in a.target), 2)
    x, wanted = a.tensors[0], a.get("output_size")
    cells = [wanted] * axes if not isinstance(wanted, list) else wanted * axes if len(wanted) == 1 else wanted
    if x.sizes is None or len(cells) != axes or len(x.sizes) < axes:
        return a.lost()
    first = len(x.sizes) - axes
    out = [
        size if count is None else whole("output_size", count, 1, a.name) for size, count in zip(x.sizes[first:], cells)
    ]
    sizes = (*x.sizes[:first], *out)
    places = x.places[first:]
    if set(out) == {1} and x.spatial <= {place for place in places if place is not None}:
        return everything(a.draft, a.name, a.label, [x], sizes)
    if None in out or set(places) != set(range(x.axes)):
        return a.lost()
    ordered = tuple(out[places.index(axis)] or 1 for axis in range(x.axes))
    node = a.draft.add(a.name, a.label, Operation("resize", resize=Resize(ordered, "adaptive")), [x])
    return Tensor(node, sizes, x.places, x.axes)


def resize(a: Arguments) -> object:
    """interpolate and the upsample operators, nearest or linear, by whole factors."""
    x = a.tensors[0]
    mode = a.get("mode") if a.target == "interpolate" else ("linear" if "linear" in a.target else "nearest")
    exact = "exact" in a.target or mode == "nearest-exact"
    if (
        x.sizes is None
        or len(x.sizes) < 3
        or mode not in (None, "nearest", "nearest-exact", "linear", "bilinear", "trilinear")
    ):
        return a.lost()
    linear = isinstance(mode, str) and "linear" in mode
    axes, told = len(x.sizes) - 2, a.told or ()
    targets, scales = _spread(a.get("size"), axes), _spread(a.get("scale_factor"), axes)
    windows = {}
    for dimension, target, scale in zip(range(2, len(x.sizes)), targets, scales):
        size = told[dimension] if target is None and dimension < len(told) else target
        both = isinstance(size, int) and x.sizes[dimension] is not None
        factor = float(scale) if isinstance(scale, int | float) and not both else None
        window = resized(x.sizes[dimension], size if isinstance(size, int) else None, factor, linear, linear or exact)
        if window is None or (linear and a.get("align_corners") is True and window != Window()):
            return a.lost()
        windows[dimension] = window
    return along(a.draft, a.name, a.label, x, windows)


def pad(a: Arguments) -> object:
    """Borders, from the last dimension backwards; negative ones crop.

    Raises
    ------
    BadInput
        A border that is no whole number in range.
    """
    x, given = a.tensors[0], a.get("pad")
    pads = given if isinstance(given, list) else [given] * 2 * max(1, len(x.places) - 2)
    if x.sizes is None or len(pads) % 2 or len(pads) > 2 * len(x.sizes):
        return a.lost()
    windows = {}
    for turn in range(len(pads) // 2):
        before, after = (whole("padding", cells, -10_000, a.name) for cells in pads[2 * turn : 2 * turn + 2])
        windows[len(x.sizes) - 1 - turn] = Window(before=before, after=after)
    if a.get("mode") == "circular":
        return a.lost()
    return along(a.draft, a.name, a.label, x, windows)


def shuffle(a: Arguments) -> object:
    """pixel_shuffle lays channels out as cells, pixel_unshuffle cells as channels.

    Raises
    ------
    BadInput
        A factor that is no whole number from 1 on.
    """
    x, factor = a.tensors[0], whole("factor", a.get("factor"), 1, a.name)
    back = a.target == "pixel_unshuffle"
    channels = x.size(-3)
    if channels is not None:
        channels = channels * factor**2 if back else channels // factor**2
    return slide(a.draft, a.name, a.label, x, [Window(factor, factor, transposed=not back)] * 2, channels)


def _each(a: Arguments, parameter: str, axes: int, default: int, least: int = 1) -> tuple[int, ...]:
    value = a.get(parameter)
    return each(parameter, default if value is None or value == [] else value, axes, least, a.name)


def _spread(value: object, axes: int) -> list[object]:
    values = value if isinstance(value, list) else [value]
    return (values * axes)[:axes] if len(values) == 1 else [*values, *[None] * axes][:axes]


def _named(padding: str, kernel: tuple[int, ...], dilation: tuple[int, ...], name: str) -> list[tuple[int, int]]:
    """ "valid", or "same": at stride 1, the odd cell at the end."""
    if padding not in ("same", "valid"):
        raise BadInput("padding {padding} of layer {layer} is unknown", padding=padding[:40], layer=name)
    total = [(size - 1) * spread if padding == "same" else 0 for size, spread in zip(kernel, dilation)]
    return [(cells // 2, cells - cells // 2) for cells in total]
