"""Pictures in a row: what is shown where cells are too many for a grid."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

HEAD_START = 0.06  # seconds


def row(files: Sequence[bytes], captions: Sequence[str]) -> None:
    """Picture files beside one another, each with its caption, which a screen reader is told as well.

    They get a head start: the browser fetches and paints them before it hears of what is below, and the thread that
    hands the files out need not share the interpreter with the rest of the script.
    """
    for column, file, caption in zip(st.columns(len(files)), files, captions, strict=True):
        column.image(file, caption=caption, width="stretch", alt=caption)
    time.sleep(HEAD_START)
