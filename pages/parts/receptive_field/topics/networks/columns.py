"""Columns of the table: names in full, how much padding each layer adds, the line that gives PyTorch the same."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.receptive_field import Padding, Solution, paddings, pytorch_lines
from pages.shared.page import Page, literal

PIXELS_PER_CHARACTER, WIDEST_NAME, MAX_CUT = 8, 480, 30


def name(page: Page, solution: Solution) -> Any:
    """The column of names: as wide as the longest one, within bounds; its title tells those that are cut."""
    return st.column_config.TextColumn(width=_name_width(solution), pinned=True, help=_cut(page, solution))


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


def _cut(page: Page, solution: Solution) -> str | None:
    """The names that are longer than the column, in full: what the column's title shows when it is pointed at."""
    cut = [row.node.name for row in solution.rows if PIXELS_PER_CHARACTER * len(row.node.name) + 20 > WIDEST_NAME]
    if not cut:
        return None
    more = "" if len(cut) <= MAX_CUT else f"\n\n… (+{len(cut) - MAX_CUT})"
    said = page.translate("Long names in full (a double click on a name shows it, too):")
    return said + "".join(f"\n- {literal(name)}" for name in cut[:MAX_CUT]) + more


def _name_width(solution: Solution) -> int:
    """Pixels for the longest name, within bounds."""
    longest = max(len(row.node.name) for row in solution.rows)
    return min(WIDEST_NAME, max(80, PIXELS_PER_CHARACTER * longest + 20))
