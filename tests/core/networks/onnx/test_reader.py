"""Receptive fields of ONNX models: published figures, and what onnx's own reference evaluation reacts to."""

import io
import sys
from pathlib import Path

import numpy as np
import pytest

from core.networks.onnx.reader import graph_of
from core.receptive_field.solver import solve

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from onnx.reference import ReferenceEvaluator  # noqa: E402

sys.path.insert(0, str(Path(__file__).parents[1]))
from lit import assert_agreement, reactions  # noqa: E402

LIGHT = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
FLOAT = TensorProto.FLOAT
# Size and stride of the last layer with rows and columns, before the average over the whole map.
PUBLISHED = {
    "bvlc_alexnet": (195, 32, 64),
    "vgg19": (268, 32, 118),
    "resnet50": (427, 32, 213),
    "densenet121": (2071, 32, 1021),
    "inception_v1": (715, 32, 327),
    "squeezenet": (207, 16, 88),
    "zfnet512": (155, 32, 48),
}


def before_the_average(name):
    solution = solve(graph_of(io.BytesIO((LIGHT / f"light_{name}.onnx").read_bytes())))
    rows = [row for row in solution.rows if row.field.sees == "box" and row.size and max(row.size) > 1]
    return solution, rows[-1].field


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_network_of_the_onnx_wheel_has_its_published_field(name):
    solution, field = before_the_average(name)
    size, stride, padding = PUBLISHED[name]
    assert (field.size, field.stride, field.padding) == ((size,) * 2, (stride,) * 2, (padding,) * 2)
    assert not any(row.field.sees == "unknown" for row in solution.rows)


def test_inception_v2_has_its_published_size_and_stride():
    _, field = before_the_average("inception_v2")
    assert (field.size, field.stride) == ((699, 699), (32, 32))


def test_shufflenets_shuffles_of_channels_move_no_cell():
    solution, field = before_the_average("shufflenet")
    # All 32 shuffles; the last Reshape is the flattening before the classifier.
    assert [row.node.label for row in solution.rows if row.field.sees in ("unknown", "flat")] == ["Reshape"]
    # Zhang et al. 2018, table 1: a convolution and a pool of 3×3 with stride 2, then stages of 4, 8 and 4 units with
    # one 3×3 each, the first of every stage with stride 2.
    growth = [(3, 2), (3, 2)] + [(3, 2)] + [(3, 1)] * 3 + [(3, 2)] + [(3, 1)] * 7 + [(3, 2)] + [(3, 1)] * 3
    size, jump = 1, 1
    for kernel, stride in growth:
        size += (kernel - 1) * jump
        jump *= stride
    assert (field.size, field.stride) == ((size, size), (jump, jump))


@pytest.mark.parametrize("name", [*PUBLISHED, "inception_v2", "shufflenet"])
def test_sizes_agree_with_onnxs_own_shape_inference(name):
    model = onnx.shape_inference.infer_shapes(onnx.load(LIGHT / f"light_{name}.onnx"))
    told = {
        value.name: [dimension.dim_value for dimension in value.type.tensor_type.shape.dim]
        for value in model.graph.value_info
    }
    outputs = {node.name or node.output[0]: node.output[0] for node in model.graph.node}
    solution, _ = before_the_average(name)
    compared = 0
    for row in solution.rows[1:]:
        shape = told.get(outputs[row.node.name])
        if row.size is not None and shape and len(shape) == 4:
            assert list(row.size) == shape[2:], row.node.name
            compared += 1
    assert compared > 10


def model_of(nodes, size=(9, 10), weights=(), channels=1, opset=21, batch="n"):
    given = helper.make_tensor_value_info("x", FLOAT, [batch, channels, *size])
    out = helper.make_tensor_value_info("y", FLOAT, None)
    stored = [numpy_helper.from_array(np.asarray(value), name) for name, value in weights]
    return helper.make_model(
        helper.make_graph(nodes, "g", [given], [out], stored),
        opset_imports=[helper.make_opsetid("", opset)],
        ir_version=10,
    )


def ones(*shape):
    return np.ones(shape, np.float32)


def whole(*numbers):
    return np.array(numbers, np.int64)


def node(kind, *inputs, to="y", **attributes):
    return helper.make_node(kind, list(inputs), [to], **attributes)


