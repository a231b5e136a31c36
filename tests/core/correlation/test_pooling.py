"""Pooling and transposed convolution against the book's numbers, TensorFlow, SciPy and PyTorch, and their laws."""

import subprocess
import sys
from importlib.util import find_spec

import cloudpickle
import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core import correlation, workers
from core.correlation.pooling import average_pool, max_pool, pooling_trace
from core.correlation.transposed import transposed, transposed_trace
from core.errors import BadInput

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # these functions run in the workers too

X = np.arange(9.0).reshape(3, 3)
SMALL = np.array([[0.0, 1.0], [2.0, 3.0]])  # X and K of Dive into Deep Learning, 14.10 (13.10)
numbers = st.floats(-100, 100, width=32)


def tensorflow_pools(image, window, stride, padding):
    import tensorflow as tf

    x = image[None].astype(np.float32)
    return (
        tf.nn.max_pool2d(x, window, stride, padding)[0].numpy(),
        tf.nn.avg_pool2d(x, window, stride, padding)[0].numpy(),
    )


def tensorflow_transposes(image, kernel, stride, extra):
    import tensorflow as tf

    size = [(n - 1) * s + k + e for n, s, k, e in zip(image.shape, stride, kernel.shape, extra, strict=True)]
    x, k = image[None, ..., None], kernel[..., None, None]
    return tf.nn.conv2d_transpose(x, k, [1, *size, 1], stride, "VALID")[0, ..., 0].numpy()


def test_the_book_pools_its_counting_matrix():
    assert max_pool(X, 2, stride=1).tolist() == [[4, 5], [7, 8]]
    assert average_pool(X, 2, stride=1).tolist() == [[2, 3], [5, 6]]


def test_the_books_padding_and_stride():
    """Dive into Deep Learning, 7.5.2 (6.5.2): 0 … 15, windows of 3 × 3 and 2 × 3."""
    image = np.arange(16.0).reshape(4, 4)
    assert max_pool(image, 3).tolist() == [[10]]
    assert max_pool(image, 3, stride=2, padding=1).tolist() == [[5, 7], [13, 15]]
    assert max_pool(image, (2, 3), stride=(2, 3), padding=(0, 1)).tolist() == [[5, 7], [13, 15]]


def test_channels_are_pooled_each_by_itself():
    """Dive into Deep Learning, 7.5.3 (6.5.3): X and X + 1."""
    image = np.arange(16.0).reshape(4, 4)
    both = max_pool(np.stack([image, image + 1], -1), 3, stride=2, padding=1)
    assert both[..., 0].tolist() == [[5, 7], [13, 15]]
    assert both[..., 1].tolist() == [[6, 8], [14, 16]]


def test_the_padding_of_a_maximum_is_never_its_largest_number():
    assert max_pool(-1.0 - X, 2, stride=2, padding=1).max() == -1
    assert np.isfinite(max_pool(-1.0 - X, 2, stride=2, padding=1)).all()


def test_an_average_at_the_border_with_padding_counted_and_without():
    # The corner window holds one number, 8, and three padding cells.
    image = np.full((2, 2), 8.0)
    assert average_pool(image, 2, stride=2, padding=1).tolist() == [[2, 2], [2, 2]]
    assert average_pool(image, 2, stride=2, padding=1, count_include_pad=False).tolist() == [[8, 8], [8, 8]]


@pytest.mark.slow
@pytest.mark.parametrize("padding", ["VALID", "SAME"])
@pytest.mark.parametrize(("window", "stride"), [((2, 2), (2, 2)), ((3, 2), (1, 2)), ((3, 3), (2, 2)), ((1, 4), (3, 1))])
def test_tensorflow_pools_the_same(window, stride, padding):
    image = np.random.default_rng(0).normal(size=(9, 8, 2))
    largest, mean = workers.run(tensorflow_pools, image, window, stride, padding, timeout=300)
    options = {"stride": stride, "padding": padding.lower()}
    np.testing.assert_allclose(max_pool(image, window, **options), largest, rtol=0, atol=1e-6)
    np.testing.assert_allclose(average_pool(image, window, count_include_pad=False, **options), mean, rtol=0, atol=1e-6)


