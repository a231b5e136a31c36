"""Tiles of small arrays, and pairs of whole pictures, made by hand."""

import numpy as np

from core.learning.recovery.tiles import Tiles
from core.learning.recovery.training import Pair


def tiles(before, after, window, *, usable=None, held=None, tile=None):
    """Tiles of `before` (M, rows + h − 1, columns + w − 1) and `after` (M, rows, columns); all usable, none held out."""
    m = len(after)
    return Tiles(
        before,
        after,
        np.ones(after.shape, dtype=bool) if usable is None else usable,
        np.zeros(m, dtype=bool) if held is None else held,
        np.arange(m) if tile is None else tile,
        np.zeros((m, 2), dtype=int),
        window,
        (0, 0),
        1.0,
        0.0,
    )


def windows(before, window):
    """(M, rows, columns, h·w + 1): each output's window laid flat, and a 1 for the offset."""
    seen = np.lib.stride_tricks.sliding_window_view(before, window, axis=(1, 2))
    flat = seen.reshape(*seen.shape[:3], -1)
    return np.concatenate([flat, np.ones((*flat.shape[:3], 1))], axis=-1)


def pair(before, after, size):
    """Pictures of one size; the kernel's middle is its cell ((h − 1) // 2, (w − 1) // 2)."""
    (H, W), (h, w) = before.shape[:2], size
    top, left = (h - 1) // 2, (w - 1) // 2
    target = np.atleast_3d(after[top : top + H - h + 1, left : left + W - w + 1])
    return Pair(np.atleast_3d(before), target, (target > 0) & (target < 1))
