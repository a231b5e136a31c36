"""What people pass: NumPy's whole numbers wherever one goes, and real numbers only, in every public function."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import edges, kernels
from core.checks import MAX_SIDE, does_not_fit, pair, plain, real, whole
from core.correlation import channels, convolve, correlate, layer, matrix, output_size, padding, signals
from core.correlation.pooling import average_pool, max_pool
from core.correlation.transposed import transposed
from core.errors import BadInput
from core.learning import KernelLearning
from core.quadratic import quadratic_loss
from core.receptive_field import Layer

X, K = np.arange(25.0).reshape(5, 5), np.array([[0.0, 1.0], [2.0, 3.0]])
STACK, STACK_K = np.stack([X, X + 1], -1), np.stack([K, K + 1], -1)

TAKES = {
    "correlate stride": lambda two: correlate(X, K, stride=two),
    "correlate dilation": lambda two: correlate(X, K, dilation=two),
    "correlate padding": lambda two: correlate(X, K, padding=two),
    "convolve": lambda two: convolve(X, K, stride=two, padding=two, dilation=two),
    "output_size": lambda two: output_size((5, 5), (2, 2), stride=two, padding=two, dilation=two),
    "channels": lambda two: channels.steps(STACK, STACK_K, stride=two, padding=two).output,
    "max_pool": lambda two: max_pool(X, two, stride=two),
    "average_pool": lambda two: average_pool(X, 4, stride=two, padding=two),
    "transposed": lambda two: transposed(X, K, stride=two, padding=two, dilation=two),
    "output padding": lambda two: transposed(X, K, stride=3, output_padding=two),
    "im2col": lambda two: matrix.im2col(X, (2, 2), stride=two, padding=two),
    "toeplitz": lambda two: matrix.toeplitz(K, (5, 5), stride=two, dilation=two),
    "padding compared": lambda two: padding.compare(X, K, two, stride=two, dilation=two)[-1].result,
    "layer of a stack": lambda two: Layer("a", two, two, two, two).output_size((9, 9)),
    "kernel size that is learned": lambda two: KernelLearning(X, np.ones((4, 4)), two).kernel_size,
    "kernel size of a loss": lambda two: quadratic_loss(X, np.ones((4, 4)), two).minimizer,
}
TWOS = {
    "np.int64": np.int64(2),
    "np.uint8": np.uint8(2),
    "array of none": np.array(2),
    "array of two": np.array([2, 2]),
    "list": [2, 2],
    "pair of np.int32": (np.int32(2), np.int32(2)),
}


@pytest.mark.parametrize("two", TWOS)
@pytest.mark.parametrize("name", TAKES)
def test_whole_numbers_of_numpy_are_the_whole_numbers_they_are(name, two):
    assert np.array_equal(TAKES[name](TWOS[two]), TAKES[name]((2, 2)))


@pytest.mark.parametrize("two", [np.int64(2), np.array(2), np.uint8(2)])
def test_whole_numbers_of_numpy_on_one_axis(two):
    line = np.arange(9.0)
    expected = [4 * t + 2 for t in range(4)]  # x[2t] + x[2t + 2]
    assert signals.correlate(line, np.ones(2), stride=two, dilation=two).tolist() == expected


def test_an_array_of_sides_is_padding():
    sides = np.array([[1, 0], [0, 2]])
    assert np.array_equal(correlate(X, K, padding=sides), correlate(np.pad(X, sides), K))


@pytest.mark.parametrize(
    "value",
    [0, -1, 1.5, 2.0, True, np.float64(2), np.bool_(True), "2", None, (1, 2, 3), np.zeros((2, 2)), [], MAX_SIDE + 1],
)
def test_what_is_no_whole_number_is_a_sentence(value):
    with pytest.raises(BadInput, match="stride must be a whole number from 1 to 16384"):
        correlate(X, K, stride=value)
    with pytest.raises(BadInput, match="whole number"):
        signals.correlate(np.arange(9.0), np.ones(2), stride=value)


@given(st.lists(st.integers(1, MAX_SIDE), min_size=2, max_size=2))
def test_a_pair_is_itself_in_every_form(two):
    assert pair(two, "stride") == pair(np.array(two), "stride") == pair(tuple(two), "stride") == tuple(two)
    assert all(type(v) is int for v in pair(np.array(two), "stride"))


@pytest.mark.parametrize("sides", [((1, 0), (0, 0)), ((0, 1), (0, 0)), ((0, 0), (1, 0)), ((0, 0), (0, 1))])
def test_a_kernel_that_does_not_fit_is_told_with_the_padding_and_dilation_that_there_are(sides):
    (above, below), (left, right) = sides
    padded = str(does_not_fit((9, 9), (1, 1), (5, 5), sides))
    assert f"with {above} + {below} rows and {left} + {right} columns of padding" in padded
    assert "with dilation (2, 1)" in str(does_not_fit((9, 9), (2, 1), (5, 5), ((0, 0), (0, 0))))
    assert "into image (5, 5) without padding" in str(does_not_fit((9, 9), (1, 1), (5, 5), ((0, 0), (0, 0))))


@pytest.mark.parametrize(("value", "said"), [(2**200 - 1, 2**200 - 1), (2**200, "2^201"), ("7" * 99, "'" + "7" * 59)])
def test_a_number_of_any_length_is_told_briefly(value, said):
    with pytest.raises(BadInput) as raised:
        whole("kernel", value, 1, "a")
    assert raised.value.values["value"] == said


def test_plain_leaves_words_alone():
    assert plain("same") == "same"
    assert plain(np.array([[1, 2], [3, 4]])) == ((1, 2), (3, 4))


COMPLEX = {
    "correlate, image": lambda: correlate(1j * X, K),
    "correlate, kernel": lambda: correlate(X, 1j * K),
    "convolve": lambda: convolve(X, 1j * K),
    "channels": lambda: channels.steps(1j * STACK, STACK_K),
    "max_pool": lambda: max_pool(1j * X, 2),
    "average_pool": lambda: average_pool(1j * X, 2),
    "transposed, image": lambda: transposed(1j * X, K),
    "transposed, kernel": lambda: transposed(X, 1j * K),
    "signals, signal": lambda: signals.correlate(1j * X[0], K[0]),
    "signals, kernel": lambda: signals.correlate(X[0], 1j * K[0]),
    "padding compared": lambda: padding.compare(1j * X, K, 1),
    "boundary modes": lambda: padding.row_in_every_mode(1j * X[0], 2),
    "layer": lambda: layer.run_layer(1j * X, (2, 2), 0),
    "gradient": lambda: edges.gradient(1j * X),
    "magnitude": lambda: edges.magnitude(1j * X, X),
    "smooth": lambda: edges.smooth(1j * X, 1.0),
    "not smoothed": lambda: edges.smooth(1j * X, 0.0),
    "zero_crossings": lambda: edges.zero_crossings(1j * X),
    "canny": lambda: edges.canny(1j * X, 1.0, 0.5),
    "search": lambda: edges.EdgeSearch(1j * X),
    "facts of a kernel": lambda: kernels.facts(1j * K),
    "learning": lambda: KernelLearning(1j * X, np.ones((5, 4))),
    "learning, target": lambda: KernelLearning(X, 1j * np.ones((5, 4))),
    "learning, initial kernel": lambda: KernelLearning(X, np.ones((5, 4)), initial_kernel=1j * np.ones((1, 2))),
    "quadratic": lambda: quadratic_loss(1j * X, np.ones((5, 4)), (1, 2)),
}


@pytest.mark.parametrize("name", COMPLEX)
def test_complex_numbers_are_refused_in_a_sentence(name):
    with pytest.raises(BadInput, match="complex numbers"):
        COMPLEX[name]()


@pytest.mark.parametrize("values", [[["a", "b"]], [[1, 2], [3]], [[10**400]], np.array([["2026-01-01"]], "M8[D]")])
def test_what_is_no_number_at_all_is_a_sentence(values):
    with pytest.raises(BadInput, match="not an array of real numbers"):
        correlate(values, [[1.0]])


def test_pythons_own_large_integers_are_numbers():
    assert real([[10**30]], "image").tolist() == [[1e30]]


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int8, np.int16, np.uint16, np.int32, np.int64, np.float16])
def test_canny_answers_on_every_kind_of_number_as_on_floats(kind):
    picture = np.zeros((20, 20), kind)
    picture[:, 10:] = 1
    expected = edges.canny(picture.astype(np.float64), 1.0, 0.5)
    assert np.flatnonzero(expected.any(axis=0)).tolist() == [9, 10]  # at both sides of the step, equally strong
    assert np.array_equal(edges.canny(picture, 1.0, 0.5), expected)
