"""Pooling against the book's numbers, TensorFlow, SciPy and PyTorch, and its laws."""

import sys

import cloudpickle
import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core import workers
from core.correlation.pooling import average_pool, max_pool, pooling_trace
from core.errors import BadInput
from tests.core.correlation.traces import assert_traced

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # these functions run in the workers too

X = np.arange(9.0).reshape(3, 3)
numbers = st.floats(-100, 100, width=32)


def tensorflow_pools(image, window, stride, padding):
    import tensorflow as tf

    x = image[None].astype(np.float32)
    return (
        tf.nn.max_pool2d(x, window, stride, padding)[0].numpy(),
        tf.nn.avg_pool2d(x, window, stride, padding)[0].numpy(),
    )


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


@pytest.mark.parametrize(("window", "stride", "padding"), [(2, 1, 0), (2, 2, 1), ((3, 2), (2, 3), (1, 0)), (1, 2, 0)])
def test_cells_of_a_pooling_are_traced_in_both_directions(window, stride, padding):
    options = {"stride": stride, "padding": padding}
    trace = pooling_trace((5, 6), window, **options)
    assert_traced(trace, lambda image: max_pool(image, window, **options), (5, 6))
    assert_traced(trace, lambda image: average_pool(image, window, **options), (5, 6))


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
