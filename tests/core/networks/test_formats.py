"""Files that are not read are recognised by what is in them, and get a sentence that helps."""

import io
import json
import pickle
import zipfile

import numpy as np
import pytest

from core.errors import BadInput
from core.networks.formats import format_of, refusal
from core.networks.keras.reader import read_model


def archive(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "{}")
    return buffer.getvalue()


def saved(save, *arrays, **named):
    buffer = io.BytesIO()
    save(buffer, *arrays, **named)
    return buffer.getvalue()


def safetensors():
    head = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return len(head).to_bytes(8, "little") + head + bytes(4)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "HDF5 file .*an older format.*to_json"),
        (archive("archive/data.pkl", "archive/version"), "PyTorch"),
        (archive("m/code/__torch__.py", "m/constants.pkl"), "PyTorch"),
        (archive("my_model/saved_model.pb", "my_model/variables/variables.index"), "SavedModel"),
        (archive("notes.txt"), "no config.json"),
        (archive(), "no config.json"),
        (b"\x1c\x00\x00\x00TFL3" + bytes(40), "TensorFlow Lite"),
        (pickle.dumps({"w": 1}), "pickle"),
        (safetensors(), "arrays"),
        (saved(np.save, np.ones(3)), "arrays"),
        (saved(np.savez, w=np.ones(3)), "arrays"),
        (b"\x08\x09\x12\x07pytorch", "not JSON"),
    ],
)
def test_a_file_that_is_not_read_gets_a_sentence_that_helps(data, says):
    with pytest.raises(BadInput, match=says):
        read_model(data)


def test_a_real_hdf5_file_is_recognised(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "model.keras", "w") as file:
        file["w"] = np.ones(3)
    with pytest.raises(BadInput, match="HDF5"):
        read_model(tmp_path / "model.keras")


def test_what_is_read_is_not_refused():
    for data, entries in (
        (b"PK", ["metadata.json", "config.json", "model.weights.h5"]),
        (b'{"a": 1}', ()),
        (b" [", ()),
    ):
        assert refusal(format_of(data, entries)) is None
    text = b"\xef\xbb\xbf" + json.dumps({"layers": []}).encode()
    assert read_model(text) == {"layers": []}
