"""A before and an after picture from two files, with every pixel as it was saved: nothing is made smaller.

A picture that is scaled has been filtered once more, so the kernel between two of them is not the one that was
asked for. What is too large to work on is cut instead, both pictures alike.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np

from core import images
from core.arrays import Array
from core.errors import Message
from core.learning.recovery.least_squares import corner_of

MAX_NUMBERS = images.MAX_SIDE**2  # rows × columns × channels of a picture
GREY_MODES = ("1", "L", "LA", "La", "I", "I;16", "I;16B", "F")  # Pillow's; all others have colours

Box = tuple[int, int, int, int]  # left, upper, right, lower


@dataclass(frozen=True, eq=False)
class Files:
    """Two pictures of one kind, (H, W) or (H, W, 3) in 0 … 1, and what was done to the two to make them so."""

    before: Array
    after: Array
    notes: tuple[Message, ...] = ()


def read(before: bytes, after: bytes, kernel_size: tuple[int, int]) -> Files:
    """The pictures of two files: in colour where both have colours, else grey.

    Raises
    ------
    BadInput
        As `core.images.load_image`; sizes that this kernel cannot lie between.
    """
    # Small copies bring the sizes, and every complaint about a file, before its pixels are numbers.
    sizes = [images.load_image(data, 64).original for data in (before, after)]
    corner_of(sizes[0], sizes[1], kernel_size)
    modes = [_mode(data) for data in (before, after)]
    grey = [mode in GREY_MODES for mode in modes]
    colour = not any(grey)
    boxes, notes = _boxes(sizes[0], sizes[1], MAX_NUMBERS // (3 if colour else 1))
    pictures = [_part(data, size, box, colour) for data, size, box in zip((before, after), sizes, boxes, strict=True)]
    if colour:
        # A grey picture is often saved with three equal channels.
        grey = [bool((picture == picture[..., :1]).all()) for picture in pictures]
        if any(grey):
            pictures = [_grey(picture) for picture in pictures]
    if grey[0] != grey[1]:
        notes += (_made_grey(grey[0], modes),)
    return Files(pictures[0], pictures[1], notes)


def _mode(data: bytes) -> str:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as file:
        return str(file.mode)


def _boxes(before: tuple[int, int], after: tuple[int, int], most: int) -> tuple[tuple[Box, Box], tuple[Message, ...]]:
    """The same part of both, from the middle, of at most `most` pixels in the before picture; all where that fits.

    Both boxes begin at one pixel and keep the difference of their sizes: an after picture without its border, or
    with more of it, then lies to its part as it lay to the whole.
    """
    (H, W) = before
    side = math.isqrt(most)
    h, w = min(H, max(side, most // W)), min(W, max(side, most // H))
    top, left = (H - h) // 2, (W - w) // 2
    extra = after[0] - H, after[1] - W
    boxes = (left, top, left + w, top + h), (left, top, left + w + extra[1], top + h + extra[0])
    if (h, w) == (H, W):
        return boxes, ()
    note = Message(
        "Of both pictures the same part is used, {h} × {w} pixels in the middle, not rescaled: whole, {rows} × {columns}, they are more than the {most:,} pixels that are worked on.",
        h=h,
        w=w,
        rows=H,
        columns=W,
        most=most,
    )
    return boxes, (note,)


def _part(data: bytes, size: tuple[int, int], box: Box, colour: bool) -> Array:
    """The box of a picture, upright, as numbers."""
    if box == (0, 0, size[1], size[0]):
        return images.load_image(data, max(size), colour=colour).values
    from PIL import Image, ImageOps

    # Cut before anything becomes float64: 12 megapixels in colour would take 0.6 GB.
    with Image.open(io.BytesIO(data)) as file:
        part = ImageOps.exif_transpose(file).crop(box)
    cut = io.BytesIO()
    (part.convert("RGB") if part.mode == "CMYK" else part).save(cut, "PNG", compress_level=0)
    return images.load_image(cut.getvalue(), max(part.size), colour=colour).values


def _grey(picture: Array) -> Array:
    if (picture == picture[..., :1]).all():
        return picture[..., 0]
    return np.asarray(picture @ images.LUMA / 1000.0)


def _made_grey(first: bool, modes: list[str]) -> Message:
    if first:
        return Message(
            "The before picture is grey ({before}) and the after picture in colour ({after}): both were made grey, with the weights that JPEG gives red, green and blue.",
            before=modes[0],
            after=modes[1],
        )
    return Message(
        "The before picture is in colour ({before}) and the after picture grey ({after}): both were made grey, with the weights that JPEG gives red, green and blue.",
        before=modes[0],
        after=modes[1],
    )
