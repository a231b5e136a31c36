"""Matrices to save: one size of cells in a picture, worked out by hand."""

import itertools

import numpy as np
import pytest

from core import figures
from core.figures import side_by_side


def cells(figure):
    """(height, width) in inches of a cell of each matrix of the figure, as it is drawn."""
    wide, high = figure.get_size_inches()
    found = []
    for axis in figure.axes:
        rows, columns = axis.images[0].get_array().shape[:2]
        box = axis.get_position()
        found.append((box.height * high / rows, box.width * wide / columns))
    return found


def part(rows, columns, **more):
    return figures.Part("X", np.arange(float(rows * columns)).reshape(rows, columns), **more)


def test_a_kernel_of_1_by_2_has_the_cells_of_the_image_of_6_by_8():
    # All fit at half an inch: 6 rows are 3 inches, 8 + 2 + 7 + 7 columns 12.
    figure = figures.matrices([part(6, 8), part(1, 2, before="⋆"), part(6, 7, before="="), part(6, 7)])
    assert np.allclose(cells(figure), 0.5)
    boxes = [axis.get_position() for axis in figure.axes]
    assert boxes[0].height == pytest.approx(6 * boxes[1].height)
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(boxes))


def test_many_rows_and_many_columns_make_all_cells_smaller_alike():
    assert np.allclose(cells(figures.matrices([part(20, 4), part(2, 2)])), 5 / 20)
    # Two margins of half an inch leave 19 of 20 inches for 64 + 12 columns.
    assert np.allclose(cells(figures.matrices([part(2, 64), part(3, 12)])), 19 / 76)


def test_beside_a_photograph_a_kernel_has_cells_of_its_own():
    image, kernel, output = cells(figures.matrices([part(250, 250), part(3, 3), part(248, 248)]))
    assert np.allclose([image, output], 5 / 250)
    assert np.allclose(kernel, 0.3)


def test_a_row_of_many_matrices_stays_a_picture():
    figure = figures.matrices([part(3, 3) for _ in range(64)])
    assert np.allclose(cells(figure), (20 - 0.4 * 20) / (64 * 3))
    figures.saved(figure, "png")


def test_titles_of_narrow_matrices_stand_apart():
    parts = [figures.Part(title, np.ones((2, 1))) for title in ("X ⋆ K − X ∗ K", "互相关与卷积之差", "K")]
    figure = figures.matrices(parts, "Y[0,0] = " + " + ".join(["1×1"] * 9))
    figure.draw_without_rendering()
    boxes = [axis.title.get_window_extent() for axis in figure.axes]
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(boxes))
    whole = figure.get_window_extent()
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 and box.y1 <= whole.y1 for box in boxes)


def test_numbers_too_small_to_read_are_left_out():
    figure = side_by_side.matrices([part(64, 64), part(20, 20)])
    assert [len(axis.texts) for axis in figure.axes] == [0, 0]


@pytest.mark.parametrize(
    ("padding", "border"),
    [
        (None, ""),
        (((1, 0), (0, 0)), "012"),
        (((0, 1), (0, 0)), "345"),
        (((0, 0), (1, 0)), "03"),
        (((0, 0), (0, 1)), "25"),
    ],
)
def test_numbers_of_a_padding_are_grey_and_a_frame_parts_them_from_the_others(padding, border):
    drawn = part(2, 3) if padding is None else part(2, 3, padding=padding)  # 0 1 2 above 3 4 5
    (axis,) = figures.matrices([drawn]).axes
    assert "".join(text.get_text() for text in axis.texts if text.get_color() == "#8A91A0") == border
    assert len(axis.lines) == (padding is not None)
