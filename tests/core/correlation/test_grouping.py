"""Groups of channels against SciPy channel by channel and PyTorch's conv2d with groups."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from core.correlation import channels, correlate, grouping
from core.errors import BadInput

RNG = np.random.default_rng(4)


def scipys(image, kernel, groups):
    """Every output channel as a sum of SciPy's correlations over the channels of its group."""
    each_in, each_out = image.shape[2] // groups, kernel.shape[3] // groups
    return np.stack(
        [
            sum(
                scipy.signal.correlate2d(image[..., o // each_out * each_in + c], kernel[..., c, o], "valid")
                for c in range(each_in)
            )
            for o in range(kernel.shape[3])
        ],
        axis=-1,
    )


@given(st.integers(1, 3), st.integers(1, 2), st.integers(1, 2), st.integers(0, 2**32 - 1))
def test_scipy_gives_the_same_group_by_group(groups, each_in, each_out, seed):
    rng = np.random.default_rng(seed)
    image, kernel = rng.normal(size=(6, 7, groups * each_in)), rng.normal(size=(3, 2, each_in, groups * each_out))
    np.testing.assert_allclose(grouping.grouped(image, kernel, groups), scipys(image, kernel, groups), atol=1e-12)


def test_depthwise_is_every_channel_by_itself():
    image, kernel = RNG.normal(size=(8, 9, 3)), RNG.normal(size=(3, 3, 1, 3))
    result = grouping.grouped(image, kernel, 3, stride=2, padding=1)
    for c in range(3):
        expected = scipy.signal.correlate2d(image[..., c], kernel[..., 0, c], "same")[::2, ::2]
        np.testing.assert_allclose(result[..., c], expected, atol=1e-12)


def test_one_group_is_the_sum_over_all_channels():
    image, kernel = RNG.normal(size=(6, 5, 4)), RNG.normal(size=(2, 3, 4, 5))
    np.testing.assert_array_equal(grouping.grouped(image, kernel), correlate(image, kernel))


def test_a_kernel_that_is_split_gives_parts_whose_sum_is_the_whole():
    # K and K + 1 of the book: 19 and 37 in the first cell, 56 together.
    parts = grouping.grouped(channels.book_image(), grouping.split(channels.book_kernel(), 2), 2)
    assert parts[0, 0].tolist() == [19, 37]
    assert parts.sum(axis=2).tolist() == [[56, 72], [104, 120]]
    image, kernel = RNG.normal(size=(6, 5, 6)), RNG.normal(size=(2, 3, 6, 1))
    halves = grouping.grouped(image, grouping.split(kernel, 2), 2)
    np.testing.assert_allclose(halves.sum(axis=2), correlate(image, kernel)[..., 0], atol=1e-12)


def test_the_channels_of_an_output_are_those_of_its_group():
    image, kernel = np.ones((4, 4, 6)), np.ones((1, 1, 2, 9))
    seen = [grouping.group_of(o, image, kernel, 3) for o in range(9)]
    assert [(s.start, s.stop) for s in seen] == [(0, 2)] * 3 + [(2, 4)] * 3 + [(4, 6)] * 3


@pytest.mark.peers
@pytest.mark.parametrize(("groups", "stride", "padding"), [(1, 1, 0), (2, 2, 1), (4, 1, 2)])
def test_pytorch_with_groups_gives_the_same(groups, stride, padding):
    torch = pytest.importorskip("torch")
    image, kernel = RNG.normal(size=(9, 8, 4)), RNG.normal(size=(3, 2, 4 // groups, 8))
    expected = torch.nn.functional.conv2d(
        torch.from_numpy(image.transpose(2, 0, 1).copy())[None],
        torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy()),
        stride=stride,
        padding=padding,
        groups=groups,
    )[0].numpy()
    found = grouping.grouped(image, kernel, groups, stride=stride, padding=padding)
    np.testing.assert_allclose(found.transpose(2, 0, 1), expected, atol=1e-10)


@pytest.mark.parametrize(
    ("image", "kernel", "groups", "said"),
    [
        ((4, 4, 3), (2, 2, 1, 3), 2, "choose one of 1, 3"),
        ((4, 4, 3), (2, 2, 1, 3), 0, "cannot be divided into 0 groups"),
        ((4, 4, 3), (2, 2, 1, 3), 1.0, "cannot be divided"),
        ((4, 4, 4), (2, 2, 2, 3), 2, "3 output channels"),
        ((4, 4, 4), (2, 2, 4, 2), 2, "needs 2 matrices"),
        ((4, 4, 2), (2, 2, 3, 1), 1, "must match"),
        ((4, 4, 2), (5, 2, 1, 2), 2, "does not fit"),
    ],
)
def test_groups_that_do_not_divide_are_refused(image, kernel, groups, said):
    with pytest.raises(BadInput, match=said):
        grouping.grouped(np.ones(image), np.ones(kernel), groups)
