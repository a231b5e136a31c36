"""A strip of small pictures, one a step: choosing one tells Python."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pages.shared.reported import remember, reported, shown
from pages.shared.scripts import component

_mount = component("strip", Path(__file__).with_name("strip.js"))


@dataclass(frozen=True)
class Step:
    """One picture of the strip: its id, its title in the visitor's language, and a small PNG or JPEG."""

    name: str
    title: str
    thumbnail: bytes


def strip(steps: Sequence[Step], *, chosen: str, label: str, key: str, on_change: Callable[[], None]) -> None:
    """Draw the steps left to right with `chosen` marked; `choice` tells, in `on_change`, which was chosen."""
    remember(key, [step.name for step in steps])
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
    """The step chosen last in the strip drawn under `key`, if it shows such a step."""
    step = reported(key, "step")
    return step if isinstance(step, str) and step in (shown(key) or ()) else None


def _kind(file: bytes) -> str:
    return "image/png" if file.startswith(b"\x89PNG") else "image/jpeg"
