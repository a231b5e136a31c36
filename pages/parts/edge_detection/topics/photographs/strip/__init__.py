"""A strip of small pictures, one a step: choosing one tells Python."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "convolution_lab_strip",
    js=(_HERE / "strip.js").read_text(encoding="utf-8"),
    css=(_HERE / "strip.css").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Step:
    """One picture of the strip: its id, its title in the visitor's language, and a small PNG or JPEG."""

    name: str
    title: str
    thumbnail: bytes


def strip(steps: Sequence[Step], *, chosen: str, label: str, key: str, on_change: Callable[[], None]) -> None:
    """Draw the steps left to right with `chosen` marked; `choice` tells, in `on_change`, which was chosen."""
    _mount(
        key=key,
        data={
            "label": label,
            "chosen": chosen,
            "steps": [
                {
                    "name": step.name,
                    "title": step.title,
                    "src": f"data:{_kind(step.thumbnail)};base64," + base64.b64encode(step.thumbnail).decode(),
                }
                for step in steps
            ],
        },
        on_step_change=on_change,
    )


def choice(key: str) -> str | None:
    """The step chosen last in the strip drawn under `key`."""
    step = (st.session_state.get(key) or {}).get("step")
    return step if isinstance(step, str) else None


def _kind(file: bytes) -> str:
    return "image/png" if file.startswith(b"\x89PNG") else "image/jpeg"
