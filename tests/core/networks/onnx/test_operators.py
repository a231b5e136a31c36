"""Operators that move and combine, each against onnx's own evaluation on coordinates: sizes, and where rows and columns run."""

import pytest

pytest.importorskip("onnx")
from core.networks.tensors import Constant, Tensor
from tests.core.networks.coordinates import expected
from tests.core.networks.onnx.applied import SIZES, X, evaluated, ones, read, tensor, whole

PLACES = (None, None, 0, 1)
MOVES = [
    ("Transpose", (X,), {"perm": [0, 2, 3, 1]}),
    ("Transpose", (X,), {}),
    ("Reshape", (X, whole(0, 1, 3, -1, 5)), {}),
    ("Reshape", (X, whole(0, 0, 20)), {}),
    ("Reshape", (X, whole(6, 4, 5)), {}),
    ("Flatten", (X,), {}),
    ("Flatten", (X,), {"axis": 2}),
    ("Flatten", (X,), {"axis": 0}),
    ("Unsqueeze", (X, whole(1, -1)), {}),
    ("Gather", (X, whole(0, 2)), {"axis": 1}),
    ("Gather", (X, whole(1).reshape(())), {"axis": -3}),
    ("Slice", (X, whole(1), whole(3), whole(2)), {}),
    ("Slice", (X, whole(0, 1), whole(2, 9)), {}),
    ("Slice", (X, whole(0, -3), whole(9, -1), whole(3, 1), whole(2, 1)), {}),
    ("ReduceMean", (X, whole(1)), {}),
    ("ReduceMax", (X, whole(1)), {"keepdims": 0}),
    ("ReduceMax", (X, whole(2, 1)), {"keepdims": 0}),
    ("ArgMax", (X,), {"axis": 1}),
    ("ReduceSum", (X,), {"noop_with_empty_axes": 1}),
    ("Concat", (X, X), {"axis": 1}),
    ("Concat", (X, X), {"axis": -3}),
    ("Softmax", (X,), {"axis": 1}),
    ("Relu", (X,), {}),
    ("Expand", (X, whole(7, 2, 1, 1, 5)), {}),
    ("Add", (X, ones(7, 1, 1, 1, 1)), {}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "attributes"), MOVES)
def test_sizes_and_places_are_those_of_onnxs_evaluation(kind, given, attributes):
    ((found, *_), _) = read(kind, *given, **attributes)
    if kind in ("ArgMax", "Softmax"):  # whose results are no coordinates
        assert found.sizes == evaluated(kind, *given, **attributes)[0].shape
        assert found.places == PLACES
        return
    wanted = expected(lambda coordinate: evaluated(kind, *given, image=coordinate, **attributes)[0])
    assert (found.sizes, found.places) == wanted


def test_reductions_over_all_of_space_see_everything_and_what_cannot_be_told_is_lost():
    for given, attributes, kind in (
        ((X,), {}, "everything"),
        ((X,), {"axes": [2, 3]}, "everything"),
        ((X, whole(-1)), {}, "flatten"),
        ((X, Constant((1,))), {}, "unknown"),  # over which is worked out elsewhere
        ((X, None), {}, "everything"),
        ((X,), {"axes": None}, "unknown"),
    ):
        assert read("ReduceMean", *given, **attributes)[1].operation.kind == kind
    assert read("ArgMax", X)[0][0].sizes == evaluated("ArgMax", X)[0].shape


def test_squeezed_dimensions_are_those_of_one_cell():
    (found,), _ = read("Squeeze", X, whole(0), sizes=(1, 3, 4, 5))
    assert (found.sizes, found.places) == ((3, 4, 5), (None, 0, 1))
    assert read("Squeeze", X, sizes=(1, 1, 4, 5))[0][0].sizes == (4, 5)
    assert read("Unsqueeze", X, Constant((1,)))[1].operation.kind == "unknown"


def test_softmax_and_normalisations_over_space_are_told_from_those_over_channels():
    for axis, kind in ((-1, "unknown"), (2, "unknown"), (1, "pointwise"), (0, "pointwise"), (4, "pointwise")):
        assert read("Softmax", X, axis=axis)[1].operation.kind == kind
    assert read("Softmax", X)[1].operation.kind == "unknown"  # the last one, by its definition
    for kind, attributes, statistics in (
        ("LayerNormalization", {}, True),
        ("LayerNormalization", {"axis": 1}, True),
        ("InstanceNormalization", {}, True),
        ("MeanVarianceNormalization", {}, True),
        ("MeanVarianceNormalization", {"axes": [0, 1]}, False),
        ("MeanVarianceNormalization", {"axes": [-1]}, True),
        ("MeanVarianceNormalization", {"axes": [4, -5]}, False),
        ("BatchNormalization", {}, False),
    ):
        assert read(kind, X, ones(3), ones(3), **attributes)[1].operation.statistics is statistics, (kind, attributes)
    last = read("LayerNormalization", X, ones(5), layout=(1, 2))  # channels last: over them alone
    assert last[1].operation.statistics is False


def test_pools_over_the_map_leave_one_cell():
    (found,), node = read("GlobalAveragePool", X)
    assert (found.sizes, node.operation.kind) == (evaluated("GlobalAveragePool", X)[0].shape, "everything")
    results, node = read("LSTM", X, outputs=3, told=(7, 1, 2, 8))
    assert [result.sizes for result in results] == [(7, 1, 2, 8)] * 3


