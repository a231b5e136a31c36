"""Every file that a page or a tab offers is made, and is what its name says."""

import importlib
import io
import json
import warnings
import zipfile

import nbformat
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from core import csv_matrix
from core.errors import BadInput
from core.words import gettext
from pages.shared import downloads, file_names
from pages.shared.page import Page
from pages.shared.workers_files import WorkersFile

TAKEN = {"notebook.ipynb", "worksheet.html", "animation.gif", "everything.zip"}
PAGES = ("cross_correlation", "edge_detection", "learning_a_kernel", "convolution_vs_correlation", "receptive_field")
# Topics without a notebook of their own, and why.
WITHOUT = {
    **{(page, "idea"): "prose" for page in PAGES},
    ("cross_correlation", "speed"): "times, which are of one machine and one moment",
    ("cross_correlation", "code"): "programs already",
    ("convolution_vs_correlation", "flip"): "the notebook of the first screen flips its kernel, too",
    ("learning_a_kernel", "data"): "the data of the first screen, whose notebook holds them",
    ("learning_a_kernel", "method"): "the method of the first screen, whose notebook trains by it",
    ("learning_a_kernel", "runs"): "there is none before the first run",
    ("learning_a_kernel", "sweep"): "there is none before the first sweep",
    ("learning_a_kernel", "recover"): "there is none before a worker has found the kernel",
    ("receptive_field", "picture"): "the unit of the first screen, whose notebook finds its cells",
    ("receptive_field", "code"): "programs already",
}
TABS = [(page, tab.name) for page in PAGES for tab in importlib.import_module(f"pages.parts.{page}.tabs").TOPICS]


@pytest.fixture
def offered(monkeypatch):
    """name → what makes the file, for each file that a visit offers."""
    found = {}
    kept = downloads.button

    def record(page, name, data, mime, file=""):
        assert name not in found, f"{name} is offered twice"
        found[name] = data
        kept(page, name, data, mime, file)

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
    elif kind == "gif":
        with Image.open(io.BytesIO(data)) as film:
            assert film.n_frames >= 1
    elif kind == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            assert packed.testzip() is None
    elif kind == "ipynb":
        nbformat.validate(nbformat.reads(data.decode(), as_version=4))
    elif kind == "csv":
        rows = [line.split(",") for line in data.decode().splitlines()]
        assert rows
    else:
        data.decode()


@pytest.fixture(scope="module")
def of_first_screens():
    """page → the names of the files of its first screen, which are made once and not again with each tab."""
    return {}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_of_a_first_screen_is_what_its_name_says_and_matrices_open_again(
    visit, offered, of_first_screens, monkeypatch, page
):
    tables, whole = {}, downloads.csv

    def recorded(table):
        data = whole(table)
        tables[data] = table
        return data

    monkeypatch.setattr(downloads, "csv", recorded)
    lab = visit(page)
    assert not lab.exception
    of_first_screens[page] = set(offered)
    assert set(offered) >= TAKEN
    made = {name: make() for name, make in offered.items() if not name.endswith(".zip")}
    for name, data in made.items():
        check(name, data)
    for data, table in tables.items():
        if isinstance(table, np.ndarray):
            assert np.array_equal(
                csv_matrix.read(data), np.atleast_2d(table).reshape(np.atleast_2d(table).shape[0], -1)
            )
        else:
            with pytest.raises(BadInput, match="not a number"):
                csv_matrix.read(data)
    with zipfile.ZipFile(io.BytesIO(offered["everything.zip"]())) as packed:
        assert packed.testzip() is None
        held = {len(packed.read(name)) for name in packed.namelist()}
        title = f"{lab.title[0].value} - "  # then the experiment; programs keep the names that Python imports
        assert all(name.startswith(title) or name.endswith(".py") for name in packed.namelist())
        assert {len(data) for name, data in made.items() if not name.endswith((".svg", ".png"))} <= held


