"""Where everything of a saved picture stands, in inches: worked by hand."""

import numpy as np
import pytest

from core import figures
from core.figures import colours, side_by_side
from core.figures.side_by_side import Part

DARK, PALE = "#1F2430", "#8A91A0"


def inches(figure):
    """(left, bottom, width, height) of each matrix."""
    wide, high = figure.get_size_inches()
    return [
        [round(x, 6) for x in np.array(axis.get_position().bounds) * (wide, high, wide, high)] for axis in figure.axes
    ]


def test_matrices_their_titles_operators_and_the_line_below_have_their_places():
    # Slots of 1.5 + 0.5 and, for 20 letters of 0.095, 1.9 + 0.5; a quarter beside; 0.2 + 0.25 below, 0.45 above.
    parts = [Part("X", np.ones((2, 3))), Part("K" * 20, np.ones((1, 2)), before="⋆")]
    figure = figures.matrices(parts, "Y[0,0] = 43")
    assert np.allclose(figure.get_size_inches(), (4.65, 1.9))
    assert inches(figure) == [[0.375, 0.45, 1.5, 1.0], [2.825, 0.7, 1.0, 0.5]]
    (operator,) = (text for text in figure.axes[1].texts if text.get_text() == "⋆")
    across, up = figure.axes[1].transAxes.transform(operator.get_position()) / figure.dpi
    assert (across, up) == pytest.approx((2.125, 0.95))  # where the slots meet, in the middle of the rows
    (line,) = figure.texts
    assert np.array(line.get_position()) * (4.65, 1.9) == pytest.approx((2.325, 0.2))
    assert {(text.get_ha(), text.get_va()) for text in (operator, line)} == {("center", "center")}
    assert [axis.get_title() for axis in figure.axes] == ["X", "K" * 20]

    plain = figures.matrices(parts)
    assert np.allclose(plain.get_size_inches(), (4.65, 1.65)) and not plain.texts
    assert figures.matrices(parts, "x" * 100).get_size_inches()[0] == pytest.approx(9.5)


def test_letters_of_chinese_are_wide():
    figure = figures.matrices([Part("核" * 10, np.ones((1, 1)))])
    assert figure.get_size_inches()[0] == pytest.approx(10 * 1.8 * 0.095 + 0.5 + 0.25)


@pytest.mark.parametrize(
    ("shapes", "cells"),
    [
        ([(50, 50), (3, 3)], [0.1, 0.1]),  # cells of 0.1 inch are no pixels yet
        ([(51, 50), (3, 3)], [5 / 51, 0.3]),
        ([(100, 10), (10, 10)], [0.05, 0.05]),  # half an inch altogether can be seen
        ([(100, 10), (2, 9)], [0.05, 0.3]),
        ([(250, 10), (20, 1)], [0.02, 0.3]),  # so many have room for digits in cells of their own
        ([(250, 10), (21, 1)], [0.02, 0.02]),
    ],
)
def test_a_kernel_has_cells_of_its_own_where_it_would_be_lost(shapes, cells):
    assert side_by_side.cells_of(shapes) == pytest.approx(cells)


def test_numbers_stand_in_the_middle_of_their_cells_between_lines():
    (axis,) = figures.matrices([Part("X", np.arange(6.0).reshape(2, 3) - 3)]).axes
    found = {text.get_text(): text.get_position() for text in axis.texts}
    assert found == {"−3": (0, 0), "−2": (1, 0), "−1": (2, 0), "0": (0, 1), "1": (1, 1), "2": (2, 1)}
    assert {(text.get_ha(), text.get_va(), text.get_color()) for text in axis.texts} == {("center", "center", DARK)}
    assert axis.get_xticks(minor=True).tolist() == [-0.5, 0.5, 1.5, 2.5]
    assert axis.get_yticks(minor=True).tolist() == [-0.5, 0.5, 1.5]
    assert not axis.get_xticks().size and not axis.get_yticks().size
    assert {tick.tick1line.get_markersize() for tick in axis.xaxis.get_minor_ticks()} == {0}
    assert (np.asarray(axis.images[0].get_array()) == 255).all()


@pytest.mark.parametrize(("value", "size"), [(7.0, 13.0), (-123.4567, 36 * 1.48 / 6)])  # "−123.5"
def test_the_longest_number_fills_its_cell_and_stays_inside(value, size):
    figure = figures.matrices([Part("X", np.full((1, 3), value))])
    figure.draw_without_rendering()
    (axis,) = figure.axes
    assert [text.get_fontsize() for text in axis.texts] == pytest.approx([size] * 3)
    assert all(text.get_window_extent().width < 0.5 * figure.dpi for text in axis.texts)


@pytest.mark.parametrize(("shape", "count"), [((20, 20), 400), ((21, 1), 0), ((1, 21), 0), ((2, 2, 3), 0)])
def test_so_many_cells_a_side_have_numbers_and_colours_have_none(shape, count):
    (axis,) = figures.matrices([Part("X", np.ones(shape), "grey")]).axes
    assert len(axis.texts) == count


def test_numbers_smaller_than_three_and_a_half_points_are_left_out():
    # Twelve matrices of 20 columns: cells of 12/240 inch, 3.6 points, in which a digit has 0.48 of it.
    assert not any(axis.texts for axis in figures.matrices([Part("X", np.ones((1, 20)))] * 12).axes)
    # Four: (20 − 4 · 0.5) / 80 inch, 16.2 points; in one of them "−1.235e+08" has 1.48 · 16.2 / 10 = 2.4.
    long, *others = figures.matrices([Part("X", np.full((1, 20), n)) for n in (-123456789.5, 1, 1, 1)]).axes
    assert not long.texts and all(len(axis.texts) == 20 for axis in others)
    assert others[0].texts[0].get_fontsize() == pytest.approx(0.48 * 16.2)


def test_the_ink_is_white_on_dark_cells_dark_on_bright_ones_and_pale_in_the_padding():
    shades = np.array([[0, 129, 130, 255]]) / 255
    (axis,) = figures.matrices([Part("X", shades, "grey")]).axes
    assert [text.get_color() for text in axis.texts] == ["white", "white", DARK, DARK]
    assert axis.images[0].get_clim() == (0, 255)
    assert np.asarray(axis.images[0].get_array()).tolist() == [[0, 129, 130, 255]]
    # Its mean: (0 + 114 + 178) / 3 = 97 for the full blue, 255 for 0.
    (axis,) = figures.matrices([Part("X", np.array([[0.0, 2.0], [1.0, 0.0]]), "signed", padding=((0, 1), (0, 0)))]).axes
    assert [text.get_color() for text in axis.texts] == [DARK, "white", PALE, PALE]
    assert np.asarray(axis.images[0].get_array())[0, 1].tolist() == list(colours.rgb(colours.POSITIVE))


def test_a_frame_stands_inside_the_padding_and_an_outline_round_each_lit_cell():
    part = Part("X", np.ones((5, 6)), padding=((1, 1), (2, 1)), lit=((3, 2), (0, 0)))
    frame, *lit = figures.matrices([part]).axes[0].lines
    assert np.transpose(frame.get_data()).tolist() == [[1.5, 0.5], [4.5, 0.5], [4.5, 3.5], [1.5, 3.5], [1.5, 0.5]]
    assert [line.get_color() for line in (frame, *lit)] == [DARK, colours.WINDOW, colours.WINDOW]
    for line, (row, column) in zip(lit, part.lit, strict=True):
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * 0.46 + (column, row)
        assert np.allclose(np.transpose(line.get_data()), corners)
