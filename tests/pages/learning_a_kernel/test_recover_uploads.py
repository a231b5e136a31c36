"""The tab "Recover a filter" with a visitor's own pair: what is recovered, and every pair that does not fit."""

import re

import numpy as np
import pytest
import scipy.ndimage
from PIL import Image

from core import images
from core.keeping import open_store
from tests.pages.reading import grid_with, key_of, settled
from tests.pictures import packed

pytestmark = pytest.mark.slow  # pairs are recovered in a worker

PAGE = "learning_a_kernel"
key = key_of(PAGE)
BLUR = np.outer([1.0, 4, 6, 4, 1], [1.0, 4, 6, 4, 1]) / 256  # symmetric: SciPy's edges and flips do not matter inside


def uploaded(visit, before, after):
    lab = visit(PAGE, open="recover", pair="upload")
    lab.file_uploader(key=key("recover before")).upload("before.png", before, "image/png").run(timeout=300)
    lab.file_uploader(key=key("recover after")).upload("after.png", after, "image/png").run(timeout=300)
    assert not settled(lab).exception
    return lab


def test_a_visitors_own_pair_gives_the_filter_within_two_percent(visit):
    photograph = images.photograph("camera", 256)
    lab = uploaded(visit, packed(photograph), packed(scipy.ndimage.correlate(photograph, BLUR)))
    found = grid_with(lab, "±")["K"]
    assert np.linalg.norm(found - BLUR) / np.linalg.norm(BLUR) < 0.02


def test_an_after_picture_cut_to_the_valid_part_is_matched(visit):
    photograph = images.photograph("camera", 256)
    lab = uploaded(visit, packed(photograph), packed(scipy.ndimage.correlate(photograph, BLUR)[2:-2, 2:-2]))
    found = grid_with(lab, "±")["K"]
    assert np.linalg.norm(found - BLUR) / np.linalg.norm(BLUR) < 0.02


def test_a_constant_pair_says_how_little_it_determines(visit):
    lab = uploaded(visit, packed(np.full((40, 40), 0.5)), packed(np.full((40, 40), 0.5)))
    assert any("Undetermined along 25 combinations" in w.value for w in lab.warning)


NOISE = packed(images.noise(40))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (packed(images.noise(4)), packed(images.noise(4)), "does not fit"),
        (NOISE, b"not a picture at all", "not a picture in PNG"),
        (NOISE[: len(NOISE) // 2], NOISE, "not a complete PNG"),
        (NOISE, packed(np.zeros((40, 40))), "there is nothing to learn from"),
    ],
)
def test_a_pair_that_does_not_fit_is_a_sentence(visit, before, after, says):
    lab = uploaded(visit, before, after)
    assert any(re.search(says, error.value) for error in lab.error), [e.value for e in lab.error]


def test_two_pictures_that_have_nothing_to_do_with_one_another_are_no_linear_filter(visit):
    lab = uploaded(visit, packed(images.noise(40), "JPEG", quality=95), packed(images.noise(40, 1)))
    assert any("Not a single linear filter" in warning.value for warning in lab.warning)
    assert any("intervals may be too short" in said.value for said in lab.markdown)


def test_a_shifted_cropped_jpeg_is_recovered_all_of_it_is_said_and_its_short_link_gives_the_same(
    visit, tmp_path, monkeypatch
):
    monkeypatch.setenv("CONVOLUTION_LAB_DATA", str(tmp_path))
    photograph = images.photograph("camera", 256)
    after = 0.8 * scipy.ndimage.correlate(photograph, BLUR) + 20 / 255
    exif = Image.Exif()
    exif[0x010F] = "Maker of telephones"
    lab = uploaded(visit, packed(photograph), packed(after[3:, 2:], "JPEG", quality=95, exif=exif))
    shown = grid_with(lab, "±")
    assert list(shown) == ["K", "±"]
    assert np.mean(np.abs(shown["K"] - 0.8 * BLUR) <= shown["±"]) > 0.9
    said = " ".join(m.value for m in lab.markdown)
    assert "begins at row 3, column 2 of the before picture" in said and "quality 95" in said and "Gain 0.8" in said
    assert "intervals may be too short" not in said
    lab.session_state[key("keep menu")] = True
    settled(lab.run())
    lab.button(key=key("keep now")).click().run()
    assert not lab.exception
    (id,) = np.atleast_1d(lab.query_params["kept"])
    kept, _ = open_store().load(id)
    assert sorted(kept.pictures) == ["recover after", "recover before"]
    assert not any(b"telephones" in file for file in kept.pictures.values())
    other = visit(PAGE, kept=id)
    assert not settled(other).exception
    again = grid_with(other, "±")
    assert all(np.array_equal(shown[name], again[name]) for name in shown)
    assert {line for line in said.split("- ") if "quality" in line} <= set(
        " ".join(m.value for m in other.markdown).split("- ")
    )
