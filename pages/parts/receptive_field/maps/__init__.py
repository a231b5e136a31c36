"""Maps of a stack on canvases: pointing at a unit lights its field in every map, in the browser alone."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.arrays import Pair
from core.figures import colours
from core.receptive_field import AxisField
from core.window import Window
from pages.shared.grid import SHEET, Gaps, callbacks, grid_words
from pages.shared.page import Page
from pages.shared.reported import remember, reported, shown, whole
from pages.shared.scripts import component

# The player and its looks are the tensor grid's own.
_mount = component("field_maps", Path(__file__).with_name("maps.js"), SHEET)

Unit = tuple[int, int, int]


@dataclass(frozen=True)
class Map:
    """One map of cells.

    Attributes
    ----------
    title : str
        Shown above.
    size : (rows, columns)
        Cells.
    step : pair of Window or of AxisField, optional
        The way to the map before it, for rows and columns; the first map has none.
    """

    title: str
    size: Pair
    step: tuple[Window, Window] | tuple[AxisField, AxisField] | None = None

    def data(self, before: Pair | None) -> dict[str, Any]:
        """The map as the browser receives it; `before` is the size of the map before it."""
        steps = None
        if self.step is not None and before is not None:
            steps = [_step(self.step[0], before[0]), _step(self.step[1], before[1])]
        return {"title": self.title, "size": list(self.size), "step": steps}


def field_maps(
    page: Page,
    maps: Sequence[Map],
    *,
    key: str,
    selected: Unit,
    on_change: Callable[[], None],
    picture: bytes | None = None,
    shown: Sequence[int] | None = None,
    side: int = 260,
    others: int = 92,
    gaps: Gaps | None = None,
) -> None:
    """Draw the maps; `chosen_in` tells, in `on_change`, which unit was chosen.

    Parameters
    ----------
    page : Page
        For its language.
    maps : sequence of Map
        From the input upwards.
    key : str
        Identity of the component.
    selected : (depth, row, column)
        The unit that is chosen.
    on_change : callable
        Called before the run that a choice causes.
    picture : bytes, optional
        A JPEG that is drawn as the input.
    shown : sequence of int, optional
        The maps that are drawn, by depth; all by default. Those between still count.
    side, others : int
        Pixels of the longer side of the input's map and of the others.
    gaps : Gaps, optional
        Small buttons before some of the maps.
    """
    sizes: list[Pair | None] = [None, *(one.size for one in maps[:-1])]
    remember(key, [one.size for one in maps])
    _mount(
        key=key,
        data={
            "maps": [one.data(before) for one, before in zip(maps, sizes)],
            "shown": list(range(len(maps)) if shown is None else shown),
            "picture": None if picture is None else "data:image/jpeg;base64," + base64.b64encode(picture).decode(),
            "selected": list(selected),
            "side": side,
            "others": others,
            "colours": {"window": colours.WINDOW, "feeds": colours.POSITIVE},
            "words": _words(page),
            "gaps": gaps and gaps.buttons,
        },
        **callbacks(gaps, unit=on_change),
    )


def _words(page: Page) -> dict[str, Any]:
    _ = page.translate
    words = grid_words(_)
    return {
        **words,
        "key_list": (),
        "keysTitle": words["keys"],
        "keysOfMaps": [["← ↑ → ↓", _("move the unit; with Shift by ten")], ["?", _("show or hide this list")]],
        "keys": _("Arrow keys move the unit, with Shift by ten."),
        "sees": _("what the unit sees"),
        "feeds": _("what the unit affects"),
        "unit": _(
            "Unit ({row}, {column}) of {layer} sees rows {top} to {bottom} and columns {left} to {right} of the input. Cells inside it: {cells}."
        ),
        "input": _("Input cell ({row}, {column})."),
        "holes": _("Cells skipped between them (dilation): {holes}."),
        "outside": _("{share} of the box lies outside the image."),
        "feeding": _("Units of {layer} it affects: {cells}."),
    }


def chosen_in(key: str) -> Unit | None:
    """The unit chosen last in the maps drawn under `key`: (depth, row, column), if these maps have it."""
    unit, sizes = reported(key, "unit"), shown(key) or ()
    if not isinstance(unit, list | tuple) or len(unit) != 3 or not whole(unit[0], len(sizes)):
        return None
    rows, columns = sizes[unit[0]]
    return (unit[0], unit[1], unit[2]) if whole(unit[1], rows) and whole(unit[2], columns) else None


def _step(step: Window | AxisField, size: int) -> dict[str, Any]:
    if isinstance(step, AxisField):
        return {"starts": list(step.starts), "sizes": list(step.sizes), "move": step.move}
    return {
        "kernel": step.kernel,
        "stride": step.stride,
        "dilation": step.dilation,
        "before": step.padding(size)[0] or 0,
        "transposed": step.transposed,
    }
