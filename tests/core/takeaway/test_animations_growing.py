"""A growing field's frames: bars, names and times, worked by hand."""

import numpy as np
from PIL import ImageDraw

from core.figures import colours
from core.receptive_field import Layer
from core.takeaway import Field
from core.takeaway.animations import growing
from tests.core.takeaway.cases import FIELDS

BLUE = np.array(colours.rgb(colours.POSITIVE))


def bars(frame):
    """(left, top, right, bottom) of each bar, all four in it."""
    blue = (np.asarray(frame.convert("RGB")) == BLUE).all(axis=2)
    blue[:, : frame.width - 272] = False  # the map
    edges = np.flatnonzero(np.diff(blue.any(axis=1).astype(int), prepend=0, append=0)).reshape(-1, 2)
    return [(int(np.argmax(blue[top])), int(top), int(blue[top].nonzero()[0][-1]), int(end - 1)) for top, end in edges]


def written(monkeypatch):
    found = []

    def text(_, xy, text, anchor=None, **how):
        if anchor is None:  # else a cell's number
            found.append((text, tuple(xy)))

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", text)
    return found


def test_the_chapters_bars_are_one_two_and_three_thirds_of_the_input():
    frames, times = growing.frames(FIELDS["chapter"])
    # Three cells of 34 pixels, 12 round them; 260 for the bars and 30 before them, 12 after them; 200 high at least.
    assert [frame.size for frame in frames] == [(12 + 102 + 12 + 290, 200)] * 3
    assert times == [900, 900, 2_000]
    # From 416 − 260 − 12 + 90 on; 260 − 90 − 36 = 134 pixels for three cells; 16 high and 4 apart, below 36.
    expected = [(234, 36, 234 + 45, 52), (234, 56, 234 + 89, 72), (234, 76, 234 + 134, 92)]
    for number, frame in enumerate(frames, 1):
        assert bars(frame) == expected[:number]


def test_names_and_sizes_stand_beside_the_bars_and_below_the_map(monkeypatch):
    said = written(monkeypatch)
    monkeypatch.setattr(growing, "caption", lambda frame, text: said.append((text, frame.size)))
    layers = (Layer("a long name of a layer", (2, 1)), Layer("conv2", (2, 3)))
    growing.frames(Field(layers, (3, 4), (2, 0, 0)))
    assert said[-8:] == [  # four columns: from 12 + 136 + 12 + 290 − 272 = 178 on, 178 + 90 + 4 beside the bars
        ("X  3 × 4", (12, 16)),
        ("X", (178, 36)),
        ("1", (272 + 34, 36)),  # 134 / 4 = 33.5
        ("a long name ", (178, 56)),
        ("2", (272 + 67, 56)),
        ("conv2", (178, 76)),
        ("3", (272 + 100, 76)),
        ("conv2 (0, 0): 3 × 3", (450, 200)),
    ]


def test_of_many_layers_the_last_have_bars_and_one_cell_of_many_is_two_pixels():
    layers = tuple(Layer(f"conv{n}", 3, padding=1) for n in range(60))
    frames, _ = growing.frames(Field(layers, (120, 120), (60, 60, 60)), 60)
    # 120 rows of 2 pixels, and 12 + 24 + 30 + 12 beside them: 318; (318 − 24 − 24 − 40) // 20 bars fit.
    assert frames[-1].height == 318 and len(bars(frames[-1])) == 11
    widths = [right - left for left, _, right, _ in bars(frames[-1])]
    # The last field has 2 · 60 + 1 cells, of which the input has 120: the whole of it.
    assert widths[-1] == 134 and sorted(widths) == widths
    (narrow,) = bars(growing.frames(Field(layers, (300, 300), (0, 9, 9)))[0][0])
    assert narrow[2] - narrow[0] == 2


def test_layers_between_are_the_middle_units_of_those_that_the_chosen_one_sees():
    layers = tuple(Layer(f"conv{n}", 3) for n in range(4))
    found = growing.stages(Field(layers, (20, 20), (4, 5, 6)), 3)
    # Of layer 2 it sees rows 5 … 9 and columns 6 … 10, of the input rows 5 … 13 and columns 6 … 14.
    assert [(stage.depth, stage.unit) for stage in found] == [(0, (9, 10)), (2, (7, 8)), (4, (5, 6))]
    assert [(min(s.seen.rows), max(s.seen.rows)) for s in found] == [(9, 9), (7, 11), (5, 13)]


def test_a_unit_that_sees_padding_only_has_one_frame_without_cells():
    layers = (Layer("conv", 1, padding=(0, 2)),)
    for unit in ((1, 0, 0), (1, 3, 0)):
        (stage,) = growing.stages(Field(layers, (4, 4), unit))
        assert (stage.depth, stage.unit) == (unit[0], unit[1:]) and not stage.seen.mask.any()
