"""The flip as a motion: the kernel turns by 180°, and one result becomes the other."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from core.arrays import Floats
from core.figures import colours
from pages.shared.scripts import joined

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "convolution_lab_turning",
    js=joined(_HERE / "turning.js"),
    css=(_HERE / "turning.css").read_text(encoding="utf-8"),
)


def turning(
    kernel: Floats,
    results: tuple[Floats, Floats] | None,
    files: tuple[bytes, bytes] | None = None,
    *,
    flipped: bool,
    limit: float,
    names: tuple[tuple[str, str], tuple[str, str]],
    key: str,
) -> None:
    """Draw kernel and result as they are before the flip, or after it; a change is shown as a motion in the browser.

    Parameters
    ----------
    kernel : ndarray, (h, w)
        K as it is typed.
    results : (ndarray, ndarray), optional
        X ⋆ K and X ∗ K, of one shape; None where they are shown as `files`.
    files : (bytes, bytes), optional
        The same as pictures.
    flipped : bool
        Which of the two is shown.
    limit : float
        The results' colours span ±limit.
    names : ((kernel, result), (kernel, result))
        What they are called before and after the flip.
    key : str
        Identity of the component: with it a rerun knows what was shown before.
    """
    head = json.dumps(
        {
            "kernel": kernel.tolist(),
            "results": None if results is None else [result.tolist() for result in results],
            "sizes": [len(file) for file in files or ()],
            "flipped": flipped,
            "limit": limit,
            "names": names,
            "colours": {"negative": colours.NEGATIVE, "positive": colours.POSITIVE, "window": colours.WINDOW},
        }
    ).encode()
    _mount(key=key, data=len(head).to_bytes(4, "big") + head + b"".join(files or ()))
