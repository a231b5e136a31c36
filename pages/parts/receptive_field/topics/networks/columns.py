"""Columns of the table: how much padding each layer adds, the line that gives PyTorch the same."""

from __future__ import annotations

from core.receptive_field import Padding, Solution, paddings, pytorch_lines
from pages.shared.page import Page


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
