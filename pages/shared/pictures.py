"""What pictures have in common: their colours, their legend, and rows of them where cells are too many for a grid."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal

import streamlit as st

from core import figures
from core.arrays import Array, Bytes, Floats
from core.picture_files import JPEG
from pages.shared import admission, fetched
from pages.shared.grid import Scale

MOST_WAITED = 0.15  # seconds until a browser has fetched what changed; it may be far away,
MOST_WAITED_FIRST = 0.6  # and on a visit's first picture has yet to fetch the code that draws one
PAINT = 0.05  # from then until it has painted them
HEAD_START = 0.06  # in place of both, where the browser has the pictures already or the server does not tell
REMEMBERED = 32
_DRAWN = "pictures drawn"


def row(files: Sequence[bytes], captions: Sequence[str]) -> None:
    """Picture files beside one another, each with its caption, which a screen reader is told as well.

    They get a head start: the browser fetches and paints them before it hears of what is below, and the thread that
    hands the files out need not share the interpreter with the rest of the script.
    """
    names = [fetched.name_of(file) for file in files]
    drawn: list[str] = st.session_state.get(_DRAWN, [])
    st.session_state[_DRAWN] = [*drawn, *(name for name in names if name not in drawn)][-REMEMBERED:]
    with fetched.fetches.awaited([name for name in names if name not in drawn]) as coming:
        for column, file, caption in zip(st.columns(len(files)), files, captions, strict=True):
            captioned(column, file, caption)
        with admission.line.away():
            if not fetched.fetches.told or set(names) <= set(drawn):
                time.sleep(HEAD_START)
            elif coming.wait(MOST_WAITED if drawn else MOST_WAITED_FIRST):
                time.sleep(PAINT)


def captioned(
    place: Any, picture: bytes | Bytes, text: str, *, width: int | Literal["stretch", "content"] = "stretch"
) -> None:
    """A picture with its caption, which is also what stands in its place for those who do not see it.

    `picture` is a file or (H, W) or (H, W, 3) bytes. Left to itself Streamlit makes a JPEG of whatever cannot be
    transparent, which blurs the edges of drawings; its PNGs take ten times as long as ours.
    """
    file = picture if isinstance(picture, bytes) else figures.png.pack(picture)
    kind = "JPEG" if file.startswith(JPEG) else "PNG"
    place.image(file, caption=text, width=width, alt=text, output_format=kind)


def enlarged(pixels: Array, times: int) -> Array:
    """Each pixel as a square, so that the browser does not blur it."""
    return pixels.repeat(times, axis=0).repeat(times, axis=1)


def frame(window: Array, thick: int) -> None:
    """Outline a part of a picture, (h, w, 3), in place."""
    for side in (window[:thick], window[-thick:], window[:, :thick], window[:, -thick:]):
        side[...] = figures.colours.rgb(figures.colours.WINDOW)


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
