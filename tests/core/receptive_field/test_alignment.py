"""Two networks side by side: depths and last fields of small graphs, by hand."""

from core.networks.graph import Graph, Node, Operation
from core.networks.resampling import Resampling
from core.networks.work import Weights, Work
from core.receptive_field.alignment import aligned, depths, outline
from core.receptive_field.beside import cost_of
from core.receptive_field.solver import solve
from core.window import Window

POINT = Operation("pointwise")
WEIGHED = Work((Weights("kernel", "k", (3, 4), times="outputs"),))
SCALED = Work((Weights("gamma", "g", (4,)),))  # a normalisation: no factor of a multiply-add


def window(*axes):
    return Operation("window", axes)


def network(*layers):
    """A first input of 8 samples, then (name, operation, work, indices of its inputs …)."""
    nodes = [Node("in", "", Operation("input", size=(8,)))]
    nodes += [Node(name, "", operation, tuple(inputs), work) for name, operation, work, *inputs in layers]
    return solve(Graph(tuple(nodes), (nodes[-1].name,)))


NOTHING = Work()
LONG = network(
    ("two", window(Window(2)), NOTHING, 0),
    ("relu", POINT, SCALED, 1),
    ("pool", window(Window(2, 2)), NOTHING, 2),
    ("skip", window(Window(1, 2, -2)), NOTHING, 0),
    ("sum", POINT, NOTHING, 3, 4),
    ("dense", Operation("everything"), WEIGHED, 5),
)
SHORT = network(
    ("same", window(Window(1)), NOTHING, 0),
    ("resized", window(Resampling(8, 4)), NOTHING, 1),
    ("left", POINT, WEIGHED, 2),
    ("right", POINT, WEIGHED, 2),
)


def test_a_layer_counts_where_it_slides_steps_or_multiplies_with_weights():
    # in, two, relu, pool, skip, sum, dense; in, same, resized, left, right
    assert depths(LONG) == [0, 1, 1, 2, 1, 2, 3]
    assert depths(SHORT) == [0, 0, 1, 2, 2]


def test_layers_of_one_depth_stand_side_by_side_and_what_has_no_partner_alone():
    def names(first, second):
        return [(depth, *(row and row.node.name for row in pair)) for depth, *pair in aligned(first, second)]

    assert names(LONG, SHORT) == [
        (1, "two", "resized"),
        (1, "skip", None),
        (2, "pool", "left"),
        (2, None, "right"),
        (3, "dense", None),
    ]
    assert names(SHORT, LONG)[-1] == (3, None, "dense")
    nothing = network(("same", POINT, NOTHING, 0))
    assert names(nothing, nothing) == []


def test_a_network_in_a_line_is_that_of_its_last_layer_with_a_field():
    found, cost = outline(LONG, cost_of(LONG)), cost_of(LONG)
    assert (found.layer, found.size, found.stride, found.layers) == ("sum", (3,), (2,), 4)
    assert (found.parameters, found.multiply_adds, found.memory) == (cost.parameters, cost.multiply_adds, cost.memory)
    blind = network(("in2", Operation("unknown"), NOTHING, 0))
    assert outline(blind, cost_of(blind)).layer == "in"
