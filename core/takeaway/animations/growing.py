"""The field grows: what a unit of each layer sees of the input, layer after layer up to the chosen unit's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.figures import colours
from core.receptive_field.regions import Region, regions
from core.takeaway.animations.canvas import GAP, HEAD, MARGIN, TEXT, Tile, drawn, font, indexed, places_of
from core.takeaway.animations.sliding import caption
from core.takeaway.subjects import Field

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_FRAMES = 48
PACE, HOLD = 900, 2_000
BARS, NAME = 260, 90  # pixels for the sizes beside the map; for a layer's name
BAR = 16


@dataclass(frozen=True)
class Stage:
    """One frame: the layer (0 is the input), its unit, and what that sees of the input."""

    depth: int
    unit: tuple[int, int]
    seen: Region


def stages(subject: Field, most: int = MAX_FRAMES) -> tuple[Stage, ...]:
    """The chosen unit's own layer last; in each layer before it the middle unit of those that it depends on.

    Raises
    ------
    BadInput
        A unit that the stack does not have.
    """
    depth, row, column = subject.unit
    through = regions(subject.layers, (row, column), subject.input_size, depth)
    made = []
    for at in np.unique(np.linspace(0, depth, min(most, depth + 1)).round().astype(int)).tolist():
        region = through[at]
        if region.rows and region.columns:
            unit = (region.rows[len(region.rows) // 2], region.columns[len(region.columns) // 2])
            made.append(Stage(at, unit, regions(subject.layers, unit, subject.input_size, at)[0]))
    return tuple(made) or (Stage(depth, (row, column), through[0]),)


def frames(subject: Field, most: int = MAX_FRAMES) -> tuple[list[Image], list[int]]:
    """A frame for each stage, and how long each is shown.

    Raises
    ------
    BadInput
        A unit that the stack does not have.
    """
    found = stages(subject, most)
    made = [_frame(subject, found[: number + 1]) for number in range(len(found))]
    return made, [*[PACE] * (len(made) - 1), HOLD]


def _frame(subject: Field, so_far: tuple[Stage, ...]) -> Image:
    newest = so_far[-1]
    tiles = (Tile("X", newest.seen.mask.astype(float)),)
    places, size = places_of(tiles, beside=BARS + GAP)
    size = (size[0], max(size[1], 200))
    canvas = drawn(tiles, places, size)
    _bars(canvas, subject, so_far)
    name = "X" if newest.depth == 0 else subject.layers[newest.depth - 1].name
    rows, columns = len(newest.seen.rows), len(newest.seen.columns)
    frame = indexed(canvas)
    caption(frame, f"{name} {newest.unit}: {rows} × {columns}")
    return frame


def _bars(canvas: Image, subject: Field, so_far: tuple[Stage, ...]) -> None:
    """The newest layers' cells on the longer axis, as bars to the scale of the input."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(canvas)
    left, room = canvas.width - BARS - MARGIN, (canvas.height - 2 * MARGIN - HEAD - 40) // (BAR + 4)
    whole = max(subject.input_size)
    for place, stage in enumerate(so_far[-room:]):
        top = MARGIN + HEAD + place * (BAR + 4)
        cells = max(len(stage.seen.rows), len(stage.seen.columns))
        name = "X" if stage.depth == 0 else subject.layers[stage.depth - 1].name
        pen.text((left, top), name[:12], fill=TEXT, font=font(12))
        start = left + NAME
        wide = max(2, round((BARS - NAME - 36) * cells / whole))
        pen.rectangle((start, top, start + wide, top + BAR), fill=colours.POSITIVE)
        pen.text((start + wide + 4, top), f"{cells:,}", fill=TEXT, font=font(12))
