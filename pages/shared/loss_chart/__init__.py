"""A loss or an accuracy over the updates, drawn in the browser: light enough to be drawn ten times a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.arrays import Array
from pages.shared import charts
from pages.shared.page import Page
from pages.shared.reported import listened, reported, whole
from pages.shared.scripts import component

_mount = component("loss_chart", Path(__file__).with_name("loss_chart.js"), charts.SHEET)
MAX_UPDATES = 10**9  # no run has more
DIGITS = 8  # significant ones that the browser is sent


@dataclass(frozen=True)
class Curve:
    """One curve: `updates` and `losses`, (n,) both; `style` is "line", "dashed" or "dots"; losses not finite are left out."""

    name: str
    updates: Array
    losses: Array
    colour: str
    style: str = "line"
    diverged: bool = False


def loss_chart(
    page: Page,
    curves: Sequence[Curve],
    *,
    first: int,
    last: int,
    log: bool,
    words: tuple[str, str, str],
    key: str,
    falling: bool = True,
    watched: Mapping[str, Any] | None = None,
    on_lost: Callable[[], None] | None = None,
) -> None:
    """Draw curves over the updates `first` … `last`, and further where a curve is longer.

    Parameters
    ----------
    page : Page
        For its language.
    words : (str, str, str)
        Title of the horizontal axis, of the vertical one, and what a screen reader is told of the picture.
    falling : bool
        Whether the curves ought to fall; a screen reader is told where one does not.
    watched : mapping, optional
        "visit", who is shown, and "run", [updates made, updates asked for] of an unfinished run or None. The browser's
        tab keeps them; where it has kept those of another visit, which a reload has ended, `on_lost` is called and
        `lost_in` tells how far that run was.
    """
    finite = [np.isfinite(np.asarray(curve.losses, dtype=np.float64)) for curve in curves]
    _mount(
        key=key,
        data={
            "series": [
                {
                    "name": curve.name,
                    "colour": curve.colour,
                    "style": curve.style,
                    "x": np.asarray(curve.updates)[kept].tolist(),
                    "y": [float(f"{loss:.{DIGITS}g}") for loss in np.asarray(curve.losses)[kept].tolist()],
                    "diverged": curve.diverged,
                }
                for curve, kept in zip(curves, finite, strict=True)
            ],
            "from": first,
            "to": max(first + 1, last),
            "log": log,
            "xTitle": words[0],
            "yTitle": words[1],
            "label": words[2],
            "watched": None if watched is None else dict(watched),
            "words": _words(page, falling),
        },
        on_lost_change=on_lost or listened,
    )


def _words(page: Page, falling: bool) -> dict[str, str]:
    _ = page.translate
    return {
        "keys": _("Arrow keys read the curves update by update."),
        "summary": _(
            "{name}: starts at {start} (update {first}), ends at {end} (update {last}), lowest {lowest} (update {at})."
        ),
        "grew": _("The loss ends above its starting value.") if falling else "",
        "diverged": _("The run diverged."),
    }


def lost_in(key: str) -> tuple[int, int] | None:
    """(updates made, updates asked for) of the run that a reload has ended, as the chart under `key` tells."""
    told = reported(key, "lost")
    if not isinstance(told, list | tuple) or len(told) != 2 or not all(whole(one, MAX_UPDATES) for one in told):
        return None
    return (told[0], told[1]) if told[1] else None  # no run is asked for no update
