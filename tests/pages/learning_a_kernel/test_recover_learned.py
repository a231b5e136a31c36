"""The tab "Recover a filter": the learned kernel beside the closed form, its files, and a picture of one's own."""

import io
import runpy

import numpy as np
import pytest

from core import images, kernels
from core.learning.recovery import least_squares
from core.learning.recovery import training as recovery_training
from core.words import gettext
from tests.pages.reading import grid_with, key_of, percent, settled
from tests.pictures import packed

pytestmark = pytest.mark.slow

PAGE = "learning_a_kernel"
key = key_of(PAGE)
BLUR = kernels.gaussian(5, 1.0)
SHARPEN = 2.0 * kernels.identity(5) - BLUR


def uploaded(visit, before, after, lang="en"):
    lab = visit(PAGE, open="recover", pair="upload", lang=lang)
    for name, data in (("before", before), ("after", after)):
        lab.session_state["lang"] = lang  # AppTest forgets the menu's choice from run to run
        lab.file_uploader(key=key(f"recover {name}")).upload(f"{name}.png", data, "image/png").run(timeout=300)
    assert not settled(lab, lang=lang).exception
    return lab


def learned(lab, lang="en"):
    settled(lab, lang=lang).session_state["lang"] = lang
    assert not settled(lab.button(key=key("recover learn")).click().run(timeout=300), lang=lang).exception
    assert not lab.error
    return lab


def captions(lab):
    return [caption.value for caption in lab.caption]


@pytest.mark.parametrize("kernel", [BLUR, SHARPEN], ids=["blur", "sharpen"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_kernels_of_an_uploaded_pair_stand_side_by_side_and_are_files(visit, offered, kernel, language):
    before, after = least_squares.hide(images.picture("camera", side=256), kernel)
    lab = learned(uploaded(visit, packed(before), packed(after), language), language)
    shown = grid_with(lab, "L")
    assert list(shown) == ["L", "K", "L − K"]
    for name in ("L", "K"):
        assert least_squares.relative_error(shown[name], kernel) < 0.02
    np.testing.assert_allclose(shown["L − K"], shown["L"] - shown["K"], atol=2e-6)
    files = {"learned kernel": "L", "recovered kernel": "K", "difference of the kernels": "L − K"}
    for name, matrix in files.items():
        saved = np.loadtxt(io.BytesIO(offered[f"{name}.csv"]()), delimiter=",")
        np.testing.assert_allclose(saved, shown[matrix], atol=1e-6)
    assert offered["recovered.png"]()
    assert gettext(language)("It stopped after completing all its updates.") in captions(lab)


def test_a_run_that_its_time_ends_is_told_as_that(visit, monkeypatch):
    monkeypatch.setattr(recovery_training, "SECONDS", 20.0)  # what a worker is waited for, and what the page says
    kept = recovery_training.task
    monkeypatch.setattr(recovery_training, "task", lambda pair: kept(pair, seconds=0.01))
    lab = visit(PAGE, open="recover", recover_image="moon", recover_h="15", recover_w="15")
    learned(lab)
    assert any("limit of 20 s" in warning.value for warning in lab.warning)


def test_the_learned_kernel_is_compared_with_the_hidden_one_too_and_a_program_finds_it_in_the_two_files(
    visit, offered, tmp_path, monkeypatch
):
    lab = learned(visit(PAGE, open="recover", recover_filter="sobel_x", recover_h="3", recover_w="3"))
    error = next(m.value for m in lab.metric if m.label == "Relative error of the learned kernel")
    assert percent(error) < 2
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    for name in ("before.png", "after.png", "recover.py"):
        (tmp_path / name).write_bytes(offered[name]())
    found = runpy.run_path("recover.py")
    np.testing.assert_allclose(found["K"], kernels.NAMED["sobel_x"](), atol=1e-6)
    np.testing.assert_allclose(found["K"], grid_with(lab, "L")["K"], atol=1e-6)


@pytest.mark.parametrize("colour", [False, True])
def test_a_filter_is_hidden_in_the_visitors_own_picture(visit, colour):
    lab = visit(PAGE, open="recover", recover_image="uploaded")
    assert any("PNG, JPEG or WebP" in info.value for info in lab.info)
    own = packed(images.picture("astronaut", side=200, colour=colour))
    lab.file_uploader(key=key("recover own")).upload("mine.png", own, "image/png").run()
    assert not settled(lab).exception
    error = next(m.value for m in lab.metric if m.label.startswith("Relative"))
    assert percent(error) < 2
    assert least_squares.relative_error(grid_with(learned(lab), "L")["L"], kernels.gaussian(5, 1.0)) < 0.02
    assert colour == any("3 channels" in caption for caption in captions(lab))


def test_a_large_picture_of_ones_own_says_at_what_size_it_is_worked_on_and_a_broken_one_what_is_wrong(visit):
    lab = visit(PAGE, open="recover", recover_image="uploaded")
    uploader = lab.file_uploader(key=key("recover own"))
    uploader.upload("mine.png", packed(images.noise(600)), "image/png").run()
    assert "The picture has 600 rows × 600 columns of pixels; it is processed at 512 × 512." in captions(lab)
    lab.file_uploader(key=key("recover own")).upload("mine.png", b"no picture", "image/png").run()
    assert not lab.exception
    assert any("not a picture in PNG" in error.value for error in lab.error)


def test_a_pair_above_2048_pixels_a_side_is_worked_on_in_blocks_from_all_over(visit):
    before, after = least_squares.hide(images.noise(2600)[:1800] * 0.8 + 0.1, BLUR)
    lab = uploaded(visit, packed(before), packed(after))
    assert least_squares.relative_error(grid_with(lab, "±")["K"], BLUR) < 0.02
    assert any("blocks from all over the pictures" in text.value for text in lab.markdown)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "only the brightness of both is used"), ("zh", "两幅都只使用亮度")]
)
def test_a_grey_and_a_colour_file_are_both_made_grey_and_it_is_said(visit, language, said):
    colour = images.picture("astronaut", side=128, colour=True)
    before, after = least_squares.hide(colour, BLUR)
    lab = uploaded(visit, packed(before @ [0.299, 0.587, 0.114]), packed(after), language)
    assert any(said in caption for caption in captions(lab))
    assert least_squares.relative_error(grid_with(lab, "±")["K"], BLUR) < 0.02


def test_what_was_done_to_a_file_on_the_way_in_is_said(visit):
    before, after = least_squares.hide(images.picture("camera", side=64), BLUR)
    lab = uploaded(visit, packed(before, mode="RGBA"), packed(after))
    assert any("Transparent parts" in caption for caption in captions(lab))
