"""What the browser reports, checked where it comes in: anybody can send anything in its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id

MAX_ADDED = 1000  # rows


def reported(key: str, name: str) -> Any:
    """The state `name` of the component drawn under `key`; None where there is none."""
    state: Any = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def listened() -> None:
    """The callback of a state that is only looked at where its component is drawn: without one Streamlit reports none."""


def named() -> frozenset[str]:
    """The keys of the widgets that the browser shows: it names each of them, with its value, whenever it asks for a run.

    Asked before a run draws any widget.
    """
    context = get_script_run_ctx()
    states = [] if context is None else context.session_state.get_widget_states()
    return frozenset(key for state in states if (key := user_key_from_element_id(state.id)) is not None)


def whole(value: Any, count: int) -> bool:
    """Whether a value is one of the whole numbers 0 … `count` − 1; True and False are none."""
    return type(value) is int and 0 <= value < count


def edits(key: str, rows: int, columns: Collection[str], *, growing: bool = False) -> Mapping[str, Any] | None:
    """What was typed into the table under `key`; None where that is nothing that a table of so many `rows` could tell.

    Parameters
    ----------
    columns : collection of str
        Those that can be edited.
    growing : bool
        Whether rows can be added and deleted.
    """
    told: Any = st.session_state.get(key)
    if not isinstance(told, Mapping):
        return None
    edited, added, deleted = (told.get(name) for name in ("edited_rows", "added_rows", "deleted_rows"))
    if not (isinstance(edited, Mapping) and isinstance(added, list) and isinstance(deleted, list)):
        return None
    if (added or deleted) and not growing:
        return None
    cells = (*edited.values(), *added)
    sound = (
        all(whole(place, rows) for place in (*edited, *deleted))
        and len(added) <= MAX_ADDED
        and all(isinstance(row, Mapping) and set(row) <= {*columns, "_index"} for row in cells)
        and all(value is None or isinstance(value, str) for row in cells for value in row.values())
    )
    return told if sound else None


def rows_chosen(key: str, count: int) -> list[int]:
    """Those of the `count` rows of the table under `key` that are chosen."""
    told = reported(key, "selection")
    rows = told.get("rows") if isinstance(told, Mapping) else None
    return [row for row in rows if whole(row, count)] if isinstance(rows, list) else []


def remember(key: str, what: Any) -> None:
    """Keep what the component under `key` shows now: what it may report is checked against it."""
    st.session_state[f"{key} shows"] = what


def shown(key: str) -> Any:
    """What the component under `key` has shown last; None before it is drawn."""
    return st.session_state.get(f"{key} shows")
