"""Known filters through files: intervals that cover them, warnings where they do not tell, shifts, crops and tones."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import correlate, maximum_filter, median_filter

from benchmarks import recovery as grid
from core import images, kernels
from core.errors import BadInput
from core.learning.recovery import pair, photographs

FILTERS = {
    "blur": kernels.gaussian(5, 1.0),
    "box": kernels.box(5),
    "sharpen": 2.0 * kernels.identity(5) - kernels.gaussian(5, 1.0),
}


def file(values, quality=None):
    buffer = io.BytesIO()
    picture = Image.fromarray(np.uint8(np.rint(255 * np.clip(values, 0, 1))))
    picture.save(buffer, "JPEG", quality=quality) if quality else picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def filtered(name, kernel, qualities=(None, None), gain=1.0, offset=0.0, noise=0.0, shift=(0, 0)):
    """The two files; SciPy filters what the first one holds."""
    before = file(images.picture(name, side=256), qualities[0])
    seen = np.asarray(Image.open(io.BytesIO(before)), dtype=float) / 255
    after = gain * correlate(seen, kernel, mode="nearest") + offset
    after += np.random.default_rng(3).normal(scale=noise, size=after.shape)
    return before, file(after[shift[0] :, shift[1] :], qualities[1])


def error(found, true):
    return np.linalg.norm(found.kernel - true) / np.linalg.norm(true)


@pytest.mark.slow
def test_on_pictures_that_nothing_was_fitted_to_the_intervals_hold_and_no_large_error_is_without_a_warning():
    cases = grid.sample(grid.HELD_OUT, 32)
    assert {case.file for case in cases} == set(grid.FILES)
    assert {case.change for case in cases} == set(grid.CHANGES)
    assert {case.filter for case in cases} == set(grid.FILTERS)
    outcomes = [grid.outcome(case) for case in cases]
    assert 0.90 <= grid.coverage(outcomes) <= 0.99
    assert not [case for case, found in zip(cases, outcomes, strict=True) if found.error > 0.1 and not found.warned]
    assert not [case for case, found in zip(cases, outcomes, strict=True) if found.kind == "function"]  # all are linear


@pytest.mark.parametrize("change", ["part of a pixel", "crop right, bottom", "before cropped"])
def test_shifts_by_part_of_a_pixel_and_crops_on_any_side_of_either_picture_are_found(change):
    for quality in ("PNG", "JPEG 95"):
        found = grid.outcome(grid.Case("coffee", "blur", quality, change))
        assert found.error < (0.01 if quality == "PNG" else 0.1)
        assert found.held >= 20


def test_saving_again_adds_no_error_of_its_own_to_a_noisy_pair():
    # A draw of noise of its own would double the mean squared error of least squares.
    squares = np.zeros(2)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        image = 0.5 + 0.2 * correlate(rng.normal(size=(96, 96)), kernels.gaussian(3, 0.7))
        before = np.rint(255 * np.clip(image, 0, 1)) / 255
        after = correlate(before, FILTERS["blur"], mode="nearest") + rng.normal(scale=4 / 255, size=image.shape)
        found = pair.recover_files(file(before), file(after), (5, 5))
        squares += [
            error(found, FILTERS["blur"]) ** 2,
            np.linalg.norm(found.kernel - found.correction - FILTERS["blur"]) ** 2
            / np.linalg.norm(FILTERS["blur"]) ** 2,
        ]
    assert squares[0] < 1.2 * squares[1]


@pytest.mark.parametrize("case", [("retina", "motion"), ("rocket", "slope")])
def test_the_rounding_of_what_the_filter_saw_is_taken_off_and_the_intervals_hold_in_each_pair(case):
    # The filter saw the original, the file has 8 bits: of the finest detail of a smooth picture rounding is a large part.
    found = grid.outcome(grid.Case(*case, "PNG", "clipping", "original"))
    assert found.held >= 0.9 * found.entries
    assert found.error < 0.015


def test_what_was_cropped_is_told_by_side():
    before, after, _true = grid.files(grid.Case("camera", "blur", "PNG", "crop right, bottom"))
    place = pair.recover_files(before, after, (5, 5)).alignment
    assert (place.rows, place.columns, place.crop) == (0, 0, (0, 21, 13, 0))
    assert place.common == (0, 0, 256 - 13, 256 - 21)


def test_gain_offset_and_clipping_are_found_beside_the_kernel():
    found = pair.recover_files(*filtered("camera", FILTERS["blur"], gain=1.6, offset=-0.1), (5, 5))
    assert error(found, 1.6 * FILTERS["blur"]) < 0.005 and found.clipped > 0.1
    assert abs(found.gain - 1.6) <= found.gain_half_width and abs(found.offset + 0.1) <= found.offset_half_width


def test_what_is_no_linear_filter_or_larger_than_the_window_is_said():
    before = images.picture("camera", side=256)
    for after in (median_filter(before, 5), correlate(before, FILTERS["blur"]) ** 0.6):
        assert pair.recover_files(file(before), file(after), (5, 5)).verdict.kind == "function"
    small = pair.recover_files(*filtered("camera", FILTERS["blur"]), (3, 3))
    assert small.verdict.kind == "small" and small.preferred == (5, 5)


def test_the_quality_is_that_which_pillow_saved_with_and_tables_come_row_by_row():
    for quality in (50, 60, 85, 95):
        found = photographs.read(file(images.noise(16), quality))
        assert found.quality == quality
    fifty = photographs.read(file(images.noise(16), 50))
    np.testing.assert_array_equal(fifty.table, photographs.LUMINANCE)


@pytest.mark.parametrize("size", [(0, 5), (16, 5)])
def test_sizes_out_of_range_are_refused(size):
    with pytest.raises(BadInput, match="15 × 15"):
        pair.recover_values(images.noise(40), images.noise(40), size)


@pytest.mark.parametrize("quality", [None, 85])
@pytest.mark.parametrize(("size", "change"), [
    (3, lambda seen: median_filter(seen, 3)),
    (5, lambda seen: maximum_filter(seen, 3)),
    (5, lambda seen: np.clip(correlate(seen, FILTERS["blur"], mode="nearest"), 0.3, 0.7)),  # not at black and white
])  # fmt: skip
def test_a_median_a_maximum_and_a_clipped_tone_are_no_linear_filter_also_through_jpeg(quality, size, change):
    before = file(images.picture("coins", side=192), quality)
    after = change(np.asarray(Image.open(io.BytesIO(before)), dtype=float) / 255)
    found = pair.recover_files(before, file(after, quality), (size, size)).verdict
    assert found.kind == "function" and found.warning


def test_an_exact_pair_is_said_to_be_exact_and_two_single_pixels_to_be_too_small():
    before = images.picture("camera", side=64)
    found = pair.recover_files(file(before), file(before[1:, 2:]), (3, 3))
    assert found.verdict.kind == "exact" and not found.verdict.warning
    np.testing.assert_allclose(found.kernel, kernels.identity(3), atol=1e-9)
    with pytest.raises(BadInput, match=r"in common \(before 1 × 1, after 1 × 1\)"):
        pair.recover_values(before[:1, :1], before[:1, :1], (3, 3))
