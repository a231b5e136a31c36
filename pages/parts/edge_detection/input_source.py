"""Where a photograph comes from: the packages', an upload, the webcam; up to 12 megapixels, worked on smaller."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from core import images
from core.errors import BadInput, Message
from core.figures import Range
from pages.parts.edge_detection.settings import PHOTO, PHOTOS, SIDES, WEBCAM
from pages.shared import cache, controls, display, reading, uploads
from pages.shared.page import Page

UPLOAD = "photo_upload"  # the uploader
Picture = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Upload:
    """A picture as it is worked on, (H, W) float32, what happened to it on the way in, and how it is drawn.

    `shown` are the numbers drawn black and white, where the picture is `ranged`: needs a display range.
    """

    picture: Picture
    digest: str
    original: tuple[int, int]
    notes: tuple[Message, ...] = ()
    ranged: bool = False
    shown: Range | None = None


def choose(page: Page) -> Upload | None:
    """The source and its size; None, with a sentence, where there is no picture yet."""
    _ = page.translate
    photo = st.session_state[page.key("photo")]
    left, right = st.columns([2, 1])
    left.selectbox(
        _("Photograph"),
        PHOTOS,
        format_func=lambda name: _("from the camera") if name == WEBCAM else _(controls.image_title(name)),
        **page.control("photo"),
    )
    right.number_input(
        _("Side in pixels"),
        step=64,
        **page.control("resolution"),
        help=_("The longer side of the image as processed, from {low} to {high}.").format(low=SIDES[0], high=SIDES[1]),
    )
    side = int(st.session_state[page.key("resolution")])
    try:
        if not SIDES[0] <= side <= SIDES[1]:
            raise BadInput(
                "the side must be from {low} to {high} pixels, got {side}", low=SIDES[0], high=SIDES[1], side=side
            )
        if photo in images.PHOTOGRAPHS:
            upload = _shipped(photo, side)
        else:
            data = _webcam(page) if photo == WEBCAM else _upload(page)
            if data is None:
                return None
            coming = reading.picture(page, photo, data, side) if cache.is_large(data) else None
            if coming is not None and coming.result is None:
                coming.draw(reading.READING)
                return None
            upload = _loaded(data, side)
            uploads.keep(page, WEBCAM if photo == WEBCAM else UPLOAD, data, side)
    except BadInput as error:
        st.error(page.sentence(error))
        return None
    uploads.say(page, upload.notes)
    if upload.ranged:
        upload = replace(upload, shown=display.range_of(page, upload.picture, PHOTO))
        display.picker(page, upload.picture, PHOTO)
    return upload


def _webcam(page: Page) -> bytes | None:
    """The last shot. One that comes from a link, or from before the topic was closed, stands until another one is asked for."""
    _ = page.translate
    if st.session_state.get(page.key(WEBCAM)) is None and uploads.kept(page, WEBCAM) is not None:
        st.button(_("Take another picture"), key=page.key("webcam again"), on_click=uploads.forget, args=(page, WEBCAM))
        return uploads.kept(page, WEBCAM)
    st.camera_input(_("Take a picture"), key=page.key(WEBCAM), on_change=uploads.forget, args=(page, WEBCAM))
    shot = uploads.data(page, WEBCAM)
    if shot is None:
        st.info(
            _(
                "Allow camera access when the browser asks, then take a picture. It stays in this server’s memory for this visit only; “Keep…” gives a link that includes it. Without a camera or permission, choose a photograph or upload your own."
            ),
            icon=":material/photo_camera:",
        )
    return shot


def _upload(page: Page) -> bytes | None:
    uploads.uploader(page, UPLOAD)
    return uploads.data(page, UPLOAD)


@st.cache_data(max_entries=6, show_spinner=False)
def _shipped(name: str, side: int) -> Upload:
    picture = images.photograph(name, side).astype(np.float32)
    rows, columns = picture.shape
    notes: tuple[Message, ...] = ()
    if max(rows, columns) < side:
        notes = (
            Message(
                "The photograph has {rows} × {columns} pixels; it is not enlarged.",
                rows=rows,
                columns=columns,
            ),
        )
    return Upload(picture, cache.digest(picture), (rows, columns), notes)


@st.cache_data(max_entries=3, show_spinner=False)
def _loaded(data: bytes, side: int) -> Upload:
    """An upload or a shot; few are kept, for each may have 16 MB."""
    loaded = cache.decoded(data, side)
    picture = loaded.values.astype(np.float32)
    return Upload(picture, cache.digest(picture), loaded.original, uploads.notes_of(loaded), display.needed(loaded))
