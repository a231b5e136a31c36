"""A Streamlit page that draws what another one shows, and computes nothing.

$BARE_PAGE names a file in which `benchmarks.rerun` has described pages, element by element; `?page=` says which.
"""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

SIDE = 512
FRAME = pd.DataFrame({"layer": ["conv1", "conv2"], "kernel": ["3", "3"], "stride": ["1", "1"]})


@st.cache_resource
def elements(written: float, page: str) -> list[dict[str, Any]]:
    """What is to be drawn. With $BARE_FROZEN, what the imports made is not looked through after each run, as in the lab."""
    if os.environ.get("BARE_FROZEN"):
        gc.collect()
        gc.freeze()
    found: list[dict[str, Any]] = json.loads(Path(os.environ["BARE_PAGE"]).read_text(encoding="utf-8"))[page]
    return found


@st.cache_resource
def picture() -> np.ndarray[Any, Any]:
    """A photograph's worth of pixels that packs about as badly."""
    rows, columns = np.indices((SIDE, SIDE))
    noise = np.random.default_rng(0).integers(0, 8, (SIDE, SIDE))
    return np.uint8((rows + columns) // 5 + noise)


@st.cache_resource
def component(name: str, js: int, css: int) -> Any:
    """A component that ships as much code."""
    code = f"export default function () {{}}\n// {'x' * js}\n"
    return st.components.v2.component(f"bare_{name}_{js}_{css}", js=code, css=f"/*\n{'x' * css} */\n" if css else None)


def whole(one: dict[str, Any]) -> bool:
    return str(one.get("format", "")).startswith("%d")


def draw(one: dict[str, Any], place: int, step: int) -> None:
    """One element."""
    kind, key, label = one["kind"], one.get("key") or f"place {place}", one.get("label", "")
    hint = one.get("help") or None
    if kind == "button_group":
        st.pills(label, one["options"], key=key)
    elif kind == "selectbox":
        st.selectbox(label, one["options"], key=key, help=hint)
    elif kind == "number_input":
        number = int if whole(one) else float
        st.number_input(label, value=number(one["default"]), step=number(one["step"]), key=key, help=hint)
    elif kind == "slider":
        st.slider(label, one["min"], one["max"], one["default"][0], one["step"], key=key, help=hint)
    elif kind == "checkbox":
        st.checkbox(label, one["default"], key=key, help=hint)
    elif kind == "button":
        st.button(label, key=key, help=hint)
    elif kind == "text_input":
        st.text_input(label, one["default"], key=key, help=hint)
    elif kind == "text_area":
        st.text_area(label, one["default"], key=key, help=hint)
    elif kind == "dataframe":
        st.data_editor(FRAME, key=key)
    elif kind == "bidi_component":
        mount = component(one["name"], one["js"], one["css"])
        mount(key=key, data={"shown": one["data"], "step": step})
    elif kind == "imgs":
        for _ in range(one["count"]):
            st.image(np.roll(picture(), step, axis=1))
    elif kind == "html":
        st.html(one["body"])
    elif kind == "heading":
        st.title(one["body"])
    else:
        st.markdown(one.get("body", ""))


step = st.session_state["step"] = st.session_state.get("step", 0) + 1
st.set_page_config(layout="wide")
for place, one in enumerate(elements(os.stat(os.environ["BARE_PAGE"]).st_mtime, st.query_params.get("page", ""))):
    draw(one, place, step)
