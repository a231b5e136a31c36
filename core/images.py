"""Images to experiment on: the notebook's, drawn patterns, photographs, and pictures that people bring.

An image is (H, W) or (H, W, 3), float64, rows first. Photographs and uploads are in 0 … 1. The photographs
ship inside scikit-image and matplotlib and are read as files: neither package is imported for them.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Floats
from core.errors import BadInput, Message

if TYPE_CHECKING:
    from PIL.Image import Image


MAX_BYTES = 20 * 2**20
MAX_PIXELS = 13_000_000  # the largest picture of a 12-megapixel camera is 4096 × 3072
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
    """

    values: Floats
    original: tuple[int, int]
    notes: tuple[Message, ...] = ()


def counting() -> Floats:
    """0 … 8 in 3×3: the image of Dive into Deep Learning, section 7.2.1."""
    return np.arange(9.0).reshape(3, 3)


def band() -> Floats:
    """6×8 ones with a black band in the four middle columns: Dive into Deep Learning, section 7.2.3."""
    image = np.ones((6, 8))
    image[:, 2:6] = 0.0
    return image


def step_edge(side: int = 28) -> Floats:
    """(side, side): black left half, white right half."""
    image = np.zeros((side, side))
    image[:, side // 2 :] = 1.0
    return image


def diagonal_edge(side: int = 28) -> Floats:
    """(side, side): black above the main diagonal, white on it and below."""
    return np.tri(side)


def impulse(side: int = 28) -> Floats:
    """(side, side): one white pixel in the middle; correlating it shows the flipped kernel."""
    image = np.zeros((side, side))
    image[side // 2, side // 2] = 1.0
    return image


def checkerboard(side: int = 28, cells: int = 7) -> Floats:
    """(side, side): `cells` squares a side, black first, the last ones cut where they do not divide."""
    square = np.arange(side) // max(1, -(-side // cells))
    return np.asarray((square[:, None] + square) % 2, dtype=np.float64)


def noise(side: int = 28, seed: int = 0) -> Floats:
    """(side, side) uniform in 0 … 1 from a seed."""
    return np.random.default_rng(seed).random((side, side))


SIZED: dict[str, Callable[[int], Floats]] = {
    "step": step_edge,
    "diagonal": diagonal_edge,
    "impulse": impulse,
    "checkerboard": checkerboard,
}
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
        raise BadInput("there is no image “{name}”", name=name)
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
    decoded. Turned upright by its EXIF tag; transparency lies on white; 16-bit and CMYK are converted.

    Raises
    ------
    BadInput
        More than 20 MB or 13 million pixels, another format, an animation, a damaged file.
    """
    from PIL import Image, ImageOps

    if len(data) > MAX_BYTES:
        raise BadInput(
            "the file has {size:.1f} MB, more than the {limit} MB that are read; save it smaller",
            size=len(data) / 2**20,
            limit=MAX_BYTES // 2**20,
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; the rule below is stricter
            file: Image.Image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
            _check_header(file)
            notes = _notes(file)
            original = file.size
            if file.format == "JPEG" and file.mode in ("RGB", "L"):
                file.draft(file.mode, (max_side, max_side))  # decodes at a fraction of the size, where one fits
            upright = _fitted(_upright(ImageOps.exif_transpose(file)), max_side)
    except BadInput:
        raise
    except Image.DecompressionBombError as error:  # Pillow's own bound, met while it reads the header
        raise BadInput(
            "the picture has more than {limit} million pixels; save it smaller", limit=MAX_PIXELS // 1_000_000
        ) from error
    except Exception as error:  # a damaged file can raise nearly anything in a decoder
        raise BadInput(
            "this is not a whole PNG, JPEG or WebP picture, or it is damaged; open it in a picture program and save it again"
        ) from error
    size = original[::-1] if (upright.width > upright.height) == (original[0] > original[1]) else original
    return Loaded(_values(upright, colour), (size[0], size[1]), notes)


def _check_header(file: Image) -> None:
    width, height = file.size
    if width * height > MAX_PIXELS:
        raise BadInput(
            "the picture has {rows} × {columns} pixels, more than {limit} million; save it smaller",
            rows=height,
            columns=width,
            limit=MAX_PIXELS // 1_000_000,
        )
    frames = getattr(file, "n_frames", 1)
    if frames > 1:
        raise BadInput("the file is an animation of {frames} pictures; save one of them as a file", frames=frames)


def _notes(file: Image) -> tuple[Message, ...]:
    notes: list[Message] = []
    if file.has_transparency_data:
        notes.append(Message("The transparent parts of the picture lie on white."))
    if file.mode.startswith("I"):
        notes.append(Message("The picture has 16 bits a pixel; 0 … 65535 becomes 0 … 1."))
    if file.mode == "CMYK":
        notes.append(Message("The picture is in CMYK, for print; it was converted to RGB without its colour profile."))
    if file.getexif().get(0x0112, 1) != 1:
        notes.append(Message("The picture was turned upright, as its EXIF tag says."))
    return tuple(notes)


def _upright(file: Image) -> Image:
    """RGB, or "F" in 0 … 255 for 16-bit pictures, whose fine steps eight bits would lose."""
    from PIL import Image

    if file.mode.startswith("I"):
        return Image.fromarray(np.asarray(file, dtype=np.float32) / np.float32(257.0))
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
        values = np.clip(values / 255.0, 0.0, 1.0)
        return np.repeat(values[..., None], 3, axis=2) if colour else values
    # Whole numbers until the one division: equal channels give back exactly their value.
    return values / 255.0 if colour else (values @ LUMA) / 255_000.0


@functools.cache
def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"{package} is not installed; see requirements.txt")
    return Path(spec.submodule_search_locations[0])
