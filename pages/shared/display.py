"""Window and level of a picture whose numbers fill a sliver of their range: chosen as percentiles, used for drawing only."""

from __future__ import annotations

import streamlit as st

from core import images, links
from core.arrays import Array
from core.errors import BadInput
from core.figures import BLACK, WHITE, Range, display
from pages.shared.page import Page


def names(prefix: str = "") -> tuple[str, str]:
    """The two settings; `prefix` tells one picture's from another's of the same page."""
    return f"{prefix}black_percentile", f"{prefix}white_percentile"


def fields(prefix: str = "") -> tuple[links.Field, ...]:
    """The settings of `picker`."""
    black, white = names(prefix)
    return links.Real(black, BLACK, 0.0, 100.0), links.Real(white, WHITE, 0.0, 100.0)


def needed(loaded: images.Loaded) -> bool:
    """Whether an upload is drawn by a range of its own: 16 bits, nearly all numbers in a sliver of 0 … 1."""
    return loaded.bits == 16 and display.narrow(loaded.values)


def range_of(page: Page, values: Array, prefix: str = "") -> Range:
    """The numbers drawn black and white; the first ones where what was typed breaks a rule, which `picker` says."""
    try:
        return display.display_range(values, *_chosen(page, prefix))
    except BadInput:
        return display.display_range(values)


def picker(page: Page, values: Array, prefix: str = "") -> None:
    """The two percentiles, the numbers that they stand for, and the way back."""
    _ = page.translate
    black, white = names(prefix)
    left, right = st.columns(2)
    left.number_input(
        _("Black at percentile"),
        **page.control(black),
        step=0.5,
        help=_("Numbers up to this percentile are drawn black. Only the drawing changes."),
    )
    right.number_input(
        _("White at percentile"),
        **page.control(white),
        step=0.5,
        help=_("Numbers from this percentile on are drawn white. Only the drawing changes."),
    )
    try:
        low, high = display.display_range(values, *_chosen(page, prefix))
    except BadInput as error:
        st.error(page.sentence(error))
        low, high = display.display_range(values)
    st.caption(
        _(
            "The picture uses only a small part of 0 … 1, so it is drawn from {low:.4g} (black) to {high:.4g} (white): window {window:.4g}, level {level:.4g}. Its numbers and the results do not change."
        ).format(low=low, high=high, window=high - low, level=0.5 * (low + high))
    )
    if _chosen(page, prefix) != (BLACK, WHITE):
        st.button(
            _("Reset the display range"),
            key=page.key(f"{prefix}reset range"),
            on_click=page.put,
            args=(dict(zip(names(prefix), (BLACK, WHITE), strict=True)),),
            disabled=page.locked(*names(prefix)),
        )


def _chosen(page: Page, prefix: str) -> tuple[float, float]:
    black, white = (float(st.session_state[page.key(name)]) for name in names(prefix))
    return black, white
