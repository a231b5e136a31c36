"""Files that a visitor brings, read: a small one at once, a large one by a worker while the page says so and offers Cancel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core import csv_matrix, images, keeping
from core.errors import BadInput
from core.learning.recovery import photographs
from core.networks import Model
from core.words import N_
from pages.shared import answers, cache, uploads
from pages.shared.answers import Asked
from pages.shared.cache import DECODING_SECONDS, QUICK_BYTES
from pages.shared.page import Page

READING = N_("Reading the file …")
WAIT_SECONDS = 120.0  # for a worker to come up, or to be free, and to read it


def picture(page: Page, setting: str, file: bytes, side: int, colour: bool = False) -> Asked:
    """The `core.images.Loaded` of a picture's file, as `cache.uploaded`.

    Raises
    ------
    BadInput
        A small file is no picture that can be read; of a large one `Asked.draw` says so. So it is with the others.
    """
    if not cache.is_large(file):
        return Asked(page, "", "", result=cache.uploaded(file, side, colour))
    return _asked(
        page, setting, partial(images.load_image, colour=colour), file, side, of=cache.of_file(file, side, colour)
    )


def own(page: Page, setting: str, side: int) -> images.Loaded | None:
    """The visitor's own picture in its colours, asked for and kept; None while there is none, which is said."""
    uploads.uploader(page, setting)
    file = uploads.data(page, setting)
    if file is None:
        return None
    try:
        read = picture(page, setting, file, side, colour=True)
    except BadInput as error:
        st.error(page.sentence(error))
        return None
    if read.result is None:
        read.draw(READING)
        return None
    uploads.keep(page, setting, file, side)
    loaded: images.Loaded = read.result
    return loaded


def kept(page: Page, setting: str, file: bytes, side: int | None) -> Asked:
    """A picture as it is kept: as `cache.plain`, or without a side as `cache.with_every_pixel`."""
    if not cache.is_large(file):
        return Asked(page, "", "", result=file)  # made within the click
    if side is None:
        return _asked(page, f"kept {setting}", photographs.plain, file, of=cache.of_file(file))
    return _asked(page, f"kept {setting}", keeping.plain_picture, file, side, of=cache.of_file(file, side))


def table(page: Page, setting: str, file: bytes) -> Asked:
    """The matrix of a CSV file, as `cache.matrix`."""
    if len(file) <= QUICK_BYTES:
        return Asked(page, "", "", result=cache.matrix(file))
    return _asked(page, setting, csv_matrix.read, file, of=cache.of_file(file))


def model(page: Page, setting: str, read: Callable[[bytes], Model], file: bytes) -> Asked:
    """What core's `read` makes of a model's file, as `cache.model_read`."""
    if len(file) <= QUICK_BYTES:
        return Asked(page, "", "", result=cache.model_read(read, file))
    return _asked(page, setting, read, file, of=cache.of_file(file))


def _asked(page: Page, setting: str, function: Callable[..., object], *args: object, of: str) -> Asked:
    return answers.ask(page, f"read {setting}", function, *args, deadline=WAIT_SECONDS, of=of, running=DECODING_SECONDS)
