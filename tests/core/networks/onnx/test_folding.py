"""Arithmetic on shapes against onnx's own reference evaluation: what is known of a result is what comes out."""

import numpy as np
import pytest

from core.networks.onnx.folding import MAX_VALUE, fold, shape_of
from core.networks.onnx.model import MAX_NUMBERS
from core.networks.tensors import Constant, Tensor

onnx = pytest.importorskip("onnx")
from onnx import helper, numpy_helper  # noqa: E402
from onnx.reference import ReferenceEvaluator  # noqa: E402


def constant(array):
    return Constant(array.shape, tuple(array.ravel().tolist())) if array.size <= MAX_NUMBERS else Constant(array.shape)


def whole(*numbers):
    return np.array(numbers, np.int64)


def evaluated(kind, arrays, **attributes):
    """The operation's result by onnx."""
    names = [f"i{place}" for place in range(len(arrays))]
    given = [numpy_helper.from_array(np.asarray(array), name) for name, array in zip(names, arrays)]
    node = helper.make_node(kind, names, ["y"], **attributes)
    out = helper.make_tensor_value_info("y", onnx.TensorProto.UNDEFINED, None)
    return ReferenceEvaluator(helper.make_model(helper.make_graph([node], "g", [], [out], given))).run(None, {})[0]


FIVE, GRID = whole(4, -7, 0, 9, 2), np.arange(12).reshape(3, 4)
# (operation, what it is given, attributes): all of it is known.
KNOWN = [
    ("Add", (FIVE, whole(3)), {}),
    ("Add", (whole(3), FIVE), {}),
    ("Sub", (FIVE, FIVE[::-1].copy()), {}),
    ("Mul", (FIVE, np.array(2)), {}),
    ("Div", (whole(12, 7, 9), whole(5, 2, 3)), {}),
    ("Div", (np.array([1.0, 3.0]), np.array([4.0, 2.0])), {}),
    ("Mod", (whole(7, 9), whole(4, 5)), {}),
    ("Max", (FIVE, whole(1)), {}),
    ("Min", (FIVE, whole(1)), {}),
    ("Cast", (FIVE,), {"to": onnx.TensorProto.FLOAT}),
    ("Identity", (FIVE,), {}),
    ("Floor", (np.array([-1.5, 1.5, 2.0]),), {}),
    ("Ceil", (np.array([-1.5, 1.5, 2.0]),), {}),
    ("Unsqueeze", (np.array(3), whole(0)), {}),
    ("Unsqueeze", (FIVE, whole(0, -1)), {}),
    ("Squeeze", (whole(3), whole(0)), {}),
    ("Squeeze", (GRID.reshape(1, 3, 4, 1), whole(-1)), {}),
    ("Squeeze", (GRID.reshape(1, 3, 4, 1),), {}),
    ("Reshape", (GRID, whole(2, 6)), {}),
    ("Concat", (FIVE, whole(8), FIVE), {"axis": 0}),
    ("Gather", (FIVE, whole(3, -1)), {}),
    ("Gather", (FIVE, np.array(-5)), {}),
    ("Slice", (FIVE, whole(1), whole(4)), {}),
    ("Slice", (FIVE, whole(-4), whole(2**62), whole(0), whole(2)), {}),
    ("Slice", (FIVE, whole(-1), whole(-(2**62)), whole(0), whole(-1)), {}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "arrays", "attributes"), KNOWN)
def test_what_follows_from_numbers_is_worked_out(kind, arrays, attributes):
    expected = evaluated(kind, arrays, **attributes)
    found = fold(kind, [constant(np.asarray(array)) for array in arrays], dict(attributes))
    assert found.numbers == tuple(np.asarray(expected).ravel().tolist())
    assert found.sizes == np.shape(expected)


# Here less is known: of arrays with several dimensions, of more than 64 numbers, of operations that nobody has worked out.
PARTLY = [
    ("Gather", (GRID, whole(1)), {}),
    ("Gather", (GRID, whole(1)), {"axis": 1}),
    ("Slice", (GRID, whole(1), whole(3)), {}),
    ("Slice", (GRID, whole(1), whole(3), whole(1)), {}),
    ("Slice", (GRID, whole(2), whole(-9), whole(0), whole(-1)), {}),
    ("Concat", (GRID, GRID), {"axis": 0}),
    ("Concat", (GRID, GRID), {"axis": 1}),
    ("Transpose", (GRID,), {"perm": (1, 0)}),
    ("Transpose", (GRID.reshape(3, 2, 2),), {}),
    ("Reshape", (GRID, whole(-1, 2)), {}),
    ("Reshape", (GRID, whole(0, 4)), {}),
    ("Add", (GRID, whole(1, 2, 3, 4)), {}),
    ("Add", (GRID, np.arange(3).reshape(3, 1)), {}),
    ("Relu", (GRID.astype(np.float32),), {}),
    ("Neg", (FIVE,), {}),
    ("Flatten", (GRID,), {}),
    ("Add", (np.arange(65), whole(1)), {}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "arrays", "attributes"), PARTLY)
