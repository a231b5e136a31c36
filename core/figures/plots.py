"""Curves and colours as matplotlib figures and picture files: what a person saves, or a still picture.

Figures are built from `matplotlib.figure.Figure`, never from pyplot, whose list of open figures
belongs to the whole process. matplotlib is imported on the first figure, not with the server.
"""

from __future__ import annotations

import functools
import importlib.util
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, Bytes, Floats
from core.figures import colours, display, png

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SMALL, FEW_LEVELS = 10_000, 64  # pixels and shades up to which a picture is packed without loss


@dataclass(frozen=True)
class Series:
    """One curve: x (n,), y (n,), its name in the legend, and how it is drawn."""

    name: str
    x: Array
    y: Array
    style: str = "-"


def curves(series: Sequence[Series], *, x: str, y: str, log: bool = False) -> Figure:
    """Curves over one pair of axes; `x` and `y` are the axes' labels, `log` is for the vertical one."""
    figure = blank(width=7.0, height=4.0)
    axis = figure.subplots()
    for line, colour in zip(series, _repeat(colours.SERIES, len(series)), strict=True):
        axis.plot(line.x, line.y, line.style, color=colour, label=line.name, linewidth=1.6)
    if log and all(np.any(np.asarray(line.y) > 0) for line in series):
        axis.set_yscale("log")
    axis.set(xlabel=x, ylabel=y)
    axis.grid(alpha=0.25)
    axis.spines[["top", "right"]].set_visible(False)
    if any(line.name for line in series):
        axis.legend(frameon=False)
    return figure


def contours(
    x: Array,
    y: Array,
    values: Array,
    series: Sequence[Series],
    *,
    labels: tuple[str, str],
) -> Figure:
    """Contours of `values` (rows by y, columns by x), and ways or places on them; a style of "o" is a place."""
    figure = blank(width=6.4, height=5.2)
    axis = figure.subplots()
    if np.ptp(values) > 0:
        levels = np.unique(np.quantile(values, np.linspace(0.02, 0.98, 12)))  # of equal values: fewer
        lines = axis.contour(x, y, values, levels=levels, colors="0.6")
        axis.clabel(lines, fmt="%.3g", fontsize=7)
    for line, colour in zip(series, _repeat(colours.SERIES, len(series)), strict=True):
        axis.plot(line.x, line.y, line.style, color=colour, label=line.name, linewidth=1.6)
    axis.set(xlabel=labels[0], ylabel=labels[1], xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    if any(line.name for line in series):
        axis.legend(frameon=False)
    return figure


def saved(figure: Figure, kind: str) -> bytes:
    """The figure as a file; `kind` is "png" (200 dots an inch) or "svg". It is empty afterwards."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=200)
    figure.clear()  # artists and axes hold each other: tens of megabytes of pixels until garbage is collected
    return buffer.getvalue()


def signed_rgb(values: Array) -> Bytes:
    """(H, W) → (H, W, 3) bytes: 0 white, negative and positive towards the lab's two colours."""
    share = np.abs(values / (largest(values) or 1.0))[..., None]
    ends = np.where(np.asarray(values)[..., None] < 0, _bytes(colours.NEGATIVE), _bytes(colours.POSITIVE))
    return np.asarray(np.rint(255.0 + (ends - 255.0) * share), dtype=np.uint8)


def grey_rgb(values: Array) -> Bytes:
    """(H, W) or (H, W, 3) → bytes of the same shape; 0…1 as it is, other ranges stretched to fit."""
    values = np.asarray(values, dtype=np.float64)
    low, high = float(values.min(initial=0.0)), float(values.max(initial=1.0))
    # in place: a new array of a picture's size costs more than the arithmetic
    steps = values - low if low else values.copy()
    steps *= 255.0 / (high - low)  # at least 1
    return np.rint(steps, out=steps).astype(np.uint8)


def signed_png(values: Array, limit: float | None = None) -> bytes:
    """(H, W) → a PNG file in the colours of `signed_rgb`, in 127 steps to either side: a palette packs faster than colours."""
    values = np.asarray(values, dtype=np.float64)
    most = largest(values)
    limit = limit or most or 1.0
    steps = values / limit  # at first: 127 / limit would be infinite for the smallest numbers
    steps *= 127.0
    if most > limit:
        np.clip(steps, -127.0, 127.0, out=steps)
    steps += 127.0
    return png.pack(np.rint(steps, out=steps).astype(np.uint8), _signed_palette())


def largest(values: Array) -> float:
    """The largest of the numbers without their signs, 0 of none; without an array of them, which costs more than the search."""
    return max(float(values.max(initial=0.0)), -float(values.min(initial=0.0)))


def grey_file(values: Array, shown: display.Range | None = None) -> bytes:
    """(H, W) or (H, W, 3) → what `grey_rgb` gives as a file to show: JPEG for photographs, a quarter of the size, else PNG.

    `shown` are the numbers drawn black and white, where a picture has a display range.
    """
    from PIL import Image as pillow

    pixels = grey_rgb(display.within(values, shown))
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


def blank(width: float, height: float, *, constrained: bool = True) -> Figure:
    """A figure of that size in inches, with the lab's fonts; `constrained`: its axes make room for their own labels."""
    _set_up()
    from matplotlib.figure import Figure as MatplotlibFigure

    return MatplotlibFigure(figsize=(width, height), layout="constrained" if constrained else None)


def short(value: float, digits: int = 4) -> str:
    """A number as a cell shows it: integers whole up to two digits more, others to so many significant digits."""
    value = float(value)
    return str(int(value)) if value.is_integer() and abs(value) < 10 ** (digits + 2) else f"{value:.{digits}g}"


def written(value: float) -> str:
    """The same with a true minus sign, for pictures; nothing reads it back."""
    return short(value).replace("-", "−")


def _bytes(colour: str) -> Floats:
    return np.array(colours.rgb(colour), dtype=np.float64)


def _repeat(items: Sequence[str], count: int) -> list[str]:
    return [items[i % len(items)] for i in range(count)]
