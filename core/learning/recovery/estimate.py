"""The kernel, gain and offset of tiles, corrected for what saving did to both pictures, with an interval for each number.

Saving rounds, and JPEG rounds whole frequencies away: least squares then finds a kernel that is too smooth. How much too
smooth is found by doing it again ("indirect inference", Gouriéroux, Monfort and Renault 1993): the before picture through
the estimated kernel, saved with the file's own tables, gives another estimate; the difference of the two is taken off.

Whether the filter saw the before file, or an original that was saved afterwards, no file says. The residual bounds it: an
original that differs from the file leaves a residual. What remains possible is part of the interval.

Of a change in the kernel's faint detail a JPEG gives back little. The interval is longer by as much as that, measured by saving
slightly different pictures again: no factor is fitted. `benchmarks/recovery.py` counts how many true numbers the intervals hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.arrays import Array, Floats
from core.learning.recovery import regression, saving
from core.learning.recovery.correction import Corrected, Resaving
from core.learning.recovery.photographs import Photograph
from core.learning.recovery.tiles import Tiles

CONFIDENCE = 0.95
FLOOR = 1e-9  # of an interval: what float64 leaves
CLIP_ROUNDS = 3
LOOSE = 0.5  # of the kernel's norm: a combination with a longer interval is not determined
MARGIN = 3.0  # standard deviations of the residual between a prediction that is used and black or white
MAX_SLOPES, FEWEST_SLOPES = 12, 4  # directions along which saving again is tried, of a small and of a large kernel
LEAST_SLOPE = 0.05  # of what comes back of a change: less cannot be told from nothing


@dataclass(frozen=True, eq=False)
class Estimate:
    """Numbers of one kernel size.

    Attributes
    ----------
    kernel, half_widths : ndarray, (h, w)
        The interval of 95 % is kernel ± half_widths. Its sum is the gain.
    offset, offset_half_width : float
    gain, gain_half_width : float
    correction : ndarray, (h, w)
        What was added to the least-squares kernel for what saving had done.
    open : ndarray, (h, w)
        The part of `half_widths` that comes from not knowing whether the filter saw the before file or an original.
    residual : ndarray, (M, rows, columns)
        After minus predicted.
    expected : ndarray, (M, rows, columns)
        A residual as saving alone, and even noise, would leave it.
    noise : float
        Standard deviation of what is left beside saving, as even noise, in 0 … 1.
    used : ndarray of bool, (M, rows, columns)
    rank : int
        How many combinations of the kernel's numbers and the offset the pictures determine.
    loose : ndarray, (m, h, w)
        Combinations of norm 1 that the pictures do not determine to within half the kernel's norm.
    blocks : int
        That the covariance comes from.
    learned, held : Moments of the whole window
    """

    kernel: Floats
    half_widths: Floats
    offset: float
    offset_half_width: float
    gain: float
    gain_half_width: float
    correction: Floats
    open: Floats
    residual: Floats
    expected: Floats
    noise: float
    used: Array
    rank: int
    loose: Floats
    blocks: int
    learned: regression.Moments
    held: regression.Moments


class _Interval(NamedTuple):
    """The covariance of the weights and its quantile; what else is in doubt, each part as weights."""

    spread: Floats
    z: float
    doubts: tuple[Floats, ...]
    missed: Floats

    def half(self, direction: Floats) -> float:
        """The half-width of a combination; infinite where a single block leaves nothing to tell the spread from."""
        if not np.isfinite(self.spread).all():
            return float("inf")
        sampling = max(0.0, float(direction @ self.spread @ direction)) ** 0.5
        doubt = sum(abs(float(direction @ part)) for part in self.doubts) + float(np.abs(direction) @ self.missed)
        return float(self.z * sampling + doubt) + FLOOR * float(np.abs(direction).sum())


def entries_of(window: tuple[int, int], size: tuple[int, int], at: tuple[int, int] | None = None) -> Array:
    """The places in a flattened window of a smaller kernel in its middle (or at `at`), and that of the offset."""
    (H, W), (h, w) = window, size
    top, left = at if at is not None else ((H - 1) // 2 - (h - 1) // 2, (W - 1) // 2 - (w - 1) // 2)
    rows, columns = np.arange(top, top + h), np.arange(left, left + w)
    return np.append((rows[:, None] * W + columns).reshape(-1), H * W)


def usable(tiles: Tiles, seen: Floats, entries: Array) -> Array:
    """Pixels that are neither black nor white, nor predicted to be: noise could have brought those back inside.

    Choosing by the prediction, not by the noisy value, keeps least squares unbiased.
    """
    used = tiles.usable
    for _ in range(CLIP_ROUNDS if tiles.clipped > 0 else 0):
        learned, _held = regression.moments(tiles, seen, used)
        weights = regression.solver(learned, entries)(learned.cross_products)
        values = regression.predicted(tiles, seen, weights, entries)
        spread = MARGIN * float(np.sqrt(np.mean((tiles.after - values)[used] ** 2))) if used.any() else 0.0
        chosen = tiles.usable & (values > spread) & (values < 1.0 - spread)
        if np.count_nonzero(chosen) < max(4 * len(entries), 0.02 * np.count_nonzero(tiles.usable)):
            return tiles.usable
        used = chosen
    return used


def estimate(tiles: Tiles, before: Photograph, after: Photograph, size: tuple[int, int]) -> Estimate:
    """The kernel of `size` in the middle of the tiles' window, its offset, and their intervals."""
    entries = entries_of(tiles.window, size)
    mean = float(tiles.windowed().mean())
    seen = tiles.windowed() - mean
    used = usable(tiles, seen, entries)
    learned, held = regression.moments(tiles, seen, used)
    solve = regression.solver(learned, entries)
    raw = solve(learned.cross_products)
    resave = Resaving(tiles, before, after, entries, mean, seen, used, solve, learned)
    left = _mean_square(tiles.after - regression.predicted(tiles, seen, raw, entries), used)
    same, other = (resave.corrected(raw, left, original=original) for original in (False, True))
    # How far towards "an original" the residual lets it be, 0 … 1.
    most = _towards_original(left, same, other)
    # A residual below that of saving (the after file was hardly saved anew) leaves less to correct.
    due: float = min(1.0, left / same.plain) if same.plain else 0.0
    undecided = 0.5 * most * due * (other.weights - same.weights)
    change = due * (same.weights - raw) + undecided
    weights = raw + change
    residual = tiles.after - regression.predicted(tiles, seen, weights, entries)
    likely = other if most > 0.5 else same
    spread, blocks = regression.covariance(tiles, seen, residual, used, solve)
    if due:
        # A picture that is saved again has errors of its own: where they are not those of the file, they add to the file's.
        apart, _blocks = regression.covariance(tiles, seen, residual - due * likely.by_saving, used, solve)
        spread = max(spread, apart, key=lambda one: float(np.trace(one)))
    z = _quantile(blocks - 1)
    if after.table is not None or (before.table is None and most > 0.5):
        spread = _widened(spread, z, resave, weights, likely, original=most > 0.5)
    missed = due * np.maximum(np.abs(same.missed), most * np.abs(other.missed))
    # Where the before file is a JPEG, all that saving the after picture does not explain may be what it had lost.
    excess = max(0.0, left - same.plain) ** 0.5
    hidden = _attenuation(weights, excess, before, learned, entries)

    interval = _Interval(spread, z, (undecided, hidden), missed)
    n = len(weights)
    halves = np.array([interval.half(row) for row in np.eye(n)[:-1]])
    halves[(np.abs(solve.unknown[:, :-1]) > 1e-6).any(axis=0)] = np.inf
    loose = _loose(spread, z, solve.unknown, float(np.linalg.norm(weights[:-1]))).reshape(-1, *size)
    total = np.append(np.ones(n - 1), 0.0)
    level = np.append(np.full(n - 1, -mean), 1.0)
    return Estimate(
        weights[:-1].reshape(size),
        halves.reshape(size),
        float(level @ weights),
        interval.half(level),
        float(total @ weights),
        interval.half(total),
        change[:-1].reshape(size),
        np.abs(undecided[:-1]).reshape(size),
        residual,
        likely.residual,
        likely.noise,
        used,
        solve.rank,
        loose,
        blocks,
        learned,
        held,
    )


