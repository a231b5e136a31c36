"""A picture's file, opened for whatever reads it: bounded by its header, and every failure of a decoder one sentence."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.errors import BadInput, Message

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 64 * 2**20
JPEG = b"\xff\xd8"  # how such a file begins
_READ = (JPEG, b"\x89PNG", b"RIFF")
_OTHERS = {b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"%PDF": "PDF", b"8BPS": "Photoshop"}


@contextmanager
def opened(data: bytes, pixels: int, jpeg_pixels: int | None = None) -> Iterator[Image]:
    """A PNG, JPEG or WebP file, its header checked and nothing decoded yet.

    Parameters
    ----------
    data : bytes
    pixels : int
        The most that it may have.
    jpeg_pixels : int, optional
        The most of a JPEG that can be decoded at a fraction of its size.

    Raises
    ------
    BadInput
        More than 64 MB, too many pixels, another format, an animation; a damaged file, also where that shows later.
    """
    from PIL import Image
    from PIL.JpegImagePlugin import JpegImageFile

    if len(data) > MAX_BYTES:
        raise BadInput(
            "the file is {size:.1f} MB, over the limit of {limit} MB; reduce it and try again",
            size=len(data) / 2**20,
            limit=MAX_BYTES // 2**20,
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; the rule below is stricter
            # A camera's JPEG with previews (MPO) opens as JPEG here: what is first in it is the photograph.
            file: Image.Image = (
                JpegImageFile(io.BytesIO(data))
                if data[:2] == JPEG
                else Image.open(io.BytesIO(data), formats=("PNG", "WEBP"))
            )
            with file:
                # A progressive JPEG is held whole, as coefficients, while it is decoded: at a fraction it needs no less.
                _check(file, jpeg_pixels if jpeg_pixels and reducible(file) else pixels)
                yield file
    except BadInput:
        raise
    except Image.DecompressionBombError as error:  # Pillow's own bound, met while it reads the header
        raise BadInput(
            "the picture has more than {limit} million pixels; scale it down and save it again",
            limit=pixels // 1_000_000,
        ) from error
    except Exception as error:  # a damaged file can raise nearly anything in a decoder
        raise _unread(data) from error


def reducible(file: Image) -> bool:
    """Whether it can be decoded at ½, ¼ or ⅛ of its size in less memory."""
    return file.format == "JPEG" and file.mode in ("RGB", "L") and not file.info.get("progressive")


def _unread(data: bytes) -> BadInput:
    """Of what format it is, where that is known; else whether it is one of those that are read, but not whole."""
    kind = next((kind for begins, kind in _OTHERS.items() if data.startswith(begins)), "")
    if data[:2] == b"BM" and data[6:10] == bytes(4):  # two letters alone may begin a text
        kind = "BMP"
    if data[4:8] == b"ftyp":
        kind = "HEIC, AVIF or MP4"
    if kind:
        return BadInput("this is a {kind} file, which is not read here; save the picture as PNG or JPEG", kind=kind)
    if not data.startswith(_READ):
        return BadInput("this file is not a picture in PNG, JPEG or WebP; choose one that is")
    return BadInput(
        "this is not a complete PNG, JPEG or WebP file, or it is damaged; open it in an image editor and save it again"
    )


def _check(file: Image, pixels: int) -> None:
    width, height = file.size
    if width * height > pixels:
        raise BadInput(
            "the picture has {rows} × {columns} pixels, more than {limit} million; scale it down and save it again",
            rows=height,
            columns=width,
            limit=pixels // 1_000_000,
        )
    frames = getattr(file, "n_frames", 1)
    if frames > 1:
        raise BadInput("the file is an animation of {frames} frames; save one of them as a still image", frames=frames)


def notes(file: Image, data: bytes) -> list[Message]:
    """What is done to any such picture to have its numbers, each a sentence."""
    found = []
    if file.has_transparency_data:
        found.append(Message("Transparent parts of the picture were placed on white."))
    if file.format == "PNG" and data[24] == 16 and not file.mode.startswith("I"):  # the header's bits a sample
        found.append(Message("The picture has 16 bits per colour; it is read at 8."))
    if file.mode == "CMYK":
        found.append(Message("The picture is in CMYK, for print; it was converted to RGB without its colour profile."))
    if file.getexif().get(0x0112, 1) != 1:
        found.append(Message("The picture was rotated as its EXIF tag says."))
    return found
