"""A model's file is read in the browser: of any size, and only what is needed leaves it."""

import json
import zipfile
from unittest.mock import patch

import pytest
from playwright.sync_api import expect

from tests.browser.driver import main, settle

PAGE = "receptive_field"
MODEL = json.dumps(
    {
        "class_name": "Sequential",
        "config": {
            "name": "s",
            "layers": [
                {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, 40, 40, 1]}},
                {"class_name": "Conv2D", "config": {"name": "first", "kernel_size": 3}},
                {"class_name": "Conv2D", "config": {"name": "second", "kernel_size": 5}},
            ],
        },
    }
)


ZEROS = bytes(2**20)


class Sparse:
    """A file of which blocks of zeros take no room on the disk."""

    def __init__(self, path):
        self.file = path.open("w+b")

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, data):
        if len(data) > 10_000 and not any(data[:16]):
            self.file.seek(len(data), 1)
        else:
            self.file.write(data)
        return len(data)


def archive(path, config=MODEL, weights=0, method=zipfile.ZIP_DEFLATED):
    """A .keras file with that many MB of weights before its configuration."""
    sparse = Sparse(path)
    with zipfile.ZipFile(sparse, "w") as file:
        if weights:
            # Nobody reads them, so their checksum may be any: that of 4 GB takes seconds.
            with (
                patch.object(zipfile, "crc32", lambda data, value=0: 0),
                file.open(zipfile.ZipInfo("model.weights.h5"), "w", force_zip64=True) as entry,
            ):
                for _ in range(weights):
                    entry.write(ZEROS)
        file.writestr("metadata.json", "{}")
        if config is not None:
            file.writestr("config.json", config, method)
    sparse.file.close()
    return path


@pytest.fixture
def uploads(visit, lab):
    """The page that asks for a file, and the lengths of the messages that its browser has sent."""
    page, sent = visit(fresh=True), []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(len(data))))
    # No picture comes before the file, so there is none to wait for.
    page.goto(f"{lab.url}/{PAGE}?open=networks&network=upload")
    main(page).locator("input[type=file]").first.wait_for(state="attached")
    return page, sent


def choose(page, path):
    main(page).locator("input[type=file]").first.set_input_files(path)


def test_an_archive_of_any_size_or_method_is_answered_and_only_its_configuration_is_sent(uploads, tmp_path):
    page, sent = uploads
    layer = main(page).get_by_role("combobox", name="Layer of the unit")
    for name, weights, method in (
        ("small", 0, zipfile.ZIP_DEFLATED), ("of 4 GB", 4200, zipfile.ZIP_DEFLATED), ("stored", 0, zipfile.ZIP_STORED),
    ):  # fmt: skip
        path = archive(tmp_path / f"{name}.keras", MODEL.replace("second", name), weights, method)
        before = len(sent)
        choose(page, path)
        expect(layer).to_have_value(name)
        settle(page)
        assert 0 < sum(sent[before:]) < 20_000


def test_files_of_other_kinds_get_a_sentence_whatever_their_size(uploads, tmp_path):
    page, sent = uploads
    big = tmp_path / "weights.h5"
    with big.open("wb") as file:
        file.write(b"\x89HDF\r\n\x1a\n")
        file.truncate(200 * 2**20)
    broken = tmp_path / "broken.keras"
    broken.write_bytes(archive(tmp_path / "whole.keras").read_bytes()[:-30])
    saved = tmp_path / "saved.zip"
    with zipfile.ZipFile(saved, "w") as file:
        file.writestr("net/saved_model.pb", "x")
    text = tmp_path / "model.json"
    text.write_text('{"name": "demo"}')
    bomb = archive(tmp_path / "bomb.keras", config=" " * 40_000_000)
    damaged = bytearray(archive(tmp_path / "good.keras").read_bytes())
    place = damaged.index(b"config.json") + len("config.json")
    damaged[place : place + 20] = b"\xff" * 20
    corrupt = tmp_path / "corrupt.keras"
    corrupt.write_bytes(damaged)
    for path, says in (
        (big, "This is an HDF5 file"),
        (broken, "not a valid model, or it is truncated"),
        (saved, "TensorFlow SavedModel"),
        (text, "no list of “layers”"),
        (bomb, "larger than 16 MiB"),
        (corrupt, "not a valid model, or it is truncated"),
    ):
        before = len(sent)
        choose(page, path)
        expect(main(page).locator("[data-testid=stAlert]").first).to_contain_text(says)
        assert sum(sent[before:]) < 20_000
