"""Two pictures over one another with a slider between them, moved in the browser alone."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "convolution_lab_before_after",
    js=(_HERE / "before_after.js").read_text(encoding="utf-8"),
    css=(_HERE / "before_after.css").read_text(encoding="utf-8"),
)


def before_after(
    before: bytes, after: bytes, *, size: tuple[int, int], label: str, names: tuple[str, str], key: str
) -> None:
    """Draw both pictures, left of the slider `before`, right of it `after`.

    Parameters
    ----------
    before, after : bytes
        PNG or JPEG files of the same proportions.
    size : (rows, columns)
        Their size in pixels, so that the place is kept while they load.
    label : str
        What a screen reader calls the slider.
    names : (str, str)
        What stands on the two halves.
    key : str
        Identity of the component: with it the slider's place survives reruns.
    """
    head = json.dumps(
        {"sizes": [len(before), len(after)], "rows": size[0], "columns": size[1], "label": label, "names": names}
    ).encode()
    # Raw bytes travel as they are (base64 would add a third): length of the head, head, both files.
    _mount(key=key, data=len(head).to_bytes(4, "big") + head + before + after)
