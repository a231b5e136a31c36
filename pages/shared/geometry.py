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
SIDES, STRIDES = ("top", "bottom", "left", "right"), ("stride_rows", "stride_columns")
DILATIONS = ("dilation_rows", "dilation_columns")
PADDINGS = {
    "valid": N_("valid: no padding"),
    "same": N_("same: as large as the input at stride 1"),
    "same_lower": N_("same, the extra cell at the top and left (ONNX: SAME_LOWER)"),
    "full": N_("full: every overlap"),
    "explicit": N_("custom"),
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
        *(links.Whole(name, 0, 0, MAX_STEPS) for name in SIDES),
        *(links.Whole(name, 1, 1, MAX_STEPS) for name in (*STRIDES, *DILATIONS)),
    )


def picker(page: Page) -> None:
    """Choose padding, stride and dilation: one number each, rows and columns apart where that is opened.

    The numbers are checked by core, which knows the sizes.
    """
    _ = page.translate
    st.selectbox(_("Padding"), **page.choice("padding", PADDINGS))
    explicit = st.session_state[page.key("padding")] == "explicit"
    single: dict[str, tuple[str, ...]] = {_("Stride"): STRIDES, _("Dilation"): DILATIONS}
    if explicit:
        single = {_("Each side"): SIDES, **single}
    with st.container(horizontal=True, wrap=False, gap="small", key=page.key("geometry")):
        for label, names in single.items():
            _single(page, label, names)
    with st.expander(_("Rows and columns separately"), type="compact"):
        if explicit:
            _row(page, SIDES, (_("Top"), _("Bottom"), _("Left"), _("Right")))
        _row(page, STRIDES, (_("Stride, rows"), _("Stride, columns")))
        _row(page, DILATIONS, (_("Dilation, rows"), _("Dilation, columns")))


def _single(page: Page, label: str, names: tuple[str, ...]) -> None:
    """One number for several settings: empty while they differ."""
    key = page.key(" ".join(names))

    def changed() -> None:
        if st.session_state[key] is not None:
            for name in names:
                st.session_state[page.key(name)] = st.session_state[key]

    st.session_state[key] = _shared(page, names)
    differ = " × ".join(str(st.session_state[page.key(name)]) for name in names)
    st.number_input(
        label, value=None, step=1, key=key, on_change=changed, placeholder=differ, disabled=page.locked(*names)
    )


def _shared(page: Page, names: tuple[str, ...]) -> int | None:
    """The number that all of these settings have, if it is one."""
    found = {st.session_state[page.key(name)] for name in names}
    return int(found.pop()) if len(found) == 1 else None


def _row(page: Page, names: tuple[str, ...], labels: tuple[str, ...]) -> None:
    for start in range(0, len(names), 2):
        for column, name, label in zip(st.columns(2), names[start : start + 2], labels[start : start + 2], strict=True):
            column.number_input(label, step=1, **page.control(name))


def cells_added(page: Page, sides: tuple[tuple[int, int], tuple[int, int]]) -> str:
    """How many cells a padding adds at each side, in words."""
    (top, bottom), (left, right) = sides
    if sides == ((0, 0), (0, 0)):
        return page.translate("No cells added")
    return page.translate("Cells added: {top} above, {bottom} below, {left} on the left, {right} on the right").format(
        top=top, bottom=bottom, left=left, right=right
    )


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
    names = (*STRIDES, *DILATIONS, *(SIDES if padding == "explicit" else ()))
    largest = max(st.session_state[page.key(name)] for name in names)
    if largest > MAX_STEPS:
        raise BadInput(
            "stride, dilation and padding are limited to {most} here, got {value}", most=MAX_STEPS, value=largest
        )
    return Geometry(
        pair(*STRIDES),
        (pair("top", "bottom"), pair("left", "right")) if padding == "explicit" else padding,
        pair(*DILATIONS),
    )
