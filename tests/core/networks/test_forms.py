"""Shapes of outputs against NumPy, which does the same to an array of that shape."""

import numpy as np
import pytest

from core.networks.forms import Form, follow, told
from core.networks.graph import Node, Operation
from core.networks.work import Work

SIZES, CHANNELS = (4, 6), 5


def shape(form, first):
    """Of an array with one example."""
    return (1, form.channels, *form.places) if first else (1, *form.places, form.channels)


def form(shape, first):
    return Form(shape[1], shape[2:]) if first else Form(shape[-1], shape[1:-1])


def after(work, *before, kind="pointwise", size=None):
    return follow(Node("n", "", Operation(kind), tuple(range(len(before))), work), size, before)


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("axis", [1, 2, 3, -1, -2, -3])
def test_paths_are_joined_along_any_axis(axis, first):
    one = shape(Form(CHANNELS, SIZES), first)
    other = tuple(7 if place == axis % 4 else cells for place, cells in enumerate(one))
    joined = np.concatenate([np.empty(one), np.empty(other)], axis)
    work = Work(form="joined", axis=axis, channels_first=first)
    assert after(work, form(one, first), form(other, first)) == form(joined.shape, first)


def test_what_is_not_known_of_a_path_is_not_known_of_the_joined_ones():
    map_, lost = Form(CHANNELS, SIZES), Form(None, SIZES)
    assert after(Work(form="joined"), map_, lost) == lost
    assert after(Work(form="joined", axis=1), map_, Form(CHANNELS)) == Form(CHANNELS)
    assert after(Work(form="joined", axis=1), map_, Form(CHANNELS, (4,))) == Form(CHANNELS)
    assert after(Work(form="joined", axis=4), map_, map_) == Form(CHANNELS)  # there is no such axis
    assert after(Work(form="joined", axis=0), map_, map_) == Form(CHANNELS)  # examples behind examples


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("target", [(120,), (8, 15), (-1, 15), (2, -1, 5), (2, 3, 4, 5)])
def test_a_map_is_reshaped(target, first):
    work = Work(form="target", target=target, channels_first=first)
    reshaped = np.empty((1, *SIZES, CHANNELS)).reshape(1, *target)
    assert after(work, Form(CHANNELS, SIZES)) == form(reshaped.shape, first)


def test_a_shape_that_does_not_come_out_even_is_not_known():
    assert after(Work(form="target", target=(-1, 7)), Form(CHANNELS, SIZES)) == Form(7)
    assert after(Work(form="target", target=(-1, -1)), Form(CHANNELS, SIZES)) == Form()
    assert after(Work(form="target", target=(-1, 5)), Form(None, SIZES)) == Form(5)


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 1, 3), (3, 2, 1)])
def test_dimensions_change_places(order, first):
    before = shape(Form(CHANNELS, SIZES), first)
    work = Work(form="permuted", target=order, channels_first=first)
    assert after(work, form(before, first)) == form(np.empty(before).transpose(0, *order).shape, first)
    assert after(work, Form(CHANNELS, (4,))) == Form()  # an order of three dimensions, of a map with two


def test_rows_of_numbers_single_places_and_sequences():
    map_ = Form(CHANNELS, SIZES)
    assert after(Work(form="flat"), map_) == Form(4 * 6 * CHANNELS, ())
    assert after(Work(form="repeated", target=(3,)), Form(CHANNELS, ())) == Form(CHANNELS, (3,))
    assert after(Work(form="pooled", target=(1, 1)), map_) == Form(CHANNELS, ())
    assert after(Work(form="pooled", keep=True), map_) == Form(CHANNELS, (1, 1))
    assert after(Work(form="steps", features=(9,)), Form(CHANNELS, (7,))) == Form(9, ())
    assert after(Work(form="steps", features=(9,), keep=True), Form(CHANNELS, (7,))) == Form(9, (7,))
    assert after(Work(features=(16,)), Form(7, ()), kind="embedding") == Form(16, (7,))  # one place for each index
    assert after(Work(form="lost"), map_, size=(2, 3)) == Form(None, (2, 3))
    assert after(Work(), Form(CHANNELS, ()), size=()) == Form(CHANNELS, ())


@pytest.mark.parametrize("shapes", [[(4, 6, 5), (1, 1, 5)], [(4, 6, 1), (4, 6, 5)], [(5,), (4, 6, 5)]])
def test_maps_that_are_added_are_broadcast(shapes):
    added = np.broadcast_shapes(*((1, *each) for each in shapes if len(each) == 3), *(e for e in shapes if len(e) == 1))
    assert after(Work(), *(Form(each[-1], each[:-1]) for each in shapes)) == form(added, False)


def test_channels_that_do_not_follow_are_those_that_weights_or_the_file_tell():
    node = Node("n", "", Operation("pointwise"), (0,), Work(inner=8), told=9)
    assert told(node, Form(3, SIZES)) == Form(3, SIZES)
    assert told(node, Form(None, SIZES)) == Form(8, SIZES)
    assert told(Node("n", "", Operation("pointwise"), (0,), told=9), Form(None, SIZES)) == Form(9, SIZES)