SINGLE = {
    "convolution without kernel_shape": ([node("Conv", "x", "w", strides=[2, 1], pads=[1, 0, 2, 1])], [("w", ones(1, 1, 3, 2))]),
    "dilated": ([node("Conv", "x", "w", dilations=[2, 3], pads=[2, 2, 2, 2])], [("w", ones(1, 1, 3, 3))]),
    "same upper": ([node("Conv", "x", "w", strides=[2, 2], auto_pad="SAME_UPPER")], [("w", ones(1, 1, 4, 3))]),
    "same lower": ([node("Conv", "x", "w", strides=[2, 2], auto_pad="SAME_LOWER")], [("w", ones(1, 1, 4, 3))]),
    "same lower, even": ([node("MaxPool", "x", kernel_shape=[2, 4], auto_pad="SAME_LOWER")], []),
    "valid": ([node("Conv", "x", "w", strides=[3, 2], auto_pad="VALID")], [("w", ones(1, 1, 3, 3))]),
    "ceil": ([node("MaxPool", "x", kernel_shape=[3, 2], strides=[2, 3], ceil_mode=1)], []),
    "transposed": ([node("ConvTranspose", "x", "w", strides=[2, 3], pads=[1, 0, 0, 1], output_padding=[1, 0])], [("w", ones(1, 1, 3, 4))]),
    "transposed same": ([node("ConvTranspose", "x", "w", strides=[2, 2], auto_pad="SAME_UPPER")], [("w", ones(1, 1, 3, 5))]),
    "bordered": ([node("Pad", "x", "p")], [("p", whole(0, 0, 2, 1, 0, 0, 3, 4))]),
    "every second cell": ([node("Slice", "x", "a", "b", "c", "d")], [("a", whole(1, -7)), ("b", whole(2**31, 9)), ("c", whole(2, 3)), ("d", whole(2, 1))]),
    "nearest": ([node("Resize", "x", "", "s")], [("s", np.array([1, 1, 2, 3], np.float32))]),
    "nearest, floor": ([node("Resize", "x", "", "s", coordinate_transformation_mode="asymmetric", nearest_mode="floor")], [("s", np.array([1, 1, 4, 3], np.float32))]),
    "linear": ([node("Resize", "x", "", "s", mode="linear")], [("s", np.array([1, 1, 2, 4], np.float32))]),
    "linear by a size": ([node("Resize", "x", "", "", "s", mode="linear")], [("s", whole(90, 1, 18, 30))]),
    "linear, asymmetric": ([node("Resize", "x", "", "s", mode="linear", coordinate_transformation_mode="asymmetric")], [("s", np.array([1, 1, 2, 3], np.float32))]),
    "halved": ([node("Resize", "x", "", "s", mode="linear")], [("s", np.array([1, 1, 1 / 3, 0.5], np.float32))]),
    "halved, nearest": ([node("Resize", "x", "", "s")], [("s", np.array([1, 1, 1 / 3, 0.5], np.float32))]),
    "a transpose and back": (
        [node("Transpose", "x", to="t", perm=[0, 2, 3, 1]), node("Transpose", "t", to="u", perm=[0, 3, 2, 1]), node("Conv", "u", "w", to="v"), node("Transpose", "v", perm=[0, 1, 3, 2])],
        [("w", ones(1, 1, 3, 1))],
    ),
    "a split in rows": ([helper.make_node("Split", ["x", "s"], ["y", "z"], axis=2)], [("s", whole(4, 5))]),
    "a branch": (
        [node("Conv", "x", "w", to="a", pads=[0, 2, 0, 2]), node("Conv", "x", "v", to="b", pads=[2, 0, 2, 0]), node("Concat", "a", "b", axis=1)],
        [("w", ones(1, 1, 1, 5)), ("v", ones(1, 1, 5, 1))],
    ),
    "pixel shuffle": ([node("Conv", "x", "w", to="c", pads=[1, 1, 1, 1]), node("DepthToSpace", "c", blocksize=2)], [("w", ones(4, 1, 3, 3))]),
    "pixel shuffle by hand": (
        [node("Conv", "x", "w", to="c"), node("Reshape", "c", "a", to="d"), node("Transpose", "d", to="e", perm=[0, 1, 4, 2, 5, 3]), node("Reshape", "e", "b")],
        [("w", ones(4, 1, 2, 3)), ("a", whole(0, 1, 2, 2, 8, 8)), ("b", whole(0, 1, 16, 16))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SINGLE)
def test_what_a_unit_sees_is_what_it_reacts_to(case):
    nodes, weights = SINGLE[case]
    model = model_of(nodes, weights=weights)
    solution = solve(graph_of(io.BytesIO(model.SerializeToString())))
    session = ReferenceEvaluator(model)
    lit = reactions(lambda images: session.run(None, {"x": images})[0], (9, 10))
    names = [row for row in solution.rows if row.field.sees == "box"]
    row = names[1] if "split" in case else names[-1]
    assert_agreement(solution, row.node.name, lit)


def test_space_to_depth_sees_whole_blocks():
    model = model_of([node("SpaceToDepth", "x", blocksize=2)], size=(8, 10))
    solution = solve(graph_of(io.BytesIO(model.SerializeToString())))
    session = ReferenceEvaluator(model)
    lit = reactions(lambda images: session.run(None, {"x": images})[0], (8, 10))
    assert_agreement(solution, solution.rows[-1].node.name, lit)


def test_a_transposed_convolution_to_a_size_splits_its_padding_as_the_specification_says():
    # total = stride · (n − 1) + kernel − size: 2·8 + 3 − 18 = 1 and 2·9 + 5 − 20 = 3; the larger half comes first.
    size, explicit = (
        solve(
            graph_of(
                io.BytesIO(
                    model_of(
                        [node("ConvTranspose", "x", "w", **given)], weights=[("w", ones(1, 1, 3, 5))]
                    ).SerializeToString()
                )
            )
        )
        for given in ({"strides": [2, 2], "output_shape": [18, 20]}, {"strides": [2, 2], "pads": [1, 2, 0, 1]})
    )
    assert size.rows[-1].field == explicit.rows[-1].field
    assert size.rows[-1].size == explicit.rows[-1].size == (18, 20)


def test_channels_last_with_a_transpose_in_front_is_recognised():
    x = helper.make_tensor_value_info("x", FLOAT, [1, 32, 40, 3])
    y = helper.make_tensor_value_info("y", FLOAT, None)
    nodes = [node("Transpose", "x", to="t", perm=[0, 3, 1, 2]), node("Conv", "t", "w", strides=[2, 2])]
    weights = [numpy_helper.from_array(ones(8, 3, 3, 5), "w")]
    model = helper.make_model(helper.make_graph(nodes, "g", [x], [y], weights))
    solution = solve(graph_of(io.BytesIO(model.SerializeToString())))
    assert solution.rows[0].size == (32, 40)
    assert (solution.rows[-1].field.size, solution.rows[-1].size) == ((3, 5), (15, 18))


def test_a_shape_that_the_model_computes_is_followed():
    nodes = [
        node("Shape", "x", to="s"),
        node("Gather", "s", "zero", to="n", axis=0),
        node("Unsqueeze", "n", "axis", to="n1"),
        node("Concat", "n1", "rest", to="t", axis=0),
        node("Reshape", "x", "t", to="a"),
        node("Conv", "a", "w"),
    ]
    weights = [("zero", np.array(0, np.int64)), ("axis", whole(0)), ("rest", whole(1, 9, 10)), ("w", ones(1, 1, 3, 3))]
    solution = solve(graph_of(io.BytesIO(model_of(nodes, weights=weights).SerializeToString())))
    assert (solution.rows[-1].field.sees, solution.rows[-1].field.size) == ("box", (3, 3))


def test_local_functions_are_followed_with_the_attributes_of_their_callers():
    body = [helper.make_node("Conv", ["a", "b"], ["c"])]
    reference = onnx.AttributeProto(name="strides", ref_attr_name="step", type=onnx.AttributeProto.INTS)
    body[0].attribute.append(reference)
    function = helper.make_function("own", "block", ["a", "b"], ["c"], body, [helper.make_opsetid("", 21)], ["step"])
    call = helper.make_node("block", ["x", "w"], ["y"], domain="own", step=[2, 2])
    model = model_of([call], weights=[("w", ones(1, 1, 3, 3))])
    model.functions.append(function)
    solution = solve(graph_of(io.BytesIO(model.SerializeToString())))
    assert (solution.rows[-1].field.size, solution.rows[-1].field.stride) == ((3, 3), (2, 2))


def test_attention_and_gates_are_told_apart():
    nodes = [
        node("GlobalAveragePool", "x", to="g"),
        node("Sigmoid", "g", to="s"),
        node("Conv", "x", "w", to="c", pads=[1, 1, 1, 1]),
        node("Mul", "c", "s"),
    ]
    solution = solve(graph_of(io.BytesIO(model_of(nodes, weights=[("w", ones(1, 1, 3, 3))]).SerializeToString())))
    assert (solution.rows[-1].field.size, solution.rows[-1].field.gates) == ((3, 3), ("y",))
    nodes = [
        node("Reshape", "x", "t", to="f"),
        node("Transpose", "f", to="k", perm=[0, 2, 1]),
        node("MatMul", "k", "f", to="m"),
        node("Softmax", "m", to="p"),
        node("MatMul", "p", "k"),
    ]
    solution = solve(graph_of(io.BytesIO(model_of(nodes, weights=[("t", whole(0, 1, 90))]).SerializeToString())))
    assert [row.field.sees for row in solution.rows[-2:]] == ["flat", "everything"]


def test_an_operator_that_nobody_knows_is_named():
    model = model_of([helper.make_node("Mystery", ["x"], ["m"], domain="own"), node("Relu", "m")])
    solution = solve(graph_of(io.BytesIO(model.SerializeToString())))
    assert solution.rows[-1].field.unknown == ("m",)
