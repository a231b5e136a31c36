"""What is kept as one block: read back as it was, and hostile blocks refused before anything is built from them."""

import contextlib
import io
import json
import pickle
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.errors import BadInput
from core.keeping import MAX_BYTES, Kept, pack, package, unpack


def as_png(picture):
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


PNG = as_png(Image.new("L", (3, 2)))


def block(header, *parts, magic=b"CONVLAB\x01"):
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return magic + struct.pack("<I", len(head)) + head + b"".join(parts)


def header(**others):
    return {"page": "home", "settings": {}, "title": "", "note": "", "data": {}, "parts": [], **others}


def npy(values, **options):
    buffer = io.BytesIO()
    np.save(buffer, values, **options)
    return buffer.getvalue()


@given(
    st.dictionaries(st.text("abc_", min_size=1), st.text(max_size=20), max_size=4),
    st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=20),
)
def test_a_block_gives_back_what_went_in(settings, numbers):
    kept = Kept("home", settings, "t", "n", {"numbers": numbers}, {"x": np.array(numbers)}, {"p": PNG})
    found = unpack(pack(kept))
    assert (found.page, found.settings, found.title, found.note) == ("home", settings, "t", "n")
    assert found.data == {"numbers": numbers} and found.pictures == {"p": PNG}
    assert np.array_equal(found.arrays["x"], numbers)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int32, np.int64, ">f4", ">i8"])
def test_arrays_keep_their_type_shape_and_numbers(kind):
    values = np.arange(12).reshape(3, 1, 4).astype(kind)
    found = unpack(pack(Kept("home", arrays={"x": values, "scalar": np.array(3, dtype=np.int64)}))).arrays
    assert np.array_equal(found["x"], values) and found["x"].dtype == np.dtype(kind).newbyteorder("<")
    assert found["scalar"].shape == ()


def test_nothing_is_ever_unpickled():
    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("it was unpickled",))

    hostile = npy(np.array([Bomb()], dtype=object), allow_pickle=True)
    with pytest.raises(BadInput, match="damaged or changed"):
        unpack(block(header(parts=[["x", "array", len(hostile)]]), hostile))
    with pytest.raises(BadInput, match="damaged or changed"):
        unpack(pickle.dumps(Bomb()))
    with pytest.raises(ValueError):
        pack(Kept("home", arrays={"x": np.array([None])}))


def claimed(shape, kind="<f8"):
    """A .npy file of eight bytes that says it is larger."""
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + bytes(8)


LIES = [
    claimed(f"({2**40},)"),
    claimed(f"({2**62}, 4)"),
    claimed("(-1,)"),
    claimed("(1,)", "|O"),
    claimed("(1,)", "<U2"),
]
LIES += [
    claimed("(1,)").replace(b"False", b"exit"),
    claimed("()")[:40],
    b"\x93NUMPY\x03\x00" + bytes(20),
    npy(np.array([np.nan])),
]
HEADERS = [
    b"",
    b"[]",
    b"{",
    b"\xff",
    b"[" * 100_000,
    b"9" * 5_000,
    b'{"page": NaN}',
    header(page="../etc"),
    header(page=3),
    header(settings=[]),
    header(settings={"a": 1}),
    header(title="x" * 81),
    header(note="x" * 1001),
    header(data=[]),
    header(parts={}),
    header(parts=[["x", "array"]]),
    header(parts=[["x", "array", -1]]),
    header(parts=[["x", "array", True]]),
    header(parts=[["x", "array", 10**30]]),
    header(parts=[["../x", "array", 0]]),
    header(parts=[["x", "pickle", 0]]),
    header(parts=[["x", "picture", 0]]),
    header(parts=[["x", "array", 0]]),
    header(parts=[[f"x{i}", "picture", 0] for i in range(1001)]),
]


@pytest.mark.parametrize("lie", LIES, ids=range(len(LIES)))
def test_an_array_that_is_not_what_it_says_is_refused(lie):
    with pytest.raises(BadInput, match="damaged or changed"):
        unpack(block(header(parts=[["x", "array", len(lie)]]), lie))


@pytest.mark.parametrize("head", HEADERS, ids=range(len(HEADERS)))
def test_a_header_that_is_not_as_it_should_be_is_refused(head):
    with pytest.raises(BadInput, match="damaged or changed"):
        unpack(block(head))


def test_a_block_that_is_longer_shorter_or_of_another_kind_is_refused():
    good = pack(Kept("home", {"a": "b"}, arrays={"x": np.eye(3)}, pictures={"p": PNG}))
    unpack(good)
    for bad in (good + b"x", good[:-1], good[:30], b"", b"x" * 50, good + bytes(MAX_BYTES)):
        with pytest.raises(BadInput, match="damaged or changed"):
            unpack(bad)
    with pytest.raises(BadInput, match="newer version"):
        unpack(good.replace(b"CONVLAB\x01", b"CONVLAB\x02"))


@given(st.integers(0, 10**6), st.integers(0, 255))
def test_whatever_byte_is_changed_it_is_read_or_refused(place, byte):
    good = bytearray(pack(Kept("home", {"a": "b"}, arrays={"x": np.eye(3)}, pictures={"p": PNG})))
    good[place % len(good)] = byte
    with contextlib.suppress(BadInput):
        assert isinstance(unpack(bytes(good)), Kept)


def test_a_note_of_ten_megabytes_is_refused_before_it_is_packed():
    with pytest.raises(BadInput, match="the note has 10,000,000 characters, at most 1,000 fit"):
        pack(Kept("home", note="x" * 10**7))
    with pytest.raises(BadInput, match="the title has 10,000,000 characters, at most 80 fit"):
        pack(Kept("home", title="x" * 10**7))


def test_titles_are_one_line_of_what_can_be_seen():
    assert package.one_line(" a\nb\x00\u202ec\ud800 ") == "a b  c"
