"""Bytes of a picture → a PNG file, packed for showing: in a quarter of the time of Pillow's lightest, and smaller.

Only the packing is ours to choose: Pillow offers zlib's compressors, and isal's, made for pictures in flight, is no zlib.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

from core.arrays import Bytes

_GREY, _COLOUR, _PALETTE = 0, 2, 3


def pack(pixels: Bytes, palette: bytes = b"") -> bytes:
    """A PNG file without loss.

    Parameters
    ----------
    pixels
        (H, W) shades of grey or, with a palette, places in it; or (H, W, 3) red, green and blue; bytes, no side 0.
    palette
        Red, green and blue of up to 256 colours, one after another.

    Notes
    -----
    W3C, Portable Network Graphics (PNG) Specification, third edition, sections 5.3 (chunks), 7.2 (scanlines),
    9.2 (filter type 0: none, which suits palettes) and 11.2 (IHDR, PLTE, IDAT, IEND).
    """
    from isal import isal_zlib

    rows, columns = pixels.shape[:2]
    kind = _PALETTE if palette else _COLOUR if pixels.ndim == 3 else _GREY
    # each row begins with the number of its filter
    lines = np.zeros((rows, 1 + pixels[0].size), dtype=np.uint8)
    lines[:, 1:] = pixels.reshape(rows, -1)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)),
            _chunk(b"PLTE", palette) if palette else b"",
            _chunk(b"IDAT", isal_zlib.compress(lines.data, 1)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(name)))
