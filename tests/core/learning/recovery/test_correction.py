"""What saving took, found by saving again: the fixed point of an affine map, and a picture that was saved with few levels."""

import dataclasses

import numpy as np
import pytest

from core.learning.recovery import correction, regression, saving
from core.learning.recovery.photographs import Photograph
from tests.core.learning.recovery import made

RNG = np.random.default_rng(12)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_andersons_steps_end_in_the_fixed_point_of_an_affine_map(n):
    slope, wanted = 0.6 * np.eye(n) + 0.1 * RNG.normal(size=(n, n)), RNG.normal(size=n)
    tried, gaps = [], []
    weights = np.zeros(n)
    for _ in range(n + 2):
        tried, gaps = [*tried, weights], [*gaps, slope @ (wanted - weights)]
        weights = correction._next(tried, gaps)
    assert weights == pytest.approx(wanted, abs=1e-9)
    assert correction._next([np.array([2.0])], [np.array([0.5])]).tolist() == [2.5]


def resaving(levels, table=None, noise=0.0):
    """Saving again for a 2 × 2 kernel on two tiles whose after picture has so few levels; what least squares gives."""
    before = RNG.random((2, 33, 33))
    kernel, entries = np.array([0.4, -0.2, 0.3, 0.1]), np.arange(5)
    exact = made.windows(before, (2, 2))[..., :4] @ kernel + 0.2
    after = saving.saved(exact + noise * RNG.normal(size=exact.shape), table, levels)
    sample, mean = made.tiles(before, after, (2, 2)), before.mean()
    learned, _ = regression.moments(sample, before - mean, sample.usable)
    solve = regression.solver(learned, entries)
    raw = solve(learned.cross_products)
    pictures = Photograph(np.zeros((1, 1)), 65_535), Photograph(np.zeros((1, 1)), levels, table)
    again = correction.Resaving(sample, *pictures, entries, mean, before - mean, sample.usable, solve, learned)
    left = np.mean((after - regression.predicted(sample, before - mean, raw, entries)) ** 2)
    return again, raw, kernel, float(left)


def test_the_corrected_weights_give_the_raw_estimate_when_they_are_saved_again():
    again, raw, kernel, left = resaving(6)
    found = again.corrected(raw, left, original=False)
    assert np.abs(found.missed).max() < 3e-3
    assert again._again(found.weights, found.noise, False)[0] == pytest.approx(raw, abs=3e-3)
    assert np.abs(found.weights[:-1] - kernel).max() < 0.01
    assert left == pytest.approx(found.plain, rel=0.1) and found.plain == pytest.approx(1 / 12 / 6**2, rel=0.3)


def test_an_original_is_drawn_for_whole_blocks_of_a_jpeg_and_cut_to_the_windows():
    before, table, entries = RNG.random((2, 40, 40)), np.full((8, 8), 9.0), np.arange(5)
    sample = dataclasses.replace(made.tiles(before, RNG.random((2, 31, 31)), (2, 2)), inset=(3, 5))
    mean = before.mean()
    seen = sample.windowed() - mean
    learned, _ = regression.moments(sample, seen, sample.usable)
    solve = regression.solver(learned, entries)
    pictures = Photograph(np.zeros((1, 1)), table=table), Photograph(np.zeros((1, 1)))
    again = correction.Resaving(sample, *pictures, entries, mean, seen, sample.usable, solve, learned)
    drawn = saving.original(before, table, np.random.default_rng(0), 255) - mean
    assert np.array_equal(again.truth[True], drawn[:, 3:35, 5:37]) and again.truth[False] is seen


def test_the_noise_that_is_added_has_no_part_that_a_kernel_explains():
    again, *_ = resaving(255)
    assert again._solved(again.noise) == pytest.approx(np.zeros(5), abs=1e-9)
    assert again.noise.std() == pytest.approx(1.0, rel=0.1)


def test_noise_beside_saving_is_found():
    again, raw, _, left = resaving(255, noise=0.02)
    found = again.corrected(raw, left, original=False)
    assert found.noise == pytest.approx(0.02, rel=0.05)
    assert found.residual - found.noise * again.noise == pytest.approx(found.by_saving, abs=2e-3)
    assert np.abs(found.by_saving).max() < 0.01 < np.abs(found.residual).max()


def test_of_a_step_all_comes_back_without_loss_and_little_of_faint_detail_through_jpeg():
    steps = 0.01 * np.eye(5)[:4]
    again, raw, *_ = resaving(65_535)
    assert again.slopes(raw, steps, 0.0, original=False) == pytest.approx(np.ones(4), abs=1e-3)
    assert again.slopes(raw, 0.0 * steps[:1], 0.0, original=False).tolist() == [0.0]
    again, raw, *_ = resaving(255, np.full((8, 8), 200.0))
    assert (again.slopes(raw, steps, 0.0, original=False) < 0.9).any()
