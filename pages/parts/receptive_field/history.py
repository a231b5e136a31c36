"""The steps by which a stack is changed besides typing: add, insert, move, delete, undo, redo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.errors import BadInput
from core.receptive_field import STACKS, Layer, least_input
from core.receptive_field import text as stack_text
from core.words import N_
from pages.parts.receptive_field.settings import MAX_DEPTH, MAX_SIDE, OWN
from pages.shared.page import Page

Layers = tuple[Layer, ...]
REMEMBERED = ("preset", "stack", "rows", "columns")
MAX_STEPS = 50
NEW = Layer("new", 3, padding=1)
POOL = Layer("new", 2, stride=2, kind="pool")
KINDS = {"add": N_("+ conv"), "add pool": N_("+ pool")}  # what a chip puts into the stack


def draw(page: Page, layers: Layers | None) -> None:
    """The chips that put a layer behind the chosen unit's, with undo and redo; those alone while there is no stack."""
    _ = page.translate
    known = layers or ()
    place = min(int(st.session_state[page.key("layer")]), len(known))
    behind = known[place - 1].name if place else _("Input")
    with st.container(horizontal=True, gap="small"):
        for name, title in KINDS.items():
            st.button(
                _(title),
                key=page.key(name),
                on_click=insert,
                args=(page, known, place, name),
                disabled=layers is None or page.locked("stack"),
                help=_("Add a layer after {layer}. The input grows if necessary.").format(layer=behind),
            )
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
                disabled=not st.session_state.get(page.key(kept)) or page.locked("stack"),
            )
    if layers is not None:
        st.caption(
            _("New layers go after {layer}. Click a unit of another map to add them there.").format(layer=behind)
        )


def layers_of(page: Page) -> Layers:
    """The layers that the settings name; raises BadInput where the text is no stack."""
    name = st.session_state[page.key("preset")]
    return stack_text.read(st.session_state[page.key("stack")]) if name == OWN else STACKS[name].layers


def take(page: Page, text: str) -> None:
    """A stack as text becomes the visitor's own; the input grows with it where it has to."""
    remember(page)
    st.session_state[page.key("preset")] = OWN
    st.session_state[page.key("stack")] = text
    try:
        layers = stack_text.read(text)
    except BadInput:  # said by the run that follows, and it stays as it was typed
        return
    st.session_state[page.key("stack")] = stack_text.write(layers)
    least = least_input(layers, MAX_SIDE) or (1, 1)
    for name, cells in zip(("rows", "columns"), least, strict=True):
        key = page.key(name)
        if 1 <= st.session_state[key] < cells:
            st.session_state[key] = cells


def remember(page: Page) -> None:
    """Keep what was shown last; for callbacks, which run when a widget's state has changed already."""
    history = st.session_state.setdefault(page.key("history"), [])
    history.append(st.session_state[page.key("shown")])
    del history[:-MAX_STEPS]
    st.session_state[page.key("future")] = []


def shown(page: Page) -> None:
    """Note what is on the screen now."""
    st.session_state[page.key("shown")] = _now(page)


def moves(page: Page, layers: Layers) -> None:
    """What is done to one layer of the table: choose it, then move, insert after it, delete."""
    _ = page.translate
    key = page.key("place")
    st.session_state[key] = min(st.session_state.get(key, 0), len(layers) - 1)
    place = st.selectbox(_("Layer"), range(len(layers)), format_func=lambda i: layers[i].name, key=key, width=150)
    before, this, after = layers[:place], layers[place], layers[place + 1 :]
    for name, title, icon, changed, goes_to in (
        ("up", N_("Move towards the input"), ":material/arrow_upward:", (*before[:-1], this, *before[-1:], *after), -1),
        (
            "down",
            N_("Move away from the input"),
            ":material/arrow_downward:",
            (*before, *after[:1], this, *after[1:]),
            1,
        ),
        ("insert", N_("Insert a layer after it"), ":material/add_row_below:", (*before, this, NEW, *after), 1),
        ("delete", N_("Delete"), ":material/delete:", (*before, *after), 0),
    ):
        useless = (name == "up" and not before) or (name == "down" and not after)
        st.button(
            "",
            key=page.key(name),
            icon=icon,
            help=_(title),
            on_click=_put,
            args=(page, changed, place + goes_to),
            disabled=useless or page.locked("stack"),
        )


def _put(page: Page, layers: Layers, place: int | None = None) -> None:
    """Other layers in place of these."""
    take(page, stack_text.write(layers))
    if place is not None:
        st.session_state[page.key("place")] = max(0, place)


def insert(page: Page, layers: Layers, place: int, kind: str) -> None:
    """A new layer, one of KINDS, behind the first `place` ones, and its unit in place of the one before it."""
    last, new = place == len(layers), POOL if kind == "add pool" else _like(layers)
    _put(page, (*layers[:place], new, *layers[place:]))
    st.session_state[page.key("layer")] = MAX_DEPTH if last else place + 1


def _like(layers: Layers) -> Layer:
    """A convolution like the stack's last one, at stride 1; 3 × 3 where it has none."""
    last = next((layer for layer in reversed(layers) if layer.kind == "conv"), NEW)
    return replace(last, stride=1)


def _travel(page: Page, direction: str) -> None:
    """One step back, or forward again."""
    source, target = ("history", "future") if direction == "undo" else ("future", "history")
    st.session_state.setdefault(page.key(target), []).append(_now(page))
    page.put(st.session_state[page.key(source)].pop())


def _now(page: Page) -> dict[str, Any]:
    return {name: st.session_state[page.key(name)] for name in REMEMBERED}
