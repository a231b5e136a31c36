"""Reshapes against NumPy: each unit's cells are those whose row, or column, NumPy puts at that index."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.networks.reshaping import MAX_STEP, product, reshape
from core.networks.tensors import FLAT, Draft, Tensor
from core.window import Window

LAYOUTS = {"first": (2, 3), "last": (1, 2)}


def reshaped(sizes, target, layout=(2, 3)):
    draft = Draft({"x": layout})
    found = reshape(draft, "r", "Reshape", draft.input("x", sizes), target)
    return found, draft.nodes[-1].operation


@st.composite
def shapes(draw):
    """Four sizes, and others with the same product."""
    sizes = draw(st.tuples(st.just(1), *[st.integers(1, 6)] * 3))
    rest, target = math.prod(sizes), []
    while rest > 1:
        target.append(draw(st.sampled_from([d for d in range(1, rest + 1) if rest % d == 0])))
        rest //= target[-1]
    return sizes, tuple(target) or (1,)


@settings(max_examples=60, deadline=None)
@given(shapes(), st.sampled_from(sorted(LAYOUTS)))
def test_whatever_is_said_of_an_axis_is_where_numpy_puts_its_cells(pair, name):
    sizes, target = pair
    layout = LAYOUTS[name]
    found, operation = reshaped(sizes, target, layout)
    assert found.sizes == target
    if operation.kind == "flatten":  # nothing is said
        return
    for axis, dimension in enumerate(layout):
        coordinate = np.indices(sizes)[dimension].reshape(target)
        place = found.places.index(axis)
        window = operation.windows[axis] if operation.kind == "window" else Window()
        for index in range(target[place]):
            assert set(coordinate.take(index, place).ravel()) == set(window.sees(index, sizes[dimension]))
        if operation.kind == "pointwise":  # a cell stays where it is: its axis runs along one dimension and no other
            moving = [d for d in range(len(target)) if np.diff(coordinate, axis=d).any()]
            assert all(found.places[d] == axis for d in moving)


@pytest.mark.parametrize(
    ("sizes", "target", "places", "windows"),
    [
        ((1, 6, 4, 5), (1, 2, 3, 4, 5), (None, None, None, 0, 1), ()),  # channels in groups
        ((1, 6, 4, 5), (6, 4, 5), (None, 0, 1), ()),
        ((1, 3, 4, 5), (1, 3, 2, 2, 5), (None, None, 0, None, 1), (Window(2, 2), Window())),  # rows in pairs
        ((1, 3, 4, 5), (1, 3, 1, 4, 5), (None, None, None, 0, 1), ()),
        ((1, 3, 4, 5), (1, 3, 20), (None, None, FLAT), None),
        ((1, 3, 4, 5), (1, 60), (None, FLAT), None),
        ((1, 3, 4, 5), (60,), (FLAT,), None),
        ((1, 3, 4, 5), (1, 3, 2, 10), (None, None, FLAT, FLAT), None),
    ],
)
def test_reshapes_by_hand(sizes, target, places, windows):
    found, operation = reshaped(sizes, target)
    assert found.places == places
    assert operation.kind == ("flatten" if windows is None else "window" if windows else "pointwise")
    assert operation.windows == (windows or ())


def test_channels_behind_an_axis_enlarge_it():
    found, operation = reshaped((1, 4, 5, 3), (1, 4, 15), (1, 2))
    assert (found.places, operation.windows) == ((None, 0, 1), (Window(), Window(3, 3, transposed=True)))


@pytest.mark.parametrize("step", [MAX_STEP, MAX_STEP + 1])
def test_the_longest_step(step):
    places = (None, None, 0, None) if step == MAX_STEP else (None, None, FLAT, FLAT)
    assert reshaped((1, 1, 2 * step), (1, 1, 2, step), (2,))[0].places == places
    merged = (None, 0) if step == MAX_STEP else (None, FLAT)
    assert reshaped((1, 2, step), (1, 2 * step), (1,))[0].places == merged


def test_one_number_may_be_left_to_be_worked_out():
    for target, sizes in (
        ((1, -1, 5), (1, 12, 5)),
        ((1, None, 5), (1, 12, 5)),
        ((-1,), (60,)),
        ((-1, -1), (None, None)),
        ((-1, 7), (None, 7)),
        ((-1, 0), (None, 0)),
    ):
        assert reshaped((1, 3, 4, 5), target)[0].sizes == sizes
    assert reshaped((None, 3, 4, 5), (-1, 60))[0].sizes == (None, 60)


def test_sizes_that_are_not_known_match_each_other_at_both_ends():
    found, operation = reshaped((None, 6, None, 5), (None, 2, 3, None, 5))
    assert (found.places, operation.kind) == ((None, None, None, 0, 1), "pointwise")
    found, operation = reshaped((None, 6, None, 5), (None, None, 5))
    assert (found.places, operation.kind) == ((None, FLAT, 1), "flatten")
    assert reshaped((None, 6, 5, None), (None, 5, None))[0].places == (None, FLAT, FLAT)
    draft = Draft()
    draft.input("x", (1, 3, 4, 5))
    assert reshape(draft, "r", "Reshape", Tensor(0, None, (), 2), (3, 20)).places == (None, None)
    assert draft.nodes[-1].operation.kind == "unknown"


def test_the_number_of_cells():
    assert (product((3, 4)), product(()), product((3, None))) == (12, 1, None)
