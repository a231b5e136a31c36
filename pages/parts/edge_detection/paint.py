"""One step of a search as a picture file: grey, signed, or its directions as colours."""

from __future__ import annotations

import functools
import io
from typing import Any

import numpy as np

from core import figures
from core.arrays import Array

Bytes = np.ndarray[Any, np.dtype[np.uint8]]

SIGNED = ("first", "second", "laplacian")
MASKS = ("edges", "canny")
GREY = ("picture", "noisy", "smooth")
_LIGHTNESS, _CHROMA = 0.75, 0.125  # of the colour wheel, in OKLCH: all directions equally bright


def paint(step: str, values: Array, strength: Array | None = None) -> bytes:
    """The step at its own size as PNG; `strength` dims the colours of "direction"."""
    from PIL import Image

    if step in MASKS:
        picture = Image.fromarray(values)
    elif step in SIGNED:
        picture = _signed(values)
    elif step == "direction":
        picture = Image.fromarray(wheel_colours(values, strength))
    else:
        picture = Image.fromarray(_grey(step, values))
    return _file(picture, "PNG", compress_level=2)


def thumbnail(step: str, values: Array, strength: Array | None = None) -> bytes:
    """The same small, in few bytes: PNG for lines, JPEG for the rest."""
    from PIL import Image

    if step in MASKS:
        return _file(Image.fromarray(values), "PNG")
    if step in SIGNED:
        return _file(_signed(values).convert("RGB"), "JPEG", quality=82)
    if step == "direction":
        return _file(Image.fromarray(wheel_colours(values, strength)), "JPEG", quality=82)
    return _file(Image.fromarray(_grey(step, values)), "JPEG", quality=82)


def sixteen_bits(values: Array) -> bytes:
    """Values from 0 to their largest as a 16-bit grey PNG: what another program goes on working with."""
    from PIL import Image

    top = float(values.max(initial=0.0)) or 1.0
    return _file(Image.fromarray(np.rint(values * (65535.0 / top)).astype(np.uint16)), "PNG")


def wheel_colours(direction: Array, strength: Array | None) -> Bytes:
    """(H, W) degrees → (H, W, 3): hue by direction, brightness by `strength` as a share of its largest."""
    colours = _hues()[np.asarray(direction).astype(np.intp) % 360]
    if strength is None:
        return np.asarray(colours)
    top = float(strength.max(initial=0.0)) or 1.0
    # Brightness in a picture file is not light: the square root lets weak edges be seen.
    share = np.sqrt(strength / np.float32(top)).astype(np.float32)
    return np.asarray(colours * share[..., None], dtype=np.uint8)


@functools.cache
def wheel(side: int = 132) -> bytes:
    """The key to the colours: a ring where each place has the colour of the direction that it lies in."""
    from PIL import Image

    rows, columns = np.indices((4 * side, 4 * side)) - (2.0 * side - 0.5)
    radius = np.hypot(rows, columns) / (2.0 * side)
    colours = wheel_colours(np.degrees(np.arctan2(rows, columns)) % 360.0, None)
    inside = ((radius < 0.98) & (radius > 0.5))[..., None]
    rgba = np.concatenate([colours, np.where(inside, 255, 0).astype(np.uint8)], axis=2)
    return _file(Image.fromarray(rgba).resize((side, side), Image.Resampling.LANCZOS), "PNG")


@functools.cache
def _hues() -> Bytes:
    """(360, 3): sRGB of each degree at one lightness and chroma.

    Notes
    -----
    Ottosson, A perceptual color space for image processing (2020): OKLab to linear sRGB.
    """
    # Right is the lab's blue and left its orange, as for the signs.
    angle = np.radians(np.arange(360.0) + 245.0)
    lab = np.stack([np.full(360, _LIGHTNESS), _CHROMA * np.cos(angle), _CHROMA * np.sin(angle)])
    cones = np.array(
        [[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.2914855480]]
    )
    to_rgb = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    light = np.clip(to_rgb @ (cones @ lab) ** 3, 0.0, 1.0)
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255.0 * encoded.T), dtype=np.uint8)


def _grey(step: str, values: Array) -> Bytes:
    values = np.asarray(values, dtype=np.float32)
    top = 1.0 if step in GREY else float(values.max(initial=0.0)) or 1.0
    return np.asarray(np.clip(values * np.float32(255.0 / top) + np.float32(0.5), 0, 255).astype(np.uint8))


def _signed(values: Array) -> Any:
    """A picture of 255 colours, one byte a pixel, in the lab's signed scale."""
    from PIL import Image

    top = float(np.abs(values).max(initial=0.0)) or 1.0
    index = np.rint(values * np.float32(127.0 / top) + np.float32(127.0)).astype(np.uint8)
    picture = Image.fromarray(index, "P")
    picture.putpalette(_palette())
    return picture


@functools.cache
def _palette() -> bytes:
    return figures.signed_rgb(np.linspace(-1.0, 1.0, 255)[None]).tobytes()


def _file(picture: Any, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
