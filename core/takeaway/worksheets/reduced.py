"""An experiment as it fits on paper: a part of a large image, and numbers that can be worked with by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.arrays import Floats, Pair, Sides
from core.figures import written
from core.takeaway.subjects import Correlation
from core.window import Window

ROOM = 10  # cells a side of a padded input, and of an output
PART = 8  # cells a side of what is taken from a larger image
MAX_KERNEL = 5  # cells a side of what is taken from a larger kernel than has room
MAX_SPAN, MAX_STRIDE, MAX_PADDING = 9, 4, 1  # of an experiment that is reduced
DIGITS = 4  # signs of a number that one works with by hand, without its minus
LEVELS = 9  # of a scaled number, from 0 or from −9
POSITIONS = 16  # on an axis, at which a part is looked for


def fits(subject: Correlation) -> bool:
    """Whether the padded input has room on the sheet as it is; the output is no larger."""
    padded = [n + before + after for n, (before, after) in zip(subject.image.shape, subject.sides, strict=True)]
    return bool(max(padded) <= ROOM)


def fitted(subject: Correlation) -> Correlation:
    """The experiment, or a smaller one of its kind: a part of the image, with less padding, dilation and stride."""
    if fits(subject):
        return subject
    kernel = middle(subject.kernel)
    axes = [
        _axis(n, k, s, side, d)
        for n, k, s, side, d in zip(
            subject.image.shape, kernel.shape, subject.stride, subject.sides, subject.dilation, strict=True
        )
    ]
    (rows, down), (columns, across) = axes
    sides: Sides = ((down.before, down.after), (across.before, across.after))
    return replace(
        subject,
        image=part_of(subject.image, (rows, columns)),
        kernel=kernel,
        stride=(down.stride, across.stride),
        sides=sides,
        dilation=(down.dilation, across.dilation),
    )


def _axis(n: int, k: int, s: int, sides: Pair, d: int) -> tuple[int, Window]:
    """How many cells of the image, and the window over them, on one axis."""
    d = min(d, (MAX_SPAN - 1) // max(1, k - 1))  # k ≤ MAX_KERNEL: at least 2
    span, stride = (k - 1) * d + 1, min(s, MAX_STRIDE)
    before, after = (min(side, MAX_PADDING) for side in sides)
    cells = min(n, max(PART, span - before - after + 1))
    while cells + before + after < span:  # an image smaller than its kernel: then the padding is what it needs
        before, after = (before + 1, after) if before < sides[0] else (before, after + 1)
    return cells, Window(k, stride, before, after, d)


def middle(kernel: Floats) -> Floats:
    """The kernel, or the middle of one that is too large to be worked with by hand."""
    starts = [max(0, (k - MAX_KERNEL) // 2) for k in kernel.shape]
    return np.ascontiguousarray(kernel[tuple(slice(start, start + MAX_KERNEL) for start in starts)])


def part_of(image: Floats, size: Pair) -> Floats:
    """The part of that size in which most happens, of those on a grid of positions."""
    rows, columns = (
        np.unique(np.linspace(0, n - m, POSITIONS).astype(int)) for n, m in zip(image.shape, size, strict=True)
    )
    parts = [image[r : r + size[0], c : c + size[1]] for r in rows for c in columns]
    return np.ascontiguousarray(max(parts, key=lambda part: float(part.std())))


def handy(values: Floats) -> bool:
    """Whether every number is short enough to work with by hand: exactly what its few signs say."""
    texts = [written(value) for value in values.ravel()]
    exact = all(
        float(text.replace("−", "-")) == value for text, value in zip(texts, values.ravel().tolist(), strict=True)
    )
    return exact and max((len(text.lstrip("−")) for text in texts), default=0) <= DIGITS


def whole(values: Floats) -> Floats:
    """The numbers as they are where they are handy; else scaled to whole ones, the largest in size to 9, 0 to 0."""
    if handy(values):
        return values
    largest = float(np.abs(values).max())
    return np.rint(values / largest * LEVELS) + 0.0
