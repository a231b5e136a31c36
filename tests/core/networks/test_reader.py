"""One door for models: the format is told by the content, whatever the file is called, and bounds hold at the door."""

import io
import json
from pathlib import Path

import pytest

from core.errors import BadInput
from core.networks import reader
from core.networks.reader import read, read_program, read_text

PROGRAMS = Path(__file__).parent / "pytorch" / "programs"
KERAS = json.dumps({"layers": [{"class_name": "Conv2D", "config": {"name": "a", "kernel_size": 3}}]})


def test_formats_are_told_by_the_content(tmp_path):
    for text, form in (
        (KERAS, "Keras"),
        ("\ufeff  " + KERAS, "Keras"),
        ((PROGRAMS / "exported.txt").read_text(), "PyTorch (torch.export)"),
        ((PROGRAMS / "symbolic.txt").read_text(), "PyTorch (torch.fx)"),
        ("\n" + (PROGRAMS / "sequential.txt").read_text(), "PyTorch (print)"),
    ):
        path = tmp_path / "model.onnx"
        path.write_text(text, encoding="utf-8")
        file = io.BytesIO(text.encode())
        file.seek(3)  # from wherever it stands
        assert [read(source).format for source in (path, text.encode(), file)] == [form] * 3
        assert read_text(text.removeprefix("\ufeff")).format == form
    assert read_program((PROGRAMS / "exported.json").read_bytes()).format == "PyTorch (.pt2)"


def test_the_longest_text(monkeypatch):
    monkeypatch.setattr(reader, "MAX_TEXT", 1000)
    assert read(KERAS.encode().ljust(1000)).format == "Keras"
    with pytest.raises(BadInput, match="longer than 1000"):
        read(KERAS.encode().ljust(1001))


def test_what_is_no_model_is_told_which_files_are():
    for data in (b"", b"rubbish", b"\xff\xfe\xfd", b"Linear and more"):
        with pytest.raises(BadInput, match="not a model that can be read here"):
            read(data)
    with pytest.raises(BadInput, match="SavedModel"):
        read(b"\x08\x01\x12\x80")
