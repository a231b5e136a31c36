"""The steps by which a stack is changed besides typing: add, insert, move, delete, undo, redo."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.receptive_field import Layer
from core.receptive_field import text as stack_text
from core.words import N_
from pages.parts.receptive_field.settings import OWN
from pages.shared.page import Page

Layers = tuple[Layer, ...]
REMEMBERED = ("preset", "stack", "rows", "columns")
MAX_STEPS = 50
NEW = Layer("new", 3, padding=1)


def draw(page: Page, layers: Layers | None) -> None:
    """The buttons; `layers` is None while what is typed is no stack: then only undo and redo are of use."""
    _ = page.translate
    own = st.session_state[page.key("preset")] == OWN
    with st.container(horizontal=True, vertical_alignment="bottom"):
        known = layers or ()
        st.button(_("+ layer"), key=page.key("add"), on_click=_put, args=(page, (*known, NEW)), disabled=layers is None)
        if not own:
            st.button(_("Edit these layers"), key=page.key("edit"), on_click=_put, args=(page, known))
        elif known:
            _moves(page, known)
        for name, title, icon, kept in (
            ("undo", N_("Undo"), ":material/undo:", "history"),
            ("redo", N_("Redo"), ":material/redo:", "future"),
        ):
            st.button(
                "",
                key=page.key(name),
                icon=icon,
                help=_(title),
                on_click=_travel,
                args=(page, name),
                disabled=not st.session_state.get(page.key(kept)),
            )


def remember(page: Page) -> None:
    """Keep what was shown last; for callbacks, which run when a widget's state has changed already."""
    history = st.session_state.setdefault(page.key("history"), [])
    history.append(st.session_state[page.key("shown")])
    del history[:-MAX_STEPS]
    st.session_state[page.key("future")] = []


def shown(page: Page) -> None:
    """Note what is on the screen now."""
    st.session_state[page.key("shown")] = _now(page)


def _moves(page: Page, layers: Layers) -> None:
    """What is done to one layer: choose it, then move, insert after it, delete."""
    _ = page.translate
    key = page.key("place")
    st.session_state[key] = min(st.session_state.get(key, 0), len(layers) - 1)
    place = st.selectbox(_("Layer"), range(len(layers)), format_func=lambda i: layers[i].name, key=key, width=150)
    before, this, after = layers[:place], layers[place], layers[place + 1 :]
    for name, title, icon, changed, goes_to in (
        ("up", N_("Towards the input"), ":material/arrow_upward:", (*before[:-1], this, *before[-1:], *after), -1),
        ("down", N_("Away from the input"), ":material/arrow_downward:", (*before, *after[:1], this, *after[1:]), 1),
        ("insert", N_("Insert a layer after it"), ":material/add_row_below:", (*before, this, NEW, *after), 1),
        ("delete", N_("Delete it"), ":material/delete:", (*before, *after), 0),
    ):
        useless = (name == "up" and not before) or (name == "down" and not after)
        st.button(
            "",
            key=page.key(name),
            icon=icon,
            help=_(title),
            on_click=_put,
            args=(page, changed, place + goes_to),
            disabled=useless,
        )


def _put(page: Page, layers: Layers, place: int | None = None) -> None:
    """Other layers in place of these."""
    remember(page)
    st.session_state[page.key("preset")] = OWN
    st.session_state[page.key("stack")] = stack_text.write(layers)
    if place is not None:
        st.session_state[page.key("place")] = max(0, place)


def _travel(page: Page, direction: str) -> None:
    """One step back, or forward again."""
    source, target = ("history", "future") if direction == "undo" else ("future", "history")
    st.session_state.setdefault(page.key(target), []).append(_now(page))
    for name, value in st.session_state[page.key(source)].pop().items():
        st.session_state[page.key(name)] = value


def _now(page: Page) -> dict[str, Any]:
    return {name: st.session_state[page.key(name)] for name in REMEMBERED}
