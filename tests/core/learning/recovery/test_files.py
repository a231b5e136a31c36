"""Pairs of files: no pixel is scaled, both are of one kind, and what was done to them is said."""

import io

import numpy as np
import pytest
from PIL import Image

from core import images, kernels
from core.errors import BadInput
from core.learning.recovery import files as recovery_files
from core.learning.recovery.files import read
from core.learning.recovery.least_squares import hide, recover, relative_error

BLUR = kernels.gaussian(5, 1.0)


def png(values, mode=None, **options):
    """Values in 0 … 1 as a PNG file of that mode."""
    buffer = io.BytesIO()
    picture = Image.fromarray(np.round(255 * values).astype(np.uint8))
    (picture.convert(mode) if mode else picture).save(buffer, "PNG", compress_level=1, **options)
    return buffer.getvalue()


def exact(values):
    return np.round(255 * values) / 255


def test_a_pair_that_fits_comes_as_it_is():
    before, after = hide(images.noise(30), BLUR)
    files = read(png(before), png(after), (5, 5))
    np.testing.assert_array_equal(files.before, before)
    np.testing.assert_array_equal(files.after, after)
    assert not files.notes


@pytest.mark.parametrize("cut", [0, 2], ids=["one size", "without its border"])
def test_of_a_pair_above_2048_pixels_a_side_the_same_part_is_used_without_scaling(cut):
    scene = np.clip(images.noise(2600)[:1800] * 0.8 + 0.1, 0, 1)
    before, after = hide(scene, BLUR)
    files = read(png(before), png(after[cut : 1800 - cut, cut : 2600 - cut]), (5, 5))
    assert files.before.shape == (1800, 2330) and files.after.shape == (1800 - 2 * cut, 2330 - 2 * cut)
    np.testing.assert_array_equal(files.before, before[:, 135:2465])
    note = str(files.notes[0])
    assert "1800 × 2330" in note and "1800 × 2600" in note and "not rescaled" in note
    part = recover(files.before[:400, :400], files.after[: 400 - 2 * cut, : 400 - 2 * cut], (5, 5))
    assert relative_error(part.kernel, BLUR) < 0.02


@pytest.mark.parametrize("mode", ["L", "P", "RGB", "RGBA", "LA", "I;16"])
@pytest.mark.parametrize("difference", [-4, 0, 4])
def test_a_part_of_any_mode_is_that_part_of_the_whole(monkeypatch, mode, difference):
    whole = images.noise(60)
    data = png(whole, mode) if mode != "I;16" else png16(whole)
    other = png(images.noise(60 + difference, 1), mode) if mode != "I;16" else png16(images.noise(60 + difference, 1))
    uncut = read(data, other, (5, 5))
    monkeypatch.setattr(recovery_files, "MAX_NUMBERS", 1200)  # 34 × 35, or 20 × 20 in colour
    files = read(data, other, (5, 5))
    h, w = files.before.shape
    assert h * w <= 1200 and len(files.notes) == 1
    top, left = (60 - h) // 2, (60 - w) // 2
    np.testing.assert_array_equal(files.before, uncut.before[top : top + h, left : left + w])
    np.testing.assert_array_equal(files.after, uncut.after[top : top + h + difference, left : left + w + difference])


def png16(values):
    buffer = io.BytesIO()
    Image.fromarray(np.round(65535 * values).astype(np.uint16)).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_part_of_a_picture_on_its_side_is_of_the_upright_one(monkeypatch):
    monkeypatch.setattr(recovery_files, "MAX_NUMBERS", 400)
    values = exact(images.noise(60)[:30])
    exif = Image.Exif()
    exif[0x0112] = 6
    files = read(png(np.rot90(values), exif=exif), png(values), (3, 3))
    np.testing.assert_array_equal(files.before, files.after)


def test_two_colour_pictures_stay_in_colour_and_three_equal_channels_are_grey():
    colour = images.picture("astronaut", side=40, colour=True)
    assert read(png(colour), png(colour), (3, 3)).before.shape == (40, 40, 3)
    grey = images.noise(40)
    files = read(png(grey, "RGB"), png(grey, "RGB"), (3, 3))
    np.testing.assert_array_equal(files.before, exact(grey))
    assert not files.notes


@pytest.mark.parametrize("mode", ["L", "RGB"], ids=["grey file", "equal channels"])
@pytest.mark.parametrize("first", [True, False])
def test_a_grey_and_a_colour_picture_are_both_made_grey_and_it_is_said(mode, first):
    colour = images.picture("astronaut", side=40, colour=True)
    grey = images.picture("astronaut", side=40)
    pair = (png(grey, mode), png(colour)) if first else (png(colour), png(grey, mode))
    files = read(*pair, (3, 3))
    assert files.before.shape == files.after.shape == (40, 40)
    np.testing.assert_allclose(files.before, files.after, atol=0.51 / 255)
    said = str(files.notes[0])
    assert (
        said.startswith(f"The before picture is {'grey' if first else 'in colour'}") and "both were made grey" in said
    )
    assert f"({mode})" in said and "(RGB)" in said


def test_white_stays_white_when_a_colour_picture_is_made_grey():
    colour = np.ones((9, 9, 3))
    colour[0, 0] = 1, 0, 0
    files = read(png(colour), png(images.noise(9), "RGB"), (3, 3))
    assert (files.before.reshape(-1)[1:] == 1.0).all()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (png(images.noise(20)), png(images.noise(31)), r"\(20, 20\) and \(31, 31\); they must be equal, or differ by"),
        (png(np.zeros((20, 2500))), png(np.zeros((20, 2400))), "2500.* and .*2400.*must be equal"),
        (b"not a picture", png(images.noise(20)), "not a whole PNG"),
        (png(images.noise(20)), png(images.noise(20))[:200], "not a whole PNG"),
    ],
)
def test_files_that_are_no_pair_are_refused_with_their_sentence(before, after, said):
    with pytest.raises(BadInput, match=said):
        read(before, after, (5, 5))
