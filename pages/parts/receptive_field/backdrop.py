"""What the input looks like: a photograph, a drawing or an upload, cut to the input's shape."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import streamlit as st

from core import figures, images, links
from core.arrays import Floats, Pair
from core.figures import Range
from pages.shared import cache, controls, display, reading, uploads
from pages.shared.page import Page

SIDE = 512  # pixels of the longer side
PICTURES = (*images.PHOTOGRAPHS, *images.SIZED, "noise", controls.UPLOADED)
UPLOAD = "picture file"  # the uploader
FIELD = links.Choice("picture", "astronaut", PICTURES)
RANGE = display.fields()
Ground = tuple[str, bytes, Range | None]


def choose(page: Page) -> None:
    """The control: which picture lies under the units' boxes."""
    _ = page.translate
    chosen = st.selectbox(
        _("Picture"), PICTURES, format_func=lambda name: _(controls.image_title(name)), **page.control("picture")
    )
    if chosen != controls.UPLOADED:
        return
    loaded = reading.own(page, UPLOAD, SIDE)
    if loaded is None:
        return
    uploads.say(page, loaded.notes)
    if display.needed(loaded):
        display.picker(page, loaded.values)


def jpeg(page: Page, size: Pair) -> bytes | None:
    """The chosen picture cut to rows × columns of that shape, as a JPEG; None while none is uploaded."""
    name, kept, shown = chosen(page)
    return None if name == controls.UPLOADED and not kept else _jpeg(name, kept, shown, size)


def chosen(page: Page) -> Ground:
    """The picture's name, the bytes of an upload and its display range: what `pixels` asks for where no session is at hand."""
    name = st.session_state[page.key("picture")]
    data = (uploads.kept(page, UPLOAD) or b"") if name == controls.UPLOADED else b""
    loaded = cache.uploaded(data, SIDE, True) if data else None
    ranged = loaded is not None and display.needed(loaded)
    return name, data, display.range_of(page, loaded.values) if loaded is not None and ranged else None


def pixels(name: str, data: bytes, shown: Range | None, size: Pair) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The picture cut to that shape as (H, W, 3) bytes; plain grey while none is uploaded."""
    if name == controls.UPLOADED and not data:
        return np.full((*size, 3), 236, np.uint8)
    values = cache.uploaded(data, SIDE, True).values if data else cache.picture(name, SIDE, 0, True)
    return figures.grey_rgb(figures.display.within(_cut(values, size), shown))


@st.cache_data(max_entries=32, show_spinner=False)
def _jpeg(name: str, data: bytes, shown: Range | None, size: Pair) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels(name, data, shown, size)).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _cut(values: Floats, size: Pair) -> Floats:
    """The middle of a picture in the shape rows : columns, at least one pixel each way."""
    H, W = values.shape[:2]
    scale = min(H / size[0], W / size[1])
    h, w = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    top, left = (H - h) // 2, (W - w) // 2
    return np.asarray(values[top : top + h, left : left + w])
