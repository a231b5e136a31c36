"""Columns of the table: names in full, how much padding each layer adds, the line that gives PyTorch the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from core.receptive_field import Padding, Solution, paddings, pytorch_lines
from pages.shared.page import Page

PIXELS_PER_CHARACTER, WIDEST_NAME, MARGIN = 8, 480, 20
LINE, MAX_LINES = 21, 12
TALL = 66  # pixels: Streamlit breaks a text into lines where rows are taller than 64
ROW, TABLE, TALL_TABLE = 35, 420, 640


def name(solution: Solution) -> Any:
    """The column of names: as wide as the longest one, within bounds."""
    longest = max(len(row.node.name) for row in solution.rows)
    width = min(WIDEST_NAME, max(80, PIXELS_PER_CHARACTER * longest + MARGIN))
    return st.column_config.TextColumn(width=width, pinned=True)


def row_height(names: Iterable[str]) -> int | None:
    """Pixels of a row that shows the longest name in full, on several lines; None where one line is enough."""
    longest = max(map(len, names), default=0)
    lines = -(-PIXELS_PER_CHARACTER * longest // (WIDEST_NAME - MARGIN))
    return None if lines <= 1 else max(TALL, LINE * min(lines, MAX_LINES) + 8)


def heights(names: Iterable[str], rows: int) -> dict[str, Any]:
    """Arguments of a table with these names and so many rows: its height and, where names are long, its rows'."""
    tall = row_height(names)
    height = min(TALL_TABLE if tall else TABLE, ROW + 3 + rows * (tall or ROW))
    return {"height": height, **({"row_height": tall} if tall else {})}


def padding(page: Page, solution: Solution) -> dict[str, list[str]]:
    """By title, a text for each layer: "1", "2 3" (before and after), "0 1 · 2 3" (rows · columns)."""
    _ = page.translate
    return {
        _("padding"): [_said(sides) for sides in paddings(solution)],
        _("padding in PyTorch"): list(pytorch_lines(solution)),
    }


def _said(sides: Padding | None) -> str:
    if sides is None or not any(map(any, sides)):
        return ""
    texts = [f"{before}" if before == after else f"{before} {after}" for before, after in sides]
    return texts[0] if len(set(texts)) == 1 else " · ".join(texts)
