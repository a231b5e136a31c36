"""A model's file, read in the browser: of a file of any size only its graph comes here."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from core.errors import BadInput
from core.networks import HEAD, MAX_DIRECTORY, MAX_ENTRIES, MAX_JSON
from pages.shared.page import Page
from pages.shared.reported import listened
from pages.shared.scripts import BUTTONS, component

_mount = component("model_file", Path(__file__).with_name("model_file.js"), BUTTONS)
MAX_WHOLE = 16 * 2**20  # bytes of a file that is sent, an ONNX model without its weights
BOUNDS = {
    "text": MAX_JSON,
    "whole": MAX_WHOLE,
    "entries": MAX_ENTRIES,
    "directory": MAX_DIRECTORY,
}
MAX_NAMES, MAX_NAME = 100, 200


@dataclass(frozen=True)
class Received:
    """What came of a file.

    Attributes
    ----------
    name : str
        The file's own name.
    size : int
        Bytes of the whole file, as the browser said.
    part : "config", "program", "whole" or "start"
        Whether `data` is the JSON in a .keras or a .pt2 archive, the file itself (an ONNX model without its weights),
        or its first bytes.
    data : bytes
    entries : tuple of str
        Names of what an archive holds, for "start".
    """

    name: str
    size: int
    part: Literal["config", "program", "whole", "start"]
    data: bytes
    entries: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What tells its contents from another's."""
        told = hashlib.sha256(self.part.encode())
        told.update("\n".join(self.entries).encode("utf-8", "surrogatepass"))
        told.update(self.data)
        return told.hexdigest()


def choose(page: Page, setting: str) -> Received | None:
    """Draw the control; what was read last, None while nothing was.

    Raises
    ------
    BadInput
        Where the browser could not read the file, or sent what is not from this control.
    """
    _ = page.translate
    kept = page.key(f"{setting} kept")
    result = _mount(
        key=page.key(setting),
        data={
            "words": {
                "choose": _("A model of any size (.keras, .onnx, .pt2) or text: it is read in your browser"),
                "reading": _("Reading …"),
            },
            "bounds": BOUNDS,
        },
        on_read_change=listened,
    )
    # An event, not a state: a state would travel with every click on the page.
    if result.read is not None:
        st.session_state[kept] = result.read
    value = st.session_state.get(kept)
    return None if value is None else received(value)


def received(value: object) -> Received:
    """What the browser says, checked: anybody can send anything here.

    Raises
    ------
    BadInput
        Where it is not what the control sends, or exceeds a bound.
    """
    if not isinstance(value, Mapping):
        raise _forged()
    name, size, kind = value.get("name"), value.get("size"), value.get("kind")
    if not isinstance(name, str) or len(name) > MAX_NAME:
        raise _forged()
    # What JavaScript counts exactly; JSON may make a float of a large whole number.
    if not isinstance(size, int | float) or isinstance(size, bool) or not 0 <= size <= 2**53:
        raise _forged()
    if kind == "problem":
        raise _problem(value.get("why"))
    if kind == "config" or kind == "program":
        text = value.get("text")
        if not isinstance(text, str) or len(text) > MAX_JSON:
            raise _forged()
        return Received(name, int(size), kind, text.encode("utf-8", "surrogatepass"))
    if kind == "whole":
        return Received(name, int(size), "whole", _bytes(value.get("data"), MAX_WHOLE))
    entries = value.get("entries")
    if kind != "start" or not isinstance(entries, list) or len(entries) > MAX_NAMES:
        raise _forged()
    if not all(isinstance(entry, str) and len(entry) <= MAX_NAME for entry in entries):
        raise _forged()
    return Received(name, int(size), "start", _bytes(value.get("data"), HEAD), tuple(entries))


def _bytes(text: object, most: int) -> bytes:
    if not isinstance(text, str) or len(text) > most * 4 // 3 + 8:
        raise _forged()
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _forged() from None
    if len(found) > most:
        raise _forged()
    return found


def _problem(why: object) -> BadInput:
    match why:
        case "large":
            return BadInput(
                "the JSON is larger than {most} MiB; give the text of model.to_json(), without weights",
                most=MAX_JSON // 2**20,
            )
        case "locked":
            return BadInput("the archive is encrypted: save the model again without a password")
        case "crowded":
            return BadInput(
                "the archive has more than {most} entries; a .keras file has a handful: save the model again with model.save()",
                most=MAX_ENTRIES,
            )
        case "unreadable":
            return BadInput("your browser could not read the file: choose it again")
        case "damaged":
            return BadInput("the file is not a valid model, or it is truncated: save the model again")
    return _forged()


def _forged() -> BadInput:
    return BadInput("what the browser sent is not a model's file: choose the file again")
