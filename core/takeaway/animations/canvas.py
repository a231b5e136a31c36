"""Drawing for animations: matrices as cells, in one fixed palette, so that frames differ where something moved only."""

from __future__ import annotations

import functools
import importlib.util
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, Pair
from core.figures import colours, display, grey_rgb, short, signed_rgb

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

WIDEST, TALLEST = 720, 300  # pixels of all matrices together
CELL, READABLE = 34, 20  # pixels a side of a cell: at most; from which on it shows its number
GAP, HEAD, FOOT, MARGIN = 30, 24, 30, 12  # between matrices, above them, below them, around all
TEXT, MUTED, GRID = "#1F2430", "#8A8F98", "#B8BDC7"
LEGIBLE = 8  # pixels of a digit
STEPS = 56  # of a colour, from white to full
UNCHANGED = 255  # of the palette: not a colour, but what a frame leaves as it was


@dataclass(frozen=True, eq=False)
class Tile:
    """A matrix (H, W): its title, its numbers, whether they are drawn by sign, and the operator before it."""

    title: str
    values: Array
    signed: bool = True
    before: str = ""
    shown: display.Range | None = None


@dataclass(frozen=True)
class Place:
    """Where a matrix lies on the canvas: its corner, its cells' side in pixels (a fraction for pictures), its shape."""

    left: int
    top: int
    cell: float
    shape: Pair

    def box(self, row: int, column: int, rows: int = 1, columns: int = 1) -> tuple[int, int, int, int]:
        """(left, top, right, bottom) of these cells in pixels; right and bottom belong to the next ones."""
        left, right = (self.left + round(at * self.cell) for at in (column, column + columns))
        top, bottom = (self.top + round(at * self.cell) for at in (row, row + rows))
        return left, top, right, bottom

    @property
    def size(self) -> Pair:
        """(width, height) in pixels."""
        return max(1, round(self.shape[1] * self.cell)), max(1, round(self.shape[0] * self.cell))


def places_of(tiles: Sequence[Tile], beside: int = 0) -> tuple[list[Place], Pair]:
    """Where the matrices lie, side by side with cells of one size, and (width, height) of the whole canvas."""
    shapes = [(int(tile.values.shape[0]), int(tile.values.shape[1])) for tile in tiles]
    rows, columns = max(shape[0] for shape in shapes), sum(shape[1] for shape in shapes)
    room = WIDEST - GAP * (len(tiles) - 1) - beside
    cell = min(float(CELL), TALLEST / rows, room / columns)
    cell = float(int(cell)) if cell >= 1.0 else cell
    cells = [
        cell if cell * max(shape) >= 24 else min(8.0, 40.0 / max(shape)) for shape in shapes
    ]  # a kernel beside a picture
    tallest = round(max(cell * shape[0] for cell, shape in zip(cells, shapes, strict=True)))
    places, left = [], MARGIN
    for size, shape, tile in zip(cells, shapes, tiles, strict=True):
        wide = max(round(size * shape[1]), round(font(13).getlength(title_of(tile))))
        top = MARGIN + HEAD + (tallest - round(size * shape[0])) // 2
        places.append(Place(left, top, size, shape))
        left += wide + GAP
    return places, (left - GAP + MARGIN + beside, 2 * MARGIN + HEAD + tallest + FOOT)


def title_of(tile: Tile) -> str:
    """The title with the matrix's size."""
    return f"{tile.title}  {tile.values.shape[0]} × {tile.values.shape[1]}"


def drawn(tiles: Sequence[Tile], places: Sequence[Place], size: Pair, empty: Sequence[int] = ()) -> Image:
    """All matrices on one canvas (RGB); those of the numbers `empty` with blank cells."""
    from PIL import Image, ImageDraw

    canvas = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(canvas)
    for number, (tile, place) in enumerate(zip(tiles, places, strict=True)):
        pen.text((place.left, place.top - 20), title_of(tile), fill=TEXT, font=font(13))
        if tile.before:
            pen.text(
                (place.left - GAP / 2, place.top + place.size[1] / 2),
                tile.before,
                fill=TEXT,
                font=font(18),
                anchor="mm",
            )
        if number not in empty:
            matrix(canvas, tile, place)
        _grid(canvas, place)
    return canvas


