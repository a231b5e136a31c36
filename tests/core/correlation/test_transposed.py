"""Transposed convolution against the book's numbers, SciPy, TensorFlow and PyTorch, and its laws."""

import itertools
import sys

import cloudpickle
import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core import correlation, workers
from core.correlation.transposed import transposed, transposed_trace
from core.errors import BadInput
from tests.core.correlation.traces import assert_traced

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # these functions run in the workers too

numbers = st.floats(-100, 100, width=32)
SMALL = np.array([[0.0, 1.0], [2.0, 3.0]])  # X and K of Dive into Deep Learning, 14.10 (13.10)


def tensorflow_transposes(image, kernel, stride, extra):
    import tensorflow as tf

    size = [(n - 1) * s + k + e for n, s, k, e in zip(image.shape, stride, kernel.shape, extra, strict=True)]
    x, k = image[None, ..., None], kernel[..., None, None]
    return tf.nn.conv2d_transpose(x, k, [1, *size, 1], stride, "VALID")[0, ..., 0].numpy()


def test_the_book_transposes():
    """Dive into Deep Learning, 14.10 (13.10)."""
    for image, kernel in ((np.zeros((2, 2, 1)), SMALL), (SMALL, np.zeros((2, 2, 1)))):
        with pytest.raises(BadInput, match="takes matrices"):
            transposed(image, kernel)
    assert transposed_trace((2, 2), (2, 2)).output_size == (3, 3)  # at stride 1
    for cut in ((2, 0), (0, 2)):  # of 3 cells none is left along one axis
        with pytest.raises(BadInput, match="crops away the whole output"):
            transposed(SMALL, SMALL, padding=cut)
    assert transposed(SMALL, SMALL).tolist() == [[0, 0, 1], [0, 4, 6], [4, 12, 9]]
    assert transposed(SMALL, SMALL, stride=2).tolist() == [[0, 0, 0, 1], [0, 0, 2, 3], [0, 2, 0, 3], [4, 6, 6, 9]]
    assert transposed(SMALL, SMALL, padding=1).tolist() == [[4]]


def test_the_books_matrix_transposition():
    """13.10.4: X = 0 … 8, K = [[1, 2], [3, 4]]; Y = corr2d(X, K); Z = trans_conv(Y, K) = Wᵀ y."""
    K = np.array([[1.0, 2.0], [3.0, 4.0]])
    Y = correlation.corr2d(np.arange(9.0).reshape(3, 3), K)
    assert Y.tolist() == [[27, 37], [57, 67]]
    assert transposed(Y, K).tolist() == [[27, 91, 74], [138, 400, 282], [171, 429, 268]]


@pytest.mark.parametrize(
    ("n", "k", "stride", "padding", "extra", "size"),
    [
        (2, 3, 1, 0, 0, 4),  # Dumoulin & Visin, relationship 8
        (6, 4, 1, 2, 0, 5),  # relationship 9
        (5, 3, 1, 1, 0, 5),  # half padding
        (7, 3, 1, 2, 0, 5),  # full padding
        (2, 3, 2, 0, 0, 5),  # relationship 12
        (3, 3, 2, 1, 0, 5),  # relationship 13
        (3, 3, 2, 1, 1, 6),  # relationship 14
    ],
)
def test_sizes_are_those_of_the_guide_to_convolution_arithmetic(n, k, stride, padding, extra, size):
    image, kernel = np.ones((n, n)), np.ones((k, k))
    result = transposed(image, kernel, stride=stride, padding=padding, output_padding=extra)
    assert result.shape == (size, size)


def with_zeros_between(values, stride):
    wide = np.zeros([(n - 1) * s + 1 for n, s in zip(values.shape, stride, strict=True)])
    wide[:: stride[0], :: stride[1]] = values
    return wide


steps = st.tuples(st.integers(1, 3), st.integers(1, 3))


matrices = arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=numbers)


@given(matrices, matrices, steps, steps)
def test_it_is_the_full_convolution_of_the_image_with_zeros_between_its_cells(image, kernel, stride, dilation):
    expected = scipy.signal.convolve2d(with_zeros_between(image, stride), with_zeros_between(kernel, dilation), "full")
    result = transposed(image, kernel, stride=stride, dilation=dilation)
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-9)


