"""Where the pair comes from: a filter hidden in a photograph or a picture of one's own, or two files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import images, kernels
from core.arrays import Floats
from core.errors import BadInput
from core.learning.recovery import files as recovery_files
from core.learning.recovery import least_squares
from pages.parts.learning_a_kernel.settings import HIDDEN
from pages.shared import cache, controls
from pages.shared.page import Page

SIDE = 512
KINDS = ["png", "jpg", "jpeg", "webp"]
Size = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Pictures:
    """A before and an after picture, the filter between them where it is known, and what was done to them."""

    before: Floats
    after: Floats
    true: Floats | None
    notes: tuple[BadInput, ...] = ()


def hidden(page: Page) -> Callable[[Size], Pictures] | None:
    """Choose a picture and the filter to hide in it; kernel size → the pair, None while there is no picture."""
    _ = page.translate
    left, right = st.columns(2)
    name = left.selectbox(
        _("Photograph"),
        (*images.PHOTOGRAPHS, controls.UPLOADED),
        format_func=lambda name: _(controls.image_title(name)),
        key=page.key("recover_image"),
    )
    kernel = right.selectbox(
        _("Filter to hide"),
        HIDDEN,
        format_func=lambda name: _(controls.kernel_title(name)),
        key=page.key("recover_filter"),
    )
    picture = _own(page) if name == controls.UPLOADED else cache.picture(name, SIDE, 0, False)
    if picture is None:
        return None
    true = np.asarray(kernels.NAMED[kernel](), dtype=np.float64)
    return lambda _size: Pictures(*least_squares.hide(picture, true), true)


def uploaded(page: Page) -> Callable[[Size], Pictures] | None:
    """Two uploaders; kernel size → the pair, None while a file is missing or broken."""
    _ = page.translate
    files: list[bytes] = []
    broken = False
    for column, name, label in zip(st.columns(2), ("before", "after"), (_("Before"), _("After")), strict=True):
        with column:
            file = st.file_uploader(label, type=KINDS, key=page.key(f"recover {name}"), max_upload_size=20)
            if file is None:
                continue
            try:
                loaded = cache.uploaded(file.getvalue(), 64, False)  # small: for its notes and its complaints
            except BadInput as error:
                st.error(page.sentence(error))  # beside its own field, and the other one stays
                broken = True
                continue
            _say(page, loaded.notes)
            files.append(file.getvalue())
    if broken:
        return None
    if len(files) < 2:
        st.info(
            _(
                "Choose the picture before the filter and the one after it, saved as PNG: JPEG's own changes would be learned as well."
            )
        )
        return None

    def pictures(size: Size) -> Pictures:
        read = _read(files[0], files[1], size)
        return Pictures(read.before, read.after, None, read.notes)

    return pictures


def _own(page: Page) -> Floats | None:
    """The visitor's own picture, (H, W), or (H, W, 3) where it has colours."""
    _ = page.translate
    file = st.file_uploader(_("Your picture"), type=KINDS, key=page.key("recover own"), max_upload_size=20)
    if file is None:
        st.info(
            _(
                "Choose a PNG, JPEG or WebP file. It stays in this server's memory for this visit only: a link does not carry it, and whoever opens one is asked for a picture."
            )
        )
        return None
    try:
        loaded = cache.uploaded(file.getvalue(), SIDE, True)
    except BadInput as error:
        st.error(page.sentence(error))
        return None
    _say(page, loaded.notes)
    values = loaded.values
    if values.shape[:2] != loaded.original:
        rows, columns = loaded.original
        note = BadInput(
            "The picture has {rows} rows × {columns} columns of pixels; it is worked on at {h} × {w}.",
            rows=rows,
            columns=columns,
            h=values.shape[0],
            w=values.shape[1],
        )
        _say(page, (note,))  # harmless here: the filter is hidden in what has been made smaller
    return values[..., 0] if (values == values[..., :1]).all() else values


def _say(page: Page, notes: tuple[BadInput, ...]) -> None:
    for note in notes:
        st.caption(page.sentence(note))


@st.cache_data(max_entries=2, show_spinner=False)
def _read(before: bytes, after: bytes, size: Size) -> recovery_files.Files:
    """Few are kept, for a pair may have 64 MB."""
    return recovery_files.read(before, after, size)
