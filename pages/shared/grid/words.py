"""The words of the grid's own controls, its list of keys among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def grid_words(_: Callable[[str], str] = str) -> dict[str, Any]:
    """Word → how the gettext function `_` has it; English by default."""
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("Step back"),
        "forward": _("Step forward"),
        "position": _("Position"),
        "speed": _("Speed"),
        "brush": _("Brush"),
        "paint": _("Drag over cells to fill them with this number"),
        "edit": _("Type into a cell, or paint with the brush"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "reset": _("Reset"),
        "reset_hint": _("Back to the numbers before your edits"),
        "not_a_number": _("{cell}: “{text}” is not a number."),
        "numbers": _("Numbers as text"),
        "all_terms": _("all terms"),
        "fewer_terms": _("fewer terms"),
        "padding": _("padding"),
        "unseen": _("never seen"),
        "invalid": _("not a number"),
        "empty": _("empty"),
        "right": _("correct"),
        "wrong": _("wrong"),
        "keys": _("Keys"),
        "key_list": (  # keys, what they do, whether for editing only
            ("← ↑ → ↓", _("go to the next cell"), False),
            ("Home, End", _("go to the first or last cell of the row; with Ctrl, of the matrix"), False),
            (_("Space"), _("play or pause; choose the cell where nothing plays"), False),
            ("Enter", _("choose the cell, or type into it where it can be changed"), False),
            ("0 … 9", _("type a new number; Enter or Tab keeps it, Escape does not"), True),
            ("Delete", _("clear the cell to type into it"), True),
            ("Ctrl + V", _("paste rows of numbers, from a spreadsheet too"), True),
            ("Ctrl + Z, Ctrl + Y", _("undo, redo"), True),
            ("?", _("show or hide this list"), False),
        ),
    }
