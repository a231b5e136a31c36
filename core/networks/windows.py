"""Windows of convolutions, pools, borders and resizing, from the numbers that a file or a text gives."""

from __future__ import annotations

from collections.abc import Sequence

from core.checks import MAX_CELLS, whole
from core.errors import BadInput
from core.window import Window


def each(field: str, value: object, axes: int, least: int, layer: str) -> tuple[int, ...]:
    """One number for each axis; a single one serves all.

    Raises
    ------
    BadInput
        Input that breaks a rule; the sentence says which.
    """
    values = list(value) if isinstance(value, list | tuple) else [value]
    values = values * axes if len(values) == 1 else values
    if len(values) != axes:
        raise wrong_count(field, value, axes, layer)
    return tuple(whole(field, number, least, layer) for number in values)


def wrong_count(field: str, value: object, axes: int, layer: str) -> BadInput:
    """What is said of a setting that has not one number for each axis."""
    return BadInput(
        "{field} {value} of layer {layer} must be one number, or one for each of its axes, {axes} in all",
        field=field,
        value=str(value)[:40],
        layer=layer,
        axes=axes,
    )


def sliding(
    kernel: Sequence[int],
    stride: Sequence[int],
    pads: Sequence[tuple[int, int]],
    dilation: Sequence[int],
    *,
    ceil: bool = False,
) -> tuple[Window, ...]:
    """A convolution's or a pool's windows, with padding (before, after) for each axis."""
    return tuple(
        Window(size, step, before, after, spread, ceil=ceil)
        for size, step, (before, after), spread in zip(kernel, stride, pads, dilation)
    )


def transposed(
    kernel: Sequence[int],
    stride: Sequence[int],
    pads: Sequence[tuple[int, int]],
    dilation: Sequence[int],
    extra: Sequence[int],
) -> tuple[Window, ...]:
    """A transposed convolution's windows; `extra` cells are appended at the end (the output padding)."""
    return tuple(
        Window(size, step, before, after - more, spread, transposed=True)
        for size, step, (before, after), spread, more in zip(kernel, stride, pads, dilation, extra)
    )


def resized(size: int | None, target: int | None, scale: float | None, linear: bool, centred: bool) -> Window | None:
    """Enlarging or shrinking a map by a whole factor; None where the factor is none.

    Parameters
    ----------
    size, target : int, optional
        Cells that come in and go out; they decide unless only `scale` is known.
    scale : float, optional
        Cells that go out for each that comes in.
    linear : bool
        Interpolate between the two nearest cells rather than taking the nearest.
    centred : bool
        Output cell o lies at (o + ½) / scale − ½ of the input; otherwise at o / scale.
    """
    if scale is None and size and target:
        scale = target / size
    if scale is None or not 0 < scale <= MAX_CELLS:
        return None
    ratio = max(scale, 1 / scale)
    factor = round(ratio)
    if factor > MAX_CELLS or abs(ratio - factor) > 1e-6:
        return None
    if factor == 1:
        return Window()
    if scale > 1:
        return enlarged(factor, linear, centred)
    before = -((factor - 1) // 2) if centred else 0
    taps = 2 if linear and centred and factor % 2 == 0 else 1
    return Window(taps, factor, before, -(factor - taps + before))


def enlarged(factor: int, linear: bool, centred: bool) -> Window:
    """Every cell made into `factor` of them: the transpose of a box, or of a tent where it is linear."""
    if not linear:
        return Window(factor, factor, transposed=True)
    if not centred:
        # Cell o lies at o / factor, at or behind cell ⌊o / factor⌋; the next one counts unless it meets exactly.
        return Window(2 * factor - 1, factor, factor - 1, 0, transposed=True)
    half = (factor - factor % 2) // 2
    return Window(2 * factor - factor % 2, factor, half, half, transposed=True)
