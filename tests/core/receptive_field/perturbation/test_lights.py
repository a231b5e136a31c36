"""What a lit network says beside a prediction: a network of one layer worked by hand in Keras's place."""

import numpy as np
import pytest

from core.errors import BadInput
from core.networks.graph import Graph, Node, Operation
from core.receptive_field.perturbation.lights import Report, compare, place_of
from core.receptive_field.solver import solve
from core.window import Window

NODES = (Node("in", "", Operation("input", size=(7,))), Node("a", "", Operation("window", (Window(3, 2),)), (0,)))
SOLUTION = solve(Graph(NODES, ("a",)))
MEETS = np.array([[2 * unit <= cell < 2 * unit + 3 for unit in range(3)] for cell in range(7)])  # (cells, units)


class Lit:
    """In the place of `Lights`: units of the layer "a" by the cells that meet them."""

    names = ("a",)
    size = (7,)

    def __init__(self, meets=MEETS):
        self.meets = meets

    def size_of(self, layer):
        return self.meets.shape[1:]

    def reached(self, cells):
        return [{"a": self.meets[cell]} for cell in cells]

    def reaching(self, layer):
        return self.meets


def test_cells_and_units_agree_where_the_prediction_is_true():
    assert compare(SOLUTION, Lit(), [(0,), (-1,)], [(1,)]) == Report(1, 3 + 3 + 7, ())
    assert compare(SOLUTION, Lit(), [], []) == Report(1, 0, ())


def test_every_pair_that_differs_is_counted_and_so_is_a_box_that_is_another_one():
    other = MEETS.copy()
    other[3, 1] = False  # a hole in the middle of unit 1: the box stays
    assert compare(SOLUTION, Lit(other), [(3,)], [(1,)]) == Report(1, 3 + 7, (("a", 1 + 1),))
    other[2, 1] = False  # and its first cell: another box
    assert compare(SOLUTION, Lit(other), [], [(1,), (0,)]) == Report(1, 7 + 7, (("a", 2 + 1),))


def test_a_box_that_reaches_over_the_border_is_not_compared():
    padded = Node("a", "", Operation("window", (Window(3, 2, 1, 1),)), (0,))
    solution = solve(Graph((NODES[0], padded), ("a",)))
    meets = np.array([[2 * unit - 1 <= cell < 2 * unit + 2 for unit in range(4)] for cell in range(7)])
    assert compare(solution, Lit(meets), [], [(0,), (3,), (1,)]) == Report(1, 21, ())


def test_cells_are_counted_from_either_end():
    assert [place_of(cell, (3, 4)) for cell in ((0, 0), (2, 3), (-1, -1), (-3, -4))] == [(0, 0), (2, 3), (2, 3), (0, 0)]
    for wrong in ((3, 0), (0, 4), (-4, 0), (0, -5), (0,), (0, 0, 0)):
        with pytest.raises(BadInput, match="is outside its layer of size"):
            place_of(wrong, (3, 4))
