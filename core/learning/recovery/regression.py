"""Least squares of a kernel and an offset on tiles, and the covariance of what it gives from the residual itself.

The residual of a picture is no independent noise: JPEG's is tied together inside its blocks, a missing piece of the filter
along every edge. So the covariance sums the residual over blocks first (a cluster-robust "sandwich": Liang and Zeger 1986),
which holds whatever the correlation inside a block.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Floats
from core.learning.recovery.tiles import Tiles

TOLERANCE = 1e-10  # an eigenvalue below this part of the largest is not determined
FEW_BLOCKS = 60


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over the pixels of some tiles, for h·w entries and the offset after them.

    Attributes
    ----------
    products : ndarray, (n + 1, n + 1)
    cross_products : ndarray, (n + 1,)
    squares : float
        Of the after picture.
    count : int
    """

    products: Floats
    cross_products: Floats
    squares: float
    count: int

    def error(self, weights: Floats, entries: Array) -> float:
        """Mean squared error of these weights of these entries."""
        A, b = self.products[np.ix_(entries, entries)], self.cross_products[entries]
        total = self.squares - 2.0 * float(weights @ b) + float(weights @ A @ weights)
        return max(0.0, total) / max(1, self.count)

    @property
    def variance(self) -> float:
        """Of the after picture about its mean: the error of an offset alone."""
        return max(0.0, self.squares - float(self.cross_products[-1]) ** 2 / max(1, self.count)) / max(1, self.count)


@dataclass(frozen=True, eq=False)
class Solver:
    """PᵀP of the chosen entries, taken apart: solves for any after picture, the least norm where several fit alike."""

    entries: Array
    inverse: Floats
    unknown: Floats  # (m, n + 1): the combinations that the products leave open

    def __call__(self, cross_products: Floats) -> Floats:
        return np.asarray(self.inverse @ cross_products[self.entries])


def moments(tiles: Tiles, seen: Floats, used: Array) -> tuple[Moments, Moments]:
    """Of the tiles that are learned from, and of those that judge."""
    n = tiles.window[0] * tiles.window[1] + 1
    products, cross_products = np.zeros((2, n, n)), np.zeros((2, n))
    for part, flat in tiles.patches(seen):
        for judge in (0, 1):
            chosen = used[part] & (tiles.held[part] == bool(judge))[:, None, None]
            rows = flat[chosen]
            products[judge] += rows.T @ rows
            cross_products[judge] += tiles.after[part][chosen] @ rows
    result = []
    for judge in (0, 1):
        values = tiles.after[used & (tiles.held == bool(judge))[:, None, None]]
        result.append(Moments(products[judge], cross_products[judge], float(values @ values), values.size))
    return result[0], result[1]


def cross_products(tiles: Tiles, seen: Floats, values: Floats, used: Array, entries: Array) -> Floats:
    """Pᵀ values over the tiles that are learned from, (n + 1,); only the `entries` are filled in."""
    h, w = tiles.window
    rows, columns = values.shape[1:]
    weighted = values * (used & ~tiles.held[:, None, None])
    result = np.zeros(h * w + 1)
    for entry in entries[:-1]:
        a, b = divmod(int(entry), w)
        result[entry] = np.einsum("mij,mij->", seen[:, a : a + rows, b : b + columns], weighted)
    result[-1] = weighted.sum()
    return result


def solver(learned: Moments, entries: Array, noise: float = 0.0) -> Solver:
    """Of these entries of the kernel (and the offset, the last), with noise of that variance in the before picture."""
    products = learned.products[np.ix_(entries, entries)]
    values, vectors = np.linalg.eigh(products + np.diag([*[learned.count * noise] * (len(entries) - 1), 0.0]))
    kept = values > TOLERANCE * max(float(values[-1]), np.finfo(float).tiny)
    inverse = (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
    return Solver(entries, inverse, np.ascontiguousarray(vectors[:, ~kept].T))


def predicted(tiles: Tiles, seen: Floats, weights: Floats, entries: Array) -> Floats:
    """(M, rows, columns): the before picture through the kernel, and the offset."""
    w = tiles.window[1]
    rows, columns = tiles.after.shape[1:]
    result = np.full(tiles.after.shape, weights[-1])
    for weight, entry in zip(weights[:-1], entries[:-1], strict=True):
        a, b = divmod(int(entry), w)
        result += weight * seen[:, a : a + rows, b : b + columns]
    return result


def covariance(tiles: Tiles, seen: Floats, residual: Floats, used: Array, solve: Solver) -> tuple[Floats, int]:
    """(n, n) of the solved weights, and the number of blocks that it comes from."""
    rows, columns = residual.shape[1:]
    learned = ~tiles.held
    side = _block(tiles, rows, columns)
    weighted = residual * used
    places = int(tiles.tile.max()) + 1
    grid = (rows // side, columns // side) if side else (1, 1)
    n = len(solve.entries)
    scores = np.zeros((places, *grid, n))
    for part, flat in tiles.patches(seen):
        m = flat.shape[0]
        product = flat[..., solve.entries] * weighted[part][..., None]
        blocks = product.reshape(m, grid[0], rows // grid[0], grid[1], columns // grid[1], n).sum(axis=(2, 4))
        np.add.at(scores, tiles.tile[part][learned[part]], blocks[learned[part]])
    flat_scores = scores.reshape(-1, n)
    flat_scores = flat_scores[np.abs(flat_scores).any(axis=1)]
    count = len(flat_scores)
    if count < 2:
        return np.full((n, n), np.inf), count
    spread = solve.inverse @ flat_scores.T
    used_pixels = int(np.count_nonzero(used & learned[:, None, None]))
    small = count / (count - 1.0) * max(1.0, (used_pixels - 1.0) / max(1.0, used_pixels - n))
    return np.asarray(spread @ spread.T) * small, count


def _block(tiles: Tiles, rows: int, columns: int) -> int:
    """The largest side that divides a tile and leaves enough blocks; 0: whole tiles."""
    places = int(np.count_nonzero(~tiles.held[np.unique(tiles.tile, return_index=True)[1]]))
    for side in (32, 16, 8):
        if rows % side == 0 and columns % side == 0 and places * (rows // side) * (columns // side) >= FEW_BLOCKS:
            return side
    return 8 if rows % 8 == 0 and columns % 8 == 0 else 0
