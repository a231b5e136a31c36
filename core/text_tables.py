"""Texts in tables that a spreadsheet opens: written so that none of them is run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

_T = TypeVar("_T")

# What spreadsheets take for the beginning of a formula, the full-width forms of East Asian input among them, and the
# blanks in front of it that some of them drop (OWASP, CSV Injection).
_RUN = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBERS = re.compile(rf"{_NUMBER}(?:×{_NUMBER})*")  # a size, rows × columns, is no formula


def safe(cell: _T) -> _T | str:
    """A cell as it may stand in a CSV file: a text that a spreadsheet would run begins with an apostrophe.

    Parameters
    ----------
    cell : object
        Numbers, None and all that is no text stay what they are, and so does the text of a number: "-3", "+1e5", "-1×2".

    Returns
    -------
    object
        The cell, or the text with ``'`` before it where it begins with = + - @, a tab or the end of a line.
        A bare carriage return is a new line: Python's csv does not quote it, and what follows would be a cell of its own.
    """
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return "'" + text if _RUN.match(text) and not _NUMBERS.fullmatch(text) else text


def written(columns: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV: one line for the columns' names and one for each row, every cell `safe`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in (columns, *rows):
        writer.writerow([safe(cell) for cell in row])
    return text.getvalue()
