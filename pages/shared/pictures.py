"""Pictures in a row: what is shown where cells are too many for a grid."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def row(files: Sequence[bytes], captions: Sequence[str]) -> None:
    """Picture files beside one another, each with its caption, which a screen reader is told as well."""
    for column, file, caption in zip(st.columns(len(files)), files, captions, strict=True):
        column.image(file, caption=caption, width="stretch", alt=caption)
