"""The tab "Pooling and transposed" of the page Cross-correlation."""

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal

from core import images
from tests.pages.reading import grids, key_of, query_of, refused, sent

PAGE = "cross_correlation"
key = key_of(PAGE)
BOOK = {"image": "typed", "x": "0_1~2_3", "operations_kind": "transposed"}


@pytest.fixture
def tab(visit):
    """The page with that tab open at an address."""
    return lambda **query: visit(PAGE, open="operations", **query)


def grid(lab):
    """What the tab's grid is sent: the last one on the page."""
    return sent(lab, "matrices")[-1]


def output(lab):
    return grids(lab, -1)["Y"].tolist()


def formula(lab):
    return next(m.value for m in reversed(lab.markdown) if "aligned" in m.value)


def test_it_opens_on_the_books_max_pooling(tab):
    lab = tab()
    assert not lab.exception
    assert output(lab) == [[4, 5], [7, 8]]
    assert r"\frac{3 + 2 \cdot 0 - 2}{1}" in formula(lab)
    assert formula(lab).count("= 2") == 2


def test_the_books_average_pooling(tab):
    lab = tab(operations_kind="average")
    assert output(lab) == [[2, 3], [5, 6]]
    assert grid(lab)["reading"][0]["joined"] == "mean"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [[0, 0, 1], [0, 4, 6], [4, 12, 9]]),
        (
            {"operations_stride_rows": "2", "operations_stride_columns": "2"},
            [[0, 0, 0, 1], [0, 0, 2, 3], [0, 2, 0, 3], [4, 6, 6, 9]],
        ),
        ({"operations_padding_rows": "1", "operations_padding_columns": "1"}, [[4]]),
    ],
)
def test_the_books_transposed_convolutions(tab, asked, expected):
    lab = tab(**BOOK, **asked)
    assert not lab.error or not asked  # a kernel as large as the input fits
    assert output(lab) == expected


def test_output_padding_adds_rows_and_columns_that_nothing_reaches(tab):
    lab = tab(**BOOK, operations_stride_rows="2", operations_extra_rows="1")
    # (2 − 1)·2 − 0 + 1·(2 − 1) + 1 + 1 = 5 rows; (2 − 1)·1 + 1 + 1 = 3 columns.
    assert np.array(output(lab)).shape == (5, 3)
    assert output(lab)[4] == [0, 0, 0]
    assert r"(2 - 1) \cdot 2 - 2 \cdot 0 + 1(2 - 1) + 1 + 1 = 5" in formula(lab)
    holes = next(m["holes"] for m in grid(lab)["matrices"] if m["name"] == "Y")
    assert holes == [12, 13, 14]


def test_transposed_is_scipys_full_convolution(tab):
    lab = tab(image="noise", side="8", kernel="sobel_x", operations_kind="transposed")
    from core import kernels

    expected = scipy.signal.convolve2d(images.noise(8, 0), kernels.sobel(), "full")
    assert np.array(output(lab)) == pytest.approx(expected)


def test_a_pooled_cell_belongs_to_its_window_and_a_number_to_where_its_kernel_lies(tab):
    pooled = grid(tab(operations_stride_columns="2", operations_padding_rows="1"))
    (link,) = pooled["links"]
    # X is drawn with its padding: rows 0 … 4 of it.
    assert (link["source"], link["target"], link["rows"], link["columns"]) == ("Y", "X", [1, 0, 1, 2], [2, 0, 1, 2])
    spread = grid(tab(**BOOK, operations_stride_rows="2", operations_dilation="3", operations_padding_columns="1"))
    (link,) = spread["links"]
    assert (link["source"], link["target"], link["rows"], link["columns"]) == ("X", "Y", [2, 0, 3, 2], [1, -1, 3, 2])


def test_the_padding_of_a_maximum_is_minus_infinity_and_never_wins(tab):
    lab = tab(
        image="typed", x="-1_-2~-3_-4", kernel="identity", operations_padding_rows="1", operations_padding_columns="1"
    )
    x = next(m for m in grid(lab)["matrices"] if m["name"] == "X")
    assert x["values"][0] == "-inf"
    assert output(lab) == [[-1, -1, -2], [-1, -1, -2], [-3, -3, -4]]


