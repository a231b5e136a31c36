"""A learning kernel's frames: the loss's curve, its point, its numbers, worked by hand."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageDraw

from core import learning
from core.figures import colours
from core.takeaway.animations import learned as film
from tests.core.takeaway.cases import learned


def training(losses, updates=None, path=1):
    """A training with these losses and so many kernels on the way."""
    subject = learned(updates=len(losses))
    kernel = subject.path[0][1]
    return replace(
        subject,
        updates=len(losses) if updates is None else updates,
        losses=np.array(losses, dtype=float),
        path=tuple((n, kernel) for n in range(path)),
    )


def drawn(subject, update, monkeypatch):
    """What is drawn for this update: the curve's points, the point's middle, texts with places; the canvas's size."""
    found = {"texts": [], "line": [], "point": None, "axes": None}

    def line(_, points, fill=None, width=1):
        if fill == colours.POSITIVE:
            assert width == 2
            found["line"] = [tuple(round(number, 6) for number in point) for point in points]
        elif fill == film.MUTED:
            found["axes"] = tuple(points)

    def ellipse(_, box, fill=None):
        assert (fill, box[2] - box[0], box[3] - box[1]) == (colours.NEGATIVE, 8, 8)
        found["point"] = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)

    def text(_, xy, text, anchor=None, **how):
        found["texts"].append((text, tuple(xy)))

    with monkeypatch.context() as patch:
        for name, how in (("line", line), ("ellipse", ellipse), ("text", text)):
            patch.setattr(ImageDraw.ImageDraw, name, how)
        path = dict([*subject.path, (update, subject.path[0][1])])
        frames, _ = film.frames(replace(subject, path=((update, path[update]),)))
    return found, frames[0].size


def test_a_loss_that_falls_tenfold_each_time_is_a_straight_line_down_the_chart(monkeypatch):
    found, (width, height) = drawn(training([100.0, 10.0, 1.0]), 1, monkeypatch)
    left, right, top, bottom = width - 232, width - 12, 36, height - 42
    assert found["axes"] == (left, top, left, bottom, right, bottom)
    middle = ((left + right) / 2, (top + bottom) / 2)
    assert found["line"] == [(left + 4, top + 4), middle, (right - 4, bottom - 4)]
    assert found["point"] == middle
    assert found["texts"][-2:] == [("L", (left, 16)), ("n = 1   L = 10", (12, height - 30))]


@pytest.mark.parametrize(
    ("losses", "update", "known", "point", "said"),
    [  # places as shares of the chart
        ([100, np.nan, 1], 0, [(0, 0), (1, 1)], (0, 0), "n = 0   L = 100"),
        ([100, np.nan, 1], 1, [(0, 0), (1, 1)], (0, 0), "n = 1   "),  # the nearest one known
        ([100, 0, 1], 1, [(0, 0), (1, 1)], (0, 0), "n = 1   L = 0"),  # which has no logarithm
        ([100, 1, 10], 3, [(0, 0), (0.5, 1), (1, 0.5)], (1, 0.5), "n = 3   "),  # after all updates
        ([8], 0, [], (0, 1), "n = 0   L = 8"),
        ([5, 5], 1, [(0, 1), (1, 1)], (1, 1), "n = 1   L = 5"),
        ([np.nan, np.inf], 1, [], None, "n = 1   "),
    ],
)
def test_losses_that_are_not_known_have_no_place_on_the_curve(losses, update, known, point, said, monkeypatch):
    found, (width, height) = drawn(training(losses), update, monkeypatch)
    place = lambda at: (width - 228 + 212 * at[0], 40 + (height - 42 - 36 - 8) * at[1])  # noqa: E731
    assert found["line"] == [place(at) for at in known]
    assert found["point"] == (point and place(point))
    assert found["texts"][-1][0] == said


def test_losses_beyond_the_updates_made_are_not_drawn_and_many_are_thinned(monkeypatch):
    found, _ = drawn(training([100.0, 10.0, 1.0], updates=2), 0, monkeypatch)
    assert len(found["line"]) == 2
    assert len(drawn(training(np.geomspace(1, 2, 440)), 0, monkeypatch)[0]["line"]) == 440
    assert len(drawn(training(np.geomspace(1, 2, 441)), 0, monkeypatch)[0]["line"]) == 440


@pytest.mark.parametrize(("path", "shown", "pace"), [(5, 5, 700), (20, 20, 400), (80, 40, 200)])  # eight seconds
def test_the_more_kernels_there_are_the_shorter_each_is_but_the_last(path, shown, pace, monkeypatch):
    chosen = []
    monkeypatch.setattr(film, "_frame", lambda subject, update, *more: chosen.append(update))
    _, times = film.frames(training([1.0] * path, path=path))
    assert times == [pace] * (shown - 1) + [2_000]
    assert (chosen[0], chosen[-1], len(chosen)) == (0, path - 1, shown)
    assert film.frames(training([1.0] * 200, path=200), 160)[1][0] == 120  # at least


@pytest.mark.parametrize(
    ("size", "kernel", "part"),
    [((100, 30), (2, 3), (64, 30)), ((30, 65), (2, 3), (30, 64)), ((64, 64), (1, 1), (64, 64)), ((99, 99), (70, 3), (70, 64)), ((99, 99), (3, 70), (64, 70))],
)  # fmt: skip
def test_of_a_large_image_a_part_is_drawn_into_which_the_kernel_fits(size, kernel, part, monkeypatch):
    found = []
    monkeypatch.setattr(film, "_frame", lambda subject, update, kernel, image, target: found.append((image, target)))
    true = np.zeros(kernel)
    true[-1, 0] = 2.0
    film.frames(learned(true, np.random.default_rng(0).random(size), 1, start=np.zeros(kernel)))
    ((image, target),) = found
    assert image.shape == part
    assert np.allclose(target, 2 * image[kernel[0] - 1 :, : part[1] - kernel[1] + 1])


def test_a_kernel_of_colours_lies_flat_and_a_layer_that_convolves_turns_it(monkeypatch):
    found, as_ever = [], film.drawn
    monkeypatch.setattr(film, "drawn", lambda tiles, *more: found.append((tiles, more[1])) or as_ever(tiles, *more))
    colour = np.arange(18.0).reshape(3, 2, 3)
    film.frames(learned(colour, np.ones((4, 5, 3)), 1, start=colour))
    tiles, _ = found[0]
    # Each row: red, green and blue of its two columns.
    assert tiles[0].values.tolist() == [[0, 3, 1, 4, 2, 5], [6, 9, 7, 10, 8, 11], [12, 15, 13, 16, 14, 17]]
    assert [tile.title for tile in tiles] == ["K", "X ⋆ K", "Y"] and [tile.before for tile in tiles] == ["", "", "→"]
    image = np.arange(12.0).reshape(3, 4)
    one = learned([[1.0, 0.0]], image, 1, start=np.array([[1.0, 0.0]]))
    turned = learning.KernelLearning(image, image[:, :-1], kernel_size=(1, 2), initial_kernel=[[1.0, 0.0]], flip=True)
    for subject, output in ((one, image[:, :-1]), (replace(one, experiment=turned), image[:, 1:])):
        film.frames(subject)
        tiles, (_, height) = found[-1]
        assert tiles[0].values.tolist() == [[1, 0]] and np.array_equal(tiles[1].values, output)
        assert height == 190  # at least, for the curve
