"""What is kept as one block of bytes, and back: a JSON header, then arrays as NumPy writes them and pictures as PNG.

Nothing is ever unpickled, and nothing is believed: each size is compared with what is there before anything is built from it,
so a block that somebody has changed ends in a sentence.
"""

from __future__ import annotations

import io
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.arrays import Array
from core.errors import BadInput

VERSION = 1
MAX_BYTES = 8 * 2**20
MAX_TITLE, MAX_NOTE = 80, 1_000
MAX_PARTS = 1_000
PNG = b"\x89PNG\r\n\x1a\n"  # how such a file begins
_MAGIC = b"CONVLAB" + bytes([VERSION])
_LENGTH = struct.Struct("<I")
_PAGE, _PART = re.compile(r"[a-z_]{1,40}"), re.compile(r"[\w ./-]{1,80}", re.ASCII)
_TYPES = ("<f4", "<f8", "<i4", "<i8")


@dataclass(frozen=True, eq=False)
class Kept:
    """What an address cannot hold, with the settings that go with it.

    Attributes
    ----------
    page : str
        The page that shows it.
    settings : mapping of str to str
        Settings of that page that are not at their default, as an address writes them.
    title, note : str
        What the visitor wrote about it.
    data : mapping
        What else there is to know, as JSON holds it.
    arrays : mapping of str to ndarray
        Finite numbers, float32, float64, int32 or int64.
    pictures : mapping of str to bytes
        PNG files.
    """

    page: str
    settings: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def pack(kept: Kept) -> bytes:
    """The block of bytes of what is to be kept.

    Raises
    ------
    BadInput
        A title of more than 80 characters, a note of more than 1,000, or more than 8 MB in all.
    """
    if len(kept.title) > MAX_TITLE:
        raise BadInput(
            "the title has {n:,} characters, at most {most} fit; shorten it", n=len(kept.title), most=MAX_TITLE
        )
    if len(kept.note) > MAX_NOTE:
        raise BadInput(
            "the note has {n:,} characters, at most {most:,} fit; shorten it", n=len(kept.note), most=MAX_NOTE
        )
    title, note = one_line(kept.title), _text(kept.note)
    files = [(name, "array", _saved(values)) for name, values in kept.arrays.items()]
    files += [(name, "picture", data) for name, data in kept.pictures.items()]
    head = json.dumps(
        {
            "page": kept.page,
            "settings": dict(kept.settings),
            "title": title,
            "note": note,
            "data": dict(kept.data),
            "parts": [[name, kind, len(data)] for name, kind, data in files],
        },
        ensure_ascii=False,
        allow_nan=False,
    ).encode()
    block = b"".join((_MAGIC, _LENGTH.pack(len(head)), head, *(data for _, _, data in files)))
    if len(block) > MAX_BYTES:
        raise BadInput(
            "this takes {size:.1f} MB, at most {most} MB can be kept; choose a smaller side, crop the pictures, or delete runs",
            size=len(block) / 2**20,
            most=MAX_BYTES // 2**20,
        )
    return block


def unpack(block: bytes) -> Kept:
    """What `pack` made the block of.

    Raises
    ------
    BadInput
        The block was made by a newer lab, or it is not as `pack` leaves it.
    """
    if block[:7] == _MAGIC[:7] and block[7:8] > _MAGIC[7:]:
        raise BadInput("this was kept by a newer version of the lab; open the link on the server that it comes from")
    try:
        return _read(block)
    except (ValueError, TypeError, KeyError, RecursionError, struct.error, OverflowError) as error:
        raise BadInput(
            "what was kept under this link has been damaged or changed since, so it is not opened; ask for a new link"
        ) from error


def _read(block: bytes) -> Kept:
    """Raises whatever the parts of Python raise of what is not as it should be."""
    start = len(_MAGIC) + _LENGTH.size
    _must(len(block) <= MAX_BYTES and block[: len(_MAGIC)] == _MAGIC)
    (length,) = _LENGTH.unpack(block[len(_MAGIC) : start])
    _must(start + length <= len(block))
    head = json.loads(block[start : start + length].decode(), parse_constant=_no_number)
    _must(isinstance(head, dict) and isinstance(head["parts"], list) and len(head["parts"]) <= MAX_PARTS)
    page, title, note, settings, data = (head[name] for name in ("page", "title", "note", "settings", "data"))
    _must(all(isinstance(text, str) for text in (page, title, note)) and _PAGE.fullmatch(page) is not None)
    _must(len(title) <= MAX_TITLE and len(note) <= MAX_NOTE and isinstance(data, dict) and isinstance(settings, dict))
    _must(all(isinstance(text, str) for text in settings.values()))
    arrays, pictures, place = {}, {}, start + length
    for name, kind, size in head["parts"]:
        _must(isinstance(name, str) and _PART.fullmatch(name) is not None and type(size) is int and size >= 0)
        _must(name not in arrays and name not in pictures and kind in ("array", "picture"))
        part, place = block[place : place + size], place + size
        _must(len(part) == size)
        if kind == "array":
            arrays[name] = _array(part)
        else:
            _must(part.startswith(PNG))
            pictures[name] = part
    _must(place == len(block))
    return Kept(page, settings, one_line(title), _text(note), data, arrays, pictures)


def _saved(values: Array) -> bytes:
    buffer = io.BytesIO()
    little = np.asarray(values, order="C")
    np.save(buffer, little.astype(little.dtype.newbyteorder("<"), copy=False), allow_pickle=False)
    return buffer.getvalue()


def _array(part: bytes) -> Array:
    """The array of a .npy file: its head is compared with the bytes that are there before any room is taken for it."""
    stream = io.BytesIO(part)
    try:
        _must(np.lib.format.read_magic(stream) == (1, 0))
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    except (
        Exception
    ) as error:  # it is read as Python's literals are: of a changed one their parser raises nearly anything
        raise ValueError("no head of an array") from error
    _must(dtype.str in _TYPES and len(shape) <= 8)
    count = 1
    for side in shape:
        _must(side >= 0)
        count *= side
    _must(count * dtype.itemsize == len(part) - stream.tell())
    values: Array = np.load(io.BytesIO(part), allow_pickle=False)
    _must(bool(np.isfinite(values).all()))
    return values


def _must(right: bool) -> None:
    if not right:
        raise ValueError("not as `pack` leaves it")


def _no_number(name: str) -> None:
    raise ValueError(name)


def one_line(text: str) -> str:
    """A title: one line of what can be seen: no control characters, none that turn the direction of reading, no half pairs."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def _text(text: str) -> str:
    return "\n".join(one_line(line) for line in text.splitlines()).strip()
