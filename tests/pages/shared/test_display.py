"""Window and level: a 16-bit picture of a sliver of the range is drawn in full, its numbers stay, others are left alone."""

import numpy as np
import pytest

from pages.parts.receptive_field import backdrop
from tests.pages.reading import query_of, sent
from tests.pictures import packed

DEEP = np.tile(np.linspace(0, 3000, 12), (12, 1)).astype(np.uint16)
WHITE = "white_percentile"


def said(lab):
    return [caption.value for caption in lab.caption if "window" in caption.value]


def matrix(lab, name):
    return next(one for data in sent(lab, "matrices") for one in data["matrices"] if one["name"] == name)


@pytest.mark.parametrize("page", ["cross_correlation", "convolution_vs_correlation", "edge_detection"])
def test_the_input_is_drawn_by_its_percentiles_and_its_numbers_stay(visit, page):
    lab = visit(page, image="uploaded", side="12")
    lab.file_uploader(key=f"{page}.upload").upload("deep.png", packed(DEEP), "image/png").run()
    assert not lab.exception
    shown = np.percentile(DEEP / 65_535.0, (0.5, 99.5))
    assert matrix(lab, "X")["shown"] == pytest.approx(list(shown))
    np.testing.assert_allclose(matrix(lab, "X")["values"], (DEEP / 65_535.0).ravel(), atol=1e-7)
    (sentence,) = said(lab)
    assert f"{shown[1]:.4g} (white)" in sentence
    lab.number_input(key=f"{page}.{WHITE}").set_value(50.0).run()
    assert matrix(lab, "X")["shown"][1] == pytest.approx(np.percentile(DEEP / 65_535.0, 50))
    assert query_of(lab)[WHITE] == "50"
    lab.number_input(key=f"{page}.{WHITE}").set_value(0.2).run()
    assert any("both from 0 to 100" in error.value for error in lab.error)
    assert matrix(lab, "X")["shown"] == pytest.approx(list(shown))
    lab.button(key=f"{page}.reset range").click().run()
    assert not lab.error
    assert lab.number_input(key=f"{page}.{WHITE}").value == 99.5
    lab.file_uploader(key=f"{page}.upload").upload(
        "plain.png", packed((DEEP // 257).astype(np.uint8)), "image/png"
    ).run()
    assert matrix(lab, "X")["shown"] is None
    assert not said(lab)


def test_a_photograph_that_is_searched_for_edges_has_a_range_of_its_own(visit):
    large = np.tile(np.linspace(0, 3000, 128), (96, 1)).astype(np.uint16)
    lab = visit("edge_detection", open="photographs", photo="uploaded", resolution="128", step="picture")
    lab.file_uploader(key="edge_detection.photo_upload").upload("deep.png", packed(large), "image/png").run()
    assert not lab.exception
    assert len(said(lab)) == 1
    lab.number_input(key=f"edge_detection.photo_{WHITE}").set_value(90.0).run()
    assert f"{np.percentile(large / 65_535.0, 90):.4g} (white)" in said(lab)[0]


def test_the_picture_under_receptive_fields_and_the_colour_channels_have_one_too(visit):
    lab = visit("receptive_field", open="picture", picture="uploaded")
    lab.file_uploader(key=f"receptive_field.{backdrop.UPLOAD}").upload("deep.png", packed(DEEP), "image/png").run()
    assert not lab.exception
    assert len(said(lab)) == 1
    shown = tuple(np.percentile(DEEP / 65_535.0, (0.5, 99.5)))
    drawn = backdrop.pixels("uploaded", packed(DEEP), shown, (12, 12))
    assert drawn.min() == 0
    assert drawn.max() == 255
    lab = visit("cross_correlation", open="channels", channels_input="uploaded", channels_kernel="mean")
    lab.file_uploader(key="cross_correlation.channels_upload").upload("deep.png", packed(DEEP), "image/png").run()
    assert not lab.exception
    assert len(said(lab)) == 1
    assert matrix(lab, "X₃")["shown"] == pytest.approx(list(shown))
