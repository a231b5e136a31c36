"""Where paths meet and where boxes end: every rule of the solver on graphs of a few layers, by hand."""

import pytest

from core.errors import BadInput
from core.networks.graph import MAX_SIDE, Graph, Node, Operation
from core.networks.resampling import Resampling, Resize
from core.receptive_field.axis import AxisField
from core.receptive_field.field import ReceptiveField
from core.receptive_field.solver import solve
from core.window import Window
from tests.core.bounds import holds

MAP = Operation("input", size=(9, 9))
POINT, DENSE, FLAT = Operation("pointwise"), Operation("dense"), Operation("flatten")
ALL, MINE = Operation("everything"), Operation("unknown")


def conv(kernel, stride=1, before=0, after=None, **more):
    window = Window(kernel, stride, before, before if after is None else after, **more)
    return Operation("window", (window, window))


def network(*layers):
    """Of (name, operation, names of its inputs …)."""
    names = [name for name, *_ in layers]
    nodes = [Node(name, "", operation, tuple(map(names.index, sources))) for name, operation, *sources in layers]
    return Graph(tuple(nodes), (names[-1],))


def solved(*layers, **options):
    return solve(network(("in", MAP), *layers), **options)


def last(*layers, **options):
    return solved(*layers, **options).rows[-1]


def test_a_chain_grows_and_shrinks_as_worked_by_hand():
    rows = solved(("a", conv(3), "in"), ("b", conv(3, 2), "a"), ("c", POINT, "b")).rows
    assert [row.size for row in rows] == [(9, 9), (7, 7), (3, 3), (3, 3)]
    assert [row.field.size for row in rows] == [(1, 1), (3, 3), (5, 5), (5, 5)]
    assert rows[-1].field.stride == (2, 2)


@pytest.mark.parametrize(
    ("layers", "sees", "unknown"),
    [
        ([ALL], "everything", ()),
        ([DENSE], "box", ()),  # on a map a dense layer works on each place's channels
        ([Operation("dense", channels_first=True)], "unknown", ("0",)),
        ([FLAT], "flat", ("0",)),
        ([FLAT, DENSE], "everything", ()),
        ([FLAT, POINT], "flat", ("0",)),
        ([FLAT, conv(3)], "unknown", ("0",)),
        ([FLAT, Operation("resize", resize=Resize((4, 4)))], "flat", ("0",)),
        ([ALL, FLAT], "everything", ()),
        ([ALL, conv(3)], "everything", ()),
        ([ALL, POINT, DENSE], "everything", ()),
        ([MINE], "unknown", ("0",)),
        ([MINE, conv(3), MINE, DENSE], "unknown", ("0", "2")),
        ([MINE, ALL], "everything", ()),
    ],
)
def test_what_units_see_behind_layers_without_boxes(layers, sees, unknown):
    """And which layers stand between them and an answer, by their places in the chain."""
    names = ["in", *map(str, range(len(layers)))]
    field = last(*zip(names[1:], layers, names)).field
    assert (field.sees, field.unknown, field.gates) == (sees, unknown, ())


def test_of_two_inputs_one_is_followed_and_the_sizes_of_both():
    layers = (
        ("other", Operation("input", size=(9, None))),
        ("mine", Operation("input", size=(9, 5))),
        ("a", conv(3, 1, 1), "mine"),
        ("b", conv(3), "other"),
        ("sum", POINT, "in", "a"),
    )
    found = solved(*layers, input_size=(9, 5), source="mine")
    assert found.source == "mine"
    assert [row.field.sees for row in found.rows] == ["nothing", "nothing", "box", "box", "nothing", "box"]
    assert [row.size for row in found.rows[:5]] == [(9, 9), None, (9, 5), (9, 5), None]
    assert (found.rows[-1].field.size, found.rows[-1].size) == ((3, 3), (9, 5))


