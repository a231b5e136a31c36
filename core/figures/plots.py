"""Results as matplotlib figures: what a person saves, or a still picture where that is enough.

Figures are built from `matplotlib.figure.Figure`, never from pyplot, whose list of open figures
belongs to the whole process. matplotlib is imported on the first figure, not with the server.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.figures import colours, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SMALL, FEW_LEVELS = 10_000, 64  # pixels and shades up to which a picture is packed without loss
WIDEST, MARGIN = 20.0, 0.8  # inches: of a figure, and beside a matrix
NUMBERS_UP_TO = 20  # more cells a side than this leave no room for digits


@dataclass(frozen=True)
class Part:
    """One matrix of a picture.

    `values` is (H, W), or (H, W, 3) for a colour picture in 0…1; `scale` as in the tensor grid:
    "signed" about 0, "grey", or "none"; `before` is an operator drawn to its left. `padding`, ((top, bottom),
    (left, right)), are rows and columns of the values that are a border: a frame stands round what is inside it.
    `lit` are cells with the outline of the window.
    """

    title: str
    values: np.ndarray[Any, np.dtype[Any]]
    scale: str = "none"
    before: str = ""
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    lit: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Series:
    """One curve: x (n,), y (n,), its name in the legend, and how it is drawn."""

    name: str
    x: np.ndarray[Any, np.dtype[Any]]
    y: np.ndarray[Any, np.dtype[Any]]
    style: str = "-"


def matrices(parts: Sequence[Part], below: str = "") -> Figure:
    """Matrices side by side, each cell with its number where there is room; `below` is a line of text under them."""
    width = 0.4 + sum(_width(part) for part in parts)
    figure = _figure(width=width, height=3.4)
    axes = figure.subplots(1, len(parts), width_ratios=[_width(part) for part in parts], squeeze=False)[0]
    for axis, part in zip(axes, parts, strict=True):
        _draw(axis, part, min(1.0, WIDEST / width))
        if part.before:
            axis.text(-0.06, 0.5, part.before, transform=axis.transAxes, fontsize=18, ha="right", va="center")
    if below:
        figure.supxlabel(below, fontsize=11)
    return figure


def curves(series: Sequence[Series], *, x: str, y: str, log: bool = False, title: str = "") -> Figure:
    """Curves over one pair of axes; `x` and `y` are the axes' labels, `log` is for the vertical one."""
    figure = _figure(width=7.0, height=4.0)
    axis = figure.subplots()
    for line, colour in zip(series, _repeat(colours.SERIES, len(series)), strict=True):
        axis.plot(line.x, line.y, line.style, color=colour, label=line.name, linewidth=1.6)
    if log and all(np.any(np.asarray(line.y) > 0) for line in series):
        axis.set_yscale("log")
    axis.set(xlabel=x, ylabel=y, title=title)
    axis.grid(alpha=0.25)
    axis.spines[["top", "right"]].set_visible(False)
    if any(line.name for line in series):
        axis.legend(frameon=False)
    return figure