@pytest.mark.parametrize(("page", "tab"), TABS, ids=[f"{page} {tab}" for page, tab in TABS])
def test_every_file_of_a_tab_is_what_its_name_says(visit, offered, of_first_screens, page, tab):
    lab = visit(page, open=tab)
    assert not lab.exception
    assert any(name.endswith(".png") for name in offered)
    assert any(name.endswith(".svg") for name in offered)
    assert any(name.endswith(".csv") for name in offered)
    lesson = any(name.endswith(".ipynb") for name in set(offered) - TAKEN)
    why_not = WITHOUT.get((page, tab), "")
    assert lesson or why_not, "offer a notebook with `lessons=`, or say in WITHOUT why not"
    # An answer is kept for all visitors: another test may have asked for it.
    assert not lesson or not why_not or why_not.startswith("there is none before")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, make in offered.items():
            if name not in of_first_screens.get(page, ()):
                asked = isinstance(make, WorkersFile)
                check(name, make.pack(make.function(*make.args)) if asked else make())


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
        "notebook.ipynb",
        "cross_correlation.py",
        "worksheet.html",
        "animation.gif",
        "everything.zip",
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


def test_before_any_run_no_file_of_runs_is_offered(visit, offered):
    visit("learning_a_kernel")
    assert {"loss.png", "losses.csv", "kernel.csv"} <= set(offered)
    assert not {"runs.csv", "runs.json", "runs.png"} & set(offered)


def test_what_makes_nothing_is_not_offered(visit, monkeypatch):
    labels = []
    monkeypatch.setattr(downloads, "button", lambda page, name, *rest: labels.append(name))
    page = Page("edge_detection", "en")
    downloads.offer(page, {"a": None}, {"b": None, "c": lambda: np.eye(2)}, {"d.json": None})
    assert labels == ["c.csv"]


def named(page, language, name, experiment=""):
    return file_names.file_name(Page(page, language, (), gettext(language)), name, experiment)


def test_a_file_is_called_by_its_page_its_experiment_and_what_it_shows():
    assert named("edge_detection", "en", "Y.csv", "step edge, [1, −1]") == "Edge detection - step edge, [1, −1] - Y.csv"
    assert named("edge_detection", "zh", "Y.csv", "阶跃边缘") == "边缘检测 - 阶跃边缘 - Y.csv"
    assert named("cross_correlation", "en", "correlation_numpy.py") == "correlation_numpy.py"
    assert named("learning_a_kernel", "zh", "losses.csv") == "学习卷积核 - 各轮损失.csv"
    assert named("edge_detection", "zh", "direction K.csv") == "边缘检测 - 方向 K.csv"  # its first word alone is one
    assert named("receptive_field", "zh", "layers.json") == "感受野 - 各层.json"
    assert named("edge_detection", "zh", "photograph edges.png") == "边缘检测 - 照片 边缘.png"
    assert named("learning_a_kernel", "zh", "recovered kernel.csv") == "学习卷积核 - 求得的卷积核.csv"


def test_no_name_of_a_file_breaks_a_system():
    name = named("edge_detection", "en", 'a/b\\c:d*e?f"g<h>i|j.csv', "photograph: " + "x" * 500)
    assert not set(name) & set('\\/:*?"<>|\n')
    assert len(name) <= file_names.MAX_NAME + 3
    assert name.endswith("j.csv")


def test_the_experiment_is_called_as_its_pickers_call_it(visit, monkeypatch):
    files = {}
    monkeypatch.setattr(downloads, "button", lambda page, name, data, mime, file="": files.setdefault(name, file))
    monkeypatch.setattr(downloads, "save", downloads.offer)
    visit("edge_detection", image="camera", kernel="sobel_x", lang="zh")
    assert files["Y.csv"] == "边缘检测 - 照片：摄影师, Sobel，从左到右 - Y.csv"
    files.clear()
    visit("cross_correlation", lang="zh")
    assert files["X.csv"] == "X.csv"  # a program on the page reads it


@pytest.mark.parametrize(("table", "marked"), [
    (pd.DataFrame({"更新": [1]}), True), (pd.DataFrame({"update": [1]}), False), (np.eye(2), False),
])  # fmt: skip
def test_chinese_headers_are_marked_as_utf8_for_excel(table, marked):
    data = downloads.csv(table)
    assert data.startswith(b"\xef\xbb\xbf") == marked
    if not isinstance(table, np.ndarray):
        assert list(pd.read_csv(io.BytesIO(data)).columns) == list(table.columns)
