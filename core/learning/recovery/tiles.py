"""Tiles of both pictures from all over them: what is worked on, in bounded memory, however large the photographs are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Floats
from core.errors import BadInput
from core.learning.recovery.photographs import LUMA, Photograph

SIDE = 32  # outputs of a tile; four of JPEG's blocks
MAX_VALUES = 1_200_000  # outputs × channels
MAX_WORK = 12_000_000_000  # outputs × channels × entries²: some seconds
CHUNK = 2**21  # numbers of the windows that are held at once: 16 MB
HELD_OUT = 5  # one tile in so many judges the kernel and is not learned from


@dataclass(frozen=True, eq=False)
class Tiles:
    """Matching parts of both pictures.

    Attributes
    ----------
    before : ndarray, (M, rows + h − 1 and more, columns + w − 1 and more)
        In 0 … 1. For a JPEG whole 8 × 8 blocks: the first window begins at `inset`.
    after : ndarray, (M, rows, columns), 0 … 1
    usable : ndarray of bool, like `after`
        False where a pixel is black or white and may be clipped, and where two tiles overlap.
    held : ndarray of bool, (M,)
        Tiles that judge the kernel.
    tile : ndarray, (M,)
        Which place each of the M stands for: the channels of a colour picture share one.
    corner : ndarray, (M, 2)
        Row and column of the tile's first output in the after picture.
    window : (h, w)
    share : float
        The part of all outputs that the tiles cover.
    clipped : float
        The part of the outputs that is black or white.
    """

    before: Floats
    after: Floats
    usable: Array
    held: Array
    tile: Array
    corner: Array
    window: tuple[int, int]
    inset: tuple[int, int]
    share: float
    clipped: float

    def windowed(self) -> Floats:
        """(M, rows + h − 1, columns + w − 1): of `before`, what the windows see."""
        (h, w), (rows, columns) = self.window, self.after.shape[1:]
        top, left = self.inset
        return self.before[:, top : top + rows + h - 1, left : left + columns + w - 1]

    def patches(self, seen: Floats) -> Iterator[tuple[slice, Floats]]:
        """Chunks of tiles with their windows laid flat, (tiles, rows, columns, h·w + 1); the last entry is 1, for the offset."""
        h, w = self.window
        m, rows, columns = self.after.shape
        n = h * w
        step = max(1, CHUNK // (rows * columns * (n + 1)))
        for at in range(0, m, step):
            part = slice(at, min(m, at + step))
            windows = np.lib.stride_tricks.sliding_window_view(seen[part], (h, w), axis=(1, 2))
            flat = np.empty((*windows.shape[:3], n + 1))
            # into a view: an array of windows in between would take five times as long
            flat[..., :n].reshape(windows.shape)[...] = windows
            flat[..., n] = 1.0
            yield part, flat


def as_brightness(before: Photograph, after: Photograph) -> bool:
    """Whether colours are to be given up: JPEG keeps them at lower resolution than brightness, and rounds them more."""
    colour = [p.pixels.ndim == 3 for p in (before, after)]
    return any(colour) and not (all(colour) and before.table is None and after.table is None)


def cut(
    before: Photograph,
    after: Photograph,
    shift: tuple[int, int],
    window: tuple[int, int],
    *,
    bright: bool,
    most: int = MAX_VALUES,
) -> Tiles:
    """Tiles of a pair whose after pixel (i, j) sees the window about the before pixel (i + shift, j + shift).

    Raises
    ------
    BadInput
        Where the pictures have too little in common.
    """
    (h, w) = window
    reach = [shift[0] - (h - 1) // 2, shift[1] - (w - 1) // 2]
    spans = [_span(before, after, axis, reach[axis], window[axis]) for axis in (0, 1)]
    sides = [_side(before.table is not None or after.table is not None, high - low) for low, high in spans]
    if min(sides) < 1:
        raise BadInput(
            "a kernel of {h} × {w} does not fit into what the pictures have in common (before {before}, after {after}); use a smaller kernel or larger pictures",
            before="{} × {}".format(*before.size),
            after="{} × {}".format(*after.size),
            h=h,
            w=w,
        )
    count = 3 if before.pixels.ndim == 3 and after.pixels.ndim == 3 and not bright else 1
    entries = h * w + 1
    number = max(1, min(most, MAX_WORK // entries**2) // (sides[0] * sides[1] * count))
    corners, fresh = _corners(spans, sides, number)
    inset, outer = _outer(before, reach, spans, sides, window)
    x, y, usable = [], [], []
    for corner, (skip_rows, skip_columns) in zip(corners, fresh, strict=True):
        (i, j) = corner
        top, left = i + reach[0] - inset[0], j + reach[1] - inset[1]
        x.append(values_of(before, slice(top, top + outer[0]), slice(left, left + outer[1]), bright))
        usable.append(_unclipped(after, i, j, sides))
        usable[-1][:skip_rows] = False
        usable[-1][:, :skip_columns] = False
        y.append(values_of(after, slice(i, i + sides[0]), slice(j, j + sides[1]), bright))
    open_ = np.array(usable)
    mask_new = _fresh_mask(fresh, sides)
    held = _held(corners, sides)
    # channels one after the other: (M, rows, columns, C) → (M·C, rows, columns)
    before_all, after_all = (np.moveaxis(np.array(v), 3, 1) for v in (x, y))
    m, c = before_all.shape[:2]
    return Tiles(
        before_all.reshape(m * c, *before_all.shape[2:]),
        after_all.reshape(m * c, *after_all.shape[2:]),
        np.repeat(open_, c, axis=0),
        np.repeat(held, c),
        np.repeat(np.arange(m), c),
        np.repeat(corners, c, axis=0),
        window,
        (inset[0], inset[1]),
        float(mask_new.sum()) / float((spans[0][1] - spans[0][0]) * (spans[1][1] - spans[1][0])),
        1.0 - float(open_.sum()) / float(mask_new.sum()),
    )


def _unclipped(after: Photograph, top: int, left: int, sides: list[int]) -> Array:
    part = after.pixels[top : top + sides[0], left : left + sides[1]]
    free = (part > 0) & (part < after.levels)
    return np.asarray(free.all(axis=2) if free.ndim == 3 else free)


def _span(before: Photograph, after: Photograph, axis: int, reach: int, k: int) -> tuple[int, int]:
    """First and last + 1 of the after picture's rows (columns) whose windows lie in the before picture; whole blocks of a JPEG."""
    low, high = 0, before.size[axis]
    if before.table is not None:
        low = before.origin[axis]
        high = low + (high - low) // 8 * 8
    first, last = max(0, low - reach), min(after.size[axis], high - k + 1 - reach)
    if after.table is not None:
        origin = after.origin[axis]
        first = origin + -(-(first - origin) // 8) * 8
    if after.table is not None or before.table is not None:  # tiles then begin alike in their blocks
        last = first + max(0, last - first) // 8 * 8
    return first, max(first, last)


def _side(blocks: bool, length: int) -> int:
    return min(SIDE, length // 8 * 8 if blocks else length)


def _corners(spans: list[tuple[int, int]], sides: list[int], most: int) -> tuple[Array, list[tuple[int, int]]]:
    """Up to `most` corners all over, in a lattice, and how many of each tile's rows and columns another tile has."""
    places = [
        [(min(at, high - side), at - min(at, high - side)) for at in range(low, high, side)]
        for (low, high), side in zip(spans, sides, strict=True)
    ]
    every = [((i, j), (di, dj)) for i, di in places[0] for j, dj in places[1]]
    if len(every) > most:
        # A low-discrepancy lattice (golden ratio) spreads the few evenly, in no step with the picture's own pattern.
        rows, columns = len(places[0]), len(places[1])
        at = np.arange(most)
        i = np.floor((at + 0.5) / most * rows).astype(int)
        j = np.floor(np.mod(at * 0.6180339887498949, 1.0) * columns).astype(int)
        chosen = sorted({(int(a), int(b)) for a, b in zip(i, j, strict=True)})
        every = [((places[0][a][0], places[1][b][0]), (places[0][a][1], places[1][b][1])) for a, b in chosen]
    return np.array([corner for corner, _ in every]), [skip for _, skip in every]


def _fresh_mask(fresh: list[tuple[int, int]], sides: list[int]) -> Array:
    mask = np.ones((len(fresh), *sides), dtype=bool)
    for tile, (rows, columns) in zip(mask, fresh, strict=True):
        tile[:rows] = False
        tile[:, :columns] = False
    return mask


def _outer(
    before: Photograph, reach: list[int], spans: list[tuple[int, int]], sides: list[int], window: tuple[int, int]
) -> tuple[list[int], list[int]]:
    """How far before the first window a tile of the before picture begins, and its size: whole blocks of a JPEG."""
    inset, outer = [], []
    for axis in (0, 1):
        size = sides[axis] + window[axis] - 1
        extra = (spans[axis][0] + reach[axis] - before.origin[axis]) % 8 if before.table is not None else 0
        inset.append(extra)
        outer.append(-(-(size + extra) // 8) * 8 if before.table is not None else size)
    return inset, outer


def _held(corners: Array, sides: list[int]) -> Array:
    """One tile in five, spread like a knight's move; none where there is a single one."""
    places = (corners - corners.min(axis=0)) // np.array(sides)
    held = (places[:, 0] + 2 * places[:, 1]) % HELD_OUT == HELD_OUT // 2
    if len(corners) > 1 and not held.any():
        held[-1] = True
    return np.asarray(held)


def values_of(photograph: Photograph, rows: slice, columns: slice, bright: bool) -> Floats:
    """(rows, columns, C) in 0 … 1; past the lower and right end the border goes on."""
    part = photograph.pixels[rows, columns]
    short = rows.stop - rows.start - part.shape[0], columns.stop - columns.start - part.shape[1]
    if any(short):
        part = np.pad(part, ((0, short[0]), (0, short[1]), *((0, 0),) * (part.ndim - 2)), mode="edge")
    values = part.astype(np.float64) / photograph.levels
    if values.ndim == 3 and bright:
        values = values @ np.array(LUMA)
    return values if values.ndim == 3 else values[..., None]
