"""Protobuf's wire format, read from a file by seeking: what is not asked for is skipped by its length.

https://protobuf.dev/programming-guides/encoding/. A message is a run of fields, each a number, a kind and a
value; lengths are checked against the message that holds them before anything is read.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

from core.errors import BadInput

CHUNK = 1 << 16
MAX_FIELDS = 1_000_000
MAX_TEXT = 4_000
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

Span = tuple[int, int]


class Wire:
    """A file of protobuf messages; spans are (start, end) in bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.length = file.seek(0, io.SEEK_END)
        self._left = MAX_FIELDS
        self._base, self._chunk = 0, b""

    def fields(self, span: Span) -> Iterator[tuple[int, int, int | Span]]:
        """(number, kind, value) of each field of a message; the value of all but a varint is its span.

        Raises
        ------
        BadInput
            If a field reaches beyond the message, is of no known kind, or is one of too many.
        """
        place, end = span
        while place < end:
            self._left -= 1
            if self._left < 0:
                raise BadInput("the file has more than {most} fields: export a part of the model", most=MAX_FIELDS)
            tag, place = self._varint(place, end)
            number, kind = tag >> 3, tag & 7
            value: int | Span
            if kind == VARINT:
                value, place = self._varint(place, end)
            else:
                if kind == BYTES:
                    size, place = self._varint(place, end)
                elif kind in (FIXED64, FIXED32):
                    size = 8 if kind == FIXED64 else 4
                else:
                    raise damaged()
                if size > end - place:
                    raise damaged()
                value = (place, place + size)
                place += size
            if not number:
                raise damaged()
            yield number, kind, value

    def bytes(self, span: Span, most: int = MAX_TEXT) -> bytes:
        """The bytes of a span.

        Raises
        ------
        BadInput
            If they are more than `most`.
        """
        start, end = span
        if end - start > most:
            raise BadInput(
                "the file has a name or a list of {size} bytes, over the limit of {most}: save it again with onnx.save()",
                size=end - start,
                most=most,
            )
        self._load(start, end - start)
        return self._chunk[start - self._base : end - self._base]

    def text(self, span: Span) -> str:
        """The text of a span; what is no UTF-8 is replaced.

        Raises
        ------
        BadInput
            As `bytes` does.
        """
        return self.bytes(span).decode("utf-8", "replace")

    def varints(self, span: Span, most: int) -> list[int]:
        """A packed list of integers, `most` at the most.

        Raises
        ------
        BadInput
            Input that breaks a rule; the sentence says which.
        """
        place, end = span
        found: list[int] = []
        while place < end:
            if len(found) >= most:
                raise BadInput(
                    "the file has a name or a list of {size} bytes, over the limit of {most}: save it again with onnx.save()",
                    size=end - span[0],
                    most=most,
                )
            value, place = self._varint(place, end)
            found.append(signed(value))
        return found

    def floats(self, span: Span, most: int) -> list[float]:
        """One number of four bytes, or a packed list of them; of more than `most` only one more is read.

        Raises
        ------
        BadInput
            If the span is no multiple of four bytes, or as `bytes` does.
        """
        start, end = span
        if (end - start) % 4:
            raise damaged()
        return [number for (number,) in struct.iter_unpack("<f", self.bytes((start, min(end, start + 4 * most + 4))))]

    def _varint(self, place: int, end: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            if place >= end or shift > 63:
                raise damaged()
            index = place - self._base
            if not 0 <= index < len(self._chunk):
                self._load(place, 1)
                index = place - self._base
            byte = self._chunk[index]
            place += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value & (2**64 - 1), place
            shift += 7

    def _load(self, place: int, size: int) -> None:
        """Have at least `size` bytes from `place` on in the chunk."""
        if self._base <= place and place + size <= self._base + len(self._chunk):
            return
        self.file.seek(place)
        self._base, self._chunk = place, self.file.read(max(size, CHUNK))
        if len(self._chunk) < size:
            raise damaged()


def signed(value: int) -> int:
    """An int64 as protobuf writes it: negative ones in two's complement."""
    return value - 2**64 if value >= 2**63 else value


def damaged() -> BadInput:
    """What is said of bytes that are no ONNX model."""
    return BadInput("the file is not a valid ONNX model, or it is truncated: save it again with onnx.save()")
