"""What a sliding window's frames show and say: worked by hand."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.takeaway import Comparison, Correlation, animation
from core.takeaway.animations import films, sliding
from core.takeaway.animations.canvas import Place, font, indexed
from tests.core.takeaway.cases import CORRELATIONS


@pytest.mark.parametrize(
    ("known", "more"), [(0, 1), (0, 3), (1, 2), (1, 6), (2, 11), (3, 8), (4, 12), (4, 11), (0, 12), (5, 5)]
)
def test_outputs_appear_in_reading_order_and_no_others(known, more):
    place = Place(5, 7, 10.0, (3, 4))
    running, full = Image.new("L", (60, 50), "white"), Image.new("L", (60, 50), "black")
    sliding._fill(running, full, place, known, more)
    black = [running.getpixel((5 + 10 * column + 5, 7 + 10 * row + 5)) == 0 for row, column in np.ndindex(3, 4)]
    assert black == [known <= number < more for number in range(12)]


@pytest.mark.parametrize(
    ("cell", "boxes"),
    [(8.0, [(18, 18, 26, 26), (26, 26, 34, 34)]), (7.0, [(16, 16, 32, 32)])],  # 10 + 7 − 1 … 10 + 3 · 7 + 1
)
def test_small_cells_have_one_outline_together(cell, boxes):
    picture = Image.new("L", (50, 50))
    sliding._outline(ImageDraw.Draw(picture), Place(10, 10, cell, (4, 4)), [(1, 1), (2, 2)], 9)
    expected = np.zeros((50, 50), dtype=bool)
    for left, top, right, bottom in boxes:  # lines of two pixels
        expected[top : bottom + 1, left : right + 1] = True
        inside = (slice(top + 2, bottom - 1), slice(left + 2, right - 1))
        expected[inside] = [[False]] if len(boxes) == 1 else expected[inside] & False
    assert np.array_equal(np.asarray(picture) == 9, expected)


def said(subject):
    scene = films.scene_of(subject)
    return sliding.sentence(scene, sliding.steps(scene.result, 99)[-1], np.asarray(subject.kernel))


def test_a_sum_is_written_out_where_it_is_short():
    assert said(CORRELATIONS["notebook"]) == "Y[1, 1] = 4·0 + 5·1 + 7·2 + 8·3 = 43"
    assert said(Correlation(np.array([[3.0, 5.0]]), np.array([[1.0, -1.0]]))) == "Y[0, 0] = 3·1 + 5·(−1) = −2"
    for first, whole in ((3, f"3·1{' + 1·1' * 7} = 10"), (12, "19")):  # 60 letters with the name, and 61
        assert said(Correlation(np.array([[first, *[1.0] * 7]]), np.ones((1, 8)))) == f"Y[0, 0] = {whole}"


@pytest.mark.parametrize(("outputs", "milliseconds"), [(4, 700), (40, 500)])  # 20 seconds in all where they are many
def test_the_more_frames_there_are_the_shorter_each_is_but_the_last(outputs, milliseconds):
    with Image.open(io.BytesIO(animation(Correlation(np.eye(outputs)[:1], np.ones((1, 1)))))) as film:
        found = []
        for number in range(film.n_frames):
            film.seek(number)
            found.append(film.info["duration"])
    assert found == [milliseconds] * (outputs - 1) + [1_600]


def test_an_output_appears_with_the_lines_round_it():
    running, full = Image.new("L", (60, 50), "white"), Image.new("L", (60, 50), "black")
    sliding._fill(running, full, Place(5, 7, 10.0, (3, 4)), 5, 6)  # row 1, column 1
    assert np.argwhere(np.asarray(running) == 0).tolist() == [[y, x] for y in range(17, 28) for x in range(15, 26)]


@pytest.mark.parametrize(
    ("cell", "shape", "more", "appears"),
    [
        (0.25, (1, 1), 1, 0),
        (0.25, (9, 9), 8, 0),  # two pixels wide and none high
        (0.25, (9, 1), 8, 0),
        (1.0, (1, 1), 1, 4),  # one pixel, and the lines right of it and below
    ],
)
def test_outputs_smaller_than_a_pixel_wait_for_the_others(cell, shape, more, appears):
    running, full = Image.new("L", (20, 20), "white"), Image.new("L", (20, 20), "black")
    sliding._fill(running, full, Place(5, 7, cell, shape), 0, more)
    assert (np.asarray(running) == 0).sum() == appears


def test_whole_rows_appear_at_once(monkeypatch):
    counted = []
    monkeypatch.setattr(Place, "box", lambda place, *cells: counted.append(cells) or (0, 0, 0, 0))
    sliding._fill(Image.new("L", (9, 9)), Image.new("L", (9, 9)), Place(0, 0, 10.0, (6, 4)), 2, 17)
    assert counted == [(0, 2, 1, 2), (1, 0, 3, 4), (4, 0, 1, 1)]  # 2 of a row, three rows, 1


def test_the_line_below_is_written_on_white_where_the_canvas_has_room_for_it():
    frame = indexed(Image.new("RGB", (120, 90), "black"))
    sliding.caption(frame, "E")
    drawn = np.asarray(frame.convert("L"))
    expected = np.zeros((90, 120), dtype=bool)
    expected[60:80, 12:108] = True
    left, top, right, bottom = font(13).getbbox("E")  # written at (12, 61)
    full = np.zeros_like(expected)
    full[61 + top : 61 + bottom, 12 + left : 12 + right] = True
    assert (drawn[expected & ~full] > 250).all() and (drawn[~expected] == 0).all()
    ink = np.argwhere(expected & (drawn < 250))
    assert ink.min(axis=0).tolist() == [61 + top, 12 + 1]  # its stem begins a tenth of 13 pixels after its place
    assert ink.max(axis=0)[0] == 60 + bottom


def test_a_name_of_several_signs_stands_in_brackets():
    subject = Comparison(np.array([[3.0, 5.0]]), np.array([[1.0, -1.0]]))
    assert said(subject) == "(X ⋆ K)[0, 0] = 3·1 + 5·(−1) = −2"
