"""A component's script out of its files: what a file imports stands before it, as Streamlit takes one text."""

from __future__ import annotations

import re
from pathlib import Path

_SHARED = Path(__file__).parent  # what scripts call #shared, as pages/package.json tells Node
_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<source>[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


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
