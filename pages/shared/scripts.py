"""A component out of its files, and what it is sent. Streamlit takes a script as one text: what a file imports stands before it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

BUTTONS = Path(__file__).with_name("buttons.css")  # how buttons and fields look in components
_SHARED = Path(__file__).parent  # what scripts call #shared, as pages/package.json tells Node
_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<source>[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


def component(name: str, script: Path, *sheets: Path) -> ComponentRenderer:
    """A component of the lab; its looks are those of `sheets`, then those of the style sheet beside its script."""
    own = script.with_suffix(".css")
    styles = [sheet.read_text(encoding="utf-8") for sheet in (*sheets, own) if sheet.exists()]
    return st.components.v2.component(f"convolution_lab_{name}", js=joined(script), css="".join(styles) or None)


def packed(head: Mapping[str, object], files: Collection[bytes]) -> bytes:
    """What a component is sent with files: length of the head, head, the files as they are (base64 would add a third)."""
    told = json.dumps({**head, "sizes": [len(file) for file in files]}).encode()
    return len(told).to_bytes(4, "big") + told + b"".join(files)


def joined(entry: Path) -> str:
    """The script of a component: `entry`, whose default export it is, after all that it imports, each file once.

    Imports name what they bring, ``import { a, b } from "./file.js";``, and names are the same in all files of a
    component, so joining them is taking those lines and the word ``export`` away.
    """
    parts: dict[Path, str] = {}
    _collect(entry.resolve(), parts)
    return "\n".join(parts.values())


def _collect(path: Path, parts: dict[Path, str], above: tuple[Path, ...] = ()) -> None:
    if path in above:
        raise ValueError(f"{path} imports itself, by way of {', '.join(one.name for one in above)}")
    text = path.read_text(encoding="utf-8")
    for found in _IMPORT.finditer(text):
        source = _resolved(path, found["source"])
        if source not in parts:
            _collect(source, parts, (*above, path))
    text = _EXPORT.sub("", _IMPORT.sub("", text))
    if re.search(r"^import\b", text, re.MULTILINE):
        raise ValueError(f'{path}: an import must read: import {{ names }} from "file";')
    parts[path] = text


def _resolved(path: Path, source: str) -> Path:
    if source.startswith("#shared/"):
        return (_SHARED / source.removeprefix("#shared/")).resolve()
    return (path.parent / source).resolve()