@pytest.mark.parametrize(
    ("sides", "apart", "start", "size"),
    [((1, 1), "", -2, 5), ((0, 2), "1, 1", -2, 6), ((3, -1), "2, 2", -4, 7)],
)
def test_paths_that_meet_see_what_any_of_them_sees_and_far_centres_are_told(sides, apart, start, size):
    # One path sees −1 … 1, the other −before … 2 − before; the last window adds a cell at both ends.
    found = solved(
        ("a", conv(3, 1, 1), "in"),
        ("b", conv(3, 1, *sides), "in"),
        ("sum", POINT, "a", "b"),
        ("c", conv(3, 1, 1), "sum"),
    )
    field = found.rows[-1].field
    assert (field.start, field.size) == ((start, start), (size, size))
    told = [(one.topic, one.layer, dict(one.values)["cells"]) for one in found.notices]
    assert told == ([("centre", "sum", apart)] if apart else [])


def test_without_a_size_the_first_layer_whose_place_is_open_is_named_and_centres_are_told_where_they_are_known():
    same = Window(3, 2, same=True)
    graph = network(
        ("in", Operation("input", size=(None, None))),
        ("a", Operation("window", (Window(3, 2, 1, 1), same)), "in"),
        ("b", Operation("window", (Window(3, 2, 0, 2), same)), "in"),
        ("sum", POINT, "a", "b"),
        ("c", conv(3, 2, same=True), "sum"),
    )
    found = solve(graph)
    assert [(one.topic, one.layer) for one in found.notices] == [
        ("size", "a"),
        ("size", "b"),
        ("centre", "sum"),
        ("size", "c"),
    ]
    assert dict(found.notices[2].values)["cells"] == "1, ?"
    # Rows: −1 … 2, and two of them two cells apart; columns: two windows of 3.
    assert (found.rows[-1].field.size, found.rows[-1].size) == ((8, 7), None)
    sized = solve(graph, 16).notices
    assert [(one.topic, dict(one.values)["cells"]) for one in sized] == [("centre", "1, 0")]


def test_a_branch_that_sees_everything_is_a_gate_of_all_that_follows():
    found = solved(("a", conv(3, 1, 1), "in"), ("all", ALL, "a"), ("gated", POINT, "a", "all"), ("b", conv(3), "gated"))
    assert found.rows[-1].field.gates == ("gated",)
    assert (found.rows[-1].field.size, found.rows[-1].size) == ((5, 5), (7, 7))
    assert [(one.topic, one.layer) for one in found.notices] == [("gate", "gated")]


def test_different_strides_flattened_paths_and_other_axes_have_no_single_box():
    wide = solved(("a", conv(3, 2, 1), "in"), ("sum", POINT, "in", "a"))
    assert (wide.rows[-1].field.sees, wide.rows[-1].field.unknown) == ("unknown", ("sum",))
    assert [(one.topic, dict(one.values)["strides"]) for one in wide.notices] == [("stride", "1×1 ≠ 2×2")]
    assert last(("f", FLAT, "in"), ("sum", POINT, "in", "f")).field.unknown == ("sum",)
    assert last(("f", FLAT, "in"), ("all", ALL, "in"), ("sum", POINT, "f", "all")).field.sees == "flat"
    # A sequence behind an embedding has one axis, what comes in has none.
    words = ("words", Operation("input", length=7)), ("line", Operation("embedding"), "words")
    found = solved(*words, ("sum", POINT, "words", "line"), source="words").rows[1:]
    assert [(row.size, row.field.sees) for row in found] == [(None, "box"), ((7,), "box"), (None, "unknown")]


@pytest.mark.parametrize(
    ("axis", "first", "box"),
    [(None, False, True), (3, False, True), (-1, False, True), (0, False, True), (1, False, False), (2, False, False)]
    + [(-2, False, False), (1, True, True), (-3, True, True), (3, True, False), (2, True, False)],
)
def test_maps_are_joined_along_their_channels_or_in_the_batch(axis, first, box):
    joined = Operation("pointwise", axis=axis, channels_first=first)
    found = last(("a", conv(3, 1, 1), "in"), ("join", joined, "in", "a"))
    assert found.field.sees == ("box" if box else "unknown")
    assert last(("join", joined, "in")).field.sees == "box"  # a single path has nothing behind it


