"""Where the after picture lies on the before picture, drawn."""

from __future__ import annotations

import io

import numpy as np

from core import figures
from core.figures import colours
from core.learning.recovery import FilterRecovery

DIMMED = 0.45  # of the brightness, outside what both pictures show
WIDTH = 3


def png(found: FilterRecovery) -> bytes:
    """The before picture as PNG, darker where the after picture does not reach, with a frame round the common part."""
    from PIL import Image, ImageDraw

    grey = figures.grey_rgb(found.preview)
    rows, columns = grey.shape
    scale = rows / found.alignment.before[0], columns / found.alignment.before[1]
    top, left, bottom, right = found.alignment.common
    box = (round(left * scale[1]), round(top * scale[0]), round(right * scale[1]) - 1, round(bottom * scale[0]) - 1)
    shown = np.zeros(grey.shape, dtype=bool)
    shown[box[1] : box[3] + 1, box[0] : box[2] + 1] = True
    picture = Image.fromarray(np.where(shown, grey, (grey * DIMMED).astype(np.uint8))).convert("RGB")
    if box[2] > box[0] and box[3] > box[1]:
        ImageDraw.Draw(picture).rectangle(box, outline=colours.WINDOW, width=WIDTH)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
