"""A ``.keras`` file or the JSON of a model → its configuration, from hands one need not trust.

Of a ``.keras`` file, a ZIP archive, only the entry ``config.json`` is read, into memory and up to a bound.
Weights are never loaded, nothing is unpacked to disk, and nothing in the file is ever executed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.errors import BadInput
from core.networks import archives
from core.networks.formats import HEAD, format_of, refusal

MAX_JSON = 16 * 2**20
MAX_JSON_DEPTH = 400
MAX_JSON_NODES = 2_000_000

# Always matches from a quotation mark on, so that a hostile text is gone through once only.
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)


def read_model(source: str | Path | bytes | BinaryIO) -> dict[str, Any]:
    """The configuration in a file: a path, its bytes, or an open binary file.

    Raises
    ------
    BadInput
        If it is neither a ``.keras`` archive nor JSON, if it is damaged, or if it exceeds a bound.
    """
    with archives.opened(source) as file:
        start = file.read(HEAD)
        file.seek(0)
        if start.startswith(b"PK"):
            return read_json(_entry(file))
        refused = refusal(format_of(start))
        if refused is not None:
            raise refused
        return read_json(file.read(MAX_JSON + 1))


def read_json(text: str | bytes) -> dict[str, Any]:
    """The configuration in a JSON text, bounded in bytes (16 MiB), depth (400) and values (2 million).

    Raises
    ------
    BadInput
        If it exceeds a bound, is not JSON, or is no object.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    for _ in range(2):
        found = archives.parsed(raw, MAX_JSON, _check)
        if not isinstance(found, str):
            break
        # json.dumps(model.to_json()): a text within a text.
        raw = found.encode("utf-8", "surrogatepass")
    if isinstance(found, Mapping):
        return dict(found)
    if isinstance(found, list):
        return {"class_name": "Sequential", "config": {"layers": found}}
    raise BadInput(
        "this is not the configuration of a Keras model: a JSON object is expected; give the text of model.to_json()"
    )


def _check(raw: bytes) -> None:
    # Outside strings every bracket is structure; counted before parsing, for a parser recurses.
    bare = np.frombuffer(_STRING.sub(b"", raw), np.uint8)
    opening = np.isin(bare, np.frombuffer(b"[{", np.uint8))
    closing = np.isin(bare, np.frombuffer(b"]}", np.uint8))
    depth = np.cumsum(opening.astype(np.int32) - closing)
    if len(depth) and int(depth.max()) > MAX_JSON_DEPTH:
        raise BadInput(
            "the JSON is nested more than {most} levels deep; give the text of model.to_json()", most=MAX_JSON_DEPTH
        )
    if int(opening.sum()) + int((bare == ord(",")).sum()) > MAX_JSON_NODES:
        raise BadInput("the JSON has more than {most} values; save a part of the model", most=MAX_JSON_NODES)


def _entry(file: BinaryIO) -> bytes:
    """The bytes of ``config.json``, and of nothing else, in an archive: one more than are read, if it has too many."""
    archives.check(file)
    damaged = BadInput("the file is not a valid .keras archive: save the model again with model.save()")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename == "config.json"]
            refused = refusal(format_of(b"PK", archive.namelist()))
            if refused is not None:
                raise refused
            if len(entries) != 1:
                raise BadInput(
                    "a .keras archive must have exactly one config.json, this one has {count}: save the model again with model.save()",
                    count=len(entries),
                )
            if entries[0].flag_bits & 1:
                raise BadInput("the archive is encrypted: save the model again without a password")
            # The declared size is the sender's word; what is read is bounded whatever it says.
            with archive.open(entries[0]) as content:
                return content.read(MAX_JSON + 1)
    except BadInput:
        raise
    except Exception:
        # BadZipFile, zlib.error, lzma.LZMAError, struct.error …: what decoders throw at damaged data.
        raise damaged from None
