"""A picture's file with every pixel as it was saved, up to 26 megapixels, and what its header says of JPEG's loss."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core import images, picture_files
from core.arrays import Array
from core.errors import Message

if TYPE_CHECKING:
    from PIL.Image import Image


MAX_PIXELS = 26_000_000
LUMA = tuple(float(weight) / 1000.0 for weight in images.LUMA)  # the brightness that JPEG keeps at full resolution
# EXIF orientation → whether rows and columns change places, and which of the upright picture's axes then run backwards
TURNS = {
    1: (False, False, False),
    2: (False, False, True),
    3: (False, True, True),
    4: (False, True, False),
    5: (True, False, False),
    6: (True, False, True),
    7: (True, True, True),
    8: (True, True, False),
}
_SAVED = "Saved before as"  # the keyword of a PNG's text
_TOLD = re.compile(r"JPEG ([0-7]) ([0-7])((?: [1-9]\d{0,4}){64})", re.ASCII)
_LOSS = Message("A WebP file does not say how much was lost in saving; the error bars account for its rounding only.")
LUMINANCE = np.array(  # ITU-T T.81, table K.1, the steps of quality 50
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ]
)


@dataclass(frozen=True, eq=False)
class Photograph:
    """A picture as saved.

    Attributes
    ----------
    pixels : ndarray, (H, W) or (H, W, 3), whole numbers from 0 to `levels`, upright
    levels : 255, or 65535 for 16 bits
    table : ndarray, (8, 8), or None
        JPEG's steps of the brightness, vertical frequencies first.
    origin : (rows, columns)
        Where the first whole 8 × 8 block of a JPEG begins.
    notes : what was done to it, each a sentence
    """

    pixels: Array
    levels: int = 255
    table: Array | None = None
    origin: tuple[int, int] = (0, 0)
    notes: tuple[Message, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        return self.pixels.shape[0], self.pixels.shape[1]

    @property
    def quality(self) -> int | None:
        """The quality, 1 … 100, whose table of the IJG's library is nearest; None without JPEG."""
        return None if self.table is None else quality(self.table)


def quality(table: Array) -> int:
    """The IJG library's quality (`jpeg_set_quality`) whose luminance table is nearest to this one."""
    distances = []
    for value in range(1, 101):
        scale = 5000 // value if value < 50 else 200 - 2 * value
        steps = np.clip((LUMINANCE * scale + 50) // 100, 1, 255)
        distances.append(float(np.abs(steps - table).sum()))
    return int(np.argmin(distances)) + 1


def from_values(values: Array) -> Photograph:
    """Numbers in 0 … 1 as 8-bit pixels."""
    return Photograph(np.rint(np.clip(values, 0.0, 1.0) * 255.0).astype(np.uint8))


def read(data: bytes) -> Photograph:
    """The picture of a PNG, JPEG or WebP file.

    Raises
    ------
    BadInput
        More than 64 MB or 26 million pixels, another format, an animation, a damaged file.
    """
    from PIL import ImageOps

    with picture_files.opened(data, MAX_PIXELS) as file:
        turn = TURNS.get(file.getexif().get(0x0112, 1), TURNS[1])
        table, notes = _table(file, turn[0]), picture_files.notes(file, data)
        if "WEBP" in (file.format, _said(file)):
            notes.append(_LOSS)
        pixels, levels = _pixels(ImageOps.exif_transpose(file))
    rows, columns = pixels.shape[:2]
    origin = (rows % 8 if turn[1] else 0, columns % 8 if turn[2] else 0)
    told = _TOLD.fullmatch(_said(file))
    if told is not None:
        origin = int(told[1]), int(told[2])
        table = np.array(told[3].split(), dtype=np.float64).reshape(8, 8)
    return Photograph(pixels, levels, table, origin, tuple(notes))


def plain(data: bytes) -> bytes:
    """A file's picture as PNG with every pixel, upright, without EXIF, profile or comments; `read` gives the same of both.

    What it was saved as before, and of a JPEG where its blocks begin and their table, is said in the PNG's one text.

    Raises
    ------
    BadInput
        As `read` does.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    photograph = read(data)
    told, buffer = PngInfo(), io.BytesIO()
    if photograph.table is not None:
        steps = " ".join(f"{step:.0f}" for step in photograph.table.ravel())
        told.add_text(_SAVED, f"JPEG {photograph.origin[0]} {photograph.origin[1]} {steps}")
    elif photograph.notes and _LOSS in photograph.notes:
        told.add_text(_SAVED, "WEBP")
    Image.fromarray(photograph.pixels).save(buffer, "PNG", pnginfo=told)
    return buffer.getvalue()


def _said(file: Image) -> str:
    """What a PNG that `plain` made says of the file before it; "" where it says nothing."""
    text = file.info.get(_SAVED, "") if file.format == "PNG" else ""
    return text if isinstance(text, str) else ""


def check(data: bytes) -> None:
    """Refuse what `read` refuses by the file's header; nothing is decoded.

    Raises
    ------
    BadInput
        As `read` does, but for damage behind the header.
    """
    with picture_files.opened(data, MAX_PIXELS):
        pass


def _table(file: Image, swapped: bool) -> Array | None:
    """The table of the first component, rows by vertical frequency; None where the file is no JPEG."""
    tables = getattr(file, "quantization", None)
    if file.format != "JPEG" or not tables:
        return None
    components = getattr(file, "layer", None)  # (id, subsampling on both axes, table) of each; brightness comes first
    table = np.asarray(tables[components[0][3] if components else min(tables)], dtype=np.float64).reshape(8, 8)
    if not (table >= 1).all():
        raise ValueError("a step of 0 would make every coefficient 0")
    return table.T if swapped else table


def _pixels(file: Image) -> tuple[Array, int]:
    """Grey (H, W) where all channels are equal, else (H, W, 3)."""
    from PIL import Image

    if file.mode.startswith("I"):
        values = np.clip(np.asarray(file), 0, 65535).astype(np.uint16)
        clear = file.info.get("transparency")  # the one value that is transparent, beside 16-bit pixels
        return (np.where(values == clear, np.uint16(65_535), values) if isinstance(clear, int) else values), 65535
    if file.has_transparency_data:
        rgba = file.convert("RGBA")
        file = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    if file.mode == "L":
        return np.asarray(file), 255
    pixels = np.asarray(file.convert("RGB"))
    grey = bool((pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 0] == pixels[..., 2]).all())
    return (np.ascontiguousarray(pixels[..., 0]) if grey else pixels), 255
