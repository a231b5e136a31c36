"""Where an animation's matrices lie, their lines and the file's frames: worked by hand."""

import io

import numpy as np
import pytest
from PIL import Image

from core.figures import colours
from core.takeaway.animations import canvas
from core.takeaway.animations.canvas import Place, Tile


def test_matrices_lie_side_by_side_in_the_middle_of_the_tallest():
    tiles = [Tile("X", np.zeros((6, 8))), Tile("K", np.zeros((1, 10)))]
    (first, second), size = canvas.places_of(tiles)
    # 18 columns and one gap of 30 leave room for 34 pixels a cell, 6 rows too.
    assert (first.cell, first.size) == (34, (272, 204))
    assert (first.left, first.top) == (12, 12 + 24)
    assert (second.left, second.top) == (12 + 272 + 30, 36 + (204 - 34) // 2)
    assert size == (12 + 272 + 30 + 340 + 12, 12 + 24 + 204 + 30 + 12)
    assert canvas.places_of(tiles, 50)[1] == (size[0] + 50, size[1])


@pytest.mark.parametrize(
    ("shapes", "beside", "cells"),
    [
        ([(1, 21)], 0, [34]),
        ([(1, 22)], 0, [32]),  # 720 / 22
        ([(1, 21)], 7, [33]),  # 713 / 21
        ([(9, 1)], 0, [33]),  # 300 / 9
        ([(10, 10), (10, 13)], 0, [30, 30]),  # 690 / 23
        ([(600, 1000)], 0, [0.5]),
        ([(250, 250), (3, 3)], 0, [1, 8]),  # a kernel of 3 pixels would be lost
        ([(250, 250), (8, 8)], 0, [1, 5]),
        ([(250, 250), (24, 2)], 0, [1, 1]),
    ],
)
def test_cells_have_one_size_in_which_all_fit(shapes, beside, cells):
    places, _ = canvas.places_of([Tile("X", np.zeros(shape)) for shape in shapes], beside)
    assert [place.cell for place in places] == cells


def test_an_operator_stands_in_the_gap_beside_the_middle_of_its_matrix():
    tiles = [Tile("X", np.zeros((6, 8))), Tile("K", np.zeros((1, 10)), before="=")]
    places, size = canvas.places_of(tiles)
    gap = np.asarray(canvas.drawn(tiles, places, size))[:, 12 + 272 + 1 : 314].min(axis=2)
    rows, columns = np.nonzero(gap < 128)
    assert rows.size and abs(rows.mean() - (121 + 17)) < 4 and abs(columns.mean() - 14) < 2


@pytest.mark.parametrize("cell", [6.0, 5.0])
def test_lines_part_the_cells_and_where_they_are_small_only_the_matrix(cell):
    picture = Image.new("RGB", (60, 60), "white")
    canvas._grid(picture, Place(10, 20, cell, (2, 3)))
    drawn = np.argwhere((np.asarray(picture) == colours.rgb(canvas.GRID)).all(axis=2)).tolist()
    if cell == 6:
        across, down, columns, rows = range(10, 29), range(20, 33), (10, 16, 22, 28), (20, 26, 32)
    else:  # round the 15 × 10 pixels
        across, down, columns, rows = range(9, 26), range(19, 31), (9, 25), (19, 30)
    expected = {(y, x) for x in columns for y in down} | {(y, x) for y in rows for x in across}
    assert {tuple(place) for place in drawn} == expected


def test_a_film_holds_its_frames_for_their_times_and_begins_again():
    frames = [canvas.indexed(Image.new("RGB", (4, 3), (shade, 0, 0))) for shade in (255, 0, 128)]
    with Image.open(io.BytesIO(canvas.packed(frames, [100, 250, 70]))) as film:
        found = []
        for number in range(film.n_frames):
            film.seek(number)
            found.append(film.info["duration"])
        assert (found, film.info["loop"]) == ([100, 250, 70], 0)
