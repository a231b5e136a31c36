"""The tensor grid: matrices with their numbers, lit, played and edited in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from core.figures import colours
from pages.shared.grid.model import Link, Matrix, Reading, Texts

_HERE = Path(__file__).parent
# One concept a file; together they are one JavaScript module, grid.js with the export last.
_SCRIPTS = (
    *("numbers", "links", "colours", "layout", "cells", "canvas"),
    *("reading", "editing", "pointing", "player", "figure", "grid"),
)


def _read(*names: str) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


# Streamlit sends a component's code with each of its messages: 55 kB a grid and run, nine times a second in a live one.
# So the code is a component of its own, whose message never changes: the browser keeps it and is sent its number.
_code = st.components.v2.component("convolution_lab_grid_code", js=_read(*(f"{name}.js" for name in _SCRIPTS)))
_mount = st.components.v2.component("convolution_lab_grid", js=_read("mount.js"), css=_read("grid.css"))


def ship() -> None:
    """Bring the grids' code into the browser; once a run, anywhere on the page, before or after the grids."""
    _code(key="grid code")


@dataclass(frozen=True)
class GridWords:
    """The words of the grid's own controls."""

    play: str = "Play"
    pause: str = "Pause"
    back: str = "Step back"
    forward: str = "Step forward"
    position: str = "Position"
    speed: str = "Speed"
    brush: str = "Brush"
    paint: str = "Paint with the brush"
    edit: str = "Type into a cell, or drag to paint"
    numbers: str = "Numbers as text"
    all_terms: str = "all terms"
    fewer_terms: str = "fewer terms"
    padding: str = "padding"
    unseen: str = "never seen"
    invalid: str = "not a number"

    @classmethod
    def translated(cls, _: Callable[[str], str]) -> GridWords:
        """The words in the language of the gettext function `_`."""
        return cls(
            play=_("Play"),
            pause=_("Pause"),
            back=_("Step back"),
            forward=_("Step forward"),
            position=_("Position"),
            speed=_("Speed"),
            brush=_("Brush"),
            paint=_("Paint with the brush"),
            edit=_("Type into a cell, or drag to paint"),
            numbers=_("Numbers as text"),
            all_terms=_("all terms"),
            fewer_terms=_("fewer terms"),
            padding=_("padding"),
            unseen=_("never seen"),
            invalid=_("not a number"),
        )


@dataclass(frozen=True)
class GridEvent:
    """What the visitor did in a grid.

    Attributes
    ----------
    cell : (name, row, column) or None
        The cell chosen last by a click, else the one Python asked for; None where the
        matrices no longer have it.
    edits : dict of name to tuple of tuples of str
        Matrices with cells typed or painted: all their texts, exactly as typed. An edit is
        reported on every run until the matrix is given other numbers (so a text that is not
        a number can be complained of for as long as it stands there).
    """

    cell: tuple[str, int, int] | None = None
    edits: dict[str, Texts] = field(default_factory=dict)


