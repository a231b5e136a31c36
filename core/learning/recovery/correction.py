"""What saving took from both pictures, found by saving again: the correction of an estimate for rounding and JPEG."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Floats
from core.learning.recovery import regression, saving
from core.learning.recovery.photographs import Photograph
from core.learning.recovery.tiles import Tiles

ROUNDS = 6
MEMORY = 4  # rounds that the next one is made of
MAX_LOST = 0.5  # of a combination of weights, to noise: where noise is the larger part, what was lost cannot be told


@dataclass(frozen=True, eq=False)
class Corrected:
    """Corrected weights, (n,); what the last round still missed, (n,); a residual of theirs, and the part of it that is of
    saving's making; noise beside saving; the mean squared residual that saving alone leaves."""

    weights: Floats
    missed: Floats
    residual: Floats
    by_saving: Floats
    noise: float
    plain: float


class Resaving:
    """Estimates from pictures that were saved again, on the tiles and pixels of the first estimate."""

    def __init__(
        self,
        tiles: Tiles,
        before: Photograph,
        after: Photograph,
        entries: Array,
        mean: float,
        seen: Floats,
        used: Array,
        solve: regression.Solver,
        learned: regression.Moments,
    ) -> None:
        self.tiles, self.entries, self.used, self.after = tiles, entries, used, after
        rng = np.random.default_rng(0)
        self.truth, self.known, self.solve = {False: seen, True: seen}, {False: seen, True: seen}, solve
        self.lost = np.zeros(
            (len(entries), len(entries))
        )  # of the weights, by noise in what the filter is learned from
        if before.table is None:
            # An original that was rounded has that noise: of a smooth picture's finest detail it is the larger part. Its
            # products are those of the file less the noise's own, so that the estimate follows without a draw.
            self.known[True] = saving.original(seen, None, rng, before.levels)
            values, vectors = np.linalg.eigh(learned.products[np.ix_(entries, entries)])
            noise = learned.count * saving.variance(None, before.levels)
            shares = np.minimum(noise / np.maximum(values, noise), MAX_LOST)
            self.lost = (vectors * shares) @ vectors.T
        else:
            drawn = saving.original(tiles.before, before.table, rng, before.levels) - mean
            (top, left), (rows, columns) = tiles.inset, seen.shape[1:]
            self.truth[True] = drawn[:, top : top + rows, left : left + columns]
        self.noise = self._unexplained(np.asarray(np.random.default_rng(1).normal(size=tiles.after.shape)))

    def corrected(self, raw: Floats, left: float, *, original: bool) -> Corrected:
        """Weights whose resaved estimate is `raw`, found by a fixed-point iteration (Anderson 1965)."""
        weights, noise, plain = raw, 0.0, 0.0
        tried: list[Floats] = []
        gaps: list[Floats] = []
        for turn in range(ROUNDS):
            again, residual = self._again(weights, noise, original)
            size = float(np.mean(residual[self.used] ** 2)) if self.used.any() else 0.0
            if not turn:
                plain = size
            tried, gaps = [*tried, weights], [*gaps, raw - again]
            weights = _next(tried[-MEMORY:], gaps[-MEMORY:])
            by_saving = residual - noise * self.noise
            noise = float(np.sqrt(max(0.0, noise**2 + left - size)))
        return Corrected(weights, gaps[-1], residual, by_saving, noise, plain)

    def slopes(self, weights: Floats, steps: Floats, noise: float, *, original: bool) -> Floats:
        """How much of a step in the weights, (m, n) steps, comes back when the picture is saved again, (m,).

        JPEG rounds faint detail to nothing: there a filter can change without a trace in the file. The secant over the
        whole step is taken, to both sides, because rounding has no derivative.
        """
        found = []
        for step in steps:
            ends = [self._again(weights + sign * step, noise, original)[0] for sign in (1.0, -1.0)]
            found.append(float((ends[0] - ends[1]) @ step) / (2.0 * float(step @ step) or 1.0))
        return np.array(found)

    def _again(self, weights: Floats, noise: float, original: bool) -> tuple[Floats, Floats]:
        values = regression.predicted(self.tiles, self.truth[original], weights, self.entries)
        values = saving.saved(values + noise * self.noise, self.after.table, self.after.levels)
        again = self._solved(values)
        if original:
            again = again - self.lost @ np.append(weights[:-1], 0.0)
        return again, values - regression.predicted(self.tiles, self.known[original], again, self.entries)

    def _solved(self, values: Floats) -> Floats:
        return self.solve(regression.cross_products(self.tiles, self.known[False], values, self.used, self.entries))

    def _unexplained(self, noise: Floats) -> Floats:
        """Noise without the part that a kernel would explain: a draw of its own would only blur the estimate once more."""
        explained = regression.predicted(self.tiles, self.known[False], self._solved(noise), self.entries)
        return np.asarray(noise - explained)


def _next(tried: list[Floats], gaps: list[Floats]) -> Floats:
    """Anderson's step: the combination of what was tried whose gap is least, and that gap."""
    if len(tried) < 2:
        return tried[-1] + gaps[-1]
    steps = np.array([b - a for a, b in itertools.pairwise(tried)]).T
    changes = np.array([b - a for a, b in itertools.pairwise(gaps)]).T
    shares = np.linalg.lstsq(changes, gaps[-1], rcond=1e-6)[0]
    return np.asarray(tried[-1] + gaps[-1] - (steps + changes) @ shares)
