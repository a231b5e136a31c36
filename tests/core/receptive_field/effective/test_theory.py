"""What theory says of effective fields: shares and deviations by hand, the law of the square root on a fine grid."""

import math

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal

from core.receptive_field.effective import theory as effective_theory
from core.receptive_field.layer import Layer


def test_the_fewest_cells_that_hold_95_percent_by_hand():
    values = np.array([[60.0, 0.0], [30.0, 10.0]])
    assert effective_theory.smallest(values).tolist() == [[True, False], [True, True]]
    assert effective_theory.smallest(values / [[1, 1], [1, 2]]).tolist() == [[True, False], [True, True]]  # of 95
    assert effective_theory.smallest(np.array([[19.0, 1.0]])).tolist() == [[True, False]]  # 95 % to the last digit
    assert effective_theory.smallest(np.full((4, 5), 0.1)).sum() == 19  # a share that is met but for rounding
    assert not effective_theory.smallest(np.zeros((2, 2))).any()


def test_the_law_of_the_square_root_is_that_of_a_gaussian():
    """Against a Gaussian of that variance on a fine grid: as many cells as hold 95 % of it."""
    for depth in (16, 64):
        sigma = math.sqrt(depth * 8 / 12)
        point = np.zeros((101, 101))
        point[50, 50] = 1.0
        cells = effective_theory.smallest(scipy.ndimage.gaussian_filter(point, sigma, truncate=6)).sum()
        assert effective_theory.root_law(3, depth) == pytest.approx(math.sqrt(cells), rel=0.02)
    assert effective_theory.root_law(3, 64) == pytest.approx(2 * effective_theory.root_law(3, 16))


def test_each_layer_hands_its_energy_on_in_equal_parts_and_padding_takes_its_own():
    # Unit (0, 1) of a 2 × 3 window with stride (1, 2) and a column of padding sees columns 1 … 3 of rows 0 and 1.
    seen = effective_theory.expected_energy([Layer("a", (2, 3), (1, 2), (0, 1))], (3, 5), (0, 1))
    assert seen == pytest.approx(np.outer([0.5, 0.5, 0], [0, 1 / 3, 1 / 3, 1 / 3, 0]))
    # The first unit's first column is padding; what fell into it is lost, and the rest sums to 1 again.
    corner = effective_theory.expected_energy([Layer("a", 3, padding=1), Layer("b", 3, padding=1)], 4, (0, 0))
    assert corner == pytest.approx(np.outer([2, 2, 1, 0], [2, 2, 1, 0]) / 25)
    assert effective_theory.expected_energy([], 3, (1, 2)).nonzero() == (1, 2)
    mean = np.full((3, 3), 1 / 9)
    twice = effective_theory.expected_energy([Layer("a", 3), Layer("b", 3)], 5, (0, 0))
    np.testing.assert_allclose(twice, scipy.signal.convolve2d(mean, mean))


def test_the_deviation_is_that_of_each_axis():
    # Rows: 1/4 at 0 and 3/4 at 2, mean 1.5, variance ¼ · 2.25 + ¾ · 0.25; columns: all at 1.
    assert effective_theory.deviation(np.array([[0, 2, 0], [0, 0, 0], [0, 6, 0]])) == (
        pytest.approx(math.sqrt(0.75)),
        0,
    )
    assert effective_theory.deviation(np.zeros((3, 3))) == (0, 0)


def test_equal_weights_have_half_the_variance():
    both = [effective_theory.root_law(5, 10, equal=equal) for equal in (False, True)]
    assert both == pytest.approx([math.sqrt(2 * math.pi * variance * math.log(20)) for variance in (20, 10)])
