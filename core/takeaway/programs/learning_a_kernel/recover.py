"""The filter between two pictures as a lesson that reads both from files: least squares with a gain and an offset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.correlation.snippets import frame
from core.learning.recovery import FilterRecovery
from core.learning.recovery.photographs import LUMA
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader, Translate

BEFORE, AFTER = "before.png", "after.png"


_READ = '''
def read(name):
    """The picture of a file as (rows, columns, channels), black 0 and white 1."""
    values = plt.imread(name)
    if values.dtype.kind == "u":  # JPEG comes as bytes, PNG as 0 … 1 in single precision
        values = values / np.iinfo(values.dtype).max
    values = np.rint(np.atleast_3d(values).astype(float) * 65535) / 65535  # exact for 8 and for 16 bits
    return {values}


before, after = read(BEFORE), read(AFTER)
h, w = SIZE
top, left = SHIFT[0] - (h - 1) // 2, SHIFT[1] - (w - 1) // 2  # after (i, j) sees the window of before from (i + top, j + left)
rows = range(max(0, -top), min(after.shape[0], before.shape[0] - h + 1 - top))
columns = slice(max(0, -left), min(after.shape[1], before.shape[1] - w + 1 - left))
mean = before.mean()
'''
_SOLVE = '''
def row_of(i):
    """What row i of the after picture gives: the windows, laid flat and with a 1 for the offset; the values; which are not black or white."""
    band = before[i + top : i + top + h, columns.start + left : columns.stop + left + w - 1] - mean
    windows = np.lib.stride_tricks.sliding_window_view(band, (h, w), axis=(0, 1))[0]
    flat = windows.reshape(-1, h * w)
    values = after[i, columns]
    inside = ((values > 0) & (values < 1)).all(axis=1, keepdims=True) & np.ones(values.shape, bool)
    return np.column_stack([flat, np.ones(len(flat))]), values.ravel(), inside.ravel()


weights, spread = None, 0.0
for turn in range(3):  # what is predicted to be black or white may have been clipped, and is left out from the second turn on
    products, cross_products, squares, count = np.zeros((h * w + 1, h * w + 1)), np.zeros(h * w + 1), 0.0, 0
    for i in rows:
        P, y, used = row_of(i)
        if weights is not None:
            predicted = P @ weights
            used = used & (predicted > spread) & (predicted < 1 - spread)
        products += P[used].T @ P[used]
        cross_products += P[used].T @ y[used]
        squares, count = squares + y[used] @ y[used], count + used.sum()
    weights = np.linalg.pinv(products, rcond=1e-10, hermitian=True) @ cross_products
    spread = 3 * np.sqrt(max(0.0, squares - weights @ cross_products) / count)

K = weights[:-1].reshape(h, w)
gain, offset = K.sum(), weights[-1] - mean * K.sum()
'''


@dataclass(frozen=True, eq=False)
class Recovered:
    """The filter that the screen shows."""

    found: FilterRecovery


def cells(subject: Recovered, reader: Reader) -> list[Cell]:
    """Read both files, lay the windows flat, solve; kernel, gain and offset beside the screen's, with their intervals."""
    _ = reader.translate
    found = subject.found
    h, w = found.kernel.shape
    place = found.alignment
    return [
        pieces.opening(
            reader,
            _(
                "A filter is found from two pictures, one before it and one after it: each pixel of the after picture is a sum of products of the kernel with the pixels around its place, plus an offset. Hundreds of thousands of such equations with few unknowns are solved by least squares."
            ),
        ),
        pieces.imports(tensorflow=False),
        pieces.text(
            _("## The files"),
            _(
                "Put both pictures beside this file; on the page, the buttons before.png and after.png save the pair of the lab's example. Write the names of your own pictures here; JPEG works as well, but its losses make the kernel too smooth, which the lab corrects and this program does not."
            ),
        ),
        pieces.code(
            f"BEFORE, AFTER = {BEFORE!r}, {AFTER!r}",
            f"SIZE = {(h, w)}  # rows and columns of the kernel",
            f"SHIFT = {(place.rows, place.columns)}  # after (i, j) shows before (i + rows, j + columns)",
        ),
        pieces.code(_READ.strip("\n").format(values=_channels(found))),
        pieces.text(
            _("## Least squares"),
            _(
                "One equation for each pixel that is neither black nor white. One row of the after picture is used at a time, so that large photographs fit in memory."
            ),
        ),
        pieces.code(
            _SOLVE.strip("\n"), "print(K)", f"print({_('gain')!r}, gain, {_('offset, of 255:')!r}, 255 * offset)"
        ),
        pieces.text(
            _("## Beside the lab"),
            _(
                "The lab learns from four fifths of the pictures, judges the kernel on the rest, and corrects it for what rounding and JPEG did to the files. So its kernel is not exactly this one."
            ),
        ),
        pieces.code(*_compared(_, found)),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axes = plt.subplots(1, 3, figsize=(12, 4), layout="constrained")',
            'axes[0].imshow(before.squeeze(), cmap="gray", vmin=0, vmax=1)',
            'axes[1].imshow(after.squeeze(), cmap="gray", vmin=0, vmax=1)',
            'axes[2].imshow(K, cmap="PuOr", vmin=-np.abs(K).max(), vmax=np.abs(K).max())',
            "plt.show()",
        ),
    ]


def _channels(found: FilterRecovery) -> str:
    """Three channels share one kernel, or there is only their brightness."""
    if found.excerpt.before.shape[2] > 1:
        return "values[..., :3]"
    return (
        f"values[..., :1] if values.shape[2] < 3 else values[..., :3] @ np.array({list(LUMA)!r})[:, None]  # brightness"
    )


def _compared(_: Translate, found: FilterRecovery) -> list[str]:
    """The screen's kernel, gain and offset; and the half-widths of their intervals, where there are any."""
    lines = [
        f"screen = {frame.literal(found.kernel)}",
        f"print({_('largest difference from the lab’s kernel:')!r}, np.abs(K - screen).max())",
        f"uncorrected = {frame.literal(found.kernel - found.correction)}",
        f"print({_('from its least squares, before that correction:')!r}, np.abs(K - uncorrected).max())",
        f"print({_('difference in gain:')!r}, gain - {float(found.gain)!r})",
        f"print({_('difference in offset, of 255:')!r}, 255 * (offset - {float(found.offset)!r}))",
    ]
    if np.isfinite(found.half_widths).all():
        lines.append(
            f"print({_('half-width of the lab’s 95% interval, at most:')!r}, {float(found.half_widths.max())!r})"
        )
    return lines


def saved(before: Floats, after: Floats) -> dict[str, bytes]:
    """A pair of pictures in 0 … 1, (H, W) or (H, W, 3), as the 8-bit PNG files that the lesson reads."""
    from core.figures import png

    return {
        name: png.pack(np.rint(np.clip(picture, 0.0, 1.0) * 255.0).astype(np.uint8))
        for name, picture in ((BEFORE, before), (AFTER, after))
    }
