"""The kernel learns: the kernel, its output and the loss, update by update."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array, Floats
from core.correlation import correlate
from core.figures import colours, written
from core.takeaway.animations.canvas import FOOT, HEAD, MARGIN, MUTED, TEXT, Tile, drawn, font, indexed, places_of
from core.takeaway.subjects import Learning
from core.takeaway.worksheets.reduced import part_of

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_FRAMES = 40
PART = 64  # cells a side of the image whose output is drawn
CURVE = 220  # pixels of the loss's chart
SLOW, FAST, HOLD = 700, 120, 2_000


def frames(subject: Learning, most: int = MAX_FRAMES) -> tuple[list[Image], list[int]]:
    """At most so many of the kernels on the way, evenly spread, the first and the last among them.

    Raises
    ------
    BadInput
        A kernel that does not fit into the image.
    """
    path = subject.path
    chosen = [path[at] for at in np.unique(np.linspace(0, len(path) - 1, min(most, len(path))).round().astype(int))]
    image = np.asarray(subject.experiment.image, dtype=np.float64)
    size = (min(PART, image.shape[0]), min(PART, image.shape[1]))
    size = (max(size[0], subject.experiment.kernel_size[0]), max(size[1], subject.experiment.kernel_size[1]))
    part = part_of(image, size) if image.shape[:2] != size else image
    target = np.asarray(correlate(part, np.asarray(subject.true, dtype=np.float64)))
    made = [_frame(subject, update, kernel, part, target) for update, kernel in chosen]
    pace = int(np.clip(8_000 / len(made), FAST, SLOW))
    return made, [*[pace] * (len(made) - 1), HOLD]


def _frame(subject: Learning, update: int, kernel: Array, image: Floats, target: Floats) -> Image:
    kernel = np.asarray(kernel, dtype=np.float64)
    used = np.ascontiguousarray(kernel[::-1, ::-1]) if subject.experiment.flip else kernel
    output = np.asarray(correlate(image, used))
    flat = kernel if kernel.ndim == 2 else np.moveaxis(kernel, 2, 1).reshape(kernel.shape[0], -1)
    tiles = (Tile("K", flat), Tile("X ⋆ K", output), Tile("Y", target, before="→"))
    places, size = places_of(tiles, beside=CURVE + MARGIN)
    size = (size[0], max(size[1], 190))
    canvas = drawn(tiles, places, size)
    _curve(canvas, subject, update)
    return indexed(canvas)


def _curve(canvas: Image, subject: Learning, update: int) -> None:
    """The loss before each update, on a logarithmic scale; a point at the update of the frame, and its numbers below."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(canvas)
    losses = np.asarray(subject.losses, dtype=np.float64)[: subject.updates]
    left, right, top, bottom = (
        canvas.width - CURVE - MARGIN,
        canvas.width - MARGIN,
        MARGIN + HEAD,
        canvas.height - FOOT - MARGIN,
    )
    pen.text((left, top - 20), "L", fill=TEXT, font=font(13))
    pen.line((left, top, left, bottom, right, bottom), fill=MUTED)
    known = np.isfinite(losses) & (losses > 0)
    loss = f"L = {written(losses[update])}" if update < len(losses) and np.isfinite(losses[update]) else ""
    pen.text((MARGIN, canvas.height - FOOT), f"n = {update:,}   {loss}", fill=TEXT, font=font(13))
    if not known.any():
        return
    at, logs = np.flatnonzero(known), np.log10(losses[known])
    thin = np.unique(np.linspace(0, len(at) - 1, min(len(at), 2 * CURVE)).astype(int))
    low, high = float(logs.min()), float(logs.max())
    x = left + 4 + (right - left - 8) * at[thin] / max(1, len(losses) - 1)
    y = bottom - 4 - (bottom - top - 8) * (logs[thin] - low) / ((high - low) or 1.0)
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    if len(points) > 1:
        pen.line(points, fill=colours.POSITIVE, width=2)
    nearest = points[int(np.abs(at[thin] - update).argmin())]
    pen.ellipse((nearest[0] - 4, nearest[1] - 4, nearest[0] + 4, nearest[1] + 4), fill=colours.NEGATIVE)
