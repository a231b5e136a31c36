"""Channels against the book's numbers, TensorFlow and SciPy, and stacks of matrices as people type them."""

import sys

import cloudpickle
import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core import correlation, images, workers
from core.correlation import channels
from core.errors import BadInput

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # these functions run in the workers too

# Dive into Deep Learning, 7.4 (6.4): both channels, their kernels, the output.
X = np.moveaxis(np.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]], float), 0, -1)
K = np.moveaxis(np.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]], float), 0, -1)
BOOK_TEXT = "0 1 2\n3 4 5\n6 7 8\n\n1 2 3\n4 5 6\n7 8 9"


def tensorflow_convolves(image, kernel, stride, padding):
    import tensorflow as tf

    sides = [[0, 0], [padding, padding], [padding, padding], [0, 0]]
    return tf.nn.conv2d(image[None], kernel, stride, sides)[0].numpy()


def test_the_books_two_channels_give_its_output_step_by_step():
    result = channels.steps(X, K)
    assert result.partial[..., 0].tolist() == [[19, 25], [37, 43]]
    # 1·1 + 2·2 + 4·3 + 5·4 = 37, and so on.
    assert result.partial[..., 1].tolist() == [[37, 47], [67, 77]]
    assert result.running[..., 0].tolist() == [[19, 25], [37, 43]]
    assert result.output.tolist() == [[56, 72], [104, 120]]


def test_the_books_three_output_channels():
    kernel = channels.book_kernel(3)
    assert kernel.shape == (2, 2, 2, 3)
    outputs = [channels.steps(channels.book_image(), kernel[..., c]).output.tolist() for c in range(3)]
    assert outputs == [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]


def test_the_books_example_is_what_the_book_prints():
    assert np.array_equal(channels.book_image(), X)
    assert np.array_equal(channels.book_kernel()[..., 0], K)


@pytest.mark.slow
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_tensorflow_gives_the_same_for_each_output_channel(stride, padding):
    rng = np.random.default_rng(stride)
    image, kernel = rng.normal(size=(9, 8, 3)), rng.normal(size=(3, 2, 3, 4))
    expected = workers.run(tensorflow_convolves, image, kernel, stride, padding, timeout=300)
    for c in range(4):
        result = channels.steps(image, kernel[..., c], stride=stride, padding=padding)
        np.testing.assert_allclose(result.output, expected[..., c], rtol=0, atol=1e-12)


def test_a_one_by_one_kernel_is_a_matrix_product_over_the_channels():
    """Dive into Deep Learning, 7.4.3: corr2d_multi_in_out_1x1 is a fully connected layer at every pixel."""
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(3, 3, 3)), rng.normal(size=(1, 1, 3, 2))
    expected = image.reshape(9, 3) @ kernel.reshape(3, 2)
    for c in range(2):
        assert channels.steps(image, kernel[..., c]).output.ravel() == pytest.approx(expected[:, c])


def test_grey_weights_are_those_of_pillow():
    image = images.picture("astronaut", side=40, colour=True)
    grey = correlation.correlate(image, channels.grey_weights())[..., 0]
    assert np.abs(grey - images.picture("astronaut", side=40)).max() < 1e-12


def test_colour_mixing_is_pillows_ycbcr():
    from PIL import Image

    pixels = np.random.default_rng(0).integers(0, 256, (6, 7, 3), dtype=np.uint8)
    expected = np.asarray(Image.fromarray(pixels).convert("YCbCr"), dtype=float) - [0, 128, 128]
    mixed = correlation.correlate(pixels, channels.colour_mixing())
    assert np.abs(mixed - expected).max() <= 1.01  # Pillow rounds to bytes


@given(
    arrays(float, (5, 6, 3), elements=st.floats(-100, 100, width=32)),
    arrays(float, (2, 3, 3), elements=st.floats(-100, 100, width=32)),
)
def test_the_running_sums_end_in_the_sum_of_scipys_correlations(image, kernel):
    result = channels.steps(image, kernel)
    each = [scipy.signal.correlate2d(image[..., c], kernel[..., c], "valid") for c in range(3)]
    np.testing.assert_allclose(result.partial, np.stack(each, -1), rtol=0, atol=1e-8)
    np.testing.assert_allclose(result.output, sum(each), rtol=0, atol=1e-8)
    np.testing.assert_allclose(result.running[..., 1], each[0] + each[1], rtol=0, atol=1e-8)


