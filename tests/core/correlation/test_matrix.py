"""Correlation as matrix products: against a hand-worked case, SciPy, and the laws that both matrices keep."""

import numpy as np
import pytest
import scipy.linalg
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from core.correlation import matrix
from core.errors import BadInput

X = np.arange(9.0).reshape(3, 3)
K = np.arange(4.0).reshape(2, 2)

geometries = st.fixed_dictionaries(
    {
        "stride": st.tuples(st.integers(1, 3), st.integers(1, 3)),
        "padding": st.tuples(st.tuples(*[st.integers(0, 3)] * 2), st.tuples(*[st.integers(0, 3)] * 2)),
        "dilation": st.tuples(st.integers(1, 2), st.integers(1, 2)),
    }
)


def by_scipy(image, kernel, stride, padding, dilation):
    spread = np.zeros([(k - 1) * d + 1 for k, d in zip(kernel.shape, dilation, strict=True)])
    spread[:: dilation[0], :: dilation[1]] = kernel
    return scipy.signal.correlate2d(np.pad(image, padding), spread, "valid")[:: stride[0], :: stride[1]]


def test_the_patches_of_the_chapters_example_by_hand():
    assert matrix.im2col(X, (2, 2)).tolist() == [[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]


def test_the_toeplitz_matrix_of_the_chapters_example_by_hand():
    assert matrix.toeplitz(K, (3, 3)).tolist() == [
        [0, 1, 0, 2, 3, 0, 0, 0, 0],
        [0, 0, 1, 0, 2, 3, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 2, 3, 0],
        [0, 0, 0, 0, 0, 1, 0, 2, 3],
    ]


def test_both_products_give_the_chapters_result():
    assert (matrix.im2col(X, (2, 2)) @ K.ravel()).tolist() == [19, 25, 37, 43]
    assert (matrix.toeplitz(K, (3, 3)) @ X.ravel()).tolist() == [19, 25, 37, 43]


def test_along_one_axis_it_is_scipys_toeplitz_matrix():
    kernel = np.array([[1.0, 2.0, 3.0]])
    expected = scipy.linalg.toeplitz([1.0, 0, 0, 0, 0], [1.0, 2, 3, 0, 0, 0, 0])
    assert np.array_equal(matrix.toeplitz(kernel, (1, 7)), expected)


@settings(deadline=None)
@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    geometries,
    st.integers(0, 2**32 - 1),
)
def test_both_products_are_the_correlation(size, kernel_size, geometry, seed):
    rng = np.random.default_rng(seed)
    image, kernel = rng.normal(size=size), rng.normal(size=kernel_size)
    room = [
        n + sum(p) - d * (k - 1)
        for n, p, d, k in zip(size, geometry["padding"], geometry["dilation"], kernel_size, strict=True)
    ]
    if min(room) < 1:
        with pytest.raises(BadInput, match="does not fit"):
            matrix.toeplitz(kernel, size, **geometry)
        return
    expected = by_scipy(image, kernel, **geometry).ravel()
    matrix_of_kernel = matrix.toeplitz(kernel, size, **geometry)
    assert np.allclose(matrix.im2col(image, kernel_size, **geometry) @ kernel.ravel(), expected)
    assert np.allclose(matrix_of_kernel @ image.ravel(), expected)
    told = matrix.summary(kernel_size, size, **geometry)
    assert (told.rows, told.columns) == matrix_of_kernel.shape
    assert told.filled == np.count_nonzero(matrix_of_kernel)


def test_a_summary_needs_no_room():
    told = matrix.summary((3, 3), (2048, 2048), padding="same")
    assert (told.rows, told.columns) == (2048**2, 2048**2)
    assert told.filled == (3 * 2048 - 2) ** 2
    assert told.sparsity == pytest.approx(1 - 9 / 2048**2, rel=1e-3)


@pytest.mark.parametrize(
    "build", [lambda: matrix.toeplitz(K, (400, 400)), lambda: matrix.im2col(np.zeros((3000, 3000)), (15, 15))]
)
def test_a_matrix_too_large_to_build_is_a_sentence(build):
    with pytest.raises(BadInput, match="use a smaller input"):
        build()
