"""Images to experiment on: the notebook's, drawn patterns, photographs, and pictures that people bring.

An image is (H, W) or (H, W, 3), float64, rows first. Photographs and uploads are in 0 … 1. The photographs
ship inside scikit-image and matplotlib and are read as files: neither package is imported for them.
"""

from __future__ import annotations

import functools
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core import picture_files
from core.arrays import Floats
from core.errors import BadInput, Message
from core.patterns import SIZED, band, checkerboard, counting, diagonal_edge, impulse, noise, step_edge

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "DRAWN",
    "PHOTOGRAPHS",
    "SIZED",
    "Loaded",
    "band",
    "checkerboard",
    "counting",
    "diagonal_edge",
    "impulse",
    "load_image",
    "noise",
    "photograph",
    "picture",
    "step_edge",
]

MAX_PIXELS = 13_000_000  # that are decoded: the largest picture of a 12-megapixel camera is 4096 × 3072
MAX_JPEG_PIXELS = 100_000_000  # of a baseline JPEG, which is decoded at ½, ¼ or ⅛ of its size
MAX_LENGTH = 65_535  # pixels on one side, as many as a JPEG can have
MAX_SIDE = 2048
LUMA = np.array([299.0, 587.0, 114.0])  # thousandths; ITU-R BT.601, as JPEG and Pillow weigh red, green and blue

PHOTOGRAPHS = {
    "camera": ("skimage", "data/camera.png"),
    "astronaut": ("skimage", "data/astronaut.png"),
    "chelsea": ("skimage", "data/chelsea.png"),
    "coins": ("skimage", "data/coins.png"),
    "coffee": ("skimage", "data/coffee.png"),
    "brick": ("skimage", "data/brick.png"),
    "moon": ("skimage", "data/moon.png"),
    "page": ("skimage", "data/page.png"),
    "rocket": ("skimage", "data/rocket.jpg"),
    "hopper": ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
}


@dataclass(frozen=True)
class Loaded:
    """A picture that somebody brought.

    Attributes
    ----------
    values : ndarray, (H, W) or (H, W, 3), 0 … 1
    original : (rows, columns) of the file, upright
    notes : what was changed on the way in, each a sentence
    bits : 8, or 16 for grey in finer steps
    """

    values: Floats
    original: tuple[int, int]
    notes: tuple[Message, ...] = ()
    bits: int = 8


DRAWN = ("counting", "band", *SIZED, "noise")


def picture(name: str, side: int = 28, seed: int = 0, colour: bool = False) -> Floats:
    """The drawn image or photograph of that name; `side` bounds a photograph's longer side.

    Returns
    -------
    ndarray, (H, W), or (H, W, 3) with `colour`

    Raises
    ------
    BadInput
        An unknown name, or a side outside 1 … 2048.
    """
    if not 1 <= side <= MAX_SIDE:
        raise BadInput("the side must be from {low} to {high} pixels, got {side}", low=1, high=MAX_SIDE, side=side)
    if name in PHOTOGRAPHS:
        return photograph(name, side, colour=colour)
    if name == "noise":
        return np.random.default_rng(seed).random((side, side, 3)) if colour else noise(side, seed)
    if name not in DRAWN:
        raise BadInput(
            "there is no image “{name}”; choose one of {names}", name=name, names=", ".join((*DRAWN, *PHOTOGRAPHS))
        )
    image = SIZED[name](side) if name in SIZED else {"counting": counting, "band": band}[name]()
    return np.repeat(image[..., None], 3, axis=2) if colour else image


def photograph(name: str, side: int = MAX_SIDE, *, colour: bool = False) -> Floats:
    """A photograph from an installed package, its longer side at most `side`, in 0 … 1."""
    return _values(_fitted(_decoded(name), side), colour)


@functools.lru_cache(maxsize=4)
def _decoded(name: str) -> Image:
    """The photograph as it ships, decoded once: a slider then only pays for the new size. Nobody may draw on it."""
    from PIL import Image

    package, path = PHOTOGRAPHS[name]
    with Image.open(_folder(package) / path) as file:
        return file.convert("RGB")


