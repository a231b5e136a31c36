"""Animations: each frame's outline lies on the window's cells, outputs appear in order, and files are bounded."""

import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core import images
from core.correlation import correlation
from core.figures import colours
from core.receptive_field import receptive_field, regions
from core.takeaway import MAX_BYTES, MAX_FRAMES, Comparison, Correlation, Edges, Field, animation
from core.takeaway.animations import films, growing, sliding
from core.window import Window
from tests.core.takeaway.cases import COMPARISONS, CORRELATIONS, EDGES, FIELDS, LEARNINGS, learned

ORANGE = np.array(colours.rgb(colours.WINDOW))
SLIDING = [("cross-correlation", CORRELATIONS["notebook"]), ("kernel 2, stride 2", CORRELATIONS["kernel 2, stride 2"]),
           ("strided, dilated, padded", CORRELATIONS["strided"]), ("edges", EDGES["band"]),
           ("both operations", COMPARISONS["trained"])]  # fmt: skip


def frames_of(data):
    """The frames as a browser shows them, (height, width, 3)."""
    with Image.open(io.BytesIO(data)) as film:
        assert film.format == "GIF"
        found = []
        for number in range(film.n_frames):
            film.seek(number)
            found.append(np.asarray(film.convert("RGB")).astype(int))
        return found


def outlined(frame, place):
    """The cells of a matrix with the window's outline, read from the picture: its corners are that colour."""
    found = []
    for row, column in np.ndindex(place.shape):
        left, top, right, bottom = place.box(row, column)
        corners = [frame[y, x] for y in (top + 1, bottom - 1) for x in (left + 1, right - 1)]
        if all(np.abs(corner - ORANGE).sum() < 30 for corner in corners):
            found.append((row, column))
    return found


@pytest.mark.parametrize(("name", "subject"), SLIDING, ids=[name for name, _ in SLIDING])
def test_the_outline_lies_on_the_cells_that_the_window_sees(name, subject):
    scene = films.scene_of(subject)
    places, _ = scene.places()
    frames = frames_of(animation(subject))[3 if isinstance(subject, Comparison) else 0 :]
    h, w = subject.kernel.shape
    stride, dilation = getattr(subject, "stride", (1, 1)), getattr(subject, "dilation", (1, 1))
    H, W = scene.tiles[scene.input].values.shape  # padded: so the window knows no padding
    rows, columns = Window(h, stride[0], dilation=dilation[0]), Window(w, stride[1], dilation=dilation[1])
    outputs = list(np.ndindex(rows.output(H), columns.output(W)))
    assert len(frames) == len(outputs)
    for (row, column), frame in zip(outputs, frames, strict=True):
        seen = [(r, c) for r in rows.sees(row, H) for c in columns.sees(column, W)]
        assert outlined(frame, places[scene.input]) == seen, name
        for number in scene.outputs:
            assert outlined(frame, places[number]) == [(row, column)]


def test_outputs_appear_one_by_one_with_their_colours():
    subject = CORRELATIONS["kernel 2, stride 2"]
    scene = films.scene_of(subject)
    place = scene.places()[0][scene.outputs[0]]
    for number, frame in enumerate(frames_of(animation(subject)), 1):
        inner = [frame[(box := place.box(*cell))[1] + 4, box[0] + 4] for cell in np.ndindex(place.shape)]
        coloured = [bool(np.ptp(pixel) > 6) for pixel in inner]
        assert not any(coloured[number:])
        expected = [abs(value) > 0.2 * np.abs(subject.result.values).max() for value in subject.result.values.ravel()]
        assert all(seen for seen, strong in zip(coloured[:number], expected[:number], strict=True) if strong)


@given(rows=st.integers(1, 40), columns=st.integers(1, 40), most=st.integers(1, 130))
def test_of_many_outputs_the_first_the_last_and_some_between_are_shown_in_order(rows, columns, most):
    found = sliding.steps(correlation(np.zeros((rows, columns)), np.ones((1, 1))), most)
    assert len(found) == min(most, rows * columns)
    numbers = [step.output[0] * columns + step.output[1] for step in found]
    assert numbers == sorted(set(numbers))
    assert [step.known for step in found] == [number + 1 for number in numbers]
    assert numbers[0] == 0
    if most > 1:
        assert numbers[-1] == rows * columns - 1


