"""Least squares on tiles, against NumPy's on windows laid out one by one, and the covariance summed block by block."""

import numpy as np
import pytest

from core.learning.recovery import regression
from tests.core.learning.recovery.made import tiles, windows

RNG = np.random.default_rng(8)
BEFORE, AFTER = RNG.random((6, 9, 10)), RNG.random((6, 8, 8))
USED = RNG.random(AFTER.shape) < 0.7
HELD = np.array([False, True, False, False, True, False])
SAMPLE = tiles(BEFORE, AFTER, (2, 3), usable=USED, held=HELD)
PATCHES = windows(BEFORE, (2, 3))
ALL = np.arange(7)


def chosen(held):
    """(windows, values) of the pixels that are used, of the tiles that are held out or the others."""
    where = USED & (held == HELD)[:, None, None]
    return PATCHES[where], AFTER[where]


@pytest.mark.parametrize("chunk", [2**21, 2 * 8 * 8 * 7, 1])
def test_moments_are_sums_over_the_windows_of_each_part(chunk, monkeypatch):
    monkeypatch.setattr("core.learning.recovery.tiles.CHUNK", chunk)
    for found, held in zip(regression.moments(SAMPLE, BEFORE, USED), (False, True), strict=True):
        rows, values = chosen(held)
        assert found.products == pytest.approx(rows.T @ rows)
        assert found.cross_products == pytest.approx(values @ rows)
        assert (found.squares, found.count) == (pytest.approx((values**2).sum()), len(values))
        weights = RNG.normal(size=4)
        entries = np.array([1, 2, 5, 6])
        assert found.error(weights, entries) == pytest.approx(np.mean((values - rows[:, entries] @ weights) ** 2))
        assert found.variance == pytest.approx(values.var())


def test_nothing_has_no_error():
    nothing, _ = regression.moments(SAMPLE, BEFORE, np.zeros_like(USED))
    assert (nothing.count, nothing.variance, nothing.error(np.ones(7), ALL)) == (0, 0.0, 0.0)


@pytest.mark.parametrize("entries", [ALL, np.array([0, 4, 6])])
def test_the_solution_is_that_of_lstsq(entries):
    rows, values = chosen(False)
    learned, _ = regression.moments(SAMPLE, BEFORE, USED)
    solve = regression.solver(learned, entries)
    expected = np.linalg.lstsq(rows[:, entries], values, rcond=None)[0]
    assert solve(learned.cross_products) == pytest.approx(expected)
    assert solve.rank == len(entries) and solve.unknown.shape == (0, len(entries))
    products = regression.cross_products(SAMPLE, BEFORE, AFTER, USED, entries)
    assert products[entries] == pytest.approx(learned.cross_products[entries])
    assert np.flatnonzero(products).tolist() == entries.tolist()
    predicted = regression.predicted(SAMPLE, BEFORE, expected, entries)
    assert predicted == pytest.approx(PATCHES[..., entries] @ expected)


def test_noise_in_the_before_picture_is_a_ridge_on_the_kernel_and_not_on_the_offset():
    rows, values = chosen(False)
    learned, _ = regression.moments(SAMPLE, BEFORE, USED)
    ridge = np.sqrt(0.05 * len(values)) * np.eye(7)[:6]
    expected = np.linalg.lstsq(np.vstack([rows, ridge]), np.append(values, np.zeros(6)), rcond=None)[0]
    assert regression.solver(learned, ALL, 0.05)(learned.cross_products) == pytest.approx(expected)


def test_of_one_shade_one_combination_is_determined():
    flat = tiles(np.full((2, 9, 10), 0.5), np.full((2, 8, 8), 0.25), (2, 3))
    learned, _ = regression.moments(flat, flat.before, flat.usable)
    solve = regression.solver(learned, ALL)
    assert solve.rank == 1 and solve.unknown.shape == (6, 7)
    assert solve.unknown @ np.array([0.5] * 6 + [1.0]) == pytest.approx(np.zeros(6), abs=1e-9)
    assert solve(learned.cross_products) == pytest.approx(0.25 * np.array([0.5] * 6 + [1.0]) / 2.5)  # of least norm


@pytest.mark.parametrize("tile", [np.arange(6), np.array([0, 0, 1, 1, 2, 2])])
def test_the_covariance_sums_the_residual_over_blocks_first(tile):
    """Liang and Zeger's sandwich; the channels of one place are one block."""
    held = HELD if len(set(tile)) == 6 else np.array([False, False, True, True, False, False])
    sample = tiles(BEFORE, AFTER, (2, 3), held=held, tile=tile)
    entries = np.array([0, 1, 4, 6])
    learned, _ = regression.moments(sample, BEFORE, USED)
    solve = regression.solver(learned, entries)
    residual = RNG.normal(size=AFTER.shape)
    scores = {}
    for m in np.flatnonzero(~held):
        for i, j in np.argwhere(USED[m]):
            scores[tile[m]] = scores.get(tile[m], 0.0) + PATCHES[m, i, j, entries] * residual[m, i, j]
    blocks, pixels = len(scores), np.count_nonzero(USED[~held])
    meat = sum(np.outer(score, score) for score in scores.values())
    bread = np.linalg.inv(learned.products[np.ix_(entries, entries)])
    factor = blocks / (blocks - 1) * (pixels - 1) / (pixels - 4)
    found, count = regression.covariance(sample, BEFORE, residual, USED, solve)
    assert count == blocks
    assert found == pytest.approx(bread @ meat @ bread * factor)


def test_one_block_tells_no_spread():
    single = tiles(BEFORE[:1], AFTER[:1], (2, 3))
    learned, _ = regression.moments(single, BEFORE[:1], single.usable)
    found, count = regression.covariance(single, BEFORE[:1], AFTER[:1], single.usable, regression.solver(learned, ALL))
    assert count == 1 and np.isinf(found).all()


@pytest.mark.parametrize(
    ("places", "side", "expected"),
    [
        (60, 32, 32),
        (59, 32, 16),
        (15, 32, 16),
        (14, 32, 8),
        (4, 32, 8),
        (3, 32, 8),
        (60, 16, 16),
        (59, 16, 8),
        (60, 8, 8),
        (99, 9, 0),
    ],
)
def test_blocks_are_as_large_as_leaves_sixty_of_them(places, side, expected):
    after = np.zeros((places + 1, side, side))
    sample = tiles(after, after, (1, 1), held=np.arange(places + 1) == 0)
    assert regression._block(sample, side, side) == expected