def _widened(
    spread: Floats, z: float, resave: Resaving, weights: Floats, found: Corrected, *, original: bool
) -> Floats:
    """The covariance of the corrected weights from that of the raw ones.

    The raw estimate b follows the corrected weights w as b(w); so Cov(w) = J⁻¹ Cov(b) J⁻ᵀ with J = ∂b/∂w (Gouriéroux,
    Monfort and Renault 1993, proposition 4). J is measured along the axes of Cov(b), the longest first; the others are
    given the middle one of what was found.
    """
    if not np.isfinite(spread).all():
        return spread
    values, vectors = np.linalg.eigh(spread)
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    count = min(len(values), max(FEWEST_SLOPES, MAX_SLOPES * MAX_SLOPES // len(values)), MAX_SLOPES)
    steps = (z * np.sqrt(values[:count]) * vectors[:, :count]).T
    measured = resave.slopes(weights, steps, found.noise, original=original)
    slopes = np.full(len(values), float(np.median(measured)))
    slopes[:count] = measured
    return np.asarray((vectors * (values / np.clip(slopes, LEAST_SLOPE, 1.0) ** 2)) @ vectors.T)


def _towards_original(left: float, same: Corrected, other: Corrected) -> float:
    gap = other.plain - same.plain
    return float(np.clip((left - same.plain) / gap, 0.0, 1.0)) if gap > 1e-4 * same.plain else 1.0


def _loose(spread: Floats, z: float, unknown: Floats, size: float) -> Floats:
    """(m, n): what the least squares leave open, and the axes of the interval that are longer than half the kernel."""
    n = len(spread) - 1
    open_ = [row[:n] / np.linalg.norm(row[:n]) for row in unknown if np.linalg.norm(row[:n]) > 1e-9]
    if not np.isfinite(spread).all():
        return np.eye(n)
    values, vectors = np.linalg.eigh(spread[:n, :n])
    long = vectors[:, z * np.sqrt(np.maximum(values, 0.0)) > LOOSE * size].T
    return np.array([*open_, *long]).reshape(-1, n)


def _attenuation(
    weights: Floats, noise: float, before: Photograph, learned: regression.Moments, entries: Array
) -> Floats:
    """What a kernel loses where the noise that nothing explains was what JPEG took from an original, no more than it can take."""
    size = float(np.linalg.norm(weights[:-1]))
    if before.table is None or not noise or not size:
        return np.zeros_like(weights)
    lost = min((noise / size) ** 2, saving.variance(before.table))
    products = learned.products[np.ix_(entries, entries)]
    return np.asarray(weights - regression.solver(learned, entries, lost)(_spread_out(products @ weights, entries)))


def _spread_out(values: Floats, entries: Array) -> Floats:
    """The values at their places in a whole window."""
    whole = np.zeros(int(entries[-1]) + 1)
    whole[entries] = values
    return whole


def _mean_square(values: Floats, used: Array) -> float:
    return float(np.mean(values[used] ** 2)) if used.any() else 0.0


def _quantile(freedom: int) -> float:
    from scipy.stats import t

    return float(t.ppf(0.5 + CONFIDENCE / 2.0, max(1, freedom)))
