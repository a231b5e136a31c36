"""Saved pictures: every number in its cell, sign-safe colours, 中文 that can be read, no pyplot."""

import gc
import io
import subprocess
import sys
import warnings
import weakref

import numpy as np
import pytest
from PIL import Image

from core import figures, images
from core.figures import colours


def texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def rgb(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def test_a_small_matrix_shows_every_number():
    figure = figures.matrices([figures.Part("Y", np.array([[19.0, 25], [37, 43]]))])
    assert {"19", "25", "37", "43"} <= set(texts(figure))


def test_a_frame_stands_round_what_is_inside_the_padding():
    padded = np.pad(np.arange(1.0, 7).reshape(2, 3), ((1, 2), (3, 4)))
    (axis,) = figures.matrices([figures.Part("X", padded, padding=((1, 2), (3, 4)))]).axes
    (frame,) = axis.lines
    assert set(frame.get_xdata()) == {2.5, 5.5}  # between columns 2 and 3, and between 5 and 6
    assert set(frame.get_ydata()) == {0.5, 2.5}
    inside = {t.get_text() for t in axis.texts if t.get_color() != "#8A91A0"}
    assert inside == {"1", "2", "3", "4", "5", "6"}


def test_a_large_matrix_is_a_picture_without_numbers():
    figure = figures.matrices([figures.Part("Y", np.zeros((64, 64)))])
    assert texts(figure) == []


def test_operators_stand_between_the_matrices():
    parts = [figures.Part("X", np.eye(2)), figures.Part("K", np.eye(2), before="⋆")]
    assert "⋆" in texts(figures.matrices(parts))


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_saved_picture_is_a_whole_file_of_its_kind(kind):
    figure = figures.matrices([figures.Part("X 3×3", np.arange(9.0).reshape(3, 3), "signed")])
    data = figures.saved(figure, kind)
    if kind == "png":
        assert Image.open(io.BytesIO(data)).format == "PNG"
    else:
        assert data.startswith(b"<?xml")
        assert data.rstrip().endswith(b"</svg>")


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_what_was_drawn_is_gone_once_it_is_saved_and_waits_for_no_garbage_collection(kind):
    gc.collect()
    gc.disable()
    try:
        figure = figures.matrices([figures.Part("X", np.eye(9))])
        held = [weakref.ref(image) for axes in figure.axes for image in axes.get_images()]
        assert len(held) == 1
        figures.saved(figure, kind)
        del figure
        assert [one() for one in held] == [None]
    finally:
        gc.enable()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_chinese_words_come_out_with_a_glyph_for_every_character(kind):
    line = figures.Series("损失 ⋆ −1", np.arange(3), np.array([3.0, 2.0, 1.0]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a glyph that no font has
        data = figures.saved(figures.curves([line], x="更新", y="更新前的损失", log=True), kind)
    assert len(data) > 1000


def test_negative_is_orange_positive_blue_and_zero_white():
    pixels = figures.signed_rgb(np.array([[-2.0, 0.0, 2.0]]))
    assert pixels[0].tolist() == [rgb(colours.NEGATIVE), [255, 255, 255], rgb(colours.POSITIVE)]


def test_an_image_of_zeros_is_white_not_a_division_by_zero():
    assert (figures.signed_rgb(np.zeros((2, 2))) == 255).all()


def test_grey_keeps_zero_to_one_and_stretches_what_is_larger():
    assert figures.grey_rgb(np.array([[0.0, 0.5, 1.0]])).tolist() == [[0, 128, 255]]
    assert figures.grey_rgb(np.array([[0.0, 5.0]])).tolist() == [[0, 255]]
    assert figures.grey_rgb(np.array([[-1.0, 0.2, 1.0]])).tolist() == [[0, 153, 255]]
    assert figures.grey_rgb(np.array([[0.2, 0.6]])).tolist() == [[51, 153]]
    assert figures.grey_rgb(np.array([[-3.0, -2.0]])).tolist() == [[0, 64]]  # of −3 … 1


def test_numbers_are_short_but_never_wrong():
    assert figures.short(19.0) == "19"
    assert figures.short(-0.5) in ("-0.5", "−0.5")
    assert float(figures.short(0.88580453).replace("−", "-")) == pytest.approx(0.8858, abs=5e-4)
    assert [figures.short(value) for value in (999_999.0, -1e6, 123_456.5)] == ["999999", "-1e+06", "1.235e+05"]
    assert [figures.short(value, 2) for value in (9999, 10_000, 0.125)] == ["9999", "1e+04", "0.12"]


def test_curves_repeat_their_colours_and_are_logarithmic_where_all_of_them_can_be():
    def axis_of(*rows, names=("a", ""), log=True):
        drawn = [figures.Series(names[i % 2], np.arange(2), np.array(row)) for i, row in enumerate(rows)]
        return figures.curves(drawn, x="n", y="L", log=log).axes[0]

    assert axis_of([1.0, 0.0]).get_yscale() == "log"
    assert axis_of([1.0, 0.0], log=False).get_yscale() == axis_of([1.0, 0.5], [0.0, -1.0]).get_yscale() == "linear"
    assert axis_of([1.0, 2.0], [1.0, 2.0]).get_legend() and not axis_of([1.0, 2.0], names=("", "")).get_legend()
    count = len(colours.SERIES)
    lines = axis_of(*[[1.0, 2.0]] * (count + 1)).get_lines()
    assert [line.get_color() for line in lines] == [*colours.SERIES, colours.SERIES[0]]


def test_curves_are_drawn_thin_over_a_pale_grid_without_a_box_and_with_their_labels():
    figure = figures.curves([figures.Series("a", np.array([1, 3]), np.array([2, 5]), "--")], x="n", y="L")
    (axis,) = figure.axes
    (line,) = axis.get_lines()
    assert line.get_xydata().tolist() == [[1, 2], [3, 5]]
    assert (line.get_linestyle(), line.get_linewidth(), line.get_label()) == ("--", 1.6, "a")
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("n", "L")
    assert [side for side, spine in axis.spines.items() if spine.get_visible()] == ["left", "bottom"]
    assert Image.open(io.BytesIO(figures.saved(figure, "png"))).size == (1_400, 800)  # 7 × 4 inches of 200 dots


def test_of_numbers_evenly_spread_the_twelve_levels_are_too_and_ways_lie_on_them():
    x, y = np.linspace(0.0, 1.0, 101), np.array([0.0, 1.0])
    ways = [figures.Series(name, x[:2], y, "o") for name in "abcdefghi"]
    (axis,) = figures.contours(x, y, np.linspace(0.0, 1.0, 202).reshape(2, 101), ways, labels=("a", "b")).axes
    step = 0.96 / 11  # from 0.02 to 0.98
    assert axis.collections[0].levels == pytest.approx([0.02 + step * i for i in range(12)])
    assert [line.get_color() for line in axis.get_lines()] == [*colours.SERIES, colours.SERIES[0]]
    assert {(line.get_marker(), line.get_linewidth()) for line in axis.get_lines()} == {("o", 1.6)}


def test_contours_lie_between_the_ends_of_both_axes_and_a_constant_has_none():
    x, y = np.array([0.0, 1.0, 3.0]), np.array([-1.0, 2.0])
    way = figures.Series("way", np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    for values, drawn in ((np.array([[0.0, 1.0, 3.0], [1.0, 2.0, 4.0]]) / 8, True), (np.ones((2, 3)), False)):
        (axis,) = figures.contours(x, y, values, [way], labels=("a", "b")).axes
        assert (axis.get_xlim(), axis.get_ylim()) == ((0.0, 3.0), (-1.0, 2.0))
        assert (axis.get_xlabel(), axis.get_ylabel()) == ("a", "b")
        assert bool(axis.collections) == drawn and axis.get_legend()
        assert not drawn or (np.diff(axis.collections[0].levels) > 0).all()  # twice ⅛: some of the quantiles are equal
    (axis,) = figures.contours(x, y, values, [figures.Series("", x, x)], labels=("", "")).axes
    assert not axis.get_legend()


def test_numbers_beyond_a_pictures_limit_have_its_last_colour():
    file = figures.signed_png(np.array([[-4.0, 0.0, 126 / 127, 4.0]]), 2.0)
    pixels = np.asarray(Image.open(io.BytesIO(file)).convert("RGB"))[0].tolist()
    half = [round(255 + (end - 255) * 63 / 127) for end in rgb(colours.POSITIVE)]
    assert pixels == [rgb(colours.NEGATIVE), [255, 255, 255], half, rgb(colours.POSITIVE)]


@pytest.mark.parametrize(
    ("rows", "columns", "levels", "kind"),
    [(99, 101, 256, "PNG"), (100, 100, 256, "JPEG"), (100, 100, 64, "PNG"), (100, 100, 65, "JPEG")],
)
def test_small_pictures_and_those_of_few_shades_are_packed_without_loss(rows, columns, levels, kind):
    values = (np.arange(rows * columns) % levels / 255.0).reshape(rows, columns)
    assert Image.open(io.BytesIO(figures.grey_file(values))).format == kind


def test_pyplot_stays_out_of_the_process():
    code = (
        "import sys, numpy as np\nfrom core import figures\n"
        "figures.saved(figures.matrices([figures.Part('X', np.eye(2))]), 'png')\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_packed_pictures_hold_the_colours_of_the_plain_ones():
    values = np.random.default_rng(0).normal(size=(40, 30))
    packed = np.asarray(Image.open(io.BytesIO(figures.signed_png(values))).convert("RGB"), dtype=int)
    assert np.abs(packed - figures.signed_rgb(values)).max() <= 2  # 127 steps to either side in place of 255
    assert (packed[np.abs(values) < 1e-3] >= 253).all()
    for grey in (np.abs(values), np.random.default_rng(1).random((5, 6, 3)), np.kron(np.eye(2), np.ones((200, 200)))):
        unpacked = np.asarray(Image.open(io.BytesIO(figures.grey_file(grey))))
        assert np.array_equal(unpacked, figures.grey_rgb(grey))
    photograph = images.photograph("camera", 256)
    packed = Image.open(io.BytesIO(figures.grey_file(photograph)))
    assert packed.format == "JPEG"
    assert np.abs(np.asarray(packed, dtype=float) - figures.grey_rgb(photograph)).mean() < 2


def test_the_smallest_numbers_there_are_keep_their_signs():
    file = figures.signed_png(np.array([[0.0, 1e-320, -1e-320]]))
    pixels = np.asarray(Image.open(io.BytesIO(file)).convert("RGB"))
    assert pixels[0].tolist() == [[255, 255, 255], rgb(colours.POSITIVE), rgb(colours.NEGATIVE)]


def test_the_largest_number_counts_without_its_sign():
    assert figures.largest(np.array([[-3.0, 2.0]])) == figures.largest(np.array([[3.0, -2.0]])) == 3.0
    assert figures.largest(np.array([[-0.5]])) == 0.5
    assert figures.largest(np.zeros((0, 4))) == 0.0
