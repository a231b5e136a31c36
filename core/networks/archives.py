"""Files and ZIP archives from hands one need not trust: an archive's directory is bounded before the zip module reads it."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from core.errors import BadInput

MAX_ENTRIES = 20_000
MAX_DIRECTORY = 8 * 2**20
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")


@contextmanager
def opened(source: str | Path | bytes | BinaryIO) -> Iterator[BinaryIO]:
    """A file by its path, its bytes, or as it is.

    Raises
    ------
    BadInput
        It cannot be opened or read.
    """
    if not isinstance(source, str | Path):
        yield io.BytesIO(source) if isinstance(source, bytes) else source
        return
    try:
        with open(source, "rb") as file:
            yield file
    except OSError as error:
        raise BadInput("{path} cannot be read: {reason}", path=str(source)[:200], reason=error.strerror) from None


def names(file: BinaryIO) -> list[str]:
    """The names of an archive's members.

    Raises
    ------
    BadInput
        If it is damaged or has too many.
    """
    check(file)
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except Exception:
        # BadZipFile, struct.error, UnicodeDecodeError …: whatever damaged directories cause.
        raise _damaged() from None


def check(file: BinaryIO) -> None:
    """Refuse a directory with too many entries before the zip module reads all of it into objects.

    Raises
    ------
    BadInput
        If there is no directory, or one too large.
    """
    end = file.seek(0, io.SEEK_END)
    start = max(0, end - 65_535 - _END.size)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        raise _damaged()
    *_, entries, size, _, _ = _END.unpack_from(tail, place)
    wide = start + place - _LOCATOR_64.size - _END_64.size
    if wide >= 0:
        file.seek(wide)
        record = file.read(_END_64.size + _LOCATOR_64.size)
        if record[_END_64.size :].startswith(b"PK\x06\x07"):
            _, _, _, _, _, _, _, entries_64, size_64, _ = _END_64.unpack_from(record)
            entries, size = (
                max(entries_64, 0 if entries == 65_535 else entries),
                max(size_64, 0 if size == 2**32 - 1 else size),
            )
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY:
        raise BadInput(
            "the archive has more entries than a model can have: {entries}; save the model again", entries=entries
        )


def parsed(raw: bytes, most: int, check: Callable[[bytes], None] = lambda raw: None) -> object:
    """What a JSON text of at most so many bytes holds; `check` looks at it before a parser does.

    Raises
    ------
    BadInput
        If it is larger or is not JSON, or as `check` does.
    """
    if len(raw) > most:
        raise BadInput(
            "the JSON is larger than {most} MiB; give the text of model.to_json(), without weights",
            most=most // 2**20,
        )
    check(raw)
    try:
        return json.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            "this is not JSON: {reason}; give the text of model.to_json()", reason=str(error)[:200]
        ) from None


def _damaged() -> BadInput:
    return BadInput("the file is not a valid ZIP archive, or it is truncated: save the model again")