def test_one_window_stands_for_every_axis():
    window = Operation("window", (Window(3, 2),), alike=True)
    for size in ((9,), (9, 5), (9, 7, 5)):
        found = solve(network(("in", Operation("input", size=size)), ("a", window, "in"))).rows[-1]
        assert found.size == tuple((cells - 1) // 2 for cells in size)
        assert found.field == ReceptiveField((AxisField((0,), (3,), 2, path=3),) * len(size))


def test_a_map_is_resized_where_its_size_is_known_and_asks_for_it_otherwise():
    def resized(*target, size=(9, 9), **options):
        layer = Operation("resize", resize=Resize(target, **options))
        return solve(network(("in", Operation("input", size=size)), ("a", layer, "in")))

    known = resized(3, 18, interpolation="nearest")
    assert known.rows[-1].operation.windows == (Resampling(9, 3, "nearest"), Resampling(9, 18, "nearest"))
    assert (known.rows[-1].size, known.notices) == ((3, 18), ())
    for times, size in ((False, (3, 18)), (True, None)):
        unknown = resized(3, 18, size=(None, 9), times=times)
        assert (unknown.rows[-1].size, unknown.rows[-1].field.unknown) == (size, ("a",))
        assert [(one.topic, one.layer) for one in unknown.notices] == [("size", "a")]
    with pytest.raises(BadInput, match="layer a slides along 2 axes, but its input map has 1"):
        resized(3, 18, size=(9,))


def test_statistics_of_a_whole_map_are_told_and_leave_the_box():
    found = solved(("norm", Operation("pointwise", statistics=True), "in"))
    assert [(one.topic, one.layer) for one in found.notices] == [("statistics", "norm")]
    assert found.rows[-1].field.size == (1, 1)


@pytest.mark.parametrize(
    ("layers", "options", "says"),
    [
        ([("a", conv(10), "in")], {}, r"layer a does not fit its input map of \(9, 9\) cells: \(1, 1\) more"),
        (
            [("a", conv(3), "in"), ("b", POINT, "in", "a")],
            {},
            r"layer b merges maps of different sizes: \(7, 7\) ≠ \(9",
        ),
        ([("a", Operation("window", (Window(3),)), "in")], {}, "layer a slides along 1 axes, but its input map has 2"),
        ([("b", MAP)], {}, "choose one of the model's inputs: in, b"),
        ([("b", MAP)], {"source": "c"}, "choose one of the model's inputs: in, b"),
        ([("b", Operation("input"))], {"source": "b"}, "the input b has no spatial axes"),
        ([("b", Operation("input")), ("c", DENSE, "b")], {"source": "b"}, "the input b has no spatial axes"),
        ([], {"input_size": (9, 9, 9)}, "has 2 spatial axes, but the size given has 3"),
        ([], {"input_size": ()}, "has 2 spatial axes, but the size given has 0"),
    ],
)
def test_what_cannot_be_solved_is_a_sentence(layers, options, says):
    with pytest.raises(BadInput, match=says):
        solved(*layers, **options)


def test_sizes_go_from_one_cell_to_the_largest_input():
    holds(lambda size: solved(input_size=size), [(1, 0), (MAX_SIDE, MAX_SIDE + 1)], "size")
    holds(lambda kernel: solved(("a", conv(kernel), "in")), [(9, 10)], "does not fit")
    assert last(input_size=4).size == (4, 4)
    # A window that is not known to be too large is no error while the size is open.
    assert solve(network(("in", Operation("input", size=(None, 9))), ("a", conv(10), "in"))).rows[-1].size is None
