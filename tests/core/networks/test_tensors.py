"""Drafts of graphs: what inputs, names and bounds are, and that sizes of joined and cropped tensors are NumPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.networks.graph import Node, Operation
from core.networks.tensors import (
    FLAT,
    MAX_LENGTH,
    MAX_NODES,
    MAX_SIDE,
    Constant,
    Draft,
    Relayout,
    Tensor,
    along,
    everything,
    join,
    slide,
    unknown,
)
from core.networks.work import Shape, Work
from core.window import Window

SIZES, PLACES = (2, 3, 4, 5), (None, None, 0, 1)
MAP = Tensor(0, SIZES, PLACES, 2)
NAMED = ("n", "N")


def drafted():
    draft = Draft()
    draft.input("x", SIZES)
    return draft


def test_an_input_has_a_batch_channels_and_then_its_axes_unless_a_layout_says_otherwise():
    x = drafted().input("y", SIZES)
    assert (x.places, x.axes, x.spatial, x.origin) == (PLACES, 2, {0, 1}, ("y", (0, 1, 2, 3)))
    assert (x.size(-1), x.size(3), x.size(4), x.size(-4), x.size(-5)) == (5, 5, None, 2, None)
    assert Draft({"x": (2, 1)}).input("x", SIZES).places == (None, 1, 0, None)
    draft = drafted()
    assert draft.nodes[0] == Node("x", "Input", Operation("input", size=(4, 5)), shape=Shape(SIZES, PLACES))
    draft.input("words", (1, 7))
    draft.input("steps", (1, 7, 9))
    draft.input("number", (7,))
    assert [(n.operation.length, n.operation.size) for n in draft.nodes[1:]] == [(7, ()), (None, (9,)), (None, ())]
    with pytest.raises(BadInput, match="input z has no shape"):
        draft.input("z", None)


def test_sides_of_a_picture_and_the_length_of_a_signal_are_bounded():
    for sizes, known in (
        ((1, 3, MAX_SIDE, MAX_SIDE + 1), (MAX_SIDE, None)),
        ((1, 3, MAX_LENGTH), (MAX_LENGTH,)),
        ((1, 3, MAX_LENGTH + 1), (None,)),
        ((1, 3, 1, 0), (1, None)),
        ((1, 3, None, -1), (None, None)),
    ):
        draft = Draft()
        draft.input("x", sizes)
        assert draft.nodes[0].operation.size == known


def test_names_of_nodes_are_their_own():
    draft = Draft()
    for name in ("a", "a", "a#2", "a", "b", "a#2"):
        draft.add(name, "", Operation("input"), ())
    names = [node.name for node in draft.nodes]
    assert names[:3] == ["a", "a#2", "a#2#2"] and names[4] == "b" and len(set(names)) == 6
    draft = Draft()
    for name in ("a#2", "a", "a"):
        draft.add(name, "", Operation("input"), ())
    assert [node.name for node in draft.nodes] == ["a#2", "a", "a#3"]


def test_a_graph_has_some_nodes_an_input_and_not_too_many():
    with pytest.raises(BadInput, match="no layers"):
        Draft().graph([])
    draft = Draft()
    draft.add("a", "", Operation("pointwise"), ())
    with pytest.raises(BadInput, match="no input"):
        draft.graph([])
    draft = drafted()
    while len(draft.nodes) < MAX_NODES:
        draft.add(f"n{len(draft.nodes)}", "", Operation("pointwise"), [MAP])
    assert draft.graph([]).outputs == (f"n{MAX_NODES - 1}",)
    assert draft.graph([MAP, Tensor(7, None), MAP]).outputs == ("x", "n7")
    with pytest.raises(BadInput, match=f"more than {MAX_NODES} operations"):
        draft.add("one", "", Operation("pointwise"), [MAP])


def test_what_a_call_computes_with_and_its_shapes_are_kept_at_its_own_nodes():
    draft = drafted()
    found = join(draft, *NAMED, [MAP])
    work = Work(products=(3,))
    draft.note(found.node, [found, None, MAP, Tensor(found.node, None)], work)
    assert draft.nodes[0].work == Work()
    assert draft.nodes[1] == Node(
        "n", "N", Operation("pointwise", channels_first=True), (0,), work, Shape(SIZES, PLACES)
    )
    draft.note(1, [Tensor(1, SIZES, ())])
    assert draft.nodes[1].shape == Shape(SIZES, (None,) * 4)
    draft.note(2, [found], Work())  # no node of its own: the last one keeps its
    assert draft.nodes[1].work == work


def test_means_are_taken_by_windows_alone():
    draft = drafted()
    for padded, mean in ((True, "padded"), (False, "inside")):
        slide(draft, *NAMED, MAP, [Window(2), Window(2)])
        draft.averages(padded=padded)
        assert draft.nodes[-1].operation.mean == mean
    everything(draft, *NAMED, [MAP], None)
    draft.averages(padded=True)
    assert draft.nodes[-1].operation.mean == ""


sides = st.lists(st.sampled_from([1, 1, 4]), min_size=1, max_size=4).map(tuple)


@given(st.lists(sides, min_size=1, max_size=3), st.lists(sides, max_size=2))
def test_joined_tensors_and_constants_are_broadcast_as_numpys(tensors, constants):
    found = join(drafted(), *NAMED, [Tensor(0, s, (None,) * len(s)) for s in tensors], [Constant(s) for s in constants])
    assert found.sizes == np.broadcast_shapes(*tensors, *constants)


def test_joined_tensors_are_lined_up_from_the_last_dimension():
    draft = drafted()
    row = Tensor(0, (5,), (1,), 2)
    assert join(draft, *NAMED, [row, MAP]).places == PLACES
    assert join(draft, *NAMED, [MAP, Tensor(0, (1, 1), (None, None), 2)]).places == PLACES
    # Rows against columns: no cell of one lies at a cell of the other.
    assert join(draft, *NAMED, [MAP, Tensor(0, (5, 5), (None, 0), 2)]).sizes == SIZES
    assert draft.nodes[-1].operation.kind == "unknown"
    join(draft, *NAMED, [MAP, Tensor(0, None)])
    assert draft.nodes[-1].operation.kind == "unknown"
    for others, sizes in (([Constant(None)], (2, None)), ([Constant((2, 9))], (2, 9)), ([Constant((1, 1))], (2, None))):
        assert join(draft, *NAMED, [Tensor(0, (2, None), (None, 0))], others).sizes == sizes
    assert draft.nodes[-1].operation == Operation("pointwise", channels_first=True)


def test_a_layout_is_remembered_through_what_one_tensor_goes_through_alone():
    draft = Draft()
    x = draft.input("x", SIZES)
    assert join(draft, *NAMED, [x], [Constant((3, 1, 1))]).origin == x.origin
    assert join(draft, *NAMED, [x, x]).origin is None
    assert join(draft, *NAMED, [x], [Constant((1,) * 5)]).origin is None
    assert slide(draft, *NAMED, x, [Window(3)] * 2).origin is None


def test_windows_slide_along_the_last_dimensions():
    draft = drafted()
    found = slide(draft, *NAMED, MAP, [Window(3, 2), Window(3)], 8)
    assert (found.sizes, found.places) == ((2, 8, 1, 3), PLACES)
    assert draft.nodes[-1].operation == Operation("window", (Window(3, 2), Window(3)))
    assert slide(draft, *NAMED, MAP, [Window(2)] * 2).sizes == (2, 3, 3, 4)
    assert slide(draft, *NAMED, Tensor(0, (4, 5), (0, 1), 2), [Window(3)] * 2, 8).sizes == (
        2,
        3,
    )  # there are no channels
    assert slide(draft, *NAMED, MAP, [Window(3)] * 4, 8).sizes == (0, 1, 2, 3)  # nor here
    slide(draft, *NAMED, MAP, [Window(3)] * 5)
    assert draft.nodes[-1].operation.kind == "unknown"
    assert slide(draft, *NAMED, MAP, [Window(6)] * 2).sizes == (2, 3, 0, 0)  # no window fits


def test_windows_along_channels_tell_that_the_input_has_another_layout():
    draft = Draft()
    x = draft.input("x", (1, 32, 40, 3))
    turned = Tensor(0, (1, 3, 32, 40), (None, 1, None, 0), 2, ("x", (0, 3, 1, 2)))
    with pytest.raises(Relayout) as raised:
        slide(draft, *NAMED, turned, [Window(3)] * 2)
    assert (raised.value.name, raised.value.axes) == ("x", (1, 2))
    told = Draft({"x": (1, 2)})
    told.input("x", (1, 32, 40, 3))
    assert slide(told, *NAMED, turned, [Window(3)] * 2).sizes == (1, 3, 30, 38)  # told before: not again
    # One of the dimensions is no dimension of the input: nothing can be told.
    lost = Tensor(x.node, (1, 3, 1, 40), (None, None, None, 0), 2, ("x", (0, 3, None, 2)))
    assert slide(draft, *NAMED, lost, [Window(1)] * 2).places == lost.places


def test_windows_along_channels_or_the_batch_move_nothing_in_space():
    draft = drafted()
    assert along(draft, *NAMED, MAP, {1: Window(2), 3: Window(2)}).sizes == (2, 2, 4, 4)
    assert draft.nodes[-1].operation.windows == (Window(), Window(2))
    flat = Tensor(0, (2, 60), (None, FLAT), 2)
    assert along(draft, *NAMED, flat, {1: Window()}).sizes == (2, 60)
    assert draft.nodes[-1].operation.kind == "pointwise"  # no axis is left that a window could slide along
    along(draft, *NAMED, flat, {1: Window(2)})
    assert draft.nodes[-1].operation.kind == "unknown"
    assert along(draft, *NAMED, Tensor(0, (2, None), (None, 0), 1), {1: Window(3)}).sizes == (2, None)


def test_what_is_not_known_keeps_its_layout_where_its_rank_stays():
    draft = drafted()
    assert everything(draft, *NAMED, [Tensor(0, None, (), 1), MAP], (2, 3)) == Tensor(1, (2, 3), (None, None), 2)
    assert unknown(draft, *NAMED, [MAP]) == Tensor(2, SIZES, PLACES, 2)
    assert unknown(draft, *NAMED, [MAP], (2, 3, 2, 2)) == Tensor(3, (2, 3, 2, 2), PLACES, 2)
    assert unknown(draft, *NAMED, [MAP, MAP], (2, 12), "flatten") == Tensor(4, (2, 12), (None, None), 2)
    assert unknown(draft, *NAMED, [Tensor(0, None, (), 1)]).sizes is None
    assert [node.operation.kind for node in draft.nodes[1:]] == [
        "everything",
        "unknown",
        "unknown",
        "flatten",
        "unknown",
    ]
