"""A picture as it is kept: the pixels that the lab works on and nothing else."""

from __future__ import annotations

import io

import numpy as np

from core import images

FULL8, FULL16 = 255, 65_535


def plain_picture(file: bytes, side: int) -> bytes:
    """An uploaded file's picture as PNG, its longer side at most `side`, upright, without EXIF, profile or comments.

    Read again at that side, it gives the very numbers that the file gives.

    Raises
    ------
    BadInput
        See `core.images.load_image`.
    """
    from PIL import Image

    loaded = images.load_image(file, side, colour=True)
    # The file that is written is made of numbers: nothing that the old one says beside them can come along.
    if loaded.bits == 16:
        grey = np.rint(loaded.values[..., 0] * FULL16).astype(np.uint16)
        return _png(Image.fromarray(grey))
    pixels = np.rint(loaded.values * FULL8).astype(np.uint8)
    equal = bool((pixels == pixels[..., :1]).all())
    return _png(Image.fromarray(pixels[..., 0] if equal else pixels))


def _png(picture: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=False)  # type: ignore[attr-defined]
    return buffer.getvalue()
