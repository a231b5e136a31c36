"""Every file that a page or a tab offers is made, and is what its name says."""

import importlib
import io
import json
import warnings

import numpy as np
import pytest
from PIL import Image

from pages.shared import downloads

PAGES = ("cross_correlation", "edge_detection", "learning_a_kernel", "convolution_vs_correlation", "receptive_field")
TABS = [(page, tab.name) for page in PAGES for tab in importlib.import_module(f"pages.parts.{page}.tabs").TOPICS]


@pytest.fixture
def offered(monkeypatch):
    """name → what makes the file, for each file that a visit offers."""
    found = {}
    kept = downloads.button

    def record(page, name, data, mime):
        assert name not in found, f"{name} is offered twice"
        found[name] = data
        kept(page, name, data, mime)

    monkeypatch.setattr(downloads, "button", record)
    monkeypatch.setattr(downloads, "save", downloads.offer)  # as if every "Save…" were open
    return found


def check(name, data):
    assert isinstance(data, bytes) and data
    kind = name.rsplit(".", 1)[-1]
    if kind == "png":
        Image.open(io.BytesIO(data)).verify()
    elif kind == "svg":
        assert b"<svg" in data and data.rstrip().endswith(b"</svg>")
    elif kind == "json":
        json.loads(data)
    elif kind == "csv":
        rows = [line.split(",") for line in data.decode().splitlines()]
        assert rows
    else:
        data.decode()


@pytest.mark.parametrize(("page", "tab"), TABS, ids=[f"{page} {tab}" for page, tab in TABS])
def test_every_file_of_a_tab_is_what_its_name_says(visit, offered, page, tab):
    lab = visit(page, open=tab)
    assert not lab.exception
    assert any(name.endswith(".png") for name in offered)
    assert any(name.endswith(".svg") for name in offered)
    assert any(name.endswith(".csv") for name in offered)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, make in offered.items():
            check(name, make())


def test_closed_it_offers_nothing_yet_opened_it_offers_its_files(visit):
    lab = visit("cross_correlation")
    assert not lab.get("download_button")
    lab.session_state["cross_correlation files cross-correlation"] = True
    lab.run()
    assert [button.proto.label for button in lab.get("download_button")] == [
        "cross-correlation.png",
        "cross-correlation.svg",
        "X.csv",
        "K.csv",
        "Y.csv",
    ]


def test_the_files_hold_the_numbers_on_the_screen(visit, offered):
    visit("cross_correlation")
    numbers = np.loadtxt(io.BytesIO(offered["Y.csv"]()), delimiter=",")
    assert numbers.tolist() == [[19, 25], [37, 43]]


@pytest.mark.parametrize(("page", "button", "made"), [
    ("learning_a_kernel", "step", {"loss.svg", "losses.csv", "runs.png", "runs.csv", "runs.json"}),
    ("convolution_vs_correlation", "learn", {"learning.png", "losses.csv", "kernel learned by convolving.csv"}),
])  # fmt: skip
def test_after_training_its_files_are_offered_too(visit, offered, page, button, made):
    lab = visit(page)
    offered.clear()
    lab.button(key=f"{page}.{button}").click().run()
    assert not lab.exception
    offered_now = dict(offered)
    assert made <= set(offered_now)
    for name, make in offered_now.items():
        check(name, make())