@given(arrays(float, st.tuples(st.integers(4, 9), st.integers(4, 9)), elements=numbers), st.integers(1, 4))
def test_scipys_filters_agree_at_stride_one(image, k):
    rows, columns = (n - k + 1 for n in image.shape)
    origin = [-(k // 2)] * 2 if k % 2 == 0 else [0, 0]
    inside = slice(0, rows) if k % 2 == 0 else slice(k // 2, k // 2 + rows)
    across = slice(0, columns) if k % 2 == 0 else slice(k // 2, k // 2 + columns)
    largest = scipy.ndimage.maximum_filter(image, k, origin=origin)[inside, across]
    mean = scipy.ndimage.uniform_filter(image, k, origin=origin)[inside, across]
    assert np.array_equal(max_pool(image, k, stride=1), largest)
    np.testing.assert_allclose(average_pool(image, k, stride=1), mean, rtol=0, atol=1e-9)


def test_a_large_window_on_a_large_image_is_no_work():
    image = np.random.default_rng(0).random((600, 600))
    assert max_pool(image, 300, stride=1)[7, 9] == image[7:307, 9:309].max()
    assert average_pool(image, 300, stride=1)[7, 9] == pytest.approx(image[7:307, 9:309].mean())


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
    Y = correlation.corr2d(X, K)
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


TORCH = """
import itertools, sys
import numpy as np, torch
sys.path.insert(0, ".")
from core.correlation.pooling import average_pool, max_pool
from core.correlation.transposed import transposed
F = torch.nn.functional
rng = np.random.default_rng(0)
for n, k, s, p, e, d in itertools.product((3, 5), (1, 2, 3), (1, 2, 3), (0, 1), (0, 1, 2), (1, 2)):
    if e >= s or (n - 1) * s - 2 * p + d * (k - 1) + e + 1 < 1:
        continue
    x, w = rng.normal(size=(n, n + 1)), rng.normal(size=(k, k))
    theirs = F.conv_transpose2d(torch.tensor(x)[None, None], torch.tensor(w)[None, None],
                                stride=s, padding=p, output_padding=e, dilation=d)[0, 0].numpy()
    np.testing.assert_allclose(transposed(x, w, stride=s, padding=p, output_padding=e, dilation=d), theirs, atol=1e-12)
for k, s, p, counted in itertools.product((2, 3), (1, 2, 3), (0, 1), (True, False)):
    x = rng.normal(size=(6, 7))
    t = torch.tensor(x)[None, None]
    np.testing.assert_allclose(max_pool(x, k, stride=s, padding=p), F.max_pool2d(t, k, s, p)[0, 0].numpy())
    np.testing.assert_allclose(average_pool(x, k, stride=s, padding=p, count_include_pad=counted),
                               F.avg_pool2d(t, k, s, p, count_include_pad=counted)[0, 0].numpy(), atol=1e-12)
print("agreed")
"""


@pytest.mark.peers
@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
def test_pytorch_agrees():
    done = subprocess.run([sys.executable, "-c", TORCH], capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "agreed", done.stderr


def holds(trace, operation, size):
    """The trace's cells are those where a changed input number changes the output; both directions agree."""
    before = operation(np.zeros(size))
    assert before.shape == trace.output_size
    for cell in np.ndindex(*size):
        one = np.zeros(size)
        one[cell] = 1.0
        changed = {tuple(map(int, place)) for place in np.argwhere(operation(one) != before)}
        assert set(trace.targets(*cell)) == changed
    for cell in np.ndindex(*trace.output_size):
        assert set(trace.sources(*cell)) == {source for source in np.ndindex(*size) if cell in trace.targets(*source)}


@pytest.mark.parametrize(("window", "stride", "padding"), [(2, 1, 0), (2, 2, 1), ((3, 2), (2, 3), (1, 0)), (1, 2, 0)])
def test_cells_of_a_pooling_are_traced_in_both_directions(window, stride, padding):
    options = {"stride": stride, "padding": padding}
    trace = pooling_trace((5, 6), window, **options)
    holds(trace, lambda image: max_pool(image, window, **options), (5, 6))
    holds(trace, lambda image: average_pool(image, window, **options), (5, 6))


@pytest.mark.parametrize(
    ("size", "stride", "padding", "extra", "dilation"),
    [((2, 2), 1, 0, 0, 1), ((2, 2), (2, 3), (1, 0), (1, 2), 1), ((3, 1), 2, 1, 1, (2, 1)), ((2, 3), 3, 0, 2, 3)],
)
def test_cells_of_a_transposed_convolution_are_traced_in_both_directions(size, stride, padding, extra, dilation):
    options = {"stride": stride, "padding": padding, "output_padding": extra, "dilation": dilation}
    trace = transposed_trace((3, 4), size, **options)
    holds(trace, lambda image: transposed(image, np.ones(size), **options), (3, 4))


def test_types_are_kept():
    assert max_pool(X.astype(np.float32), 2).dtype == np.float32
    assert average_pool(X.astype(np.float32), 2).dtype == np.float32
    assert transposed(SMALL.astype(np.float32), SMALL.astype(np.float32)).dtype == np.float32
    assert max_pool(X.astype(int), 2).dtype == np.float64


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"window": 4}, "a pooling window of 4 × 4 is larger than the image of 3 × 3"),
        ({"window": (1, 4)}, "a pooling window of 1 × 4 is larger"),
        ({"window": 10**9}, "a pooling window of 1000000000 × 1000000000 is larger"),
        ({"window": 0}, "window must be a whole number from 1 to 16384"),
        ({"window": -1}, "window must be"),
        ({"window": 1.5}, "window must be"),
        ({"window": 2, "stride": 0}, "stride must be"),
        ({"window": 2, "stride": -3}, "stride must be"),
        ({"window": 2, "padding": 2}, "more than half of the 2 × 2 window"),
        ({"window": 2, "padding": -1}, "padding must be"),
        ({"window": 2, "padding": 10**9}, "padding must be"),
    ],
)
@pytest.mark.parametrize("operation", [max_pool, average_pool])
def test_pooling_that_cannot_be_is_a_sentence(operation, options, sentence):
    with pytest.raises(BadInput, match=sentence):
        operation(X, **options)


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


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308])
def test_numbers_that_cannot_be_used_are_a_sentence(value):
    for operation in (lambda x: max_pool(x, 1), lambda x: average_pool(x, 1), lambda x: transposed(x, SMALL)):
        with pytest.raises(BadInput, match="must be finite"):
            operation(np.array([[value]]))
    with pytest.raises(BadInput, match="the kernel has"):
        transposed(SMALL, np.array([[value]]))


@pytest.mark.parametrize("image", [np.zeros((0, 3)), np.zeros(4), np.zeros((2, 2, 2, 2))])
def test_images_without_rows_and_columns_are_a_sentence(image):
    with pytest.raises(BadInput, match="needs rows and columns"):
        max_pool(image, 1)
    with pytest.raises(BadInput, match=r"needs rows and columns|takes matrices"):
        transposed(image, SMALL)