def contours(
    x: np.ndarray[Any, np.dtype[Any]],
    y: np.ndarray[Any, np.dtype[Any]],
    values: np.ndarray[Any, np.dtype[Any]],
    series: Sequence[Series],
    *,
    labels: tuple[str, str],
) -> Figure:
    """Contours of `values` (rows by y, columns by x), and ways or places on them; a style of "o" is a place."""
    figure = _figure(width=6.4, height=5.2)
    axis = figure.subplots()
    if np.ptp(values) > 0:
        lines = axis.contour(x, y, values, levels=np.quantile(values, np.linspace(0.02, 0.98, 12)), colors="0.6")
        axis.clabel(lines, fmt="%.3g", fontsize=7)
    for line, colour in zip(series, _repeat(colours.SERIES, len(series)), strict=True):
        axis.plot(line.x, line.y, line.style, color=colour, label=line.name, linewidth=1.6)
    axis.set(xlabel=labels[0], ylabel=labels[1], xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    if any(line.name for line in series):
        axis.legend(frameon=False)
    return figure


def saved(figure: Figure, kind: str) -> bytes:
    """The figure as a file; `kind` is "png" (200 dots an inch) or "svg"."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=200)
    return buffer.getvalue()


def signed_rgb(
    values: np.ndarray[Any, np.dtype[Any]], limit: float | None = None
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """(H, W) → (H, W, 3) bytes: 0 white, negative and positive towards the lab's two colours."""
    limit = limit or float(np.max(np.abs(values), initial=0.0)) or 1.0
    share = np.clip(np.abs(values) / limit, 0.0, 1.0)[..., None]
    ends = np.where(np.asarray(values)[..., None] < 0, _bytes(colours.NEGATIVE), _bytes(colours.POSITIVE))
    return np.asarray(np.rint(255.0 + (ends - 255.0) * share), dtype=np.uint8)


def grey_rgb(values: np.ndarray[Any, np.dtype[Any]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """(H, W) or (H, W, 3) → bytes of the same shape; 0…1 as it is, other ranges stretched to fit."""
    values = np.asarray(values, dtype=np.float64)
    low, high = float(values.min(initial=0.0)), float(values.max(initial=1.0))
    # in place: a new array of a picture's size costs more than the arithmetic
    steps = values - low if low else values.copy()
    steps *= 255.0 / ((high - low) or 1.0)
    return np.rint(steps, out=steps).astype(np.uint8)


def signed_png(values: np.ndarray[Any, np.dtype[Any]], limit: float | None = None) -> bytes:
    """(H, W) → a PNG file in the colours of `signed_rgb`, in 127 steps to either side: a palette packs faster than colours."""
    values = np.asarray(values, dtype=np.float64)
    largest = max(float(values.max(initial=0.0)), -float(values.min(initial=0.0)))
    limit = limit or largest or 1.0
    steps = values / limit  # at first: 127 / limit would be infinite for the smallest numbers
    steps *= 127.0
    if largest > limit:
        np.clip(steps, -127.0, 127.0, out=steps)
    steps += 127.0
    return png.pack(np.rint(steps, out=steps).astype(np.uint8), _signed_palette())


def grey_file(values: np.ndarray[Any, np.dtype[Any]]) -> bytes:
    """(H, W) or (H, W, 3) → what `grey_rgb` gives as a file to show: JPEG for photographs, a quarter of the size, else PNG."""
    from PIL import Image as pillow

    pixels = grey_rgb(values)
    picture = pillow.fromarray(pixels)
    levels = np.reshape(picture.histogram(), (-1, 256)).any(axis=0)
    if np.size(values) < SMALL or np.count_nonzero(levels) <= FEW_LEVELS:
        return png.pack(pixels)  # a drawing, whose edges must stay sharp
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


@functools.cache
def _signed_palette() -> bytes:
    return signed_rgb(np.arange(-127.0, 128.0)[None]).tobytes()


@functools.cache
def _set_up() -> None:
    import matplotlib
    from matplotlib import font_manager

    # A font with 中文 comes with the pinned package zhplot; only its file is used. DejaVu has the signs.
    families = ["DejaVu Sans"]
    package = importlib.util.find_spec("zhplot")
    if package and package.submodule_search_locations:
        path = Path(package.submodule_search_locations[0]) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.exists():
            font_manager.fontManager.addfont(str(path))
            families.append(font_manager.FontProperties(fname=str(path)).get_name())
    matplotlib.rcParams.update({"font.family": families, "svg.fonttype": "path", "axes.titlesize": 11})


def _figure(width: float, height: float) -> Figure:
    _set_up()
    from matplotlib.figure import Figure as MatplotlibFigure

    return MatplotlibFigure(figsize=(min(max(width, 2.4), WIDEST), height), layout="constrained")


def _width(part: Part) -> float:
    rows, columns = np.asarray(part.values).shape[:2]
    return MARGIN + 2.6 * float(min(max(columns / rows, 0.4), 3.0))


def _draw(axis: Axes, part: Part, shrunk: float = 1.0) -> None:
    """One matrix; `shrunk` is how much narrower than its `_width` the figure lets it be."""
    values = np.asarray(part.values)
    rows, columns = values.shape[:2]
    picture = signed_rgb(values) if part.scale == "signed" else grey_rgb(values)
    if part.scale == "none":
        picture = np.full((rows, columns, 3), 255, dtype=np.uint8)
    axis.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    axis.set(xticks=[], yticks=[], title=part.title)
    (top, bottom), (left, right) = part.padding
    if any((top, bottom, left, right)):
        west, east, north, south = left - 0.5, columns - right - 0.5, top - 0.5, rows - bottom - 0.5
        frame = [west, east, east, west, west], [north, north, south, south, north]
        axis.plot(*frame, color="#1F2430", linewidth=1.4, scalex=False, scaley=False)
    for row, column in part.lit:
        x, y = column - 0.46, row - 0.46
        outline = [x, x + 0.92, x + 0.92, x, x], [y, y, y + 0.92, y + 0.92, y]
        axis.plot(*outline, color=colours.WINDOW, linewidth=2.0, scalex=False, scaley=False)
    if values.ndim == 2 and max(rows, columns) <= NUMBERS_UP_TO:
        axis.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
        axis.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
        axis.grid(which="minor", color="#B8BDC7", linewidth=0.6)
        axis.tick_params(which="minor", length=0)
        texts = [written(value) for value in values.ravel()]
        # A digit is 0.62 of its size wide: the longest number stays inside its cell.
        cell = shrunk * min(72 * (_width(part) - MARGIN) / columns, 72 * 2.6 / rows)
        size = min(13.0, 0.48 * cell, 1.48 * cell / max(map(len, texts)))
        luminance = picture.astype(float).mean(axis=-1) if picture.ndim == 3 else picture.astype(float)
        for (row, column), text in zip(np.ndindex(rows, columns), texts, strict=True):
            colour = "white" if luminance[row, column] < 130 else "#1F2430"
            if not (top <= row < rows - bottom and left <= column < columns - right):
                colour = "#8A91A0"
            axis.text(column, row, text, ha="center", va="center", fontsize=size, color=colour)


def short(value: float) -> str:
    """A number as a cell shows it: integers whole, others to four significant digits."""
    value = float(value)
    if not math.isfinite(value):
        return str(value)
    return str(int(value)) if value == int(value) and abs(value) < 1e6 else f"{value:.4g}"


def written(value: float) -> str:
    """The same with a true minus sign, for pictures; nothing reads it back."""
    return short(value).replace("-", "−")


def _bytes(colour: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(colours.rgb(colour), dtype=np.float64)


def _repeat(items: Sequence[str], count: int) -> list[str]:
    return [items[i % len(items)] for i in range(count)]
