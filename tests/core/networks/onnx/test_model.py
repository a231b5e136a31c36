"""Messages of onnx.proto: read as onnx wrote them, numbers where they are few, and bounded."""

import io
import struct

import numpy as np
import pytest

from core.errors import BadInput
from core.networks.onnx.model import FIELDS, MAX_NUMBERS, MAX_RANK, RawNode, Reference, read
from core.networks.onnx.wire import Wire
from core.networks.tensors import Constant

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402


def part(number, content):
    """A field of protobuf whose content is short."""
    return bytes([number << 3 | 2, len(content)]) + content


def parsed(nodes=(), stored=(), inputs=(), functions=(), between=(), most=100):
    graph = helper.make_graph(list(nodes), "g", list(inputs), [], list(stored), value_info=list(between))
    model = helper.make_model(graph, functions=list(functions))
    return read(Wire(io.BytesIO(model.SerializeToString())), most)


def constant(tensor):
    return parsed(stored=[tensor])[0].constants[tensor.name]


def test_an_operation_has_what_onnx_wrote():
    node = helper.make_node("Conv", ["x", "", "w"], ["y", "z"], name="first", domain="own")
    for name, value in (("ints", [3, -4]), ("int", -5), ("float", 2.5), ("text", "SAME_UPPER"), ("floats", [1.5, 2.5])):
        node.attribute.append(helper.make_attribute(name, value))
    node.attribute.append(helper.make_attribute("tensor", numpy_helper.from_array(np.array([7, 8]), "t")))
    node.attribute.append(onnx.AttributeProto(name="given", ref_attr_name="outer", type=onnx.AttributeProto.INT))
    attributes = {
        "ints": (3, -4),
        "int": -5,
        "float": 2.5,
        "text": "SAME_UPPER",
        "floats": (1.5, 2.5),
        "tensor": Constant((2,), (7, 8)),
        "given": Reference("outer"),
    }
    assert parsed([node])[0].nodes == [RawNode("first", "Conv", "own", ["x", "", "w"], ["y", "z"], attributes)]


def test_the_fields_of_a_model_are_onnxs():
    assert {field.number for field in onnx.ModelProto.DESCRIPTOR.fields} == FIELDS


def attribute(value):
    return parsed([helper.make_node("A", [], ["y"], it=value)])[0].nodes[0].attributes["it"]


def test_long_attributes_are_left_out():
    assert attribute("a" * 100) == "a" * 100
    assert attribute("a" * 101) == ""
    assert attribute([0.5] * MAX_NUMBERS) == (0.5,) * MAX_NUMBERS
    assert attribute([0.5] * (MAX_NUMBERS + 1)) is None
    assert attribute([2**40] * MAX_NUMBERS) == (2**40,) * MAX_NUMBERS
    assert attribute([2**40] * (MAX_NUMBERS + 1)) is None


def test_lists_may_be_packed():
    """onnx.proto does not ask for it, and every reader of protobuf takes both."""
    packed = (
        part(1, b"A")
        + part(5, part(1, b"whole") + part(8, b"\x03\x04"))
        + part(5, part(1, b"real") + part(7, struct.pack("<2f", 1.5, 2)))
    )
    model = b"\x08\x09" + part(7, part(1, packed))
    assert read(Wire(io.BytesIO(model)), 1)[0].nodes[0].attributes == {"whole": (3, 4), "real": (1.5, 2.0)}


@pytest.mark.parametrize("kind", [np.float32, np.int32, np.int64, np.bool_, np.float64])
def test_numbers_of_small_arrays_are_read(kind):
    values = np.array([[1, 0, 1], [0, 1, 1]], kind)
    assert constant(numpy_helper.from_array(values, "w")) == Constant((2, 3), tuple(values.ravel().tolist()))
    assert constant(numpy_helper.from_array(np.array(1, kind), "w")) == Constant((), (1,))
    assert len(constant(numpy_helper.from_array(np.ones(MAX_NUMBERS, kind), "w")).numbers) == MAX_NUMBERS
    assert constant(numpy_helper.from_array(np.ones(MAX_NUMBERS + 1, kind), "w")) == Constant((MAX_NUMBERS + 1,))


