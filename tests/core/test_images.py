"""Images: drawn by rule, photographs from installed packages, and everything that people may upload."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core import images, picture_files
from core.errors import BadInput


def as_file(picture, kind="PNG", **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def gradient(mode="RGB", size=(40, 30)):
    values = np.linspace(0, 255, size[0] * size[1]).reshape(size[1], size[0]).astype(np.uint8)
    return Image.fromarray(values).convert(mode)


@pytest.mark.parametrize("name", images.PHOTOGRAPHS)
def test_every_photograph_is_there_and_fits_the_side_asked_for(name):
    grey, colour = images.picture(name, 64), images.picture(name, 64, colour=True)
    assert max(grey.shape) == 64
    assert colour.shape == (*grey.shape, 3)
    assert 0 <= grey.min() < grey.max() <= 1


@pytest.mark.parametrize("name", images.DRAWN)
def test_drawn_images_have_three_channels_where_colour_is_asked_for(name):
    assert images.picture(name, 12, colour=True).shape[2] == 3


@pytest.mark.parametrize("side", [0, -1, 10**9])
def test_a_side_out_of_range_is_a_sentence(side):
    with pytest.raises(BadInput, match="side must be from"):
        images.picture("step", side)


def test_an_unknown_image_is_a_sentence():
    with pytest.raises(BadInput, match="no image"):
        images.picture("../../etc/passwd", 8)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_three_kinds_of_files_are_read(kind):
    loaded = images.load_image(as_file(gradient(), kind))
    assert loaded.values.shape == loaded.original == (30, 40)
    assert loaded.notes == ()


def test_grey_is_weighed_as_itu_601_says_and_keeps_white_exactly_white():
    pixels = np.array([[[255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255]]], dtype=np.uint8)
    loaded = images.load_image(as_file(Image.fromarray(pixels)))
    assert loaded.values[0].tolist() == pytest.approx([1, 0.299, 0.587, 0.114], abs=1e-12)
    assert loaded.values[0, 0] == 1.0


def test_transparency_lies_on_white_and_it_is_said():
    clear = Image.new("RGBA", (3, 2), (0, 0, 0, 0))
    loaded = images.load_image(as_file(clear))
    assert np.array_equal(loaded.values, np.ones((2, 3)))
    assert "Transparent" in str(loaded.notes[0])


def test_sixteen_bits_keep_their_fine_steps():
    values = np.array([[0, 1, 32768, 65535]], dtype=np.uint16)
    loaded = images.load_image(as_file(Image.fromarray(values)))
    assert loaded.values[0] == pytest.approx([0, 1 / 65535, 32768 / 65535, 1], abs=1e-7)
    assert "16 bits" in str(loaded.notes[0])


def test_cmyk_is_converted_and_it_is_said():
    loaded = images.load_image(as_file(gradient("CMYK"), "JPEG"))
    assert loaded.values.shape == (30, 40)
    assert any("CMYK" in str(note) for note in loaded.notes)


def test_a_picture_is_turned_upright_by_its_exif_tag():
    exif = Image.Exif()
    exif[0x0112] = 6
    loaded = images.load_image(as_file(gradient("L"), "JPEG", exif=exif))
    assert loaded.values.shape == loaded.original == (40, 30)
    assert "rotated" in str(loaded.notes[-1])


def test_a_single_pixel_is_a_picture():
    assert images.load_image(as_file(Image.new("L", (1, 1), 255))).values.tolist() == [[1.0]]


def test_a_large_picture_is_scaled_to_the_side_asked_for_and_says_its_own_size():
    loaded = images.load_image(as_file(gradient("L", (800, 600)), "JPEG"), max_side=100)
    assert loaded.values.shape == (75, 100)
    assert loaded.original == (600, 800)


def test_an_animation_is_refused_with_its_number_of_pictures():
    frames = [Image.new("L", (4, 4), value) for value in (0, 100, 200)]
    for kind in ("PNG", "WEBP"):
        data = as_file(
            frames[0].convert("RGB"), kind, save_all=True, append_images=[f.convert("RGB") for f in frames[1:]]
        )
        with pytest.raises(BadInput, match="animation of 3"):
            images.load_image(data)


def png_header(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    body = zlib.compress(b"\0" * 100)
    data = struct.pack(">I", len(body)) + b"IDAT" + body + struct.pack(">I", zlib.crc32(b"IDAT" + body))
    return b"\x89PNG\r\n\x1a\n" + chunk + data


def test_gigapixels_are_refused_before_a_pixel_is_decoded():
    with pytest.raises(BadInput, match="more than 13 million"):
        images.load_image(png_header(40_000, 40_000))
    with pytest.raises(BadInput, match="4000 × 4000 pixels, more than 13 million"):
        images.load_image(png_header(4_000, 4_000))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a picture in PNG, JPEG or WebP"),
        (b"not an image", "not a picture in PNG, JPEG or WebP"),
        (b"BMW, 3\n" + bytes(9), "not a picture in PNG, JPEG or WebP"),
        (bytes(1000), "not a picture in PNG, JPEG or WebP"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "damaged"),
        (as_file(Image.new("L", (3, 3)), "GIF"), "this is a GIF file"),
        (as_file(Image.new("L", (3, 3)), "BMP"), "this is a BMP file"),
        (as_file(Image.new("L", (3, 3)), "TIFF"), "this is a TIFF file"),
        (as_file(Image.new("L", (3, 3)), "PDF"), "this is a PDF file"),
        (b"\0\0\0\x18ftypheic", "this is a HEIC, AVIF or MP4 file"),
    ],
)
def test_what_is_no_picture_is_a_sentence(data, says):
    with pytest.raises(BadInput, match=says):
        images.load_image(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_truncated_file_is_a_sentence(kind):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 90, 3), dtype=np.uint8))
    data = as_file(noise, kind)
    with pytest.raises(BadInput, match="damaged"):
        images.load_image(data[: len(data) // 3])


def test_more_than_64_megabytes_are_refused_unread():
    with pytest.raises(BadInput, match="over the limit of 64 MB"):
        images.load_image(bytes(picture_files.MAX_BYTES + 1))


@given(st.binary(max_size=400))
def test_no_bytes_whatever_cause_anything_but_a_sentence(data):
    with pytest.raises(BadInput):
        images.load_image(data)


@given(st.binary(min_size=1, max_size=40), st.integers(0, 300))
def test_a_damaged_picture_is_read_or_a_sentence(garbage, place):
    data = bytearray(as_file(gradient()))
    data[place : place + len(garbage)] = garbage
    try:
        values = images.load_image(bytes(data)).values
    except BadInput:
        return
    assert np.isfinite(values).all()


def test_of_a_cameras_jpeg_with_a_preview_the_photograph_is_read():
    photo, preview, file = Image.new("RGB", (640, 480), (200, 30, 30)), Image.new("RGB", (160, 120)), io.BytesIO()
    photo.save(file, "MPO", save_all=True, append_images=[preview])
    loaded = images.load_image(file.getvalue(), colour=True)
    assert loaded.original == loaded.values.shape[:2] == (480, 640)
    assert loaded.values[240, 320] * 255 == pytest.approx([200, 30, 30], abs=2)
    assert loaded.notes == ()


def test_the_transparent_value_of_16_bit_grey_lies_on_white_and_the_others_stay():
    grey = Image.fromarray(np.array([[0, 20000], [40000, 65535]], np.uint16))
    loaded = images.load_image(as_file(grey, transparency=20000))
    assert loaded.values.ravel() == pytest.approx([0, 1, 40000 / 65535, 1], abs=1e-6)
    assert "Transparent" in str(loaded.notes[0])


def png16(colour_type, samples):
    """A PNG of one pixel with 16 bits a sample, which Pillow can read and not write."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 16, colour_type, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" + struct.pack(f">{len(samples)}H", *samples))),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def test_16_bit_colour_is_read_at_8_bits_and_it_is_said():
    loaded = images.load_image(png16(2, (65535, 32768, 0)), colour=True)
    assert loaded.values[0, 0].tolist() == pytest.approx([1, 128 / 255, 0])
    assert [str(note) for note in loaded.notes] == ["The picture has 16 bits per colour; it is read at 8."]
    assert "read at 8" in str(images.load_image(png16(4, (65535, 65535))).notes[-1])  # grey with transparency


