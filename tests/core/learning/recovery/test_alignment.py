"""Where the after picture lies: shifts of noise that are known, and the parts of it by hand."""

import numpy as np
import pytest

from core.errors import BadInput
from core.learning.recovery import alignment
from core.learning.recovery.alignment import Alignment
from core.learning.recovery.photographs import Photograph

NOISE = np.random.default_rng(4).integers(1, 255, (70, 80)).astype(np.uint8)


@pytest.mark.parametrize(
    ("part", "shift", "crop"),
    [
        ((slice(0, 70), slice(0, 80)), (0, 0), (0, 0, 0, 0)),
        ((slice(7, 60), slice(5, 78)), (7, 5), (7, 2, 10, 5)),
        ((slice(0, 40), slice(31, 80)), (0, 31), (0, 0, 30, 31)),
    ],
)
def test_a_part_of_a_picture_is_found_where_it_was_cut_out(part, shift, crop):
    place = alignment.align(Photograph(NOISE), Photograph(NOISE[part]), (3, 3))
    assert (place.rows, place.columns, place.crop) == (*shift, crop)
    assert place.nominal == (shift == (0, 0))
    top, right, bottom, left = crop
    assert place.common == (top, left, 70 - bottom, 80 - right)


def test_an_after_picture_that_shows_more_lies_before_the_beginning():
    place = alignment.align(Photograph(NOISE[9:, 4:]), Photograph(NOISE), (3, 3))
    assert (place.rows, place.columns, place.crop, place.nominal) == (-9, -4, (0, 0, 0, 0), False)
    assert place.common == (0, 0, 61, 76)


@pytest.mark.parametrize("size", [(3, 3), (2, 5)])
def test_pictures_that_differ_by_a_kernels_border_lie_as_their_sizes_say(size):
    (h, w), values = size, NOISE / 255
    windows = np.lib.stride_tricks.sliding_window_view(values, size)
    after = Photograph(np.rint(255 * windows.mean(axis=(2, 3))).astype(np.uint8))
    place = alignment.align(Photograph(NOISE), after, size)
    assert (place.rows, place.columns, place.nominal) == ((h - 1) // 2, (w - 1) // 2, True)
    full = Photograph(np.pad(after.pixels, ((h - 1, h - 1), (w - 1, w - 1)), mode="edge"))
    place = alignment.align(Photograph(NOISE), full, size)
    assert (place.rows, place.columns, place.nominal) == ((h - 1) // 2 - h + 1, (w - 1) // 2 - w + 1, True)


def test_a_shift_is_refined_on_every_pixel_of_a_large_picture(monkeypatch):
    monkeypatch.setattr(alignment, "SIDE", 40)
    place = alignment.align(Photograph(NOISE), Photograph(NOISE[11:, 7:]), (3, 3))
    assert (place.rows, place.columns) == (11, 7)


def test_a_rough_shift_is_refined_where_both_show_16_rows():
    before = Photograph(NOISE)
    for rows, found in ((54, (54, 0)), (55, None)):
        assert alignment._refined(before, Photograph(NOISE[rows:]), (rows, 0), 1) == found
    after = Photograph(NOISE[11:, 7:])
    assert alignment._refined(before, after, (10, 8), 1) == alignment._refined(before, after, (7, 7), 1) == (11, 7)


def test_a_black_after_picture_shows_nothing():
    with pytest.raises(BadInput, match="black or white"):
        alignment.align(Photograph(NOISE), Photograph(np.zeros((70, 80), np.uint8)), (3, 3))


def test_what_both_show_ends_where_either_ends():
    place = Alignment(-3, 5, (0.0, 0.0), (0, 0, 0, 0), (10, 20), (8, 30), False)
    assert place.common == (0, 5, 5, 20)


def test_a_picture_made_smaller_is_the_means_of_its_cells():
    values = np.arange(35.0).reshape(5, 7)
    small = alignment.reduced(Photograph(values), 2)
    assert 255 * small == pytest.approx(values[:4, :6].reshape(2, 2, 3, 2).mean(axis=(1, 3)))
    assert 255 * alignment.reduced(Photograph(values), 1) == pytest.approx(values)
    assert 255 * alignment.reduced(Photograph(values), 9) == pytest.approx(np.full((1, 1), 17.0))
    colour = alignment.reduced(Photograph(np.stack([values, 0 * values, 0 * values], axis=-1), 65_535), 2)
    assert colour == pytest.approx(0.299 * 255 / 65_535 * small, rel=1e-6)


def test_the_middle_of_a_kernels_energy_is_counted_from_its_middle_cell():
    kernel = np.zeros((4, 5))
    assert alignment.centre(kernel) == (0.0, 0.0)
    kernel[3, 0] = -2.0
    assert alignment.centre(kernel) == (2.0, -2.0)
    assert alignment.off_centre(kernel) == pytest.approx(8**0.5)
    kernel[1, 2] = 2.0
    assert alignment.centre(kernel) == (1.0, -1.0)
