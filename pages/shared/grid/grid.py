"""The tensor grid: matrices with their numbers, lit, played and edited in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from core.figures import colours
from pages.shared import fragments
from pages.shared.grid.model import Link, Matrix, Reading, Texts
from pages.shared.grid.words import grid_words
from pages.shared.reported import listened, reported, whole
from pages.shared.scripts import component

MAX_TEXT = 200  # characters of a cell; the field takes no more
SHEET = Path(__file__).with_name("mount.css")  # also of what has a grid's player and looks

# Streamlit sends a component's code with each of its messages: 55 kB a grid and run, four times a second in a live one.
# So the code is a component of its own, whose message never changes: the browser keeps it and is sent its number.
_code = component("grid_code", Path(__file__).with_name("grid.js"))
_PLACE = "place of the grid code"
_mount = component("grid", Path(__file__).with_name("mount.js"))


def place() -> None:
    """Where on the page the grids' code is to stand, in each whole run the same: there the first grid brings it."""
    st.session_state[_PLACE] = st.container()


def ship() -> None:
    """Bring the grids' code into the browser where that is not done yet: first thing where there is a grid, else last."""
    if fragments.inside():
        return
    here = st.session_state.pop(_PLACE, None)
    if here is not None:
        with fragments.of_frame(), here:
            _code(key="grid code")


@dataclass(frozen=True)
class Gaps:
    """Small buttons between matrices or maps.

    Attributes
    ----------
    buttons : mapping
        Before the matrix of which name, or the map of which depth, which buttons: (place, name, text, label) each, the
        label for a screen reader.
    pressed : callable
        Called when one is pressed; `gap_pressed` tells which.
    """

    buttons: Mapping[str, Sequence[tuple[int, str, str, str]]]
    pressed: Callable[[], None]


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
    words: Mapping[str, Any] | None = None,
    driver: str | None = None,
    reading: Reading | Sequence[Reading] | None = None,
    player: bool = True,
    autoplay: bool = False,
    selected: tuple[str, int, int] | None = None,
    height: int | None = None,
    on_change: Callable[[], None] | None = None,
    gaps: Gaps | None = None,
) -> GridEvent:
    """Draw matrices side by side; lighting, playing and reading happen in the browser alone. Returns the chosen cell and typed texts.

    Parameters
    ----------
    matrices
        Left to right.
    links
        Which cells light together; followed transitively, forwards and backwards.
    key
        Identity of the grid: with it focus, position and typed texts survive reruns.
    words
        The words of the controls; English by default.
    driver : str, optional
        The matrix whose cells are played, row by row; default the first link's source.
    reading : Reading or several, optional
        The sum to write out for the chosen cell, one for each matrix whose cells are sums.
    player, autoplay : bool
        Whether play, step, position and speed are shown; and whether it plays by itself, over and over until touched; not where the visitor's system asks for less motion.
    selected : (name, row, column), optional
        The cell chosen at first.
    height : int, optional
        Height in pixels, scrolling beyond; default as tall as the content.
    on_change : callable, optional
        Called before the run that a click, an edit or a player come to rest causes; `grid_event` tells what it was.
    gaps : Gaps, optional
        Small buttons before some of the matrices.
    """
    ship()
    contents = _remember(key, matrices, selected)
    event = grid_event(key)  # before drawing: the browser is told which edits these numbers know of
    _mount(
        key=key,
        data={
            **_drawn(contents, links, reading, words or grid_words(), gaps),
            "driver": driver or (links[0].source if links else None),
            "player": player,
            "autoplay": autoplay,
            "heard": on_change is not None,
            "selected": selected,
            **_answered(key, event),
        },
        height=height or "content",
        **callbacks(gaps, cell=on_change, edits=on_change),
    )
    return event


def callbacks(gaps: Gaps | None, **states: Callable[[], None] | None) -> dict[str, Any]:
    """What a component calls: Streamlit reports only those states that have a callback."""
    states["pressed"] = None if gaps is None else gaps.pressed
    return {f"on_{name}_change": call or listened for name, call in states.items()}


def gap_pressed(key: str, gaps: Gaps) -> tuple[int, str] | None:
    """Which of these buttons was pressed, (place, name): for callbacks."""
    told = reported(key, "pressed")
    known = {(place, name) for buttons in gaps.buttons.values() for place, name, _text, _label in buttons}
    found = tuple(told) if isinstance(told, list | tuple) and len(told) == 2 and type(told[0]) is int else None
    return next((one for one in known if one == found), None)


