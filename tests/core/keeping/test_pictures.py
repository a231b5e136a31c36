"""A picture as it is kept: the very numbers of the file, and nothing that the file says beside them."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from core import images
from core.keeping import plain_picture


def with_gps():
    """A photograph as a telephone takes it: upside down, with its place, its maker and a comment."""
    values = np.random.default_rng(0).integers(0, 256, (30, 40, 3)).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 3, "Maker of telephones", b"a comment"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 12.0), 3: "E", 4: (11.0, 34.0, 30.0)})
    buffer = io.BytesIO()
    Image.fromarray(values).save(
        buffer, "JPEG", exif=exif, quality=95, comment=b"secret comment", icc_profile=b"profile"
    )
    return buffer.getvalue()


def test_a_picture_is_kept_without_place_camera_comment_and_profile():
    photo = with_gps()
    assert Image.open(io.BytesIO(photo)).getexif().get_ifd(0x8825)[2] == (48.0, 8.0, 12.0)
    kept = plain_picture(photo, 512)
    assert b"telephones" in photo and b"secret" in photo
    again = Image.open(io.BytesIO(kept))
    again.load()
    assert again.format == "PNG" and dict(again.getexif()) == {} and again.info == {} and again.text == {}
    chunks, place = set(), 8
    while place < len(kept):
        length = struct.unpack(">I", kept[place : place + 4])[0]
        chunks.add(kept[place + 4 : place + 8])
        place += 12 + length
    assert chunks == {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize("side", [7, 16, 40, 512])
@pytest.mark.parametrize("colour", [False, True])
def test_a_kept_picture_gives_the_very_numbers_of_the_file(side, colour):
    values = np.random.default_rng(1).integers(0, 65_536, (37, 25)).astype(np.uint16)
    sixteen, clear = io.BytesIO(), io.BytesIO()
    Image.fromarray(values).save(sixteen, "PNG")
    Image.fromarray(np.dstack([values.astype(np.uint8)] * 4)).save(clear, "PNG")
    for file in (with_gps(), sixteen.getvalue(), clear.getvalue()):
        first = images.load_image(file, side, colour=colour)
        again = images.load_image(plain_picture(file, side), side, colour=colour)
        assert np.array_equal(first.values, again.values) and first.bits == again.bits


def test_equal_channels_are_kept_as_grey_and_unlike_ones_in_colour():
    pixels = np.random.default_rng(2).integers(0, 256, (5, 6, 3)).astype(np.uint8)
    grey = np.repeat(pixels[..., :1], 3, axis=2)
    almost = grey.copy()
    almost[4, 5, 2] ^= 1
    for values, mode in ((pixels, "RGB"), (grey, "L"), (almost, "RGB")):
        buffer = io.BytesIO()
        Image.fromarray(values).save(buffer, "PNG")
        kept = Image.open(io.BytesIO(plain_picture(buffer.getvalue(), 64)))
        assert kept.mode == mode
        assert np.array_equal(np.asarray(kept.convert("RGB")), values)
