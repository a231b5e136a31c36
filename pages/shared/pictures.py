"""What pictures have in common: their colours, their legend, and rows of them where cells are too many for a grid."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal

import streamlit as st

from core.arrays import Floats
from pages.shared import admission
from pages.shared.grid import Scale

HEAD_START = 0.06  # seconds
FIRST_HEAD_START = 0.25  # of a visit, whose browser has yet to fetch the code that draws a picture
_DRAWN = "pictures drawn"


def row(files: Sequence[bytes], captions: Sequence[str]) -> None:
    """Picture files beside one another, each with its caption, which a screen reader is told as well.

    They get a head start: the browser fetches and paints them before it hears of what is below, and the thread that
    hands the files out need not share the interpreter with the rest of the script.
    """
    for column, file, caption in zip(st.columns(len(files)), files, captions, strict=True):
        captioned(column, file, caption)
    first = not st.session_state.get(_DRAWN, False)
    st.session_state[_DRAWN] = True
    with admission.line.away():
        time.sleep(FIRST_HEAD_START if first else HEAD_START)


def captioned(place: Any, picture: Any, text: str, *, width: int | Literal["stretch", "content"] = "stretch") -> None:
    """A picture with its caption, which is also what stands in its place for those who do not see it."""
    place.image(picture, caption=text, width=width, alt=text)


def scale_of(values: Floats) -> Scale:
    """Grey for pictures (0…1), signed where there are negative numbers, plain for others."""
    if values.min() < 0:
        return "signed"
    return "grey" if values.max() <= 1 else "none"


def legend(key: str, entries: Sequence[tuple[str, str, int]]) -> None:
    """What each colour means and how many cells have it: (colour, text, count) each, in one row."""
    with st.container(horizontal=True, gap="medium", key=key):
        for colour, text, count in entries:
            st.html(
                f'<span style="white-space:nowrap"><span style="display:inline-block;width:.9em;height:.9em;'
                f"border-radius:3px;margin-right:.5em;vertical-align:-.08em;border:1px solid #8884;forced-color-adjust:none;background:{colour}"
                f"\"></span>{text} <span style='opacity:.65'>({count:,})</span></span>",
                width="content",
            )
