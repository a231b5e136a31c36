"""Facts of a kernel: by hand, and against NumPy and SciPy."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.kernels.analysis import facts

SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def test_sobel_by_hand():
    found = facts(SOBEL)
    assert found.total == 0
    assert found.symmetry == "odd"
    assert found.top_bottom
    assert not found.left_right
    assert found.rank == 1
    assert np.outer(found.column, found.row).tolist() == SOBEL.tolist()
    assert sorted(map(abs, found.column)) == [1, 1, 2]


def test_a_laplacian_needs_two_pairs():
    found = facts(np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]))
    assert found.rank == 2
    assert found.column is None
    assert found.symmetry == "even"
    assert found.at_zero == pytest.approx(0, abs=1e-12)
    assert found.at_finest == pytest.approx(8)  # the finest checkerboard: −4 − 4


def test_no_symmetry():
    found = facts(np.arange(4.0).reshape(2, 2))
    assert (found.symmetry, found.left_right, found.top_bottom) == ("none", False, False)
    assert found.flipped.tolist() == [[3, 2], [1, 0]]
    assert found.total == 6


def test_the_response_is_scipys():
    line = np.array([1.0, 4, 6, 4, 1]) / 16
    _frequencies, expected = scipy.signal.freqz(line, worN=32)
    found = facts(line[None]).response
    assert np.allclose(found[32, 32:], np.abs(expected))


@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(-5, 5).map(float)))
@settings(deadline=None)
def test_the_rank_is_numpys_and_a_constant_is_multiplied_by_the_sum(kernel):
    found = facts(kernel)
    assert found.rank == np.linalg.matrix_rank(kernel)
    assert found.at_zero == pytest.approx(abs(kernel.sum()), abs=1e-9)
    if found.rank == 1:
        assert np.allclose(np.outer(found.column, found.row), kernel)


def test_a_kernel_of_zeros_has_rank_0():
    assert facts(np.zeros((2, 3))).rank == 0
