"""Protobuf's wire format: the examples of its documentation, what onnx writes, and every bound."""

import io
import struct

import pytest

from core.errors import BadInput
from core.networks.onnx import wire
from core.networks.onnx.wire import BYTES, CHUNK, FIXED32, FIXED64, MAX_FIELDS, MAX_TEXT, VARINT, Wire, signed


def fields(data):
    made = Wire(io.BytesIO(data))
    return list(made.fields((0, made.length)))


def test_the_documentations_examples():
    assert fields(bytes.fromhex("089601")) == [(1, VARINT, 150)]
    text = Wire(io.BytesIO(bytes.fromhex("120774657374696e67")))
    ((number, kind, span),) = text.fields((0, text.length))
    assert (number, kind, text.text(span)) == (2, BYTES, "testing")
    assert signed(fields(bytes.fromhex("08feffffffffffffffff01"))[0][2]) == -2
    packed = Wire(io.BytesIO(bytes.fromhex("3206038e029ea705")))
    ((number, _, span),) = packed.fields((0, packed.length))
    assert (number, packed.varints(span, 3)) == (6, [3, 270, 86942])
    with pytest.raises(BadInput, match="a list of 6 bytes, over the limit of 2"):
        packed.varints(span, 2)


def test_numbers_of_fixed_length_are_skipped_and_read():
    data = b"\x09" + bytes(8) + b"\x15" + struct.pack("<f", 1.5) + b"\x08\x07"
    assert fields(data) == [(1, FIXED64, (1, 9)), (2, FIXED32, (10, 14)), (1, VARINT, 7)]
    made = Wire(io.BytesIO(data))
    assert (made.floats((10, 14), 1), made.floats((1, 9), 2)) == ([1.5], [0.0, 0.0])
    with pytest.raises(BadInput, match="valid ONNX"):
        made.floats((10, 13), 1)
    assert made.floats((1, 9), 0) == [0.0]


@pytest.mark.parametrize("number", [0, 1, 127, 128, 2**31, 2**63 - 1, 2**63, 2**64 - 1])
def test_integers_of_every_length(number):
    data, left = b"", number
    while left > 127:
        data, left = data + bytes([left & 127 | 128]), left >> 7
    assert fields(b"\x08" + data + bytes([left])) == [(1, VARINT, number)]
    assert signed(number) == struct.unpack("<q", struct.pack("<Q", number))[0]


@pytest.mark.parametrize(
    "data",
    [
        b"\x08" + b"\x80" * 10 + b"\x01",  # an integer of eleven bytes
        b"\x08\x80",
        b"\x08",
        b"\x00\x01",  # field 0
        b"\x0b\x0c",  # groups
        b"\x0a\x03ab",
        b"\x0d" + bytes(3),
        b"\x09" + bytes(7),
    ],
)
def test_what_reaches_beyond_its_message_or_is_of_no_kind_is_damaged(data):
    with pytest.raises(BadInput, match="valid ONNX"):
        fields(data)
    assert fields(b"\x08" + b"\x80" * 9 + b"\x01")[0][:2] == (1, VARINT)  # ten are allowed


def test_a_field_may_end_with_its_message_and_not_behind_it():
    made = Wire(io.BytesIO(b"\x0a\x02ab\x08\x01"))
    assert list(made.fields((0, 4))) == [(1, BYTES, (2, 4))]
    with pytest.raises(BadInput, match="valid ONNX"):
        list(made.fields((0, 3)))
    with pytest.raises(BadInput, match="valid ONNX"):
        list(made.fields((4, 5)))


def test_texts_lists_and_fields_are_bounded(monkeypatch):
    made = Wire(io.BytesIO(b"\xff" + b"a" * MAX_TEXT))
    assert made.text((0, 2)) == "\N{REPLACEMENT CHARACTER}a"
    assert made.text((1, 1 + MAX_TEXT)) == "a" * MAX_TEXT
    with pytest.raises(BadInput, match=f"{MAX_TEXT + 1} bytes"):
        made.text((0, 1 + MAX_TEXT))
    assert MAX_FIELDS > 60_000  # networks have as many
    monkeypatch.setattr(wire, "MAX_FIELDS", 3)
    assert len(fields(b"\x08\x01" * 3)) == 3
    with pytest.raises(BadInput, match="more than 3 fields"):
        fields(b"\x08\x01" * 4)


class Counted(io.BytesIO):
    given = 0

    def read(self, size=-1):
        found = super().read(size)
        self.given += len(found)
        return found


def test_what_lies_across_a_chunk_is_read_whole_and_the_rest_once():
    content = bytes(range(1, 101))
    file = Counted(b"\x0a" + b"\xce\xff\x03" + bytes(CHUNK - 50) + b"\x12\x64" + content)
    made = Wire(file)
    (_, _, first), (_, _, second) = made.fields((0, made.length))
    assert first == (4, CHUNK - 46)
    assert made.bytes(second) == content
    assert made.bytes((second[0] + 1, second[1])) == content[1:]
    assert made.bytes(second[1:] * 2) == b""
    assert file.given <= CHUNK + 200
    with pytest.raises(BadInput, match="valid ONNX"):
        made.bytes((second[0], second[1] + 1))
