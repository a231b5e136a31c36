"""Shapes of outputs against NumPy, which does the same to an array of that shape."""

import numpy as np
import pytest

from core.networks.forms import Form, counted, follow, read, told
from core.networks.graph import Node, Operation
from core.networks.resampling import Resize
from core.networks.work import IN, NOTHING, PLACES, Shape, Work
from core.window import Window

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
    assert after(Work(form="joined", axis=1), map_, Form(7)) == Form(CHANNELS)
    assert after(Work(form="joined", axis=1), map_, Form(7, (4,))) == Form(CHANNELS)
    assert after(Work(form="joined", axis=4), map_, Form(7, SIZES)) == Form(CHANNELS)  # there is no such axis
    assert after(Work(form="joined", axis=0), map_, Form(7, SIZES)) == Form(CHANNELS)  # examples behind examples


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


def test_dimensions_that_follow_from_the_input_are_multiplied():
    map_ = Form(CHANNELS, SIZES)
    assert (map_.positions, map_.numbers) == (24, 120)
    assert (Form(CHANNELS).positions, Form(CHANNELS).numbers, Form(None, SIZES).numbers) == (None, None, None)
    assert counted((3, IN, PLACES), map_) == 3 * 5 * 24
    assert counted(("axis0", "axis1"), map_) == 24
    assert counted((3, 10), map_, groups=5) == 6
    assert counted((), Form()) == 1
    for shape in ((IN,), (PLACES,), ("axis0",)):
        assert counted((3, *shape), Form()) is None
    assert counted(("axis2",), map_) is None  # there are two


def test_an_input_has_the_channels_that_it_is_told_and_the_size_that_is_asked_for():
    assert after(Work(features=(3,)), kind="input", size=SIZES) == Form(3, SIZES)
    assert after(Work(), kind="input", size=SIZES) == Form(None, SIZES)
    assert after(Work(features=(3,)), size=SIZES) == Form(None, SIZES)  # nothing comes in


def follows(operation, *before, size=None, work=NOTHING):
    return follow(Node("n", "", operation, tuple(range(len(before))), work), size, before)


def test_windows_and_resizings_say_the_places_that_come_out():
    """Oracle: ⌊(n + 2p − k) / s⌋ + 1."""
    map_ = Form(CHANNELS, SIZES)
    each = Operation("window", (Window(3, 2, 1, 1), Window(2)))
    assert follows(each, map_) == Form(CHANNELS, (2, 5))
    assert follows(each, map_, work=Work(features=(8,))) == Form(8, (2, 5))
    assert follows(Operation("window", (Window(2, 2),), alike=True), map_) == Form(CHANNELS, (2, 3))
    assert follows(Operation("window", (Window(4), Window(6))), map_) == Form(CHANNELS, (1, 1))
    for unknown in (
        Operation("window", (Window(2),)),
        Operation("window", (Window(5), Window())),
        Operation("window", (Window(), Window(7))),
        Operation("resize", resize=Resize((3,))),
    ):
        assert follows(unknown, map_) == Form(CHANNELS)
    assert follows(Operation("resize", resize=Resize((3, 9))), map_) == Form(CHANNELS, (3, 9))
    assert follows(Operation("resize", resize=Resize((3, 2), fit="centre")), map_) == Form(CHANNELS, (3, 2))
    assert follows(Operation("resize", resize=Resize((3, 9))), Form(CHANNELS)) == Form(CHANNELS)
    assert follows(each, Form(CHANNELS)) == Form(CHANNELS)
    # What the solver found is the answer, unless it has other axes than the map.
    assert follows(each, map_, size=(9, 9)) == Form(CHANNELS, (9, 9))
    assert follows(each, map_, size=(9,)) == Form(CHANNELS, (2, 5))
    assert follows(each, Form(CHANNELS), size=(9,)) == Form(CHANNELS, (9,))


def test_an_embedding_makes_the_numbers_of_a_row_its_places():
    assert follows(Operation("embedding"), Form(None, ()), work=Work(features=(16,))) == Form(16)
    assert follows(Operation("embedding"), Form(3, (7,)), work=Work(features=(16,))) == Form(16, (7,))
    assert follows(Operation("pointwise"), Form(3), Form(3)) == Form(3)  # of two maps without places there are none
    assert follows(Operation("pointwise"), Form(3), Form(1, (7,))) == Form(3, (7,))


def test_shapes_of_a_file_are_for_one_example_at_the_size_that_is_asked_for():
    image = Shape((2, 3, 32, 40), (None, None, 0, 1))
    assert read(image, None, 2, False) == Form(3, (32, 40))
    assert read(image, (9, 8), 2, False) == Form(3, (9, 8))
    assert read(image, (9,), 2, False) == Form(3, (9, 40))
    assert read(image, None, 2, True) == Form()
    assert read(image, None, 1, False) == Form(6, (32, 40))  # a first dimension that is no batch holds numbers
    assert read(Shape((None, 3, 32, None), image.places), None, 1, False) == Form(3)
    assert read(Shape((1, None, 32, 40), image.places), None, 1, False) == Form(None, (32, 40))
    assert read(Shape((1, 4, 5, 6), (None, 1, None, 0)), None, 1, False) == Form(5, (6, 4))  # places in the axes' order
    assert read(Shape((1, 5, 8), (None, 1, None)), None, 1, False) == Form(8, (5,))  # one axis of two is left
    assert read(Shape((1, 60), (None, -1)), (9,), 1, False) == Form(60, ())
    assert read(Shape((1, 10), (None, None)), None, 1, False) == Form(10, ())
