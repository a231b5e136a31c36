"""Tables whose texts are read in full: the column as wide as its longest text, within bounds, the rest on more lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

PIXELS_PER_CHARACTER, WIDEST, NARROWEST, MARGIN = 8, 480, 80, 20
LINE, MAX_LINES = 21, 12
TALL = 66  # pixels: Streamlit breaks a text into lines where rows are taller than 64
ROW, TABLE, TALL_TABLE = 35, 420, 640


def text_column(texts: Iterable[str], *, pinned: bool = False) -> Any:
    """The column of these texts."""
    width = min(WIDEST, max(NARROWEST, PIXELS_PER_CHARACTER * max(map(len, texts), default=0) + MARGIN))
    return st.column_config.TextColumn(width=width, pinned=pinned)


def row_height(texts: Iterable[str]) -> int | None:
    """Pixels of a row that shows the longest text in full, on several lines; None where one line is enough."""
    longest = max(map(len, texts), default=0)
    lines = -(-PIXELS_PER_CHARACTER * longest // (WIDEST - MARGIN))
    return None if lines <= 1 else max(TALL, LINE * min(lines, MAX_LINES) + 8)


def heights(texts: Iterable[str], rows: int) -> dict[str, Any]:
    """Arguments of a table with these texts and so many rows: its height and, where texts are long, its rows'."""
    tall = row_height(texts)
    height = min(TALL_TABLE if tall else TABLE, ROW + 3 + rows * (tall or ROW))
    return {"height": height, **({"row_height": tall} if tall else {})}
