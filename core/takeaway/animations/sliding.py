"""The window slides: which cells each frame shows, and the frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, Pair
from core.correlation import Correlation as Result
from core.figures import colours, written
from core.takeaway.animations.canvas import FOOT, MARGIN, TEXT, Place, Tile, drawn, font, index_of, indexed, places_of

if TYPE_CHECKING:
    from PIL.Image import Image

SLOW, FAST, HOLD = 700, 90, 1_600  # milliseconds of a frame: of a few, of very many; of the last one
MAX_LETTERS = 60  # of a sum that is written out
OUTLINED = 8  # pixels of a cell from which on each cell of a window has an outline of its own


@dataclass(frozen=True)
class Step:
    """One frame: the output cell being computed, the cells of the padded input in its window, and how many outputs are known."""

    output: Pair
    window: tuple[Pair, ...]
    known: int


def steps(result: Result, most: int) -> tuple[Step, ...]:
    """The outputs in reading order; where they are more than `most`, that many of them, evenly spread, the first and the last among them."""
    rows, columns = result.values.shape
    numbers = np.unique(np.linspace(0, rows * columns - 1, min(most, rows * columns)).round().astype(int))
    made = []
    for number in numbers.tolist():
        row, column = divmod(number, columns)
        made.append(Step((row, column), result.window(row, column), number + 1))
    return tuple(made)


@dataclass(frozen=True, eq=False)
class Scene:
    """Matrices side by side: the input that the window slides over, the outputs that fill, each by its number."""

    tiles: tuple[Tile, ...]
    result: Result
    input: int
    outputs: tuple[int, ...]

    def places(self) -> tuple[list[Place], Pair]:
        """Where they lie, and the canvas's (width, height)."""
        return places_of(self.tiles)


def frames(scene: Scene, found: Sequence[Step], kernel: Array) -> tuple[list[Image], list[int]]:
    """A frame for each step, and how long each is shown."""
    from PIL import ImageDraw

    places, size = scene.places()
    full = indexed(drawn(scene.tiles, places, size))
    running = indexed(drawn(scene.tiles, places, size, empty=scene.outputs))
    ink, made, known = index_of(colours.WINDOW), [], 0
    for step in found:
        for number in scene.outputs:
            _fill(running, full, places[number], known, step.known)
        known = step.known
        frame = running.copy()
        pen = ImageDraw.Draw(frame)
        _outline(pen, places[scene.input], step.window, ink)
        for number in scene.outputs:
            _outline(pen, places[number], (step.output,), ink)
        caption(frame, sentence(scene, step, kernel))
        made.append(frame)
    pace = int(np.clip(20_000 / len(found), FAST, SLOW))
    return made, [*[pace] * (len(made) - 1), HOLD]


def sentence(scene: Scene, step: Step, kernel: Array) -> str:
    """The sum behind the output, in signs; its value alone where the sum is long."""
    row, column = step.output
    tile = scene.tiles[scene.outputs[0]]
    name = f"{tile.title if ' ' not in tile.title else f'({tile.title})'}[{row}, {column}] = "
    value = written(tile.values[step.output])
    terms = [
        f"{written(scene.result.padded[cell])}·{_factor(factor)}"
        for cell, factor in zip(step.window, kernel.ravel().tolist(), strict=True)
    ]
    whole = f"{name}{' + '.join(terms)} = {value}"
    return whole if len(whole) <= MAX_LETTERS else name + value


def _factor(value: float) -> str:
    text = written(value)
    return f"({text})" if text.startswith("−") else text


def caption(frame: Image, text: str) -> None:
    """A line below the matrices."""
    from PIL import Image, ImageDraw

    strip = Image.new("RGB", (frame.width - 2 * MARGIN, 20), "white")
    ImageDraw.Draw(strip).text((0, 1), text, fill=TEXT, font=font(13))
    frame.paste(indexed(strip), (MARGIN, frame.height - FOOT))


def _fill(running: Image, full: Image, place: Place, known: int, more: int) -> None:
    """Outputs known + 1 … more, in reading order, appear: the rest of a row, whole rows, the beginning of another."""
    columns = place.shape[1]
    while known < more:
        row, column = divmod(known, columns)
        rows = (more - known) // columns if column == 0 else 0
        count = columns if rows else min(columns - column, more - known)
        left, top, right, bottom = place.box(row, column, rows or 1, count)
        if right > left and bottom > top:
            running.paste(full.crop((left, top, right + 1, bottom + 1)), (left, top))
        known += count * (rows or 1)


def _outline(pen: object, place: Place, cells: Sequence[Pair], ink: int) -> None:
    """Round each cell; round all of them where a cell has no room."""
    boxes = [place.box(row, column) for row, column in cells]
    if place.cell < OUTLINED:
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        boxes = [(min(lefts) - 1, min(tops) - 1, max(rights) + 1, max(bottoms) + 1)]
    for box in boxes:
        pen.rectangle(box, outline=ink, width=2)  # type: ignore[attr-defined]
