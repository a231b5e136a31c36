"""Where an animation's matrices lie, their lines and the file's frames: worked by hand."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.figures import colours, signed_rgb
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
        ([(9, 10), (9, 14)], 0, [28, 28]),  # 690 / 24
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


def test_what_a_frame_does_not_change_stays_as_the_one_before_left_it():
    first, second = np.full((6, 8, 3), 255, np.uint8), np.full((6, 8, 3), 255, np.uint8)
    first[1:3, 1:3] = second[1:3, 1:3] = second[4, 5] = colours.rgb(colours.POSITIVE)
    pictures = [canvas.indexed(Image.fromarray(picture)) for picture in (first, second, first)]
    file = canvas.packed(pictures, [100] * 3)
    with Image.open(io.BytesIO(file)) as film:
        for number, picture in enumerate(pictures):
            film.seek(number)
            assert np.array_equal(np.asarray(film.convert("RGB")), np.asarray(picture.convert("RGB")))


def test_the_palette_has_every_shade_of_both_colours_and_grey_to_six_of_256_and_the_inks_to_three():
    shares, greys = np.linspace(-1.0, 1.0, 400), np.arange(256)[:, None].repeat(3, axis=1)
    inks = [colours.rgb(ink) for ink in (*colours.SERIES, colours.ACCENT, canvas.TEXT, canvas.MUTED, canvas.GRID)]
    shades = np.concatenate([signed_rgb(shares[None])[0], greys, inks]).astype(np.uint8)
    areas = np.repeat(np.repeat(shades[None], 8, axis=0), 8, axis=1)  # of eight by eight pixels: none of them dotted
    found = np.asarray(canvas.indexed(Image.fromarray(areas)).convert("RGB")).astype(int)
    apart = np.abs(found - areas).max(axis=(0, 2))
    assert apart.max() <= 6 and apart[-8 * len(inks) :].max() <= 3
    assert canvas.indexed(Image.fromarray(areas)).getpixel((areas.shape[1] - 1, 0)) == canvas.index_of(canvas.GRID)


def written(monkeypatch):
    """Each text that is drawn from here on: (text, its place, its letters' pixels, colour, anchor)."""
    found = []

    def text(_, xy, text, fill=None, font=None, anchor=None):
        found.append((text, tuple(xy), font.size, fill, anchor))

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", text)
    return found


def test_titles_operators_and_numbers_have_their_places_and_inks(monkeypatch):
    texts = written(monkeypatch)
    tiles = [Tile("X", np.array([[0.0, 129, 130, 255]]) / 255, signed=False), Tile("K", np.array([[-2.0]]), before="⋆")]
    places, size = [Place(12, 36, 34.0, (1, 4)), Place(200, 40, 20.0, (1, 1))], (300, 100)
    canvas.drawn(tiles, places, size)
    dark = canvas.TEXT
    # Letters are as wide as 1.5 · 34 pixels for the six signs of 0.5059 allow, at least 8; "−2" has 13 at most.
    inks = [("0", "white"), ("0.5059", "white"), ("0.5098", dark), ("1", dark)]
    assert texts == [
        ("X  1 × 4", (12, 16), 13, dark, None),
        *((number, (29 + 34 * i, 53), 8, ink, "mm") for i, (number, ink) in enumerate(inks)),
        ("K  1 × 1", (200, 20), 13, dark, None),
        ("⋆", (185, 50), 18, dark, "mm"),
        ("−2", (210, 50), 13, "white", "mm"),  # (213 + 94 + 0) / 3 is dark
    ]
    texts.clear()
    canvas.matrix(Image.new("RGB", size), Tile("K", np.ones((1, 1))), Place(5, 5, 19.0, (1, 1)))
    assert not texts  # no room


@pytest.mark.parametrize(
    ("values", "cell", "texts", "letters"),
    [
        ([0.123456], 34, ["0.1235"], 8),  # 51 / 6
        ([-0.123456], 34, ["−0.123"], 8),  # seven signs have 7 pixels each
        ([-0.123456], 28, ["−0.12"], 8),  # 42 / 5
        ([123.2], 20, ["123"], 10),  # 30 / 3
        ([123.456, -0.96], 20, ["123", "−1"], 10),  # not 123.5 and 124
        ([9.0, 0.0123456], 34, ["9", "0.012"], 10),  # "0.01235" is too long; three digits begin at 0.001
        ([12.0, 0.0123456], 34, ["12", "0.01"], 12),  # and at 0.01 beside a larger number
        (
            [-1.2345e-200],
            20,
            ["−1e-200".replace("-", "−")],
            8,
        ),  # nothing fits: the shortest, in letters that can be read
        ([0.0], 34, ["0"], 13),
    ],
)
def test_numbers_have_as_many_digits_as_fit(values, cell, texts, letters):
    assert canvas._fitting(np.array([values]), float(cell)) == (texts, letters)


def test_a_cells_colour_fills_it_and_cells_smaller_than_a_pixel_are_averaged():
    board = np.indices((4, 4)).sum(axis=0) % 2.0
    for cell, expected in (
        (2.0, np.kron(255 * board, np.ones((2, 2)))),
        (1.0, 255 * board),
        (0.5, np.full((2, 2), 128)),
    ):
        picture = Image.new("RGB", (20, 20), "red")
        canvas.matrix(picture, Tile("X", board, signed=False), Place(3, 5, cell, (4, 4)))
        drawn = np.asarray(picture)
        side = len(expected)
        assert np.abs(drawn[5 : 5 + side, 3 : 3 + side] - expected[..., None]).max() <= 1
        assert (drawn.reshape(-1, 3) == (255, 0, 0)).all(axis=1).sum() == 400 - side**2
    picture = Image.new("RGB", (4, 4))
    canvas.matrix(picture, Tile("X", np.array([[0.25, 0.75]]), False, shown=(0.0, 0.5)), Place(0, 0, 1.0, (1, 2)))
    assert [picture.getpixel((x, 0)) for x in (0, 1)] == [(128, 128, 128), (255, 255, 255)]


def test_a_matrix_has_a_pixel_at_least_and_cells_lie_side_by_side():
    assert Place(0, 0, 0.25, (1, 9)).size == (2, 1) and Place(0, 0, 0.25, (9, 1)).size == (1, 2)
    assert Place(10, 20, 3.0, (4, 5)).box(1, 2) == (16, 23, 19, 26)
    assert Place(10, 20, 3.0, (4, 5)).box(1, 2, 2, 3) == (16, 23, 25, 29)


def test_beside_a_narrow_matrix_there_is_room_for_its_title():
    tiles = [Tile("M" * 20, np.zeros((1, 1))), Tile("K", np.zeros((1, 1)))]
    places, size = canvas.places_of(tiles)
    ink = np.nonzero(np.asarray(canvas.drawn(tiles, places, size))[12:30].min(axis=(0, 2)) < 128)[0]
    end = ink[ink < places[1].left - 5].max()
    assert end < places[1].left - 28 and end > places[1].left - 34