def test_parameters_are_counted_as_a_layer_has_them():
    # VGG-16's second layer: 3·3·64·64 weights and 64 biases, 36,928 together.
    assert sum(channels.parameters(np.zeros((3, 3, 64, 64)))) == 36_928


@pytest.mark.parametrize(
    "text",
    [
        BOOK_TEXT,
        BOOK_TEXT.replace("\n", "\r\n"),
        BOOK_TEXT.replace("\n\n", "\n \n\t\n\n") + "\n\n",
        "[[[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]]",
        str(np.moveaxis(X, -1, 0)),
        "0 1 2; 3 4 5; 6 7 8\n\n1,2,3\n4,5,6\n7,8,9",
    ],
)
def test_a_stack_is_read_however_it_is_written(text):
    assert np.array_equal(channels.parse_stack(text), X)


def test_kernels_are_read_output_channel_by_output_channel():
    text = "\n\n".join(channels.stack_text(channels.book_kernel(3)[..., c]) for c in range(3))
    assert np.array_equal(channels.parse_kernels(text, 2), channels.book_kernel(3))
    assert channels.parse_kernels("1\n\n2\n\n3\n\n4\n\n5\n\n6", 3)[0, 0].tolist() == [[1, 4], [2, 5], [3, 6]]


@given(arrays(float, st.tuples(*[st.integers(1, 4)] * 3), elements=st.floats(-1e100, 1e100)))
def test_a_written_stack_reads_back_digit_for_digit(stack):
    assert np.array_equal(channels.parse_stack(channels.stack_text(stack)), stack)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "there are no numbers yet"),
        ("\n \n\n", "there are no numbers yet"),
        ("[[]]", "there are no numbers yet"),
        ("a b", "is not a valid number"),
        ("1 2\n\nnan 1", "is not a valid number"),
        ("inf", "is not a valid number"),
        ("1e308", "is not a valid number"),
        ("1 2\n3", "row 2 and row 1 have 1 and 2 numbers"),
        ("1 2\n3 4\n\n1 2 3", "matrix 2 is 1 × 3 and matrix 1 is 2 × 2"),
        ("\n\n".join("1" * 1 for _ in range(9)), "9 matrices exceed the limit of 8"),
        ("1 " * 65, "exceed the limit of 64 × 64"),
        ("1 " * 200_000, "longer than"),
    ],
)
def test_stacks_that_break_a_rule_are_a_sentence(text, sentence):
    with pytest.raises(BadInput, match=sentence):
        channels.parse_stack(text)


@pytest.mark.parametrize(
    ("text", "count", "sentence"),
    [
        ("1\n\n2\n\n3", 2, "3 kernel matrices do not match an input with 2 channels"),
        ("1\n\n2", 3, "2 kernel matrices do not match an input with 3 channels"),
        ("\n\n".join("1" for _ in range(17)), 1, "17 output channels exceed the limit of 16"),
        ("1 " * 16, 1, "exceed the limit of 15 × 15"),
    ],
)
def test_kernels_that_do_not_match_are_a_sentence(text, count, sentence):
    with pytest.raises(BadInput, match=sentence):
        channels.parse_kernels(text, count)


def test_channel_counts_that_do_not_match_are_a_sentence():
    with pytest.raises(BadInput, match="the input has 3 channels but the kernel has matrices for 2"):
        channels.steps(np.zeros((4, 4, 3)), K)


@pytest.mark.parametrize(
    ("image", "kernel", "sentence"),
    [
        (np.zeros((4, 4)), K, "need rows, columns and channels"),
        (np.zeros((1, 4, 2)), K, "does not fit into image"),
        (np.full((4, 4, 2), np.nan), K, "must be finite"),
        (np.zeros((0, 4, 2)), K, "needs rows and columns"),
    ],
)
def test_images_that_cannot_be_used_are_a_sentence(image, kernel, sentence):
    with pytest.raises(BadInput, match=sentence):
        channels.steps(image, kernel)
