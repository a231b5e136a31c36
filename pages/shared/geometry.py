"""Padding, stride and dilation: their settings, their controls, and what is chosen there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from core import links
from core.errors import BadInput
from core.words import N_
from pages.shared.page import Page

MAX_STEPS = 64  # of stride, dilation and explicit padding, in the address and out of it
PADDINGS = {
    "valid": N_("valid: none"),
    "same": N_("same: as large as the input at stride 1"),
    "full": N_("full: every overlap"),
    "explicit": N_("explicit"),
}


@dataclass(frozen=True)
class Geometry:
    """Stride, padding and dilation as core's functions take them; sizes are (rows, columns)."""

    stride: tuple[int, int]
    padding: Any
    dilation: tuple[int, int]

    @property
    def options(self) -> dict[str, Any]:
        return {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}


def fields() -> tuple[links.Field, ...]:
    """The settings of `picker`."""
    return (
        links.Choice("padding", "valid", tuple(PADDINGS)),
        *(links.Whole(name, 0, 0, MAX_STEPS) for name in ("top", "bottom", "left", "right")),
        *(links.Whole(name, 1, 1, MAX_STEPS) for name in ("stride_rows", "stride_columns")),
        *(links.Whole(name, 1, 1, MAX_STEPS) for name in ("dilation_rows", "dilation_columns")),
    )


def picker(page: Page) -> None:
    """Choose padding, stride and dilation; the numbers are checked by core, which knows the sizes."""
    _ = page.translate
    st.selectbox(_("Padding"), list(PADDINGS), format_func=lambda name: _(PADDINGS[name]), key=page.key("padding"))
    if st.session_state[page.key("padding")] == "explicit":
        labels = (_("top"), _("bottom"), _("left"), _("right"))
        for column, label, name in zip(st.columns(4), labels, ("top", "bottom", "left", "right"), strict=True):
            column.number_input(label, step=1, key=page.key(name))
    labels = (_("Stride, rows"), _("Stride, columns"), _("Dilation, rows"), _("Dilation, columns"))
    names = ("stride_rows", "stride_columns", "dilation_rows", "dilation_columns")
    for column, label, name in zip(st.columns(4), labels, names, strict=True):
        column.number_input(label, step=1, key=page.key(name))


def chosen(page: Page) -> Geometry:
    """What is chosen in `picker`; what is too small for any image is for core to say.

    Raises
    ------
    BadInput
        A number that no address carries.
    """

    def pair(first: str, second: str) -> tuple[int, int]:
        return st.session_state[page.key(first)], st.session_state[page.key(second)]

    padding = st.session_state[page.key("padding")]
    names = ["stride_rows", "stride_columns", "dilation_rows", "dilation_columns"]
    names += ["top", "bottom", "left", "right"] if padding == "explicit" else []
    largest = max(st.session_state[page.key(name)] for name in names)
    if largest > MAX_STEPS:
        raise BadInput("stride, dilation and padding go up to {most} here, got {value}", most=MAX_STEPS, value=largest)
    return Geometry(
        pair("stride_rows", "stride_columns"),
        (pair("top", "bottom"), pair("left", "right")) if padding == "explicit" else padding,
        pair("dilation_rows", "dilation_columns"),
    )
