"""Directories of archives: bounded at the last entry and byte allowed, in both of ZIP's notations, before any is read."""

import io
import struct
import zipfile

import pytest

from core.errors import BadInput
from core.networks.archives import MAX_DIRECTORY, MAX_ENTRIES, check, names, opened, parsed


def end(entries, size, comment=b""):
    """The end of a central directory, as APPNOTE.TXT 4.3.16 has it."""
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, entries, entries, size, 0, len(comment)) + comment


def wide(entries, size):
    """That of ZIP64 with its locator: 4.3.14 and 4.3.15."""
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, size, 0)
    return record + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)


@pytest.mark.parametrize("comment", [b"", b"c" * 65_535])
@pytest.mark.parametrize("notation", ["plain", "wide", "wide without room in the plain one"])
def test_the_most_entries_and_the_largest_directory(notation, comment):
    def made(entries, size):
        if notation == "plain":
            return io.BytesIO(end(entries, size, comment))
        plain, before = ((1, 1), b"") if notation == "wide" else ((0xFFFF, 0xFFFFFFFF), b"before")
        return io.BytesIO(before + wide(entries, size) + end(*plain, comment))

    check(made(MAX_ENTRIES, MAX_DIRECTORY))
    for entries, size in ((MAX_ENTRIES + 1, 0), (0, MAX_DIRECTORY + 1)):
        with pytest.raises(BadInput, match="more entries than a model can have"):
            check(made(entries, size))


def test_a_wide_record_hides_no_number_of_the_plain_one():
    for entries, size in ((MAX_ENTRIES + 1, 1), (1, MAX_DIRECTORY + 1)):
        with pytest.raises(BadInput, match="more entries"):
            check(io.BytesIO(wide(1, 1) + end(entries, size)))
    check(io.BytesIO(wide(1, 1)[:-20] + bytes(20) + end(2, 2)))  # without a locator there is none


def test_what_has_no_end_is_damaged():
    for data in (b"", b"PK", bytes(100), bytes(30) + end(1, 1)[:-1], end(1, 1, b"c" * 65_535) + b"x" * 23):
        with pytest.raises(BadInput, match="not a valid ZIP"):
            check(io.BytesIO(data))
    with pytest.raises(BadInput, match="not a valid ZIP"):
        names(io.BytesIO(bytes(60) + end(1, 46)))  # the directory that it promises is not there


def test_a_json_text_is_bounded_and_looked_at_before_it_is_parsed():
    assert parsed(b"\xef\xbb\xbf[1]", 6) == parsed(b"[1]", 3) == [1]
    with pytest.raises(BadInput, match="larger than 2 MiB"):
        parsed(bytes(2 * 2**20 + 1), 2 * 2**20)
    for text in (b"[1", b"\xff", b"[" * 100_000):
        with pytest.raises(BadInput, match="not JSON"):
            parsed(text, 10**6)

    def refuse(raw):
        raise BadInput("the model has no layers: add some and save it again")

    with pytest.raises(BadInput, match="no layers"):
        parsed(b"[1", 3, refuse)


def test_names_are_zipfiles():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in ("a/b.json", "c"):
            file.writestr(name, "")
    assert names(buffer) == ["a/b.json", "c"]


def test_a_file_is_opened_by_its_path_its_bytes_or_as_it_is(tmp_path):
    (tmp_path / "file").write_bytes(b"held")
    given = io.BytesIO(b"held")
    for source in (tmp_path / "file", str(tmp_path / "file"), b"held", given):
        with opened(source) as file:
            assert file.read() == b"held"
            assert (file is given) == (source is given)
    with pytest.raises(BadInput, match="none cannot be read: No such file"), opened(tmp_path / "none"):
        pass
    with pytest.raises(BadInput) as raised, opened("/none" * 100):
        pass
    assert len(raised.value.values["path"]) == 200
