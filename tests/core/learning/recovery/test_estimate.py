"""The parts of an estimate by hand: places in a window, intervals, pixels that are left out; an estimate of small pictures."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.ndimage import correlate

from core import kernels
from core.learning.recovery import estimate, tiles
from core.learning.recovery.photographs import Photograph
from core.learning.recovery.regression import Moments
from tests.core.learning.recovery import made


@pytest.mark.parametrize(
    ("window", "size", "at", "places"),
    [
        ((3, 3), (1, 1), None, [4, 9]),
        ((3, 4), (3, 4), None, [*range(13)]),
        ((5, 4), (2, 2), None, [9, 10, 13, 14, 20]),
        ((5, 6), (3, 2), None, [8, 9, 14, 15, 20, 21, 30]),
        ((3, 3), (2, 1), (1, 2), [5, 8, 9]),
    ],
)
def test_a_smaller_kernel_stands_in_the_middle_of_the_window(window, size, at, places):
    assert estimate.entries_of(window, size, at).tolist() == places


def test_a_half_width_is_sampling_and_doubts_and_rounding():
    spread = np.array([[4.0, 1.0], [1.0, 9.0]])
    interval = estimate._Interval(spread, 2.0, (np.array([0.5, -1.0]), np.array([0.25, 0.0])), np.array([0.125, 3.0]))
    assert interval.half(np.array([1.0, 0.0])) == pytest.approx(2 * 2 + 0.5 + 0.25 + 0.125)
    assert interval.half(np.array([0.0, -1.0])) == pytest.approx(2 * 3 + 1.0 + 3.0)
    assert interval.half(np.array([1.0, -1.0])) == pytest.approx(2 * 11**0.5 + 1.5 + 0.25 + 3.125)
    exact = estimate._Interval(np.zeros((2, 2)), 2.0, (), np.zeros(2))
    assert exact.half(np.array([1.0, -2.0])) == pytest.approx(3e-9)
    unknown = estimate._Interval(np.full((2, 2), np.inf), 2.0, (), np.zeros(2))
    assert unknown.half(np.array([1.0, 0.0])) == np.inf


def test_the_quantile_is_that_of_printed_tables():
    assert [estimate._quantile(n) for n in (0, 1, 10, 10**9)] == pytest.approx([12.706, 12.706, 2.228, 1.960], abs=5e-4)


def test_combinations_with_an_interval_longer_than_half_the_kernel_are_loose():
    """z · √variance is 0.9, 1.1 and 2 beside half a kernel of norm 2; the offset, last, is none of the kernel's."""
    spread = np.diag([0.45**2, 0.55**2, 1.0, 9.0])
    loose = estimate._loose(spread, 2.0, np.zeros((0, 4)), 2.0)
    assert np.abs(loose) == pytest.approx(np.array([[0, 1, 0], [0, 0, 1]]))
    unknown = np.array([[3.0, 0.0, 4.0, 1.0], [0.0, 0.0, 0.0, 1.0]])
    assert estimate._loose(np.zeros((4, 4)), 2.0, unknown, 2.0) == pytest.approx(np.array([[0.6, 0, 0.8]]))
    assert estimate._loose(np.full((4, 4), np.inf), 2.0, unknown, 2.0).tolist() == np.eye(3).tolist()


def found(size, offset=0.0, gain=1.0, spread=0.2, noise=0.0):
    """The estimate of a blurred picture of 96 × 96 with 8 bits, its kernel, and the tiles."""
    true = gain * kernels.gaussian(3, 0.8)
    seen = np.rint(255 * np.clip(0.5 + spread * np.random.default_rng(6).normal(size=(96, 96)), 0, 1)) / 255
    after = correlate(seen, true, mode="nearest") + offset + noise * np.random.default_rng(7).normal(size=seen.shape)
    before, after = (Photograph(np.rint(255 * np.clip(v, 0, 1)).astype(np.uint8)) for v in (seen, after))
    sample = tiles.cut(before, after, (0, 0), (size[0] + 2, size[1] + 2), bright=True)
    return estimate.estimate(sample, before, after, size), true, sample


def test_kernel_gain_and_offset_lie_in_their_intervals():
    result, true, sample = found((3, 3), offset=-0.05, gain=1.2, noise=0.002)
    assert (np.abs(result.kernel - true) <= result.half_widths).mean() >= 0.8
    assert abs(result.gain - 1.2) <= result.gain_half_width < 0.01
    assert abs(result.offset + 0.05) <= result.offset_half_width < 0.01
    assert result.gain == pytest.approx(result.kernel.sum())
    assert result.loose.shape == (0, 3, 3)
    predicted = made.windows(sample.windowed(), (5, 5))[..., estimate.entries_of((5, 5), (3, 3))]
    expected = sample.after - predicted @ np.append(result.kernel, result.offset)
    assert result.residual == pytest.approx(expected, abs=1e-9)


