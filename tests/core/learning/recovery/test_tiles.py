"""Tiles: each window is the one that the shift says, whatever the sizes; blocks of a JPEG stay whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.learning.recovery import tiles
from core.learning.recovery.photographs import Photograph

TABLE = np.ones((8, 8))


def numbered(rows, columns, **more):
    """A picture of 16 bits whose every pixel is another number, from 1."""
    return Photograph(np.arange(1, rows * columns + 1, dtype=np.uint16).reshape(rows, columns), 65_535, **more)


@settings(max_examples=60)
@given(
    st.tuples(st.integers(9, 90), st.integers(9, 90)),
    st.tuples(st.integers(9, 90), st.integers(9, 90)),
    st.tuples(st.integers(-9, 9), st.integers(-9, 9)),
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.booleans(),
    st.booleans(),
    st.tuples(st.integers(0, 7), st.integers(0, 7)),
)
def test_each_output_has_the_window_that_the_shift_says(before, after, shift, window, first, second, origin):
    pair = (
        numbered(*before, table=TABLE if first else None, origin=origin if first else (0, 0)),
        numbered(*after, table=TABLE if second else None, origin=origin if second else (0, 0)),
    )
    try:
        cut = tiles.cut(*pair, shift, window, bright=True)
    except BadInput as error:
        assert "does not fit into what the pictures have in common" in str(error)
        return
    seen, (rows, columns) = cut.windowed(), cut.after.shape[1:]
    assert seen.shape[1:] == (rows + window[0] - 1, columns + window[1] - 1)
    covered = np.zeros(after, dtype=int)
    for m, (i, j) in enumerate(cut.corner):
        assert np.array_equal(65_535 * cut.after[m], pair[1].pixels[i : i + rows, j : j + columns])
        top, left = i + shift[0] - (window[0] - 1) // 2, j + shift[1] - (window[1] - 1) // 2
        assert top >= 0 and left >= 0
        expected = pair[0].pixels[top : top + seen.shape[1], left : left + seen.shape[2]]
        assert np.allclose(65_535 * seen[m], expected)
        covered[i : i + rows, j : j + columns] += cut.usable[m]
        if second:
            assert (i - origin[0]) % 8 == (j - origin[1]) % 8 == 0
        if first:
            assert (top - cut.inset[0] - origin[0]) % 8 == (left - cut.inset[1] - origin[1]) % 8 == 0
            assert cut.before.shape[1] % 8 == cut.before.shape[2] % 8 == 0
        if first or second:
            assert rows % 8 == columns % 8 == 0
    assert covered.max() == 1 and cut.share == pytest.approx(1.0) and cut.clipped == 0.0
    if not first and not second:  # every output whose window lies in the before picture
        for axis in (0, 1):
            reach = shift[axis] - (window[axis] - 1) // 2
            fits = [n for n in range(after[axis]) if 0 <= n + reach <= before[axis] - window[axis]]
            assert np.flatnonzero(covered.any(axis=1 - axis)).tolist() == fits


def test_what_is_black_or_white_is_not_used_and_counted_once():
    pixels = np.full((40, 40), 7, dtype=np.uint8)
    pixels[0, 0], pixels[35, 35], pixels[20, 1] = 0, 255, 254
    cut = tiles.cut(Photograph(pixels), Photograph(pixels), (0, 0), (1, 1), bright=True)
    assert len(cut.corner) == 4 and cut.after.shape == (4, 32, 32)
    assert np.count_nonzero(cut.usable) == 1600 - 2
    assert cut.clipped == pytest.approx(2 / 1600)


def test_the_channels_of_a_colour_pair_are_tiles_of_one_place():
    colour = np.random.default_rng(0).integers(1, 255, (33, 70, 3)).astype(np.uint8)
    colour[5, 6, 1] = 255
    photograph = Photograph(colour)
    cut = tiles.cut(photograph, photograph, (0, 0), (1, 1), bright=False)
    places = len(set(map(tuple, cut.corner)))
    assert cut.tile.tolist() == [n // 3 for n in range(3 * places)]
    for m, (i, j) in enumerate(cut.corner):
        assert np.array_equal(255 * cut.after[m], colour[i : i + 32, j : j + 32, m % 3])
    first = [m for m, corner in enumerate(cut.corner) if tuple(corner) == (0, 0)]
    assert not cut.usable[first, 5, 6].any()  # where one channel is clipped none is used
    assert len(tiles.cut(photograph, photograph, (0, 0), (1, 1), bright=True).after) == places


def test_so_many_outputs_are_worked_on(monkeypatch):
    big = numbered(200, 200)
    for most, expected in ((4 * 1024, 4), (4 * 1024 - 1, 3), (1, 1)):
        cut = tiles.cut(big, big, (0, 0), (1, 1), bright=True, most=most)
        assert 1 <= len(cut.after) <= expected
    assert cut.share == pytest.approx(1024 / 40_000)
    for work, expected in ((3 * 1024 * 25, 3), (3 * 1024 * 25 - 1, 2)):  # a window of 2 × 2 and the offset: 5 entries
        monkeypatch.setattr(tiles, "MAX_WORK", work)
        assert len(tiles.cut(big, big, (0, 0), (2, 2), bright=True).after) == expected


@pytest.mark.parametrize("most", [1, 7, 40])
def test_few_tiles_are_some_of_all_from_all_over(most):
    spans, sides = [(3, 103), (10, 410)], [32, 32]
    every = dict(zip(*([tuple(map(tuple, part)) for part in tiles._corners(spans, sides, 10**9)]), strict=True))
    assert len(every) == 4 * 13 and every[71, 378] == (28, 16)  # the last ones lie on rows and columns of others
    few = dict(zip(*([tuple(map(tuple, part)) for part in tiles._corners(spans, sides, most)]), strict=True))
    assert few.items() <= every.items() and most / 2 <= len(few) <= most
    if most > 1:
        rows, columns = (np.array(part) for part in zip(*few, strict=True))
        assert np.ptp(rows) >= 64 and np.ptp(columns) >= 250


def test_four_of_52_tiles_by_hand():
    # One in each row of tiles; along the columns the parts after the point of 0, 0.618, 1.236 and 1.854, of 13 tiles: 0, 8, 3, 11.
    corners, fresh = tiles._corners([(3, 103), (10, 410)], [32, 32], 4)
    assert corners.tolist() == [[3, 10], [35, 10 + 8 * 32], [67, 10 + 3 * 32], [71, 10 + 11 * 32]]
    assert fresh == [(0, 0), (0, 0), (0, 0), (28, 0)]


def test_one_tile_in_five_judges_and_of_several_at_least_one():
    grid = np.array([(32 * i, 32 * j) for i in range(10) for j in range(10)])
    held = tiles._held(grid, [32, 32]).reshape(10, 10)
    assert (held.sum(axis=0) == 2).all() and (held.sum(axis=1) == 2).all()
    assert [np.flatnonzero(row).tolist() for row in held[:2]] == [[1, 6], [3, 8]]  # one down, two across
    assert tiles._held(grid[:1], [32, 32]).tolist() == [False]
    assert tiles._held(grid[:2], [32, 32]).tolist() == [False, True]


def test_brightness_alone_is_worked_on_where_one_picture_is_grey_or_a_colour_jpeg():
    grey, colour = Photograph(np.ones((2, 2))), Photograph(np.ones((2, 2, 3)))
    jpeg = Photograph(np.ones((2, 2, 3)), table=TABLE)
    pairs = [
        (grey, grey),
        (colour, colour),
        (grey, colour),
        (colour, grey),
        (jpeg, colour),
        (colour, jpeg),
        (jpeg, jpeg),
    ]
    assert [tiles.as_brightness(*pair) for pair in pairs] == [False, False, True, True, True, True, True]


def test_values_are_in_0_to_1_and_the_border_goes_on():
    colour = Photograph(np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [51, 51, 51]]], dtype=np.uint8))
    bright = tiles.values_of(colour, slice(0, 3), slice(1, 4), True)
    assert bright[..., 0] == pytest.approx(np.array([[0.587] * 3, [0.2] * 3, [0.2] * 3]))
    assert tiles.values_of(colour, slice(0, 1), slice(0, 2), False).tolist() == [[[1, 0, 0], [0, 1, 0]]]
    grey = Photograph(np.array([[0, 65_535]], dtype=np.uint16), 65_535)
    assert tiles.values_of(grey, slice(0, 1), slice(0, 2), True).tolist() == [[[0.0], [1.0]]]
