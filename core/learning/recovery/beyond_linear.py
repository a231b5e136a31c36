"""Whether what a kernel leaves of the after picture follows other functions of the same pixels: then no single kernel made it.

Of a linear filter there remains what saving and noise did, and no function of a window's pixels predicts that. A median, a maximum
or a tone curve leaves something that the window determines. So the residual is regressed on the window's pixels and, beside
them, on its extremes and median and on powers of the predicted brightness (Ramsey 1969, "Tests for Specification Errors",
adds the powers). Blocks that were held out judge both: the share of the squared error that the additions take away there is
about 0 for noise of any strength, and cannot be raised by adding more of them.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array, Floats
from core.learning.recovery.estimate import Estimate
from core.learning.recovery.tiles import Tiles

MAX_VALUES = 1_500_000  # numbers of the windows that are sorted
CLOSE = 3  # side of the small window in the middle of a large one
BENDS = (0.1, 0.3, 0.7, 0.9)  # quantiles of brightness from which on a tone curve may bend
FEWEST = 256  # pixels on either side


def predicted_share(tiles: Tiles, found: Estimate, size: tuple[int, int], floor: float) -> float:
    """Of the squared residual on held-out tiles, the part that functions of the same pixels predict; 0 where rounding is all there is.

    Parameters
    ----------
    tiles, found, size
        The estimate and what it was made from.
    floor : float
        The variance that rounding leaves, in 0 … 1: below it nothing is asked.
    """
    chosen = _few(tiles, found, size)
    left = np.where(found.used & chosen[:, None, None], True, False)
    held = np.broadcast_to(tiles.held[:, None, None], left.shape)
    learned, judging = left & ~held, left & held
    if min(np.count_nonzero(learned), np.count_nonzero(judging)) < FEWEST:
        return 0.0
    brightness = tiles.after - found.residual
    bends = np.quantile(brightness[learned], BENDS)
    parts = [_functions(tiles, size, where, brightness[where], bends) for where in (learned, judging)]
    before, after = (found.residual[where] for where in (learned, judging))
    one, two = parts
    errors = [_error(one[:, :n], two[:, :n], before, after) for n in (size[0] * size[1] + 1, one.shape[1])]
    return 1.0 - errors[1] / errors[0] if errors[0] > floor else 0.0


def _few(tiles: Tiles, found: Estimate, size: tuple[int, int]) -> Array:
    """(M,): every so many of the tiles that are learned from, and of those that judge."""
    every = int(np.ceil(found.used.size * (size[0] * size[1] + CLOSE**2) / MAX_VALUES))
    chosen = np.zeros(len(tiles.held), dtype=bool)
    for which in (False, True):
        chosen[np.flatnonzero(tiles.held == which)[::every]] = True
    return chosen


def _functions(tiles: Tiles, size: tuple[int, int], where: Array, brightness: Floats, bends: Floats) -> Floats:
    """(pixels, n): the window's pixels and 1, then what is no linear function of them."""
    windows = np.lib.stride_tricks.sliding_window_view(tiles.windowed(), tiles.window, axis=(1, 2))
    whole = _middle(windows, size)[where].reshape(len(brightness), -1)
    close = _middle(windows, (min(CLOSE, size[0]), min(CLOSE, size[1])))[where].reshape(len(brightness), -1)
    ranks = [rank for part in (whole, close) for rank in (part.max(axis=1), part.min(axis=1), np.median(part, axis=1))]
    bent = [np.maximum(brightness - bend, 0.0) for bend in bends]
    return np.column_stack([whole, np.ones(len(whole)), *ranks, brightness**2, brightness**3, *bent])


def _middle(windows: Floats, size: tuple[int, int]) -> Floats:
    (H, W), (h, w) = windows.shape[-2:], size
    top, left = (H - 1) // 2 - (h - 1) // 2, (W - 1) // 2 - (w - 1) // 2
    return windows[..., top : top + h, left : left + w]


def _error(learned: Floats, judging: Floats, values: Floats, judged: Floats) -> float:
    """Mean squared error on what judges, of the least squares of what is learned from."""
    weights = np.linalg.lstsq(learned, values, rcond=1e-10)[0]
    return float(np.mean((judged - judging @ weights) ** 2))