def test_pixels_that_are_predicted_to_be_black_or_white_are_left_out():
    result, _, sample = found((3, 3), gain=3.0, offset=-1.0, spread=0.3)
    assert sample.clipped > 0.1
    assert result.used.sum() < sample.usable.sum() and not (result.used & ~sample.usable).any()
    values = sample.after - result.residual
    margin = estimate.MARGIN * float(np.sqrt(np.mean(result.residual[result.used] ** 2)))
    assert (values[result.used] > 0.5 * margin).all() and (values[result.used] < 1 - 0.5 * margin).all()
    plain, _, unclipped = found((3, 3), spread=0.1)
    assert unclipped.clipped == 0.0 and np.array_equal(plain.used, unclipped.usable)


def test_what_a_kernel_loses_to_noise_of_a_jpeg_is_told_by_hand():
    """The products are diagonal, so each weight w is w·p / (p + count·lost) in the file; the offset, last, loses nothing."""
    learned = Moments(np.diag([7.0, 1.0, 7.0, 3.0, 100.0]), np.zeros(5), 0.0, 100)
    weights, entries = np.array([3.0, 4.0, 1.0]), np.array([1, 3, 4])
    coarse, fine = (Photograph(np.zeros((8, 8)), table=np.full((8, 8), step)) for step in (1000.0, 1.0))
    found = estimate._attenuation(weights, 0.5, coarse, learned, entries)
    assert found == pytest.approx([3 / 2, 4 / 4, 0])  # lost: (0.5 / 5)² of a kernel of norm 5
    taken = 100 * 2 / 12 / 255**2  # a step of 1 cannot take more, and rounding as much again
    found = estimate._attenuation(weights, 0.5, fine, learned, entries)
    assert found == pytest.approx([3 * taken / (1 + taken), 4 * taken / (3 + taken), 0])
    for noise, before in ((0.0, coarse), (0.5, Photograph(np.zeros((8, 8))))):
        assert not estimate._attenuation(weights, noise, before, learned, entries).any()


def test_a_filter_that_saw_an_original_leaves_a_larger_residual():
    one, two = (estimate.Corrected(np.ones(2), np.ones(2), np.ones(2), np.ones(2), 0.0, plain) for plain in (1.0, 3.0))
    assert [estimate._towards_original(left, one, two) for left in (0.5, 1.0, 2.0, 3.0, 9.0)] == [0, 0, 0.5, 1, 1]
    assert estimate._towards_original(1.0, one, one) == 1.0  # nothing tells one from the other


def test_stripes_leave_all_entries_open_and_tell_the_gain():
    """Pixels that are equal in each row tell of a kernel's rows their sums alone."""
    rows = np.random.default_rng(3).integers(40, 200, 96)
    before = Photograph(np.repeat(rows[:, None], 96, axis=1).astype(np.uint8))
    mean = correlate(before.pixels / 255, np.full((3, 1), 1 / 3), mode="nearest")
    after = Photograph(np.rint(255 * mean).astype(np.uint8))
    sample = tiles.cut(before, after, (0, 0), (3, 3), bright=True)
    result = estimate.estimate(sample, before, after, (3, 3))
    assert np.isinf(result.half_widths).all() and len(result.loose) == 6
    assert result.loose.sum(axis=2) == pytest.approx(np.zeros((6, 3)), abs=1e-9)
    assert result.kernel == pytest.approx(np.full((3, 3), 1 / 9), abs=0.01)
    assert abs(result.gain - 1) <= result.gain_half_width < 0.05


@pytest.mark.parametrize(("n", "measured"), [(2, 2), (12, 12), (13, 11), (20, 7), (36, 4), (90, 4)])
def test_the_longest_axes_of_the_covariance_are_measured_and_the_others_given_the_middle_slope(n, measured):
    variances, asked = np.arange(1.0, n + 1), []

    def slopes(_weights, steps, _noise, *, original):
        asked.append((steps, original))
        return np.array([0.01, 2.0, *[0.5] * (len(steps) - 2)])

    found = estimate._widened(
        np.diag(variances), 2.0, SimpleNamespace(slopes=slopes), np.zeros(n), SimpleNamespace(noise=0.1), original=True
    )
    (steps, original), *_ = asked
    longest = np.zeros((measured, n))
    longest[np.arange(measured), n - 1 - np.arange(measured)] = 2 * np.sqrt(variances[::-1][:measured])
    assert original and np.abs(steps) == pytest.approx(longest)
    kept = np.full(n, 0.5 if measured > 2 else 1.0)  # a slope is from 0.05 to 1
    kept[-1], kept[-2] = 0.05, 1.0
    assert found == pytest.approx(np.diag(variances / kept**2))
    unknown = np.full((2, 2), np.inf)
    assert estimate._widened(unknown, 2.0, None, np.zeros(2), None, original=True) is unknown
