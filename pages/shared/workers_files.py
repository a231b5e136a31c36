"""A file that takes a worker some time: the first click asks for it, with Cancel meanwhile; then it is there to be saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.words import N_
from pages.shared import answers
from pages.shared.page import Page

SECONDS = 60.0  # that a worker may take
WAIT_SECONDS = 180.0  # until it is given up, behind others' work
HELP = N_("Takes some seconds: the first click has it made, the second one saves it.")
MAKE = N_("Make {file}")
MAKING = N_("Making the file …")


@dataclass(frozen=True, eq=False)
class WorkersFile:
    """What a worker is asked for, and how its answer becomes the file.

    Parameters
    ----------
    function : callable
        A public function of core, which never gives None.
    args : tuple
    of : str
        What tells these arguments from all others.
    pack : callable
        What it gives → the file's bytes; called on the second click.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    of: str
    pack: Callable[[Any], bytes] = bytes


def draw(page: Page, name: str, file: WorkersFile, save: Callable[[Callable[[], bytes]], None], shown: str) -> None:
    """The button that asks for the file called `name`; once it is made, what `save` draws: the button that saves it."""
    place = page.key(f"wanted {name}")
    if st.session_state.get(place) != file.of:
        st.button(
            page.translate(MAKE).format(file=shown),
            key=f"{page.name} make {name}",
            type="tertiary",
            help=page.translate(HELP),
            on_click=lambda: st.session_state.update({place: file.of}),
        )
        return
    asked = answers.ask(
        page, f"file {name}", file.function, *file.args, deadline=WAIT_SECONDS, of=file.of, running=SECONDS
    )
    if asked.result is None:
        asked.draw(MAKING)
    else:
        save(lambda: file.pack(asked.result))