@pytest.mark.parametrize(
    ("given", "attributes", "outputs"),
    [
        ((X, whole(1, 2)), {"axis": 1}, 2),
        ((X, whole(1, 3)), {"axis": 2}, 2),
        ((X, whole(2, 0, 3)), {"axis": -1}, 3),
        ((X,), {"axis": 2, "num_outputs": 2}, 2),
        ((X,), {"axis": 3, "num_outputs": 3}, 3),
        ((X,), {"num_outputs": 2}, 2),
    ],
)
def test_parts_of_a_split_are_onnxs(given, attributes, outputs):
    found, _ = read("Split", *given, outputs=outputs, **attributes)
    parts = evaluated("Split", *given, outputs=outputs, **attributes)
    for one, part in zip(found, parts, strict=True):
        if part.size:  # of a part without cells nothing is known
            assert one.sizes == part.shape


def test_a_split_of_a_length_not_known():
    sizes = (2, None, 4, 5)
    assert [part.places for part in read("Split", X, sizes=sizes, axis=1, outputs=2)[0]] == [PLACES] * 2
    for given, axis in (((X,), 2), ((X, whole(1)), 2), ((X,), 4), ((X,), -5)):
        assert read("Split", *given, sizes=(2, 3, None, 5), outputs=2, axis=axis)[1].operation.kind == "unknown"
    assert read("Split", X, whole(1), outputs=2, axis=1)[1].operation.kind == "unknown"  # of two parts one is told
    assert read("Split", Tensor(0, None, (), 2), outputs=2)[1].operation.kind == "unknown"


def test_shapes_that_are_not_known_are_taken_from_what_the_file_says():
    lost = Constant((2,))
    assert read("Reshape", X, lost)[1].operation.kind == "unknown"
    (found,), node = read("Reshape", X, lost, told=(2, 3, 20))
    assert (found.sizes, node.operation.kind) == ((2, 3, 20), "flatten")
    (found,), _ = read("Reshape", X, Constant((2,), (2, None)))
    assert found.sizes == (2, 60)
    (found,), _ = read("Reshape", X, whole(0, 60), allowzero=1, sizes=(2, 3, 4, 5))
    assert found.sizes == (0, 60)
    (found,), _ = read("Mystery", X, told=(9, 9))
    assert (found.sizes, found.places) == ((9, 9), (None, None))
    (found,), _ = read("Mystery", Tensor(0, None, (), 2), told=(9, 9))
    assert (found.sizes, found.places) == ((9, 9), (None, None))
    assert read("Expand", X, Constant((1,)))[0][0].sizes == SIZES
    assert read("Flatten", X, axis=-1)[0][0].sizes == (24, 5)


def test_what_is_not_a_plain_slice_or_index_is_lost():
    for kind, given in (
        ("Slice", (X, Constant((1,)), whole(3))),
        ("Slice", (X, whole(1), Constant((1,)))),
        ("Slice", (X, whole(1), whole(2, 3))),
        ("Slice", (X, whole(1), whole(2), whole(0, 1))),
        ("Slice", (X, whole(1), whole(2), whole(0), whole(1, 1))),
        ("Gather", (X, whole(1, 2).reshape(1, 2))),
        ("Gather", (X,)),
        ("Gather", (X, X)),
        ("Flatten", (Tensor(0, None, (), 2),)),
    ):
        assert read(kind, *given)[1].operation.kind == "unknown", (kind, given)
    starts = read("Slice", X, starts=[1], ends=[3], axes=[2])[0][0]  # as it was before version 10
    assert starts.sizes == (2, 3, 2, 5)


def test_indices_take_rows_of_a_table():
    (found,), node = read("Gather", ones(100, 16), X, sizes=(2, 7))
    assert (found.sizes, node.operation.kind) == ((2, 7, 16), "embedding")


TOKENS = (2, 7, 3)


@pytest.mark.parametrize(
    ("kind", "given", "attributes", "sizes"),
    [
        ("MatMul", (X, ones(3, 8)), {}, TOKENS),
        ("MatMul", (ones(8, 7), X), {}, TOKENS),
        ("Gemm", (X, ones(3, 8)), {}, (2, 3)),
        ("Gemm", (X, ones(8, 3)), {"transB": 1}, (2, 3)),
        ("Gemm", (X, ones(2, 8)), {"transA": 1}, (2, 3)),
        ("Gemm", (ones(8, 2), X), {}, (2, 3)),
        ("Gemm", (ones(2, 8), X), {"transA": 1}, (2, 3)),
        ("Gemm", (ones(8, 3), X), {"transB": 1}, (2, 3)),
    ],
)
def test_products_with_weights_have_onnxs_numbers(kind, given, attributes, sizes):
    (found,), _ = read(kind, *given, sizes=sizes, **attributes)
    shape = evaluated(kind, *given, image=ones(*sizes), **attributes)[0].shape
    turned = "transA" in attributes if given[0] is X else "transB" in attributes
    assert found.sizes == (
        shape[::-1] if turned else shape
    )  # of a turned map the numbers are right, their order is not


def test_products_of_maps_and_of_what_is_not_known():
    tokens, turned = tensor(TOKENS, (None, 0, None), 1), tensor((2, 3, 7), (None, None, 0), 1)
    assert read("MatMul", tokens, turned)[0][0].sizes == (2, 7, 7)
    for attributes in ({"transA": 1}, {"transB": 1}):
        assert read("Gemm", tokens, turned, **attributes)[1].operation.kind == "unknown"
    for weights in (Constant(), ones(3)):
        assert read("MatMul", X, weights)[0][0].sizes == (2, 3, 4, None)
    assert read("MatMul", X, None)[0][0].sizes == (2, 3, 4, None)


def test_all_that_depends_on_no_input_is_worked_out_and_a_shape_is_a_constant():
    assert read("Shape", X)[0] == [Constant((4,), SIZES)]
    assert read("Size", X)[0] == [Constant(())]
    assert read("Add", whole(2), whole(3), outputs=2)[0] == [Constant((1,), (5,))] * 2