@pytest.mark.parametrize(
    ("size", "side", "part"),
    [((6000, 4000), 2048, 2), ((6000, 4000), 300, 8), ((60_000, 500), 2048, 2), ((12_000, 8_000), 2048, 4)],
)
def test_a_large_jpeg_is_read_at_a_fraction_of_its_size_and_it_is_said(size, side, part, monkeypatch):
    decoded = []
    fitted = images._fitted
    monkeypatch.setattr(images, "_fitted", lambda file, side: decoded.append(file.size) or fitted(file, side))
    half = Image.new("L", size)
    half.paste(255, (size[0] // 2, 0, *size))
    loaded = images.load_image(as_file(half, "JPEG"), side)
    assert decoded == [tuple(-(-n // part) for n in size)]  # all that is ever in memory
    assert decoded[0][0] * decoded[0][1] <= images.MAX_PIXELS
    assert loaded.original == size[::-1]
    assert max(loaded.values.shape) == side
    assert loaded.values[0, side // 4] == 0 and loaded.values[0, 3 * side // 4] == 1
    assert [str(note) for note in loaded.notes] == [
        f"The picture has {size[0] * size[1] / 1e6:.0f} million pixels; it was read at 1/{part} of its size."
    ]


def jpeg_header(width, height, marker=0xC0):
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"
    return b"\xff\xd8\xff" + bytes([marker]) + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xda\0\x08" + bytes(6)


def test_jpegs_that_cannot_be_bounded_are_refused_before_a_pixel_is_decoded():
    with pytest.raises(BadInput, match="more than 100 million"):
        images.load_image(jpeg_header(60_000, 60_000))
    with pytest.raises(BadInput, match="more than 13 million"):  # progressive: held whole whatever the fraction
        images.load_image(jpeg_header(6_000, 4_000, marker=0xC2))


@pytest.mark.parametrize("size", [(100_000, 1), (1, 100_000)])
def test_a_picture_longer_than_any_camera_makes_is_a_sentence(size):
    with pytest.raises(BadInput, match="a side may have at most 65,535"):
        images.load_image(as_file(Image.new("L", size)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_one_row_of_pixels_is_a_picture(kind):
    assert images.load_image(as_file(Image.new("L", (16_000, 1), 255), kind), 100).values.shape == (1, 100)


def test_a_text_that_unpacks_to_gigabytes_is_a_sentence():
    packed = zlib.compress(bytes(80 * 2**20), 9)
    body = b"Comment\0\0" + packed
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    whole = as_file(gradient())
    loaded_or_refused = whole[:33] + chunk + whole[33:]
    try:
        assert images.load_image(loaded_or_refused).values.shape == (30, 40)
    except BadInput as error:
        assert "damaged" in str(error)


@given(st.binary(min_size=1, max_size=40), st.integers(0, 300))
def test_a_damaged_jpeg_is_read_or_a_sentence(garbage, place):
    data = bytearray(as_file(gradient(), "JPEG"))
    data[place : place + len(garbage)] = garbage
    try:
        values = images.load_image(bytes(data)).values
    except BadInput:
        return
    assert np.isfinite(values).all()


def test_photographs_of_a_package_that_is_not_there_are_missed_by_its_name():
    for name in ("no_such_package", "colorsys"):  # a module has no folder
        with pytest.raises(FileNotFoundError, match=f"{name} is not installed"):
            images._folder(name)