def _drawn(
    contents: list[dict[str, Any]],
    links: Sequence[Link],
    reading: Reading | Sequence[Reading] | None,
    words: Mapping[str, Any],
    gaps: Gaps | None,
) -> dict[str, Any]:
    """What the browser draws, without what was done to it."""
    readings = (reading,) if isinstance(reading, Reading) else reading or ()
    return {
        "matrices": contents,
        "links": [link.data() for link in links],
        "reading": [one.data() for one in readings],
        "words": words,
        "gaps": gaps and gaps.buttons,
        "colours": {"negative": colours.NEGATIVE, "positive": colours.POSITIVE, "window": colours.WINDOW},
    }


def _answered(key: str, event: GridEvent) -> dict[str, Any]:
    """Which edits the numbers know of, and those that still stand as drafts."""
    return {"seen": {name: serial for name, (serial, _) in _memory(key)["seen"].items()}, "drafts": event.edits}


def _remember(key: str, matrices: Sequence[Matrix], selected: tuple[str, int, int] | None) -> list[dict[str, Any]]:
    """The matrices as the browser receives them, noted as what events are checked against."""
    memory, contents = _memory(key), [matrix.data() for matrix in matrices]
    if memory.get("selected") != selected:
        # Python asks for a cell: clicks made until now no longer count.
        memory["selected"], memory["overruled"] = selected, reported(key, "cell")
    memory["versions"] = {content["name"]: content["version"] for content in contents}
    memory["shapes"] = {matrix.name: matrix.shape for matrix in matrices}
    memory["editable"] = [matrix.name for matrix in matrices if matrix.editable]
    return contents


def grid_event(key: str) -> GridEvent:
    """What happened in the grid drawn last under `key`: for callbacks, which run before it is drawn again."""
    memory = _memory(key)
    if "shapes" not in memory:
        return GridEvent()
    return GridEvent(_cell(reported(key, "cell"), memory), _edits(reported(key, "edits"), memory))


def _cell(told: Any, memory: dict[str, Any]) -> tuple[str, int, int] | None:
    """The cell clicked last where the matrices have it, else the one selected from Python."""
    if told is not None and told != memory["overruled"]:
        if cell := _existing(told, memory["shapes"]):
            return cell
        memory["overruled"] = told  # a cell that is gone does not come back with the old shape
    return _existing(memory["selected"], memory["shapes"])


def _existing(choice: Any, shapes: Mapping[str, tuple[int, int]]) -> tuple[str, int, int] | None:
    """The choice, (name, row, column) and whatever follows, if it is a cell of these matrices."""
    if not isinstance(choice, list | tuple) or len(choice) < 3:
        return None
    name, row, column = choice[:3]
    rows, columns = shapes.get(name, (0, 0)) if isinstance(name, str) else (0, 0)
    return (name, row, column) if whole(row, rows) and whole(column, columns) else None


def _edits(told: Any, memory: dict[str, Any]) -> dict[str, Texts]:
    """The edits that still stand: made on the numbers that the matrices still hold.

    Each edit carries a serial number. One never seen before always stands; after that it stands
    until its matrix is given other numbers (the edit accepted, or another example chosen), and
    then never again, even when the old numbers come back.
    """
    edits: dict[str, Texts] = {}
    for name in memory["editable"] if isinstance(told, Mapping) else ():
        edit = told.get(name)
        if not isinstance(edit, Mapping) or type(edit.get("serial")) is not int:
            continue
        serial, version = edit["serial"], memory["versions"][name]
        seen_serial, seen_version = memory["seen"].get(name, (None, None))
        if serial != seen_serial:
            seen_version = version
        texts = _texts(edit.get("texts"), memory["shapes"][name])
        stands = texts is not None and version == seen_version
        memory["seen"][name] = (serial, version if stands else None)
        if texts is not None and stands:
            edits[name] = texts
    return edits


def _texts(told: Any, shape: tuple[int, int]) -> Texts | None:
    """The texts of all cells, if they are texts, of a length that is typed, and as many as the matrix has cells."""
    rows, columns = shape
    if not isinstance(told, list | tuple) or len(told) != rows:
        return None
    for row in told:
        if not isinstance(row, list | tuple) or len(row) != columns:
            return None
        if not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in row):
            return None
    return tuple(tuple(row) for row in told)


def _memory(key: str) -> dict[str, Any]:
    """What Python remembers of a grid between runs."""
    memory: dict[str, Any] = st.session_state.setdefault(
        f"{key} grid memory", {"seen": {}, "selected": None, "overruled": None}
    )
    return memory
