"""Laws of convolution, tried: which hold, which correlation lacks, and by how much."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage, signal

from core import kernels
from core.conventions import laws
from core.errors import BadInput

X = np.arange(9.0).reshape(3, 3)
A = np.arange(4.0).reshape(2, 2)
B = np.array([[1.0, -1.0]])

matrices = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    elements=st.integers(-9, 9).map(float),
)


@given(matrices, matrices, matrices, st.tuples(st.integers(0, 4), st.integers(0, 4)))
@settings(max_examples=60, deadline=None)
def test_convolution_obeys_every_law(x, a, b, shift):
    for law in laws.LAWS:
        assert laws.sides(law, "convolution", x, a, b, shift).holds


@given(matrices, matrices, matrices, st.tuples(st.integers(0, 4), st.integers(0, 4)))
@settings(max_examples=40, deadline=None)
def test_correlation_moves_with_the_picture(x, a, b, shift):
    assert laws.sides("shift", "correlation", x, a, b, shift).holds


@pytest.mark.parametrize("law", ["commutativity", "associativity", "theorem"])
def test_correlation_lacks_the_others(law):
    sides = laws.sides(law, "correlation", X, A, B)
    assert not sides.holds
    assert sides.apart == np.abs(sides.left - sides.right).max() > 1


@given(matrices, matrices)
@settings(max_examples=40, deadline=None)
def test_full_products_are_scipys(x, a):
    assert np.allclose(laws.full(x, a, "convolution"), signal.convolve2d(x, a))
    assert np.allclose(laws.full(x, a, "correlation"), signal.correlate2d(x, a))


def test_commuting_a_correlation_turns_its_result_round():
    sides = laws.sides("commutativity", "correlation", X, A, B)
    assert np.array_equal(sides.left, kernels.flip(sides.right))


def test_two_small_kernels_make_one_larger():
    # By hand: [1, −1] convolved with itself is [1, −2, 1].
    sides = laws.sides("associativity", "convolution", np.ones((1, 1)), B, B)
    assert sides.left.tolist() == sides.right.tolist() == [[1, -2, 1]]
    # Correlated with itself it is not: the sign turns.
    other = laws.sides("associativity", "correlation", np.ones((1, 1)), B, B)
    assert other.left.tolist() != other.right.tolist()


def test_a_shift_fills_with_zeros():
    assert laws.shifted(np.array([[5.0]]), (1, 2)).tolist() == [[0, 0, 0], [0, 0, 5]]


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (3, 3), (2, 5)])
def test_an_impulse_shows_the_kernel_or_its_flip(shape):
    kernel = np.random.default_rng(0).normal(size=shape)
    impulse, convolved = laws.impulse_response(kernel, "convolution")
    _, correlated = laws.impulse_response(kernel, "correlation")
    assert impulse.sum() == 1
    assert np.array_equal(convolved[1:-1, 1:-1], kernel)
    assert np.array_equal(correlated[1:-1, 1:-1], kernel[::-1, ::-1])
    assert np.allclose(correlated, signal.correlate2d(impulse, kernel, "valid"))
    if shape == (3, 3):
        # Their ends are beyond the border of the valid part.
        assert np.allclose(ndimage.convolve(impulse, kernel)[1:-1, 1:-1], convolved)


def test_what_cannot_be_tried_is_a_sentence():
    with pytest.raises(BadInput, match="no law"):
        laws.sides("murphy", "convolution", X, A, B)
    with pytest.raises(BadInput, match="at most 64 × 64"):
        laws.sides("shift", "convolution", np.ones((65, 2)), A, B)
    for shift in ((-1, 0), (0, 65)):
        with pytest.raises(BadInput, match="shift must be"):
            laws.sides("shift", "convolution", X, A, B, shift)


def test_a_picture_is_shifted_one_row_down_and_two_columns_to_the_right_unless_told_otherwise():
    moved = laws.sides("shift", "convolution", X, np.ones((1, 1)), B).left
    np.testing.assert_array_equal(moved[1:, 2:], X)
    assert not moved[0].any() and not moved[:, :2].any()