@given(matrices, steps, steps, st.tuples(st.integers(0, 1), st.integers(0, 1)), st.data())
def test_it_is_the_adjoint_of_correlation(kernel, stride, dilation, padding, data):
    """⟨X ⋆ K, Y⟩ = ⟨X, transposed(Y, K)⟩, the output padding being the rows that the stride leaves over."""
    reach = [d * (k - 1) + 1 for k, d in zip(kernel.shape, dilation, strict=True)]
    size = [max(r - 2 * p, 1) + data.draw(st.integers(0, 4)) for r, p in zip(reach, padding, strict=True)]
    image = data.draw(arrays(float, size, elements=numbers))
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    output = data.draw(arrays(float, correlation.output_size(size, kernel.shape, **options), elements=numbers))
    left = [(n + 2 * p - r) % s for n, p, r, s in zip(size, padding, reach, stride, strict=True)]
    back = transposed(output, kernel, output_padding=left, **options)
    assert back.shape == image.shape
    one, other = (correlation.correlate(image, kernel, **options) * output).sum(), (image * back).sum()
    assert one == pytest.approx(other, rel=1e-9, abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize(("stride", "extra"), [((1, 1), (0, 0)), ((2, 3), (0, 0)), ((2, 3), (1, 2)), ((3, 1), (2, 0))])
def test_tensorflow_transposes_the_same(stride, extra):
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(4, 5)), rng.normal(size=(3, 2))
    expected = workers.run(tensorflow_transposes, image, kernel, stride, extra, timeout=300)
    result = transposed(image, kernel, stride=stride, output_padding=extra)
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("size", "stride", "padding", "extra", "dilation"),
    [((2, 2), 1, 0, 0, 1), ((2, 2), (2, 3), (1, 0), (1, 2), 1), ((3, 1), 2, 1, 1, (2, 1)), ((2, 3), 3, 0, 2, 3)],
)
def test_cells_of_a_transposed_convolution_are_traced_in_both_directions(size, stride, padding, extra, dilation):
    options = {"stride": stride, "padding": padding, "output_padding": extra, "dilation": dilation}
    trace = transposed_trace((3, 4), size, **options)
    assert_traced(trace, lambda image: transposed(image, np.ones(size), **options), (3, 4))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"output_padding": 1}, "output padding 1 × 1 must be below the stride 1 × 1"),
        ({"stride": (2, 3), "output_padding": (1, 3)}, "must be below the stride"),
        ({"stride": 2, "output_padding": -1}, "output padding must be a whole number from 0"),
        ({"output_padding": 10**9}, "output padding must be"),
        ({"padding": 2}, "crops away the whole output: -1 × -1"),
        ({"padding": -1}, "padding must be"),
        ({"padding": 10**9}, "padding must be"),
        ({"stride": 0}, "stride must be"),
        ({"stride": 10**9}, "stride must be"),
        ({"stride": 16_384}, "cells, more than 4,000,000"),
        ({"dilation": 0}, "dilation must be"),
    ],
)
def test_transposed_convolutions_that_cannot_be_are_a_sentence(options, sentence):
    with pytest.raises(BadInput, match=sentence):
        transposed(SMALL, SMALL, **options)


@pytest.mark.peers
def test_pytorch_agrees():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    for n, k, s, p, e, d in itertools.product((3, 5), (1, 2, 3), (1, 2, 3), (0, 1), (0, 1, 2), (1, 2)):
        if e >= s or (n - 1) * s - 2 * p + d * (k - 1) + e + 1 < 1:
            continue
        x, w, options = rng.normal(size=(n, n + 1)), rng.normal(size=(k, k)), {"stride": s, "padding": p, "dilation": d}
        both = (torch.tensor(values)[None, None] for values in (x, w))
        theirs = torch.nn.functional.conv_transpose2d(*both, output_padding=e, **options)[0, 0].numpy()
        np.testing.assert_allclose(transposed(x, w, output_padding=e, **options), theirs, atol=1e-12)
