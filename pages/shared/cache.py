"""Bounded caches around core, and nothing else: the same question twice is answered once.

Streamlit hashes large arrays by a sample, so arrays go in by a digest of their own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core import images

Array = np.ndarray[Any, np.dtype[np.float64]]


@st.cache_data(max_entries=64, show_spinner=False)
def picture(name: str, side: int, seed: int, colour: bool) -> Array:
    """A drawn image or a photograph by name; see core.images."""
    return images.picture(name, side=side, seed=seed, colour=colour)


@st.cache_data(max_entries=16, show_spinner=False)
def uploaded(data: bytes, side: int, colour: bool) -> Array:
    """An uploaded picture; see core.images.load_image."""
    return images.load_image(data, max_side=side, colour=colour)