def matrix(canvas: Image, tile: Tile, place: Place) -> None:
    """The matrix's colours, and its numbers where there is room."""
    from PIL import Image, ImageDraw

    pixels = signed_rgb(tile.values) if tile.signed else grey_rgb(display.within(tile.values, tile.shown))
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    how = Image.Resampling.NEAREST if place.cell >= 1 else Image.Resampling.BOX
    canvas.paste(Image.fromarray(pixels).resize(place.size, how), (place.left, place.top))
    if place.cell < READABLE:
        return
    pen, (texts, size) = ImageDraw.Draw(canvas), _fitting(tile.values, place.cell)
    for (row, column), text in zip(np.ndindex(*place.shape), texts, strict=True):
        left, top, right, bottom = place.box(row, column)
        ink = "white" if pixels[row, column].mean() < 130 else TEXT
        pen.text(((left + right) / 2, (top + bottom) / 2), text, fill=ink, font=font(size), anchor="mm")


def _fitting(values: Array, cell: float) -> tuple[list[str], int]:
    """The numbers with as many digits as fit into a cell, and the size of their letters."""
    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    for digits in (4, 3, 2, 1):
        # Beside the largest number the digits of a very small one tell nothing; no number is rounded twice.
        places = min(300, digits + 1 - math.ceil(math.log10(largest))) if digits < 4 else 300
        kept = [value if abs(value) > largest / 10 else round(value, places) for value in values.ravel().tolist()]
        texts = [short(value, digits).replace("-", "−") for value in kept]
        size = int(min(13.0, 1.5 * cell / max(map(len, texts))))
        if size >= LEGIBLE:
            break
    return texts, max(size, LEGIBLE)


def _grid(canvas: Image, place: Place) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(canvas)
    (width, height), (rows, columns) = place.size, place.shape
    if place.cell < 6:  # no room for lines between the cells
        pen.rectangle((place.left - 1, place.top - 1, place.left + width, place.top + height), outline=GRID)
        return
    for column in range(columns + 1):
        x = place.left + round(column * place.cell)
        pen.line((x, place.top, x, place.top + height), fill=GRID)
    for row in range(rows + 1):
        y = place.top + round(row * place.cell)
        pen.line((place.left, y, place.left + width, y), fill=GRID)


@functools.cache
def font(size: int) -> FreeTypeFont:
    """DejaVu Sans, which has the signs; it comes with matplotlib, of which only the file is read."""
    from PIL import ImageFont

    spec = importlib.util.find_spec("matplotlib")
    folder = Path(next(iter((spec.submodule_search_locations if spec else None) or ["."])))
    return ImageFont.truetype(str(folder / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"), size)


@functools.cache
def palette() -> Image:
    """An image with the one palette of all frames: both colours and grey in steps, and what is drawn with."""
    from PIL import Image

    shares = np.linspace(0.0, 1.0, STEPS)[:, None]
    ramps = [
        255.0 + (np.array(colours.rgb(colour), float) - 255.0) * shares
        for colour in (colours.NEGATIVE, colours.POSITIVE)
    ]
    greys = np.linspace(0.0, 255.0, 100)[:, None].repeat(3, axis=1)
    pens = np.array([colours.rgb(colour) for colour in (*colours.SERIES, colours.ACCENT, TEXT, MUTED, GRID)], float)
    entries = np.rint(np.concatenate([pens, *ramps, greys])).astype(np.uint8)
    image = Image.new("P", (1, 1))
    image.putpalette(entries.tobytes().ljust(768, b"\xff"))
    return image


def indexed(canvas: Image) -> Image:
    """The canvas in that palette."""
    return canvas.quantize(palette=palette(), dither=0)


def index_of(colour: str) -> int:
    """A colour's place in the palette."""
    entries = np.array(palette().getpalette()).reshape(-1, 3)
    return int(np.abs(entries - np.array(colours.rgb(colour))).sum(axis=1).argmin())


def packed(frames: Sequence[Image], milliseconds: Sequence[int]) -> bytes:
    """The frames as a GIF that begins again at its end.

    What a frame leaves as it was is transparent in it, which packs to nothing.
    """
    from PIL import Image

    made, before = [frames[0]], np.asarray(frames[0])
    for frame in frames[1:]:
        now = np.asarray(frame)
        changed = Image.fromarray(np.where(now == before, np.uint8(UNCHANGED), now))
        changed.putpalette(palette().getpalette() or [])  # of mode P from here on
        made.append(changed)
        before = now
    buffer = io.BytesIO()
    made[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=made[1:],
        duration=list(milliseconds),
        loop=0,
        optimize=False,
        disposal=1,
        transparency=UNCHANGED,
    )
    return buffer.getvalue()