def test_nothing_is_said_that_is_not_so(kind, arrays, attributes):
    expected = evaluated(kind, arrays, **attributes)
    found = fold(kind, [constant(np.asarray(array)) for array in arrays], dict(attributes))
    assert found.sizes in (None, expected.shape)
    assert found.numbers in (None, tuple(expected.ravel().tolist()))
    if kind in ("Transpose", "Relu", "Neg"):
        assert found.sizes == expected.shape


def test_numbers_of_an_operation_are_those_that_its_attribute_holds():
    for attributes, expected in (
        ({"value": constant(FIVE)}, constant(FIVE)),
        ({"value_ints": (3, 4)}, Constant((2,), (3, 4))),
        ({"value_int": 3}, Constant((), (3,))),
        ({"value_float": 2.5}, Constant((), (2.5,))),
        ({"value_string": "x"}, Constant((), None)),
    ):
        assert fold("Constant", [], attributes) == expected


def test_an_array_of_one_number_has_the_shape_that_it_is_given():
    fill = {"value": Constant((1,), (7,))}
    assert fold("ConstantOfShape", [constant(whole(2, 3))], fill) == Constant((2, 3), (7,) * 6)
    assert fold("ConstantOfShape", [constant(whole(2, 3))], {}) == Constant((2, 3), (0,) * 6)
    assert fold("ConstantOfShape", [constant(whole(8, 8))], fill).numbers == (7,) * 64
    assert fold("ConstantOfShape", [constant(whole(5, 13))], fill) == Constant((5, 13), None)
    assert fold("ConstantOfShape", [Constant((2,), (2, None))], fill) == Constant((2, None), None)
    assert fold("ConstantOfShape", [Constant((2,))], fill) == Constant()


def test_what_is_not_known_of_one_part_is_not_known_of_the_whole():
    known, lost, some = constant(FIVE), Constant((5,)), Constant((2,), (3, None))
    assert fold("Add", [known, lost], {}) == fold("Add", [lost, constant(whole(3))], {}) == Constant((5,))
    assert fold("Add", [known, Constant((None,))], {}) == Constant()
    assert fold("Add", [known, Constant()], {}) == fold("Add", [Constant(), known], {}) == Constant()
    assert fold("Add", [some, constant(whole(1))], {}) == Constant((2,), (4, None))
    assert fold("Add", [known, some], {}).numbers is None  # five numbers and two
    assert fold("Add", [known, Constant((0,), ())], {}).numbers is None
    assert fold("Add", [known], {}) == fold("Add", [known, None], {}) == Constant()
    assert fold("Concat", [known, lost], {"axis": 0}) == fold("Concat", [known, None], {"axis": 0}) == Constant()
    assert fold("Concat", [some, some], {"axis": 0}) == Constant((4,), (3, None, 3, None))
    assert fold("Gather", [some, constant(whole(1, 0, 2, -3, -2))], {}).numbers == (None, 3, None, None, 3)
    assert fold("Gather", [known, lost], {}) == fold("Gather", [known], {}) == Constant()
    assert fold("Gather", [known, Constant((1,), (None,))], {}).numbers == (None,)
    assert fold("Slice", [known, constant(whole(1)), constant(whole(3)), constant(whole(1))], {}) == Constant()
    assert fold("Slice", [known, constant(whole(0)), constant(whole(3)), None, constant(whole(0))], {}) == Constant()
    assert fold("Slice", [known, Constant((1,), (None,)), constant(whole(3))], {}) == Constant()
    assert fold("Unsqueeze", [constant(whole(3))], {"axes": (0,)}).sizes == (1, 1)  # as it was before version 13
    assert fold("Floor", [Constant((2,), (None, float("inf")))], {}).numbers == (None, float("inf"))
    assert fold("Transpose", [known], {"perm": (1, 0)}) == Constant()
    assert fold("Mystery", [known], {}) == fold("Mystery", [], {}) == Constant()


def test_numbers_that_cannot_be_are_not_known():
    for kind, a, b in (("Div", 1, 0), ("Mod", 1, 0), ("Mul", MAX_VALUE + 1, 1), ("Add", 1, -MAX_VALUE - 1)):
        assert fold(kind, [constant(whole(a)), constant(whole(b))], {}).numbers == (None,)
    assert fold("Add", [constant(whole(MAX_VALUE)), constant(whole(0))], {}).numbers == (MAX_VALUE,)
    for a, b, quotient in (
        (7, 2, 3),
        (-7, 2, -3),
        (7, -2, -3),
        (-7, -2, 3),
        (-1, 3, 0),
    ):  # C's division, as the operator has it
        assert fold("Div", [constant(whole(a)), constant(whole(b))], {}).numbers == (quotient,)


def test_a_long_list_is_a_list_of_its_length():
    half = constant(np.arange(32))
    assert len(fold("Concat", [half, half], {"axis": 0}).numbers) == MAX_NUMBERS
    assert fold("Concat", [half, half, constant(whole(1))], {"axis": 0}) == Constant((65,), None)


def test_a_shape_is_a_list_of_its_dimensions():
    assert shape_of(Tensor(0, (1, None, 5))) == shape_of(Constant((1, None, 5))) == Constant((3,), (1, None, 5))
    assert shape_of(None) == shape_of(Tensor(0, None)) == Constant()