@pytest.mark.parametrize("kind", [TensorProto.INT32, TensorProto.INT64, TensorProto.BOOL])
def test_numbers_in_typed_fields_are_read_too(kind):
    assert constant(helper.make_tensor("w", kind, [3], [1, 0, 1])) == Constant((3,), (1, 0, 1))
    most = helper.make_tensor("w", kind, [MAX_NUMBERS], [1] * MAX_NUMBERS)
    assert constant(most).numbers == (1,) * MAX_NUMBERS
    assert constant(helper.make_tensor("w", kind, [MAX_NUMBERS + 1], [1] * (MAX_NUMBERS + 1))).numbers is None
    short = helper.make_tensor("w", kind, [2], [1, 0])
    short.dims[0] = 3
    assert constant(short).numbers is None


def test_numbers_of_ten_bytes_each_are_read_as_far_as_64():
    values = [-(2**40)] * MAX_NUMBERS
    assert constant(helper.make_tensor("w", TensorProto.INT64, [MAX_NUMBERS], values)).numbers == tuple(values)


def test_other_numbers_are_not_known():
    for kind in (TensorProto.FLOAT16, TensorProto.UINT8):
        assert constant(helper.make_tensor("w", kind, [2], [1, 2])) == Constant((2,))
    assert constant(helper.make_tensor("w", TensorProto.FLOAT, [2], [1, 2])) == Constant((2,))  # in float_data
    raw = numpy_helper.from_array(np.array([1, 2]), "w")
    raw.dims[0] = 3
    assert constant(raw).numbers is None
    outside = numpy_helper.from_array(np.array([1, 2]), "w")
    outside.data_location = TensorProto.EXTERNAL
    assert constant(outside) == Constant((2,))


def test_dimensions_are_bounded():
    assert constant(helper.make_tensor("w", TensorProto.INT64, [1] * MAX_RANK, [7])) == Constant((1,) * MAX_RANK, (7,))
    for dims in ([1] * (MAX_RANK + 1), [-1]):
        tensor = helper.make_tensor("w", TensorProto.INT64, [1], [7])
        tensor.dims[:] = dims
        with pytest.raises(BadInput, match=r"valid ONNX|over the limit"):
            constant(tensor)


def shape(*sizes):
    return parsed(inputs=[helper.make_tensor_value_info("x", TensorProto.FLOAT, sizes)])[0].inputs["x"]


def test_shapes_of_inputs_and_between_operations():
    assert shape(1, "n", 3, None) == (1, None, 3, None)
    assert shape(2**31 - 1, 2**31, 0, -1) == (2**31 - 1, None, None, None)
    assert shape() == ()
    assert shape(*[1] * MAX_RANK) == (1,) * MAX_RANK
    with pytest.raises(BadInput, match="valid ONNX"):
        shape(*[1] * (MAX_RANK + 1))
    bare = onnx.ValueInfoProto(name="x")
    assert parsed(inputs=[bare])[0].inputs == {"x": None}
    between = helper.make_tensor_value_info("t", TensorProto.FLOAT, [1, 2])
    assert parsed(between=[between])[0].shapes == {"t": (1, 2)}


def test_functions_are_found_by_their_domain_and_name():
    body = [helper.make_node("Relu", ["a"], ["b"])]
    function = helper.make_function("own", "block", ["a"], ["b"], body, [helper.make_opsetid("", 21)])
    functions = parsed(functions=[function])[1]
    found = functions["own", "block"]
    assert (found.inputs, found.outputs, [node.kind for node in found.nodes]) == ({"a": None}, ["b"], ["Relu"])


def test_operations_are_counted_over_the_graph_and_its_functions():
    body = [helper.make_node("Relu", ["a"], ["b"])]
    function = helper.make_function("own", "block", ["a"], ["b"], body, [helper.make_opsetid("", 21)])
    nodes = [helper.make_node("Relu", ["x"], ["y"])] * 2
    assert len(parsed(nodes, functions=[function], most=3)[0].nodes) == 2
    with pytest.raises(BadInput, match="too many operations"):
        parsed(nodes, functions=[function], most=2)
