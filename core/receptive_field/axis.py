"""Receptive fields along one axis, exact through strides, transposed windows and branches.

Behind convolutions and pools the field of unit u starts at u · stride − padding. Behind a transposed
convolution neighbours may start at the same cell, so a field is kept as a pattern: unit
u = q · period + r starts at ``starts[r] + q · move`` and has ``sizes[r]`` cells. The pattern with period 1
is the ordinary case.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from core.errors import BadInput
from core.networks.resampling import Resampling
from core.window import Window

MAX_FIELD = 10**12
MAX_PERIOD = 512


@dataclass(frozen=True)
class AxisField:
    """The fields of all units of a layer along one axis.

    Attributes
    ----------
    starts, sizes : tuple of int
        First cell and number of cells for each unit of one period; a unit that sees nothing has size 0.
    move : int
        Input cells from one period to the next.
    placed : bool
        False where ``starts`` are a guess, for padding "same" depends on an input size that was not given
        (the guess: a size that the strides divide). Sizes do not depend on it.
    path : int
        Field of the largest single path; less than the largest of ``sizes`` where paths with different
        centres meet.
    """

    starts: tuple[int, ...] = (0,)
    sizes: tuple[int, ...] = (1,)
    move: int = 1
    placed: bool = True
    path: int = 1

    @property
    def period(self) -> int:
        """Units after which the pattern repeats."""
        return len(self.starts)

    @property
    def size(self) -> int:
        """Cells of the largest field."""
        return max(self.sizes)

    @property
    def extents(self) -> tuple[int, ...]:
        """The different numbers of cells that units see, smallest first; one where all see as many."""
        return tuple(sorted({size for size in self.sizes if size})) or (0,)

    @property
    def stride(self) -> int | Fraction:
        """Input cells from one unit to the next; a fraction behind transposed convolutions, on average."""
        stride = Fraction(self.move, self.period)
        return stride.numerator if stride.denominator == 1 else stride

    def interval(self, unit: int) -> tuple[int, int]:
        """First and last cell seen, inclusive; last = first − 1 for a unit that sees nothing."""
        turn, place = divmod(unit, self.period)
        start = self.starts[place] + turn * self.move
        return start, start + self.sizes[place] - 1

    def through(self, window: Window | Resampling, size: int | None, layer: str) -> AxisField:
        """The fields behind one more window, whose input has `size` cells along this axis (None: unknown).

        Raises
        ------
        BadInput
            If fields grow beyond 10¹² cells or patterns beyond 512 units; the sentence names `layer`.
        """
        if isinstance(window, Resampling):
            found = self._resampled(window, layer)
            _check_extent(found, layer)
            return found
        before = window.padding(size)[0]
        placed = self.placed and before is not None
        if before is None:
            before = max(0, window.span - window.stride) // 2
        if (window.span + window.stride) * self.move > MAX_FIELD:
            raise _too_large(layer)
        if self.period == 1 and not window.transposed:
            found = AxisField(
                (self.starts[0] - before * self.move,),
                (self.sizes[0] + (window.span - 1) * self.move if self.sizes[0] else 0,),
                self.move * window.stride,
                placed,
                self.path + (window.span - 1) * self.move,
            )
        else:
            found = self._pattern(window, before, placed, layer)
        _check_extent(found, layer)
        return found

    def _resampled(self, resampling: Resampling, layer: str) -> AxisField:
        """The pattern behind a resampling: it repeats where a whole number of input cells has become outputs."""
        scale = resampling.scale
        turns = math.lcm(scale.numerator, self.period) // scale.numerator
        period = scale.denominator * turns
        _check_period(period, layer)
        starts, sizes = [], []
        for unit in range(period):
            first, last = resampling.ends(unit)
            # Patterns repeat, so the outermost cells lie among the first or the last period of the inputs.
            near = range(first, min(last, first + self.period - 1) + 1)
            far = range(max(first, last - self.period + 1), last + 1)
            ends = [self.interval(cell) for cell in (*near, *far)]
            ends = [(start, end) for start, end in ends if start <= end]
            start = min((start for start, _ in ends), default=0)
            starts.append(start)
            sizes.append(max((end for _, end in ends), default=start - 1) - start + 1)
        move = self.move * scale.numerator * turns // self.period
        return _shortest(AxisField(tuple(starts), tuple(sizes), move, self.placed))

    def _pattern(self, window: Window, before: int, placed: bool, layer: str) -> AxisField:
        stride, dilation = window.stride, window.dilation
        if window.transposed:
            period, move, repeat = self.period * stride, self.move, stride * self.period
        else:
            common = math.gcd(self.period, stride)
            period, move, repeat = self.period // common, self.move * stride // common, self.period
        _check_period(period, layer)
        # Fields move on by whole periods from tap to tap, so the outermost lie among the first or last taps.
        repeat = min(window.kernel, repeat)
        taps = np.unique(np.r_[:repeat, window.kernel - repeat : window.kernel]) * dilation
        if window.transposed:
            cells, remainder = np.divmod(np.arange(period)[:, None] + before - taps, stride)
        else:
            cells = np.arange(period)[:, None] * stride - before + taps
            remainder = np.zeros_like(cells)
        turn, place = np.divmod(cells, self.period)
        starts = np.array(self.starts)[place] + turn * self.move
        sizes = np.where(remainder == 0, np.array(self.sizes)[place], 0)
        far = 4 * MAX_FIELD
        first = np.where(sizes > 0, starts, far).min(axis=1)
        last = np.where(sizes > 0, starts + sizes - 1, -far).max(axis=1)
        seen = first <= last
        found = AxisField(
            tuple(np.where(seen, first, 0).tolist()),
            tuple(np.where(seen, last - first + 1, 0).tolist()),
            move,
            placed,
        )
        return _shortest(found)


def merge(fields: Sequence[AxisField], layer: str) -> AxisField | None:
    """The fields of units that add or concatenate the units of several paths; None if strides differ.

    Where every path is placed the field runs from the first to the last cell that any of them sees;
    otherwise the largest path stands for all.

    Raises
    ------
    BadInput
        Fields that repeat only after more than 512 units.
    """
    if fields[0].period == 1 and fields[0].size and _alike(fields):
        return fields[0]
    if len({field.stride for field in fields}) != 1:
        return None
    period = math.lcm(*(field.period for field in fields))
    _check_period(period, layer)
    path = max(field.path for field in fields)
    if not all(field.placed for field in fields):
        widest = max(fields, key=lambda field: field.size)
        return AxisField(widest.starts, widest.sizes, widest.move, False, path)
    starts, sizes = [], []
    for unit in range(period):
        ends = [(first, last) for first, last in (field.interval(unit) for field in fields) if first <= last]
        start = min((first for first, _ in ends), default=0)
        starts.append(start)
        sizes.append(max((last for _, last in ends), default=start - 1) - start + 1)
    move = fields[0].move * period // fields[0].period
    return _shortest(AxisField(tuple(starts), tuple(sizes), move, True, path))


def offset(fields: Sequence[AxisField], layer: str = "") -> float | None:
    """Largest distance between the centres that paths into one unit see, over all units; None if unknown.

    All fields must have one stride.

    Raises
    ------
    BadInput
        A pattern of units that repeats too rarely to be followed.
    """
    if not all(field.placed for field in fields):
        return None
    if _alike(fields):
        return 0.0
    period = math.lcm(*(field.period for field in fields))
    _check_period(period, layer)
    furthest = 0.0
    for unit in range(period):
        ends = [field.interval(unit) for field in fields]
        centres = [(first + last) / 2 for first, last in ends if first <= last]
        furthest = max(furthest, max(centres, default=0.0) - min(centres, default=0.0))
    return furthest


def _alike(fields: Sequence[AxisField]) -> bool:
    """Whether all paths see the same, as the one path of most layers does: nothing to work out."""
    return all(field == fields[0] for field in fields[1:])


def _shortest(field: AxisField) -> AxisField:
    """The same fields with the shortest period; ``path`` is at least 1 and never more than the size."""
    for period in range(1, field.period + 1):
        move, rest = divmod(field.move * period, field.period)
        if field.period % period or rest:
            continue
        short = AxisField(field.starts[:period], field.sizes[:period], move, field.placed)
        if all(short.interval(unit) == field.interval(unit) for unit in range(field.period)):
            path = field.path if 1 < field.path < short.size else max(1, short.size)
            return AxisField(short.starts, short.sizes, move, field.placed, path)
    return field


def _check_extent(found: AxisField, layer: str) -> None:
    if max(*found.sizes, found.move, *map(abs, found.starts)) > MAX_FIELD:
        raise _too_large(layer)


def _too_large(layer: str) -> BadInput:
    return BadInput(
        "the field of layer {layer} is larger than {largest} cells: use smaller strides or fewer layers",
        layer=layer,
        largest=MAX_FIELD,
    )


def _check_period(period: int, layer: str) -> None:
    if period > MAX_PERIOD:
        raise BadInput(
            "the fields of layer {layer} repeat only after {period} units: patterns of up to {most} can be followed",
            layer=layer,
            period=period,
            most=MAX_PERIOD,
        )
