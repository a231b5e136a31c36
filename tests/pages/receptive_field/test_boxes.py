"""The boxes that the maps draw in the browser are those of core's geometry, on the same cases."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.receptive_field.axis import AxisField
from core.window import Window
from pages.parts.receptive_field.maps import Map
from tests.scripts import ROOT, call

BOXES = ROOT / "tests" / "js" / "boxes.js"


def sent(step: Window | AxisField, size: int) -> dict[str, Any]:
    """One axis of a step as the browser receives it."""
    step_of: dict[str, Any] = Map("", (1, 1), (step, step)).data((size, size))["step"][0]  # type: ignore[arg-type]
    return step_of


def cells(mask: np.ndarray) -> list[int]:
    return [int(cell) for cell in np.flatnonzero(mask)]


def marked(size: int, at: list[int]) -> np.ndarray:
    mask = np.zeros(size, np.bool_)
    mask[at] = True
    return mask


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, int]:
    """A window, and a size of its input on which something comes out."""
    kernel, stride, dilation = (draw(st.integers(1, most)) for most in (7, 5, 4))
    same, transposed = draw(st.booleans()), draw(st.booleans())
    before, after = (0, 0) if same else (draw(st.integers(-2, 9)), draw(st.integers(-2, 9)))
    window = Window(kernel, stride, before, after, dilation, same, transposed)
    size = draw(st.integers(1, 40))
    return window, size + window.missing(size) if not transposed else size


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    window, size = draw(windows().filter(lambda one: 1 <= one[0].output(one[1]) <= 300))
    output = window.output(size)
    return {
        "window": window,
        "input": size,
        "output": output,
        "seen": draw(st.lists(st.integers(0, output - 1), max_size=6, unique=True)),
        "fed": draw(st.lists(st.integers(0, size - 1), max_size=6, unique=True)),
        "ends": sorted(draw(st.tuples(st.integers(0, output - 1), st.integers(0, output - 1)))),
    }


@settings(max_examples=15, deadline=None)
@given(st.lists(steps(), min_size=20, max_size=60))
def test_a_window_lights_the_same_cells_in_the_browser(cases: list[dict[str, Any]]) -> None:
    told = [
        {
            "step": sent(one["window"], one["input"]),
            **{key: one[key] for key in ("input", "output", "seen", "fed")},
            "first": one["ends"][0],
            "last": one["ends"][1],
        }
        for one in cases
    ]
    for one, found in zip(cases, call(BOXES, "answerTo", told), strict=True):
        window, size, output = one["window"], one["input"], one["output"]
        expected = {
            "back": cells(window.back(marked(output, one["seen"]), size)),
            "forward": cells(window.forward(marked(size, one["fed"]), output)),
            "reach": list(window.reach(*one["ends"], size)),
        }
        assert found == expected, one


@st.composite
def stacks(draw: st.DrawFn) -> tuple[list[Window], list[int]]:
    layers: list[Window] = []
    sizes = [draw(st.integers(12, 40))]
    for _layer in range(draw(st.integers(1, 5))):
        window, _size = draw(windows())
        if not (window.missing(sizes[-1]) or not 1 <= window.output(sizes[-1]) <= 200):
            layers.append(window)
            sizes.append(window.output(sizes[-1]))
    return layers, sizes


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(stacks(), st.randoms(use_true_random=False)), min_size=15, max_size=40))
def test_a_unit_of_a_stack_has_the_same_field_and_feeds_the_same_units(cases: list[Any]) -> None:
    told, expected = [], []
    for (layers, sizes), random in cases:
        depth = random.randint(0, len(layers))
        unit = random.randrange(sizes[depth])
        steps_sent = [None, *(sent(window, size) for window, size in zip(layers, sizes, strict=False))]
        told.append({"sizes": sizes, "steps": steps_sent, "depth": depth, "unit": unit})
        masks: list[Any] = [None] * len(sizes)
        masks[depth] = marked(sizes[depth], [unit])
        reach = (unit, unit)
        for at in range(depth, 0, -1):
            masks[at - 1] = layers[at - 1].back(masks[at], sizes[at - 1])
            reach = layers[at - 1].reach(*reach, sizes[at - 1])
        for at in range(depth, len(layers)):
            masks[at + 1] = layers[at].forward(masks[at], sizes[at + 1])
        first = cells(masks[0])
        ends = [first[0], first[-1]] if first else None
        expected.append({"masks": [cells(mask) for mask in masks], "reach": list(reach), "ends": ends})
    assert call(BOXES, "answerTo", told) == expected


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(windows(), windows(), st.integers(0, 30)), min_size=20, max_size=60))
def test_a_pattern_of_intervals_lights_the_same_cells_in_the_browser(cases: list[Any]) -> None:
    told, expected = [], []
    for (first, size), (second, _size), unit in cases:
        field = AxisField().through(first, size, "first").through(second, max(1, first.output(size)), "second")
        units = 31
        left, right = field.interval(unit)
        fed = min(size - 1, 3)
        intervals = [field.interval(one) for one in range(units)]
        told.append(
            {
                "step": sent(field, size),
                "input": size,
                "output": units,
                "seen": [unit],
                "fed": [fed],
                "first": unit,
                "last": unit,
            }
        )
        expected.append(
            {
                "back": list(range(max(0, left), min(size - 1, right) + 1)),
                "forward": [one for one, (low, high) in enumerate(intervals) if low <= fed <= high],
                "reach": [left, right],
            }
        )
    assert call(BOXES, "answerTo", told) == expected


def test_a_window_worked_out_by_hand() -> None:
    # Three taps two apart, stride 2, one cell of padding on five cells: taps −1, 1, 3 and 1, 3, 5.
    window = Window(kernel=3, stride=2, before=1, after=1, dilation=2)
    one = {"step": sent(window, 5), "input": 5, "output": 2, "seen": [1], "fed": [1], "first": 0, "last": 1}
    assert call(BOXES, "answerTo", [one]) == [{"back": [1, 3], "forward": [0, 1], "reach": [-1, 5]}]
    # Its transpose, without padding: input 1 feeds outputs 2, 4 and 6; output 4 is made of inputs 0, 1 and 2.
    turned = Window(kernel=3, stride=2, dilation=2, transposed=True)
    other = {"step": sent(turned, 3), "input": 3, "output": 9, "seen": [4], "fed": [1], "first": 4, "last": 4}
    assert call(BOXES, "answerTo", [other]) == [{"back": [0, 1, 2], "forward": [2, 4, 6], "reach": [0, 2]}]
