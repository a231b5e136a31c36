"""A program → a graph: what each name stands for, inputs that are used, and layouts that show late."""

import pytest

from core.errors import BadInput
from core.networks.pytorch.program import Call, Part, Program, Ref
from core.networks.pytorch.reader import MAX_LAYOUTS, MAX_NESTING, graph_of
from core.networks.tensors import Constant

X = Ref("x")


def graph(*calls, outputs=("y",), inputs=None, **constants):
    given = {"x": (1, 3, 8, 9)} if inputs is None else inputs
    return graph_of(Program(given, constants, list(calls), list(outputs)))


def names(found):
    return [node.name for node in found.nodes]


def test_only_inputs_that_are_used_are_inputs():
    found = graph(Call("relu", ("y",), (X,)), inputs={"x": (1, 3, 8, 9), "mask": None})
    assert (names(found), found.inputs, found.outputs) == (["x", "y"], ("x",), ("y",))
    deep = [[[X]]]
    assert graph(Call("cat", ("y",), ([X, Ref("z")],)), inputs={"x": (1, 3, 8, 9), "z": (1, 2, 8, 9)}).inputs == (
        "x",
        "z",
    )
    assert graph(Call("mystery", ("y",), (), {"it": deep})).inputs == ("x",)


def test_results_have_their_names_and_those_that_are_not_there_are_none():
    split = Call("split", ("a", "b", "c"), (X, 2, 1))
    found = graph(split, Call("relu", ("y",), (Ref("b"),)))
    assert found.nodes[-1].shape.sizes == (1, 1, 8, 9)
    with pytest.raises(BadInput, match="operation y takes gone"):
        graph(Call("relu", ("y",), (Ref("gone"),)))
    same = graph(Call("relu", ("a", "b"), (X,)), Call("add", ("y",), (Ref("a"), Ref("b"))))
    assert same.nodes[-1].inputs == (1, 1)
    assert graph(split, Call("mul", ("y",), (Ref("a"), Ref("c")))).nodes[-1].inputs == (1,)  # there is no third part
    index = Call("getitem", ("y",), (X, [Part(), Part(), Part(Ref("start"), None, None)]))
    assert graph(Call("add", ("start",), (1, 1)), index).nodes[-1].shape.sizes == (1, 3, 6, 9)
    assert graph(Call("conv2d", ("y",), (X, Ref("w"))), w=Constant((4, 3, 3, 3))).nodes[-1].shape.sizes == (1, 4, 6, 7)


def test_lists_are_followed_to_some_depth():
    def used(depth):
        value = X
        for _ in range(depth):
            value = [value]
        return graph(Call("relu", ("a",), (X,)), Call("add", ("y",), (Ref("a"), value))).nodes[-1].inputs

    assert used(1) == (1, 0)
    assert used(MAX_NESTING + 2) == (1,)


def turned(count):
    """A program whose inputs keep their channels last, each told by a permutation before a pool."""
    sizes = {f"x{turn}": (1, 8, 9, 3) for turn in range(count)}
    calls = []
    for name in sizes:
        calls += [
            Call("permute", (f"p{name}",), (Ref(name), [0, 3, 1, 2])),
            Call("max_pool2d", (f"y{name}",), (Ref(f"p{name}"), 2)),
        ]
    return graph(*calls, inputs=sizes, outputs=("yx0",))


def test_layouts_that_show_late_are_taken_a_bounded_number_of_times():
    found = turned(MAX_LAYOUTS)
    assert found.nodes[0].operation.size == (8, 9)
    with pytest.raises(BadInput, match="too many inputs to determine their layout"):
        turned(MAX_LAYOUTS + 1)
