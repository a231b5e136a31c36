"""Files of a pair as strangers bring them: damaged, of every mode, turned, with previews; tables as the file has them."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core import images, kernels
from core.errors import BadInput
from core.learning.recovery import pair, photographs, tiles
from core.learning.recovery.photographs import Photograph

RNG = np.random.default_rng(0)
PICTURE = np.uint8(np.rint(255 * images.picture("camera", side=64)))


def saved(picture, kind="PNG", **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(quality=85, **options):
    return saved(Image.fromarray(PICTURE), "JPEG", quality=quality, **options)


JPEG = jpeg()


def exif(orientation):
    made = Image.Exif()
    made[0x0112], made[0x010F] = orientation, "Maker of telephones"
    return made


TURNED = [exif(orientation) for orientation in range(1, 9)]


@settings(max_examples=60)
@given(st.integers(0, len(JPEG)), st.lists(st.tuples(st.integers(0, len(JPEG) - 1), st.integers(0, 255)), max_size=4))
def test_a_cut_or_changed_jpeg_is_read_or_refused_in_a_sentence(length, changes):
    data = bytearray(JPEG)
    for at, value in changes:
        data[at] = value
    try:
        found = photographs.read(bytes(data[:length]))
    except BadInput as error:
        assert str(error)
    else:
        assert found.pixels.ndim in (2, 3)
        assert found.table is None or (found.table >= 1).all()


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff\xdb\x00\x43", b"\x89PNG\r\n\x1a\n", b"GIF89a" * 9]
)
def test_what_is_no_picture_is_refused(data):
    for read in (photographs.read, photographs.check):
        with pytest.raises(BadInput, match=r"PNG, JPEG or WebP|GIF file"):
            read(data)


def test_a_table_of_zeros_is_refused_and_no_number_becomes_infinite():
    at = JPEG.index(b"\xff\xdb") + 5  # behind the marker, the length and the table's number
    with pytest.raises(BadInput, match="damaged"):
        photographs.read(JPEG[:at] + bytes(64) + JPEG[at + 64 :])


def test_the_table_is_that_of_the_brightness_whatever_its_number():
    tables = {0: [30] * 64, 1: list(range(1, 65))}
    colour = Image.fromarray(np.stack([PICTURE] * 3, axis=-1))
    found = photographs.read(saved(colour, "JPEG", qtables=tables))
    assert (found.table == 30).all()
    swapped = bytearray(saved(colour, "JPEG", qtables=tables))
    header = swapped.index(b"\xff\xc0")
    swapped[header + 12] = 1  # the first component's table
    found = photographs.read(bytes(swapped))
    np.testing.assert_array_equal(found.table, np.arange(1, 65).reshape(8, 8))  # as Pillow writes and reads them


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_is_read(mode):
    picture = (
        Image.fromarray(PICTURE.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(PICTURE).convert(mode)
    )
    found = photographs.read(saved(picture))
    assert found.size == PICTURE.shape
    assert found.table is None
    assert found.levels == (65_535 if mode == "I;16" else 255)
    if mode in ("L", "LA", "RGB", "RGBA"):
        np.testing.assert_array_equal(found.pixels, PICTURE)


def test_cmyk_and_a_transparent_16_bit_value_and_16_bits_a_colour_are_said():
    cmyk = photographs.read(saved(Image.fromarray(PICTURE).convert("RGB").convert("CMYK"), "JPEG"))
    assert any("CMYK" in str(note) for note in cmyk.notes)
    deep = saved(Image.fromarray(np.array([[0, 500], [500, 65_535]], np.uint16)), transparency=500)
    found = photographs.read(deep)
    assert found.pixels.tolist() == [[0, 65_535], [65_535, 65_535]]
    assert any("placed on white" in str(note) for note in found.notes)


def test_of_a_webp_file_it_is_said_that_its_loss_is_not_known():
    found = photographs.read(saved(Image.fromarray(PICTURE), "WEBP", quality=90))
    assert found.table is None
    assert any("how much was lost" in str(note) for note in found.notes)


def test_a_camera_s_jpeg_with_previews_is_read_with_its_table():
    pictures = [Image.fromarray(PICTURE), Image.fromarray(PICTURE[::4, ::4])]
    found = photographs.read(saved(pictures[0], "MPO", save_all=True, append_images=pictures[1:], quality=85))
    assert found.quality == 85
    assert found.size == PICTURE.shape


def test_too_many_pixels_are_refused_before_they_are_decoded():
    with pytest.raises(BadInput, match="more than 26 million"):
        photographs.check(saved(Image.new("1", (6000, 4500)), "PNG"))


@pytest.mark.parametrize("size", [(6000, 4000), (4000, 3000)])
def test_blocks_of_a_large_photograph_come_from_all_over_it_and_are_bounded(size):
    columns, rows = size
    pixels = np.broadcast_to(np.arange(1, 1 + columns, dtype=np.int64) % 200 + 20, (rows, columns)).astype(np.uint8)
    photograph = Photograph(pixels)
    cut = tiles.cut(photograph, photograph, (0, 0), (7, 7), bright=False)
    assert cut.after.size <= tiles.MAX_VALUES
    places = {(int(4 * row / rows), int(4 * column / columns)) for row, column in cut.corner}
    assert places == {(i, j) for i in range(4) for j in range(4)}
    assert cut.share < 0.2


def noise_pair(before, after):
    return pair.recover_filter(Photograph(before), Photograph(after), (3, 3))


@pytest.mark.parametrize(
    ("before", "after"),
    [((1, 1), (1, 1)), ((2, 300), (2, 300)), ((64, 64), (2, 2)), ((3, 3), (200, 200)), ((8, 8), (8, 8))],
)
def test_small_and_unlike_sizes_are_answered_or_refused(before, after):
    first, second = (RNG.integers(1, 255, size, dtype=np.uint8) for size in (before, after))
    try:
        found = noise_pair(first, second)
    except BadInput as error:
        assert str(error)
    else:
        assert found.kernel.shape == (3, 3)
        assert np.isfinite(found.kernel).all()


@pytest.mark.parametrize("value", [0, 7, 255])
def test_one_shade_is_undetermined_or_refused(value):
    flat = np.full((64, 64), value, dtype=np.uint8)
    try:
        found = noise_pair(flat, flat)
    except BadInput as error:
        assert "black or white" in str(error)
    else:
        assert found.verdict.kind == "undetermined"


def test_two_pictures_that_have_nothing_to_do_with_each_other_are_not_determined():
    first, second = (RNG.integers(1, 255, (96, 96), dtype=np.uint8) for _ in range(2))
    assert noise_pair(first, second).verdict.warning


def filtered(planes, kernel):
    from scipy.ndimage import correlate

    return np.stack([correlate(planes[..., c], kernel, mode="nearest") for c in range(planes.shape[-1])], axis=-1)


@pytest.mark.parametrize("quality", [None, 95])
def test_colour_pairs_give_one_kernel(quality):
    kernel = kernels.gaussian(3, 0.8)
    kind = ("JPEG", {"quality": quality, "subsampling": 0}) if quality else ("PNG", {})
    colour = images.picture("coffee", side=160, colour=True)
    before = saved(Image.fromarray(np.uint8(np.rint(255 * colour))), kind[0], **kind[1])
    seen = np.asarray(Image.open(io.BytesIO(before)), dtype=float)
    after = saved(Image.fromarray(np.uint8(np.rint(np.clip(filtered(seen, kernel), 0, 255)))), kind[0], **kind[1])
    found = pair.recover_files(before, after, (3, 3))
    error = np.linalg.norm(found.kernel - kernel) / np.linalg.norm(kernel)
    assert error < (0.15 if quality else 0.01)
    assert error < 0.1 or found.verdict.warning
    assert any("brightness" in str(note) for note in found.notes) == bool(quality)


def test_a_grey_and_a_colour_picture_are_compared_by_brightness():
    found = pair.recover_filter(Photograph(np.stack([PICTURE] * 3, axis=-1)), Photograph(PICTURE), (3, 3))
    assert any("brightness" in str(note) for note in found.notes)
    np.testing.assert_allclose(found.kernel, kernels.identity(3), atol=0.02)


COLOUR = np.stack([PICTURE, PICTURE[::-1], PICTURE.T], axis=-1)
SAVED = [
    saved(Image.fromarray(COLOUR)),
    saved(Image.fromarray(PICTURE)),
    saved(Image.fromarray(PICTURE.astype(np.uint16) * 257)),
    saved(Image.fromarray(COLOUR), "WEBP", quality=80),
    *(saved(Image.fromarray(COLOUR[:59, :50]), "JPEG", quality=70, exif=exif) for exif in TURNED),
]


@pytest.mark.parametrize("file", SAVED, ids=range(len(SAVED)))
def test_a_file_as_it_is_kept_is_the_same_picture_and_holds_nothing_else_of_the_old_one(file):
    before, kept = photographs.read(file), photographs.plain(file)
    after = photographs.read(kept)
    np.testing.assert_array_equal(before.pixels, after.pixels)
    assert (before.levels, before.origin, before.quality) == (after.levels, after.origin, after.quality)
    assert (before.table is None) == (after.table is None)
    if before.table is not None:
        np.testing.assert_array_equal(before.table, after.table)
    assert [str(note) for note in after.notes] == [str(note) for note in before.notes if "EXIF" not in str(note)]
    assert kept.startswith(b"\x89PNG") and b"Maker" not in kept
    again = Image.open(io.BytesIO(kept))
    assert dict(again.getexif()) == {} and set(again.info) <= {"Saved before as"}
    assert photographs.plain(kept) == kept


@pytest.mark.parametrize(
    "text", ["JPEG", "JPEG 8 0" + " 1" * 64, "JPEG 0 0" + " 0" * 64, "JPEG 0 0" + " 1" * 65, "JPEG 0 0" + " 9" * 10**6]
)
def test_a_png_that_says_something_else_of_its_past_is_a_plain_one(text):
    told = PngInfo()
    told.add_text("Saved before as", text)
    found = photographs.read(saved(Image.fromarray(PICTURE), pnginfo=told))
    assert found.table is None and found.origin == (0, 0)
    np.testing.assert_array_equal(found.pixels, PICTURE)