def load_image(data: bytes, max_side: int = MAX_SIDE, *, colour: bool = False) -> Loaded:
    """A PNG, JPEG or WebP file's bytes as numbers in 0 … 1.

    The header is read first: what is too large, animated or of another kind is refused before a pixel is
    decoded. Of a camera's JPEG with previews the first picture is read. Turned upright by its EXIF tag;
    transparency lies on white; 16-bit and CMYK are converted. JPEGs of up to 100 million pixels are decoded at a
    fraction of their size, so that never more than 13 million pixels are in memory.

    Raises
    ------
    BadInput
        More than 64 MB or 13 million pixels (of which a JPEG may have 100), another format, an animation, a damaged file.
    """
    from PIL import ImageOps

    with picture_files.opened(data, MAX_PIXELS, MAX_JPEG_PIXELS) as file:
        _check_length(file)
        original, bits = file.size, 16 if file.mode.startswith("I") else 8
        notes = picture_files.notes(file, data)
        if bits == 16:
            notes.append(Message("The picture has 16 bits per pixel; 0 … 65535 is mapped to 0 … 1."))
        notes += _reduced(file, max_side)
        upright = _fitted(_upright(ImageOps.exif_transpose(file)), max_side)
    size = original[::-1] if (upright.width > upright.height) == (original[0] > original[1]) else original
    return Loaded(_values(upright, colour), (size[0], size[1]), tuple(notes), bits)


def _check_length(file: Image) -> None:
    width, height = file.size
    if max(width, height) > MAX_LENGTH:
        raise BadInput(
            "the picture has {rows} × {columns} pixels, but a side may have at most {limit:,}; crop it or scale it down",
            rows=height,
            columns=width,
            limit=MAX_LENGTH,
        )


def _reduced(file: Image, side: int) -> tuple[Message, ...]:
    """Have a JPEG decoded at ½, ¼ or ⅛ of its size: as small as `side` permits, and bounded in any case."""
    if file.format != "JPEG" or file.mode not in ("RGB", "L"):
        return ()
    width, height = file.size
    parts = (1, 2, 4, 8)  # what the decoder offers
    bound = next(part for part in parts if width * height <= MAX_PIXELS * part**2)
    part = max(bound, *(part for part in parts if part <= max(1, min(width, height) // side)))
    file.draft(file.mode, (max(1, width // part), max(1, height // part)))
    if bound == 1:  # the picture could be held whole: nothing is lost that the size worked on would keep
        return ()
    return (
        Message(
            "The picture has {millions:.0f} million pixels; it was read at 1/{part} of its size.",
            millions=width * height / 1e6,
            part=part,
        ),
    )


def _upright(file: Image) -> Image:
    """RGB, or "F" in 0 … 255 for 16-bit pictures, whose fine steps eight bits would lose."""
    from PIL import Image

    if file.mode.startswith("I"):
        values = np.asarray(file, dtype=np.float32)
        clear = file.info.get("transparency")
        # The one value that is transparent, which Pillow keeps beside 16-bit pixels and does not apply.
        values = np.where(values == clear, np.float32(65_535.0), values) if isinstance(clear, int) else values
        return Image.fromarray(values / np.float32(257.0))
    if file.has_transparency_data:
        rgba = file.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return file.convert("RGB")


def _fitted(file: Image, side: int) -> Image:
    from PIL import Image

    longest = max(file.size)
    if longest <= side:
        return file
    size = (max(1, round(file.width * side / longest)), max(1, round(file.height * side / longest)))
    return file.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _values(file: Image, colour: bool) -> Floats:
    values = np.asarray(file, dtype=np.float64)
    if values.ndim == 2:
        values = (
            np.rint(np.clip(values / 255.0, 0.0, 1.0) * 65_535.0) / 65_535.0
        )  # a 16-bit file holds them as they are
        return np.repeat(values[..., None], 3, axis=2) if colour else values
    # Whole numbers until the one division: equal channels give back exactly their value.
    return values / 255.0 if colour else (values @ LUMA) / 255_000.0


@functools.cache
def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"{package} is not installed; see requirements.txt")
    return Path(spec.submodule_search_locations[0])