def test_padding_counts_in_the_mean_or_not(tab):
    asked = {"image": "typed", "x": "8_8~8_8", "operations_kind": "average"}
    asked |= {
        f"operations_{name}_{axis}": value
        for name, value in (("padding", "1"), ("stride", "2"))
        for axis in ("rows", "columns")
    }
    assert output(tab(**asked)) == [[2, 2], [2, 2]]
    lab = tab(**asked, operations_counted="0")
    assert output(lab) == [[8, 8], [8, 8]]
    assert grid(lab)["links"][0]["rows"] == [2, -1, 1, 2]


@pytest.mark.parametrize("kind", ["max", "average", "transposed"])
def test_a_photograph_is_drawn_as_pictures_with_a_cut_out(tab, kind):
    lab = tab(image="camera", side="64", kernel="box", operations_kind=kind, operations_top="20", operations_left="30")
    assert not lab.exception
    assert not lab.error
    side = {"transposed": 5}.get(kind, 8)
    part = images.picture("camera", side=64)[20 : 20 + side, 30 : 30 + side]
    assert np.array_equal(grids(lab, -1)["X"], part)
    if kind == "max":
        expected = scipy.ndimage.maximum_filter(part, 2, origin=-1)[:7, :7]
        assert np.array_equal(output(lab), expected)
    assert "64" in formula(lab)


def test_a_window_larger_than_the_cut_out_has_a_larger_cut_out(tab):
    lab = tab(image="camera", side="64", operations_rows="20", operations_columns="15")
    assert not lab.error
    assert grids(lab, -1)["X"].shape == (20, 20)


def test_the_button_brings_the_books_input(tab):
    lab = tab(image="noise", operations_kind="transposed", kernel="box")
    lab.button(key=key("book 2 × 2")).click().run()
    assert not lab.exception
    assert output(lab) == [[0, 0, 1], [0, 4, 6], [4, 12, 9]]


@pytest.mark.parametrize(
    ("kind", "setting", "value", "says"),
    [
        ("max", "rows", 4, "A pooling window of 4 × 2 is larger than the image of 3 × 3"),
        ("average", "columns", 10**9, "is larger than the image"),
        ("max", "rows", 0, "window must be"),
        ("average", "rows", -1, "window must be"),
        ("max", "stride_rows", 0, "stride must be"),
        ("max", "stride_columns", 10**9, "stride must be"),
        ("max", "padding_rows", 2, "more than half"),
        ("average", "padding_rows", -1, "Padding must be"),
        ("transposed", "extra_rows", 1, "must be below the stride 1 × 1"),
        ("transposed", "extra_columns", 10**9, "output padding must be"),
        ("transposed", "extra_columns", -1, "output padding must be"),
        ("transposed", "padding_rows", 5, "crops away the whole output"),
        ("transposed", "padding_columns", 10**9, "padding must be"),
        ("transposed", "stride_rows", -2, "stride must be"),
        ("transposed", "dilation", 0, "dilation must be"),
    ],
)
def test_what_breaks_a_rule_is_a_sentence_and_stays(tab, kind, setting, value, says):
    lab = tab(operations_kind=kind)
    refused(lab, "number_input", key(f"operations_{setting}"), value, says)


def test_what_has_too_many_rows_for_a_grid_is_drawn_as_a_picture(tab):
    lab = tab(operations_kind="transposed", operations_stride_rows="16000")  # 32,002 rows
    assert not lab.exception and not lab.error


@pytest.mark.parametrize(("setting", "value"), [("top", -1), ("left", 57), ("top", 10**9)])
def test_a_cut_out_beyond_the_picture_is_a_sentence(tab, setting, value):
    lab = tab(image="camera", side="64")
    refused(lab, "number_input", key(f"operations_{setting}"), value, "must lie inside the picture")


def test_settings_travel_in_the_address(tab):
    asked = {
        "operations_kind": "transposed",
        "operations_stride_rows": "3",
        "operations_extra_rows": "2",
        "operations_dilation": "2",
    }
    lab = tab(**asked)
    assert query_of(lab).items() >= asked.items()


def test_it_is_in_chinese_too(tab):
    lab = tab(lang="zh", operations_kind="average")
    assert not lab.exception
    assert any("平均汇聚" in m.value for m in lab.markdown)


def test_a_last_window_may_reach_over_the_border(visit):
    lab = visit("cross_correlation", open="operations", operations_ceil="1", operations_stride_rows="2")
    assert not lab.exception and not lab.error
    assert any(r"\left\lceil" in each.value for each in lab.markdown)
