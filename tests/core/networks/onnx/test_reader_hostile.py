"""ONNX files that one need not trust: a sentence each, bounded work, and weights that are never read."""

import io
from pathlib import Path

import numpy as np
import pytest

from core.errors import BadInput
from core.networks.onnx.reader import graph_of, is_onnx
from core.receptive_field.solver import solve

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper  # noqa: E402

LIGHT = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def part(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def model(*fields):
    return b"\x08\x09" + b"".join(fields)


def shaped(name, *sizes):
    dimensions = b"".join(part(1, b"\x08" + varint(size)) for size in sizes)
    return part(1, name) + part(2, part(1, b"\x08\x01" + part(2, dimensions)))


def operation(kind, inputs, outputs, *attributes):
    return part(
        1,
        b"".join(part(1, i) for i in inputs)
        + b"".join(part(2, o) for o in outputs)
        + part(4, kind)
        + b"".join(attributes),
    )


X = part(11, shaped(b"x", 1, 3, 32, 32))


def test_inputs_whose_layout_shows_late_are_read_again_a_bounded_number_of_times():
    perm = part(5, part(1, b"perm") + b"\x40\x00\x40\x03\x40\x01\x40\x02")
    kernel = part(5, part(1, b"kernel_shape") + b"\x40\x03\x40\x03")
    names = [b"%d" % i for i in range(17)]
    fields = b"".join(
        part(11, shaped(b"x" + i, 1, 32, 32, 3))
        + operation(b"Transpose", [b"x" + i], [b"t" + i], perm)
        + operation(b"MaxPool", [b"t" + i], [b"y" + i], kernel)
        for i in names
    )
    with pytest.raises(BadInput, match="too many inputs to determine their layout"):
        graph_of(io.BytesIO(model(part(7, fields))))


def test_a_graph_written_by_hand_is_read():
    kernel = part(5, part(1, b"kernel_shape") + b"\x40\x03\x40\x05")
    data = model(part(7, X + operation(b"MaxPool", [b"x"], [b"y"], kernel)))
    assert solve(graph_of(io.BytesIO(data))).rows[-1].field.size == (3, 5)


RECURSIVE = part(
    25,
    part(1, b"f")
    + part(4, b"a")
    + part(5, b"b")
    + part(10, b"own")
    + part(7, operation(b"f", [b"a"], [b"b"], part(7, b"own"))[2:]),
)
WIDE = part(7, part(1, b"a") + part(2, b"b") + part(4, b"f") + part(7, b"own"))
BOMB = part(25, part(1, b"f") + part(4, b"a") + part(5, b"b") + part(10, b"own") + WIDE * 40)
CALL = operation(b"f", [b"x"], [b"y"], part(7, b"own"))
POOL = [b"x"], [b"y"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "valid ONNX"),
        (b"\x08\x09", "valid ONNX"),
        (model(varint(7 << 3 | 2) + varint(10**9)), "truncated"),
        (model(b"\x3a" + b"\xff" * 20), "truncated"),
        (model(b"\xff" * 11), "truncated"),
        (model(b"\x3b"), "valid ONNX"),
        (model(part(7, b"")), "no layers|no input"),
        (model(part(7, X + operation(b"Relu", [b"z"], [b"y"]) + operation(b"Relu", [b"y"], [b"z"]))), "cyclic"),
        (model(part(7, X + operation(b"Relu", [b"gone"], [b"y"]))), "gone"),
        (model(part(7, X + CALL), RECURSIVE), "deep"),
        (model(part(7, X + CALL), BOMB), "deep|too many"),
        (model(part(7, part(11, shaped(b"x" * 10_000_000, 1, 3, 8, 8)))), "10000000 bytes"),
        (model(part(7, X + operation(b"MaxPool", *POOL, part(5, part(1, b"kernel_shape") + b"\x40" + varint(10**12) + b"\x40\x01")))), "kernel_shape"),
        (model(part(7, X + operation(b"MaxPool", *POOL, part(5, part(1, b"kernel_shape") + b"\x40\x00\x40\x01")))), "kernel_shape"),
        (model(part(7, X + operation(b"MaxPool", *POOL, part(5, part(1, b"kernel_shape") + b"\x40\x40\x40\x40")))), "does not fit"),
        (model(part(7, X + operation(b"MaxPool", *POOL, part(5, part(1, b"auto_pad") + part(4, b"SIDEWAYS")), part(5, part(1, b"kernel_shape") + b"\x40\x03\x40\x03")))), "SIDEWAYS"),
        (model(part(7, part(11, part(1, b"x")) + operation(b"Relu", *POOL))), "no shape"),
        (model(part(7, part(11, shaped(b"x", 1, 10)) + operation(b"Relu", *POOL))), "no spatial axes"),
        (model(part(7, part(11, shaped(b"x", *[1] * 100)) + operation(b"Relu", *POOL))), "valid ONNX"),
        (model(part(7, X + operation(b"Relu", *POOL) * 60_000)), "too many"),
        (model(part(7, X + b"".join(operation(b"Relu", [b"x"], [b"y%d" % i]) for i in range(30_000)))), "20000|too many"),
        (model(part(7, X + operation(b"Relu", *POOL)) + b"\x78\x01"), "valid ONNX"),
        (model(b"\x18\x01" * 4_000_000), "fields|valid"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_a_sentence(data, says):
    with pytest.raises(BadInput, match=says):
        solve(graph_of(io.BytesIO(data)))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_network_is_a_sentence(share):
    data = (LIGHT / "light_resnet50.onnx").read_bytes()
    with pytest.raises(BadInput, match="truncated"):
        graph_of(io.BytesIO(data[: int(len(data) * share)]))


class Hollow(io.RawIOBase):
    """A file with gigabytes of weights in the middle that nobody may read."""

    def __init__(self, head, hole, tail):
        self.head, self.hole, self.tail, self.place, self.given = head, hole, tail, 0, 0

    def seekable(self):
        return True

    def seek(self, place, whence=0):
        total = len(self.head) + self.hole + len(self.tail)
        self.place = place if whence == 0 else total + place if whence == 2 else self.place + place
        return self.place

    def read(self, size=-1):
        start, end = self.place, self.place + size
        inner = bytes(max(0, min(end, len(self.head) + self.hole) - max(start, len(self.head))))
        after = self.tail[max(0, start - len(self.head) - self.hole) : max(0, end - len(self.head) - self.hole)]
        found = self.head[start:end] + inner + after
        self.place += len(found)
        self.given += len(found)
        return found


def test_weights_are_skipped_by_their_length():
    hole = 40 * 2**30
    kernel = part(5, part(1, b"kernel_shape") + b"\x40\x03\x40\x03")
    tail = operation(b"Conv", [b"x", b"w"], [b"y"], kernel)
    raw = varint(9 << 3 | 2) + varint(hole)
    named = b"\x08\x08\x08\x03\x08\x03\x08\x03\x10\x01" + part(8, b"w")
    tensor = varint(5 << 3 | 2) + varint(len(named) + len(raw) + hole) + named + raw
    content = X + tensor
    head = b"\x08\x09" + varint(7 << 3 | 2) + varint(len(content) + hole + len(tail)) + content
    file = Hollow(head, hole, tail)
    assert solve(graph_of(file)).rows[-1].field.size == (3, 3)
    assert file.given < 300_000


def test_external_data_is_never_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"\x07" * 64)
    tensor = helper.make_tensor("t", TensorProto.INT64, [2], np.array([0, -1]).tobytes(), raw=True)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=str(secret))
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    graph = helper.make_graph([helper.make_node("Reshape", ["x", "t"], ["y"])], "g", [x], [y], [tensor])
    solution = solve(graph_of(io.BytesIO(helper.make_model(graph).SerializeToString())))
    assert solution.rows[-1].field.sees == "unknown"


def test_a_thousand_layers_are_answered():
    kernel = part(5, part(1, b"kernel_shape") + b"\x40\x03\x40\x03")
    pads = part(5, part(1, b"pads") + b"\x40\x01" * 4)
    nodes = b"".join(
        operation(b"MaxPool", [b"x" if i == 0 else b"t%d" % i], [b"t%d" % (i + 1)], kernel, pads) for i in range(1000)
    )
    assert solve(graph_of(io.BytesIO(model(part(7, X + nodes))))).rows[-1].field.size == (2001, 2001)


def test_other_files_are_not_taken_for_onnx():
    assert is_onnx(io.BytesIO(model(part(7, X + operation(b"Relu", *POOL)))))
    for data in (
        b"",
        b"PK\x03\x04" + bytes(100),
        b'{"a": 1}',
        b"\x89HDF\r\n\x1a\n",
        b"def forward(self, x):\n",
        b"\x80\x02}q",
    ):
        assert not is_onnx(io.BytesIO(data))