def test_the_flip_comes_first_left_right_then_top_bottom():
    subject = COMPARISONS["notebook"]
    scene = films.scene_of(subject)
    place = scene.places()[0][1]
    for stage, frame in zip(([0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0]), frames_of(animation(subject))[:3], strict=True):
        dark = [frame[(box := place.box(*cell))[1] + 3, box[0] + 3].sum() for cell in np.ndindex(2, 2)]
        assert np.argsort(dark)[::-1].tolist() == np.argsort(stage).tolist()  # the larger the number, the darker


BIG = images.photograph("camera", 256)
BOUNDED = {
    "photograph": Correlation(BIG, np.ones((3, 3)) / 9, (1, 1), ((1, 1), (1, 1))),
    "noise": Correlation(np.random.default_rng(0).random((512, 512)), np.ones((2, 2))),
    "edges of noise": Edges(np.random.default_rng(1).random((31, 31)), np.ones((2, 2)) - 0.5),
    "wide": Correlation(np.arange(512.0)[None], np.ones((1, 15))),
    "tall": Correlation(np.arange(512.0)[:, None], np.ones((15, 1))),
    "one number": Correlation(np.ones((1, 1)), np.ones((1, 1))),
    "huge numbers": Correlation(np.full((4, 5), 1e100), np.full((2, 2), 1e100)),
    "zeros": Comparison(np.zeros((3, 3)), np.zeros((3, 3))),
}  # fmt: skip


@pytest.mark.parametrize("name", BOUNDED)
def test_files_are_bounded_and_their_frames_differ(name):
    data = animation(BOUNDED[name])
    assert len(data) <= MAX_BYTES
    with Image.open(io.BytesIO(data)) as film:
        assert film.n_frames <= MAX_FRAMES
        assert max(film.size) <= 1_000


def test_a_kernel_learns_frame_by_frame_and_its_point_moves_down_the_curve():
    frames = frames_of(animation(LEARNINGS["predicted"]))
    assert len(frames) == 11
    red = np.array(colours.rgb(colours.NEGATIVE))
    heights = []
    for frame in frames[:10]:
        chart = frame[:, -230:]
        rows, columns = np.nonzero(np.abs(chart - red).sum(axis=2) < 12)
        heights.append((columns.mean(), rows.mean()))
    assert all(later[0] > sooner[0] and later[1] > sooner[1] for sooner, later in pairwise(heights))


@pytest.mark.parametrize("subject", [learned(), LEARNINGS["colour, Adam"], COMPARISONS["trained"].both[1],
    learned(np.ones((3, 3)), BIG, 5, start=np.zeros((3, 3)))], ids=["start", "colour", "flipped", "photograph"])  # fmt: skip
def test_trainings_of_every_kind_have_a_picture(subject):
    assert len(frames_of(animation(subject))) == 1  # nothing but the start is known of them here


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_grows_to_the_chosen_units(name):
    subject = FIELDS[name]
    depth, row, column = subject.unit
    found = growing.stages(subject)
    assert [stage.depth for stage in found] == list(range(depth + 1))
    assert found[-1].unit == (row, column)
    last = regions(subject.layers, (row, column), subject.input_size, depth)[0]
    assert found[-1].seen == last
    frames = frames_of(animation(subject))
    assert len(frames) == depth + 1
    sizes = [stage.seen.mask.sum() for stage in found]
    assert sizes[0] == 1
    assert sizes == sorted(sizes)


def test_the_chapters_field_grows_from_one_cell_to_nine():
    sizes = [int(stage.seen.mask.sum()) for stage in growing.stages(FIELDS["chapter"])]
    assert sizes == [1, 4, 9]
    assert receptive_field(FIELDS["chapter"].layers).size == (3, 3)


def test_a_deep_stack_shows_some_of_its_layers():
    layers = FIELDS["chapter"].layers[:1] * 99
    found = growing.stages(Field(layers, (120, 120), (99, 2, 2)))
    assert len(found) == growing.MAX_FRAMES
    assert found[-1].depth == 99
