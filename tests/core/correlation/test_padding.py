"""Padding conventions: against numpy.pad, SciPy and TensorFlow's and PyTorch's published rules worked by hand."""

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from core import correlation
from core.correlation import padding
from core.errors import BadInput

X = np.arange(36.0).reshape(6, 6)
ONES = np.ones((3, 3))


def by_name(answers):
    return {answer.convention: answer for answer in answers}


def test_same_and_symmetric_differ_at_a_stride_of_two_with_one_shape():
    found = by_name(padding.compare(X, ONES, 0, stride=2))
    # TensorFlow: ceil(6 / 2) = 3 outputs, (3 − 1)·2 + 3 − 6 = 1 cell, at the bottom and right.
    assert found["same"].sides == ((0, 1), (0, 1))
    assert found["symmetric"].sides == ((1, 1), (1, 1))
    assert found["same"].result.shape == found["symmetric"].result.shape == (3, 3)
    assert found["same"].result[0, 0] == X[0:3, 0:3].sum()
    assert found["symmetric"].result[0, 0] == X[0:2, 0:2].sum()


def test_pairs_of_one_shape_are_told_with_how_many_numbers_differ():
    pairs = padding.alike(padding.compare(X, ONES, ((2, 0), (2, 0)), stride=2))
    names = {(pair.first.convention, pair.second.convention): pair for pair in pairs}
    assert names["same", "symmetric"].different == 9
    assert np.array_equal(
        names["same", "symmetric"].difference,
        names["same", "symmetric"].first.result - names["same", "symmetric"].second.result,
    )
    assert ("valid", "full") not in names


def test_conventions_that_pad_alike_are_no_pair():
    pairs = padding.alike(padding.compare(X, ONES, 1))
    assert {(p.first.convention, p.second.convention) for p in pairs} == set()


@settings(deadline=None)
@given(
    st.tuples(st.integers(2, 9), st.integers(2, 9)),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.integers(1, 3),
    st.sampled_from(correlation.BOUNDARIES),
    st.integers(0, 2**32 - 1),
)
def test_every_result_is_scipys_of_the_padded_image(size, kernel_size, stride, boundary, seed):
    rng = np.random.default_rng(seed)
    image, kernel = rng.normal(size=size), rng.normal(size=kernel_size)
    for answer in padding.compare(image, kernel, ((1, 0), (0, 2)), stride=stride, boundary=boundary):
        padded = np.pad(image, answer.sides, mode=boundary)
        assert np.array_equal(answer.padded, padded)
        if answer.result is None:
            assert any(n < k for n, k in zip(padded.shape, kernel_size, strict=True))
        else:
            expected = scipy.signal.correlate2d(padded, kernel, "valid")[::stride, ::stride]
            assert np.allclose(answer.result, expected)


def test_a_kernel_that_does_not_fit_stops_only_its_own_convention():
    found = by_name(padding.compare(np.ones((2, 2)), ONES, 0))
    assert found["valid"].result is None
    assert "does not fit" in str(found["valid"].refused)
    assert found["same"].result.shape == (2, 2)


def test_a_row_in_every_mode_by_hand():
    rows = padding.row_in_every_mode(np.array([1.0, 2.0, 4.0]), 2)
    assert rows["constant"].tolist() == [0, 0, 1, 2, 4, 0, 0]
    assert rows["edge"].tolist() == [1, 1, 1, 2, 4, 4, 4]
    assert rows["reflect"].tolist() == [4, 2, 1, 2, 4, 2, 1]
    assert rows["symmetric"].tolist() == [2, 1, 1, 2, 4, 4, 2]
    assert rows["wrap"].tolist() == [2, 4, 1, 2, 4, 1, 2]
    assert rows["linear_ramp"].tolist() == [0, 0.5, 1, 2, 4, 2, 0]
    assert rows["maximum"].tolist() == [4, 4, 1, 2, 4, 4, 4]
    assert rows["minimum"].tolist() == [1, 1, 1, 2, 4, 1, 1]
    assert rows["median"].tolist() == [2, 2, 1, 2, 4, 2, 2]
    assert rows["mean"] == pytest.approx([7 / 3, 7 / 3, 1, 2, 4, 7 / 3, 7 / 3])


@pytest.mark.parametrize("sides", [-1, ((1, 2), (3, -4)), 10**9, "none", 1.5, None])
def test_sides_that_are_none_are_a_sentence(sides):
    with pytest.raises(BadInput, match="padding"):
        padding.compare(X, ONES, sides)


def test_an_unknown_boundary_is_a_sentence():
    with pytest.raises(BadInput, match="boundary"):
        padding.compare(X, ONES, 1, boundary="mirror")


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "sides"),
    [
        ((6, 6), (3, 3), 2, ((1, 0), (1, 0))),  # 3 outputs reach over 7 cells: one is missing
        ((6, 5), (2, 3), 1, ((1, 0), (1, 1))),
        ((224, 224), (7, 7), 2, ((3, 2), (3, 2))),  # 112 outputs reach over 229
    ],
)
def test_same_lower_puts_the_odd_cell_first_as_onnx_has_it(size, kernel, stride, sides):
    assert correlation.resolve_padding(size, kernel, stride=stride, padding="same_lower") == sides


def test_same_lower_stands_beside_same_with_the_odd_cell_on_the_other_side():
    found = by_name(padding.compare(X, ONES, 0, stride=2))
    assert found["same_lower"].sides == ((1, 0), (1, 0))
    assert found["same_lower"].result[0, 0] == X[0:2, 0:2].sum()
    assert found["same_lower"].result.shape == found["same"].result.shape


def test_a_constant_border_holds_the_value_that_is_asked_for():
    ones, nine = np.ones((3, 3)), np.full((3, 3), 9.0)
    found = correlation.correlate(ones, ones, padding=1, value=2.0)
    assert found[1, 1] == 9 and found[0, 0] == 4 + 5 * 2
    expected = scipy.ndimage.correlate(nine, ones, mode="constant", cval=-3.0)
    assert np.array_equal(correlation.correlate(nine, ones, padding="same", value=-3.0), expected)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e200])
def test_a_border_that_is_no_number_is_a_sentence(value):
    with pytest.raises(BadInput, match="border's value"):
        correlation.correlate(np.ones((3, 3)), np.ones((3, 3)), padding=1, value=value)
