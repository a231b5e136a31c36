"""Cross-correlation against hand-worked numbers, SciPy and TensorFlow, and its laws."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core import workers
from core.correlation import convolve, corr2d, correlate, correlation, output_size, resolve_padding
from core.errors import BadInput

X = np.arange(9.0).reshape(3, 3)
K = np.arange(4.0).reshape(2, 2)

numbers = st.floats(-100, 100, width=32)


@st.composite
def pairs(draw, most=9):
    """An image and a kernel that fits into it."""
    h, w = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    image = draw(arrays(float, (draw(st.integers(h, most)), draw(st.integers(w, most))), elements=numbers))
    return image, draw(arrays(float, (h, w), elements=numbers))


def random(*shape, seed=0, dtype=np.float64):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def test_the_chapters_example_gives_its_four_numbers():
    assert corr2d(X, K).tolist() == [[19, 25], [37, 43]]
    assert correlate(X, K).tolist() == [[19, 25], [37, 43]]


def test_scipys_documented_convolution_comes_back_with_full_padding():
    result = convolve(np.array([[1, 2, 3], [3, 4, 5]]), np.array([[2, 3, 4], [4, 5, 6]]), padding="full")
    assert result.tolist() == [[2, 7, 16, 17, 12], [10, 30, 62, 58, 38], [12, 31, 58, 49, 30]]


def test_output_sizes_are_those_of_the_chapters_exercises():
    assert output_size((8, 8), (3, 3), stride=2, padding=1) == (4, 4)
    assert output_size((8, 8), (3, 5), stride=(3, 4), padding=(0, 1)) == (2, 2)


def test_same_padding_puts_the_odd_cell_at_the_bottom_and_right():
    assert resolve_padding((5, 6), (3, 3), stride=2, padding="same") == ((1, 1), (0, 1))
    assert output_size((5, 6), (3, 3), stride=2, padding="same") == (3, 3)


@given(pairs())
def test_the_fast_path_agrees_with_the_loops(pair):
    image, kernel = pair
    assert np.allclose(correlate(image, kernel), corr2d(image, kernel), atol=1e-8)


@given(pairs())
def test_scipy_agrees_for_valid_and_full(pair):
    image, kernel = pair
    for mode in ("valid", "full"):
        theirs = scipy.signal.correlate2d(image, kernel, mode=mode)
        assert np.allclose(correlate(image, kernel, padding=mode), theirs, atol=1e-8)
        theirs = scipy.signal.convolve2d(image, kernel, mode=mode)
        assert np.allclose(convolve(image, kernel, padding=mode), theirs, atol=1e-8)


@given(pairs(), st.floats(-3, 3), st.floats(-3, 3))
def test_it_is_linear_in_the_image(pair, a, b):
    image, kernel = pair
    other = image[::-1, ::-1].copy()
    together = correlate(a * image + b * other, kernel)
    assert np.allclose(together, a * correlate(image, kernel) + b * correlate(other, kernel), atol=1e-6)


@given(pairs(), st.integers(0, 3), st.integers(0, 3))
def test_a_shifted_image_gives_a_shifted_output(pair, down, right):
    image, kernel = pair
    shifted = np.pad(image, ((down, 0), (right, 0)))
    assert np.allclose(correlate(shifted, kernel)[down:, right:], correlate(image, kernel), atol=1e-9)


@given(pairs())
def test_a_convolution_is_a_correlation_with_the_flipped_kernel(pair):
    image, kernel = pair
    assert np.array_equal(convolve(image, kernel), correlate(image, kernel[::-1, ::-1]))


@given(pairs(), st.integers(1, 3), st.integers(1, 3), st.sampled_from(["valid", "same", "full", 1, (2, 0)]))
def test_the_output_has_the_size_that_was_told(pair, stride, dilation, padding):
    image, kernel = pair
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    try:
        size = output_size(image.shape, kernel.shape, **options)
    except BadInput:
        with pytest.raises(BadInput):
            correlate(image, kernel, **options)
    else:
        assert correlate(image, kernel, **options).shape == size


CASES = [
    (padding, stride, dilation)
    for padding in ("valid", "same")
    for stride, dilation in ((1, 1), (2, 1), (3, 1), (1, 2))
]


def by_tensorflow(image, kernel):
    import tensorflow as tf

    return [tf.nn.conv2d(image[None], kernel, s, p.upper(), dilations=d)[0].numpy() for p, s, d in CASES]


@pytest.mark.slow
def test_tensorflow_agrees_for_channels_strides_and_dilations():
    image, kernel = random(11, 13, 3), random(3, 4, 3, 5, seed=1)
    expected = workers.run(by_tensorflow, image, kernel, timeout=300)
    for (padding, stride, dilation), theirs in zip(CASES, expected, strict=True):
        ours = correlate(image, kernel, stride=stride, padding=padding, dilation=dilation)
        assert np.allclose(ours, theirs, atol=1e-10)


def test_a_kernel_without_output_channels_sums_over_the_channels():
    image, kernel = random(6, 7, 3), random(2, 3, 3, seed=1)
    by_channel = sum(corr2d(image[..., c], kernel[..., c]) for c in range(3))
    assert np.allclose(correlate(image, kernel), by_channel)


@pytest.mark.parametrize("boundary", ["edge", "reflect", "symmetric", "wrap", "constant"])
def test_the_padding_holds_what_numpy_pad_puts_there(boundary):
    image, kernel = random(6, 7), random(3, 3, seed=1)
    theirs = corr2d(np.pad(image, 1, mode=boundary), kernel)
    assert np.allclose(correlate(image, kernel, padding=1, boundary=boundary), theirs)


def test_number_types_stay_as_documented():
    assert correlate(X.astype(np.float32), K.astype(np.float32)).dtype == np.float32
    assert correlate(X, K).dtype == np.float64
    assert correlate(X.astype(int), K.astype(int)).dtype == np.float64
    assert correlate(X.astype(np.float32), K).dtype == np.float64


@pytest.mark.parametrize(
    ("image", "kernel", "options", "says"),
    [
        (np.ones((3, 3)), np.ones((5, 5)), {}, r"kernel \(5, 5\).*image \(3, 3\)"),
        (X, K, {"stride": 0}, "stride must be a whole number from 1 to 16384"),
        (X, K, {"dilation": (1, -2)}, "dilation must be a whole number"),
        (X, K, {"stride": 1.5}, "stride must be a whole number"),
        (X, K, {"stride": "wide"}, "stride must be a whole number"),
        (X, K, {"padding": -1}, "padding must be"),
        (X, K, {"padding": "mirror"}, "padding must be"),
        (X, K, {"padding": 10**9}, "padding must be"),
        (X, K, {"padding": 1, "boundary": "nowhere"}, "boundary"),
        (np.array([[1.0, np.nan]]), np.ones((1, 1)), {}, "finite"),
        (np.array([[1.0, np.inf]]), np.ones((1, 1)), {}, "finite"),
        (np.array([[1.0, 1e308]]), np.ones((1, 1)), {}, "1e100"),
        (np.zeros((0, 3)), K, {}, "needs rows and columns"),
        (np.ones((4, 4, 3)), np.ones((2, 2, 4)), {}, "channels"),
        (np.ones((4, 4, 3)), np.ones((2, 2)), {}, "channels"),
        (np.ones(4), np.ones((2, 2)), {}, "rows and columns"),
    ],
)
def test_bad_input_is_told_with_its_rule_and_values(image, kernel, options, says):
    with pytest.raises(BadInput, match=says):
        correlate(image, kernel, **options)


def test_the_callers_arrays_are_left_alone():
    image, kernel = random(20, 20), random(3, 3)
    before = image.copy(), kernel.copy()
    correlate(image, kernel, padding="same")
    assert np.array_equal(image, before[0])
    assert np.array_equal(kernel, before[1])


def test_the_detailed_result_is_the_plain_one_with_zeros_in_its_padding():
    image, kernel = np.arange(1.0, 13.0).reshape(3, 4), np.ones((2, 2))
    found = correlation(image, kernel, padding=((1, 0), (0, 2)))
    assert np.array_equal(found.padded, np.pad(image, ((1, 0), (0, 2))))
    assert np.array_equal(found.values, correlate(image, kernel, padding=((1, 0), (0, 2))))
