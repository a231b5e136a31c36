"""A model's file is read in the browser: of any size, and only what is needed leaves it."""

import json
import zipfile

import pytest

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
            with file.open(zipfile.ZipInfo("model.weights.h5"), "w", force_zip64=True) as entry:
                for _ in range(weights):
                    entry.write(bytes(2**20))
        file.writestr("metadata.json", "{}")
        if config is not None:
            file.writestr("config.json", config, method)
    sparse.file.close()
    return path


@pytest.fixture
def page(visit):
    """One that is listened to."""
    return visit(fresh=True)


def open_file(page, lab, path):
    """Choose the file; the messages that the browser sent for it, by length."""
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(len(data))))
    # No picture comes before the file, so there is none to wait for.
    page.goto(f"{lab.url}/{PAGE}?open=networks&network=upload")
    file = main(page).locator("input[type=file]").first
    file.wait_for(state="attached")
    before = len(sent)
    file.set_input_files(path)
    page.wait_for_function("() => !document.body.innerText.includes('Reading …')")
    main(page).locator("[data-testid=stAlert], canvas").first.wait_for()
    settle(page)
    return sent[before:]


@pytest.mark.parametrize("weights", [0, 4200], ids=["small", "4 GB"])
def test_an_archive_of_any_size_is_answered_and_only_its_configuration_is_sent(page, lab, tmp_path, weights):
    path = archive(tmp_path / "model.keras", weights=weights)
    sent = open_file(page, lab, path)
    assert main(page).get_by_role("combobox", name="Layer of the unit").input_value() == "second"
    assert sum(sent) < 20_000


def test_an_entry_that_is_stored_is_read_too(page, lab, tmp_path):
    open_file(page, lab, archive(tmp_path / "model.keras", method=zipfile.ZIP_STORED))
    assert main(page).get_by_role("combobox", name="Layer of the unit").input_value() == "second"


def test_files_of_other_kinds_get_a_sentence_whatever_their_size(page, lab, tmp_path):
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
        (big, "this is an HDF5 file"),
        (broken, "not a valid model, or it is truncated"),
        (saved, "TensorFlow SavedModel"),
        (text, "no list of “layers”"),
        (bomb, "larger than 16 MiB"),
        (corrupt, "not a valid model, or it is truncated"),
    ):
        sent = open_file(page, lab, path)
        assert says in main(page).locator("[data-testid=stAlert]").first.inner_text()
        assert sum(sent) < 20_000