def tensor_grid(
    matrices: Sequence[Matrix],
    links: Sequence[Link] = (),
    *,
    key: str,
    words: GridWords | None = None,
    driver: str | None = None,
    reading: Reading | Sequence[Reading] | None = None,
    player: bool = True,
    selected: tuple[str, int, int] | None = None,
    height: int | None = None,
    on_change: Callable[[], None] | None = None,
) -> GridEvent:
    """Draw matrices side by side; lighting, playing and reading happen in the browser alone.

    Parameters
    ----------
    matrices : sequence of Matrix
        Left to right.
    links : sequence of Link
        Which cells light together; followed transitively, forwards and backwards.
    key : str
        Identity of the grid: with it focus, position and typed texts survive reruns.
    words : GridWords, optional
        The words of the controls; English by default.
    driver : str, optional
        The matrix whose cells are played, row by row; default the first link's source.
    reading : Reading or several, optional
        The sum to write out for the chosen cell, one for each matrix whose cells are sums.
    player : bool
        Whether play, step, position and speed are shown.
    selected : (name, row, column), optional
        The cell chosen at first.
    height : int, optional
        Height in pixels, scrolling beyond; default as tall as the content.
    on_change : callable, optional
        Called before the run that a click, an edit or a player come to rest causes; `grid_event` tells what it was.

    Returns
    -------
    GridEvent
        The chosen cell and the texts typed so far.
    """
    contents = [matrix.data() for matrix in matrices]
    readings = (reading,) if isinstance(reading, Reading) else reading or ()
    memory = _memory(key)
    if memory.get("selected") != selected:
        # Python asks for a cell: clicks made until now no longer count.
        memory["selected"], memory["overruled"] = selected, _state(key).get("cell")
    memory["versions"] = {content["name"]: content["version"] for content in contents}
    memory["shapes"] = {matrix.name: matrix.shape for matrix in matrices}
    # Edits are looked at before drawing: the browser is told which of them these numbers know of.
    event = grid_event(key)
    changed = on_change or _nothing
    _mount(
        key=key,
        data={
            "matrices": contents,
            "links": [link.data() for link in links],
            "reading": [one.data() for one in readings],
            "driver": driver or (links[0].source if links else None),
            "player": player,
            "heard": on_change is not None,
            "selected": selected,
            "seen": {name: serial for name, (serial, _) in memory["seen"].items()},
            "drafts": event.edits,
            "words": asdict(words or GridWords()),
            "colours": {
                "negative": colours.NEGATIVE,
                "positive": colours.POSITIVE,
                "window": colours.WINDOW,
            },
        },
        height=height or "content",
        on_cell_change=changed,
        on_edits_change=changed,
    )
    return event


def grid_event(key: str) -> GridEvent:
    """What happened in the grid drawn last under `key`: for callbacks, which run before it is drawn again."""
    memory, state = _memory(key), _state(key)
    if "shapes" not in memory:
        return GridEvent()
    return GridEvent(_cell(state.get("cell"), memory), _edits(state.get("edits"), memory))


def _cell(reported: Any, memory: dict[str, Any]) -> tuple[str, int, int] | None:
    """The cell clicked last where the matrices have it, else the one selected from Python."""
    if reported is not None and reported != memory["overruled"]:
        if cell := _existing(reported, memory["shapes"]):
            return cell
        memory["overruled"] = reported  # a cell that is gone does not come back with the old shape
    return _existing(memory["selected"], memory["shapes"])


def _existing(choice: Any, shapes: Mapping[str, tuple[int, int]]) -> tuple[str, int, int] | None:
    if choice is None:
        return None
    name, row, column = choice[:3]
    rows, columns = shapes.get(name, (0, 0))
    return (name, row, column) if 0 <= row < rows and 0 <= column < columns else None


def _edits(reported: Any, memory: dict[str, Any]) -> dict[str, Texts]:
    """The edits that still stand: made on the numbers that the matrices still hold.

    Each edit carries a serial number. One never seen before always stands; after that it stands
    until its matrix is given other numbers (the edit accepted, or another example chosen), and
    then never again, even when the old numbers come back.
    """
    edits: dict[str, Texts] = {}
    for name, edit in (reported or {}).items():
        version = memory["versions"].get(name)
        seen_serial, seen_version = memory["seen"].get(name, (None, None))
        if edit["serial"] != seen_serial:
            seen_version = version
        texts = tuple(tuple(str(text) for text in row) for row in edit["texts"])
        fits = (len(texts), len(texts[0])) == memory["shapes"].get(name)
        stands = fits and version is not None and version == seen_version
        memory["seen"][name] = (edit["serial"], version if stands else None)
        if stands:
            edits[name] = texts
    return edits


def _memory(key: str) -> dict[str, Any]:
    """What Python remembers of a grid between runs."""
    memory: dict[str, Any] = st.session_state.setdefault(
        f"{key} grid memory", {"seen": {}, "selected": None, "overruled": None}
    )
    return memory


def _state(key: str) -> Mapping[str, Any]:
    """What the browser reported last."""
    state: Mapping[str, Any] = st.session_state.get(key) or {}
    return state


def _nothing() -> None:
    """Streamlit reports only those states that have a callback."""
