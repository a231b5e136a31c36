"""JSON and .keras files: every bound at its last allowed and first refused value, and what is said of other archives."""

import io
import json
import zipfile

import pytest

from core.errors import BadInput
from core.networks.keras import reader
from core.networks.keras.reader import MAX_JSON_DEPTH, read_json, read_model

MOST = 2**20


@pytest.fixture(autouse=True)
def _smaller(monkeypatch):
    """Bounds that take no time to reach."""
    monkeypatch.setattr(reader, "MAX_JSON", MOST)


def test_the_largest_text():
    assert read_json(b"{}".ljust(MOST)) == {}
    with pytest.raises(BadInput, match="larger than 1 MiB"):
        read_json(b"{}".ljust(MOST + 1))


def nested(depth, inside=""):
    return '{"a":' + "[" * (depth - 1) + inside + "]" * (depth - 1) + "}"


def test_the_deepest_text_and_brackets_in_strings_that_are_none():
    for inside in ("", '"[[[{{{\\"]]]"', '"\\\\"'):
        assert read_json(nested(MAX_JSON_DEPTH, inside))
        with pytest.raises(BadInput, match=f"more than {MAX_JSON_DEPTH} levels"):
            read_json(nested(MAX_JSON_DEPTH + 1, inside))
    with pytest.raises(BadInput, match="not JSON"):
        read_json('{"a": "[[[[')


def test_the_most_values(monkeypatch):
    monkeypatch.setattr(reader, "MAX_JSON_NODES", 5)
    assert read_json('{"a": [1, 2, 3, ",,,,,,"]}')  # two brackets and three commas
    with pytest.raises(BadInput, match="more than 5 values"):
        read_json('{"a": [1, 2, 3, 4, 5]}')


def test_texts_in_texts_lists_and_what_is_no_object():
    assert read_json(json.dumps('{"a": 1}')) == read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
    assert read_json("[1]") == {"class_name": "Sequential", "config": {"layers": [1]}}
    for text in ("3", "null", json.dumps(json.dumps("{}"))):
        with pytest.raises(BadInput, match="a JSON object is expected"):
            read_json(text)
    with pytest.raises(BadInput, match="not JSON"):
        read_json("\ud800")


def archive(*entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_has_one_configuration_that_can_be_read():
    whole = archive(("config.json", '{"a": 1}'), ("model.weights.h5", b"w"))
    assert read_model(whole) == read_model(io.BytesIO(whole)) == {"a": 1}
    with pytest.raises(BadInput, match=r"exactly one config\.json, this one has 2"):
        read_model(archive(("config.json", "{}"), ("config.json", "{}")))
    assert read_model(archive(("config.json", b"{}".ljust(MOST)))) == {}
    with pytest.raises(BadInput, match="larger than 1 MiB"):
        read_model(archive(("config.json", b"{}".ljust(MOST + 1))))
    secret = bytearray(whole)
    for place in (secret.find(b"PK\x03\x04") + 6, secret.find(b"PK\x01\x02") + 8):
        secret[place] |= 1
    with pytest.raises(BadInput, match="encrypted"):
        read_model(bytes(secret))
    broken = bytearray(whole)
    broken[45] ^= 255  # in the compressed text
    with pytest.raises(BadInput, match=r"not a valid \.keras archive"):
        read_model(bytes(broken))
