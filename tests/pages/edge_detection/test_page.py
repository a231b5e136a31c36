"""The page Edge detection: the chapter's band, its transposes, named kernels, bad input, addresses."""

import re

import numpy as np
import pytest
from scipy import ndimage

from core import images
from tests.pages.reading import grids, key_of, refused, said, selected

PAGE = "edge_detection"
key = key_of(PAGE)


def test_it_opens_on_the_band_with_both_its_edges(visit):
    lab = visit(PAGE)
    assert not lab.exception
    assert grids(lab)["Y"].tolist() == [[0, 1, 0, 0, 0, -1, 0]] * 6
    assert grids(lab)["|Y|"].tolist() == [[0, 1, 0, 0, 0, 1, 0]] * 6
    assert "nonzero in 12 of 42 positions" in said(lab)


@pytest.mark.parametrize("query", [{"transpose_image": "1"}, {"open": "blind_spots"}])
def test_the_transposed_image_has_no_edge_for_the_kernel(visit, query):
    lab = visit(PAGE, **query)
    assert grids(lab, len(query.get("open", "")) and 1)["Y"].tolist() == [[0] * 5] * 8
    assert "all 8 × 5 numbers are 0" in said(lab)


def edge_pixels(lab):
    """(found, all) of the sentence beside the photograph."""
    found = re.search(r"([\d,]+) of ([\d,]+) pixels", said(lab))
    return tuple(int(number.replace(",", "")) for number in found.groups())


@pytest.mark.parametrize(("transposed", "share"), [("0", "0.2"), ("1", "0.2"), ("0", "0.5"), ("0", "0"), ("0", "1")])
def test_the_photograph_is_searched_with_the_same_kernel(visit, transposed, share):
    lab = visit(PAGE, transpose_kernel=transposed, threshold=share)
    picture = images.photograph("camera", 256)
    kernel = np.array([[1.0, -1.0]])
    kernel = kernel.T if transposed == "1" else kernel
    # SciPy's origin −1 puts the window where ours is: from the pixel to the right, or down.
    strength = np.abs(ndimage.correlate(picture, kernel, mode="nearest", origin=[-(n // 2) for n in kernel.shape]))
    expected = (strength >= float(share) * strength.max()) & (strength > 0)
    assert edge_pixels(lab) == (expected.sum(), picture.size)


def test_a_photograph_of_ones_own_choice_is_the_one_that_is_searched(visit):
    lab = visit(PAGE, image="coins", side="100", kernel="sobel_x")
    rows, columns = images.photograph("coins", 100).shape
    assert edge_pixels(lab)[1] == rows * columns


@pytest.mark.parametrize("share", ["nan", "-1", "2", "x"])
def test_a_threshold_that_is_none_is_ignored_with_a_sentence(visit, share):
    lab = visit(PAGE, threshold=share)
    assert not lab.exception
    assert any("threshold" in warning.value for warning in lab.warning)


def test_a_kernel_of_zeros_finds_no_edge(visit):
    assert edge_pixels(visit(PAGE, kernel="typed", k="0_0"))[0] == 0


def test_the_transposed_kernel_finds_the_edges_that_the_kernel_misses(visit):
    lab = visit(PAGE, transpose_image="1", transpose_kernel="1")
    assert grids(lab)["Y"].tolist() == np.array([[0, 1, 0, 0, 0, -1, 0]] * 6).T.tolist()


@pytest.mark.parametrize("kernel", ["sobel_x", "prewitt_x", "scharr_x", "roberts", "laplacian"])
def test_every_named_kernel_finds_the_edge_of_a_step(visit, kernel):
    lab = visit(PAGE, image="step", side="12", kernel=kernel)
    assert not lab.exception
    response = grids(lab)["Y"]
    assert response.any()
    assert not response[:, :3].any()


def test_a_photograph_is_shown_as_pictures(visit):
    lab = visit(PAGE, image="camera", side="200", kernel="sobel_y")
    assert not lab.exception
    assert not lab.error


def test_typed_numbers_that_cannot_be_used_are_a_sentence_and_stay(visit):
    lab = visit(PAGE)
    lab.selectbox(key=key("kernel")).set_value("typed").run()
    for text in ("", "1 x", "nan", "1e308", "1 2\n3"):
        refused(lab, "text_area", key("k"), text)


def test_a_kernel_that_does_not_fit_is_a_sentence(visit):
    lab = visit(PAGE, image="typed", x="1_2", kernel="sobel_x")
    assert not lab.exception
    assert any("does not fit into image" in error.value for error in lab.error)


def test_an_address_brings_back_the_same_numbers(visit):
    lab = visit(PAGE, image="noise", seed="3", side="10", kernel="typed", k="1_-2_1")
    expected = np.random.default_rng(3).random((10, 10))
    expected = expected[:, :-2] - 2 * expected[:, 1:-1] + expected[:, 2:]
    assert np.allclose(grids(lab)["Y"], expected)
    # Below the diagonal all is white: the upright difference is −1 where a white cell lies under a black one.
    assert grids(visit(PAGE, image="diagonal", side="9", transpose_kernel="1"))["Y"][0].tolist() == [0, -1, *[0] * 7]


def test_the_chosen_cell_comes_with_the_link_and_another_picture_shows_its_own(visit):
    lab = visit(PAGE, cell="|Y|.3.5")
    assert selected(lab) == ("|Y|", 3, 5)
    lab.selectbox(key=f"{PAGE}.image").set_value("diagonal").run()
    name, row, column = selected(lab)
    y = grids(lab)["Y"]
    assert name == "Y"
    assert abs(y[row, column]) == np.abs(y).max()


@pytest.mark.parametrize(
    ("kernel", "says"),
    [
        ("laplacian", "the weakest response is 71% of the strongest"),  # 1 to 1.41, the root of 2
        ("box", "sum to 1 instead of 0"),
        ("difference", "90°, 270°"),
    ],
)
def test_the_topic_says_which_edges_the_kernel_misses_and_where_the_measure_means_nothing(visit, kernel, says):
    lab = visit(PAGE, open="missed", kernel=kernel)
    assert not lab.exception
    assert any(says in text.value for text in lab.markdown)


def test_angles_are_listed_in_chinese_with_its_own_comma(visit):
    assert any("90°、270°" in text.value for text in visit(PAGE, open="missed", lang="zh").markdown)


def test_the_chosen_cell_of_the_second_picture_comes_with_the_link_too(visit):
    lab = visit(PAGE, open="blind_spots", transposed_cell="Y.4.2")
    assert selected(lab, 1) == ("Y", 4, 2)
