"""PNG files, read back by Pillow."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.figures import png


def read(file: bytes) -> Image.Image:
    return Image.open(io.BytesIO(file))


@settings(max_examples=40, deadline=None)
@given(
    shape=st.sampled_from([(1, 1), (1, 7), (5, 1), (8, 8), (3, 300), (64, 65), (1, 1, 3), (5, 9, 3)]),
    seed=st.integers(0, 99),
)
def test_every_pixel_comes_back(shape, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, size=shape, dtype=np.uint8)
    picture = read(png.pack(pixels))
    picture.verify()  # the checksum of every chunk
    picture = read(png.pack(pixels))
    assert picture.format == "PNG"
    assert picture.mode == ("RGB" if len(shape) == 3 else "L")
    assert np.array_equal(np.asarray(picture), pixels)


@pytest.mark.parametrize("colours", [2, 16, 255, 256])
def test_a_palette_gives_each_place_its_colour(colours):
    rng = np.random.default_rng(colours)
    palette = rng.integers(0, 256, size=(colours, 3), dtype=np.uint8)
    places = rng.integers(0, colours, size=(11, 6), dtype=np.uint8)
    picture = read(png.pack(places, palette.tobytes()))
    assert picture.mode == "P"
    assert np.array_equal(np.asarray(picture.convert("RGB")), palette[places])


def test_the_header_is_that_of_the_specification():
    """Width, height, 8 bits, the kind of colour; compression, filters and interlacing have one value each here: 0."""
    pixels = np.zeros((2, 3), dtype=np.uint8)
    for packed, kind in ((png.pack(pixels), 0), (png.pack(np.dstack([pixels] * 3)), 2), (png.pack(pixels, b"abc"), 3)):
        assert packed[:29] == b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x03\0\0\0\x02\x08" + bytes([kind, 0, 0, 0])


def test_views_are_packed_as_they_are_seen():
    pixels = np.arange(48, dtype=np.uint8).reshape(6, 8)
    assert np.array_equal(np.asarray(read(png.pack(pixels[::-2, 1::3].T))), pixels[::-2, 1::3].T)


def test_an_even_picture_is_a_small_file():
    assert len(png.pack(np.full((512, 512), 127, dtype=np.uint8))) < 5_000
