"""The code to copy at the end of the tabs Channels, Pooling and transposed, and Signals."""

import numpy as np
import pytest

from core.correlation.snippets import channels, pooling, signals, transposed
from core.correlation.snippets.frame import LIBRARIES
from core.words import gettext
from pages.shared import downloads
from tests.pages.reading import grids, key_of, query_of
from tests.programs import Program, results

pytestmark = pytest.mark.slow

PAGE = "cross_correlation"
key = key_of(PAGE)
ONES = {f"operations_padding_{axis}": "1" for axis in ("rows", "columns")}
# Tab, what its code is called, settings.
TOPICS = [
    ("channels", "channels", {"channels_kernel": "book_outputs", "channels_padding": "1", "channels_stride": "2"}),
    ("operations", "max", ONES | {"operations_stride_rows": "2"}),
    ("operations", "average", ONES),
    ("operations", "average", ONES | {"operations_counted": "0"}),
    ("operations", "transposed", ONES | {"operations_stride_rows": "3", "operations_extra_rows": "2"}),
    ("signals", "signal", {"signal_stride": "2", "signal_dilation": "2"}),
    ("signals", "signal", {"signal_padding": "same"}),
]


@pytest.fixture
def opened(visit):
    """The page with that tab and the code at its end open."""

    def opened(tab, name, **settings):
        if tab == "operations":
            settings["operations_kind"] = name
        lab = visit(PAGE, open=tab, **settings)
        assert not lab.code  # folded up
        lab.session_state[f"{PAGE} code {name}"] = True
        return lab.run()

    return opened


def numbers(lab, tab):
    """The result as the tab's grids have it, and what the program calls it."""
    if tab == "channels":
        return np.array(list(grids(lab, 2).values())), "Y"
    return (grids(lab, -1)["y"][0], "y") if tab == "signals" else (grids(lab, -1)["Y"], "Y")


def test_the_programs_give_the_numbers_on_the_page(opened, tmp_path):
    programs, shown = [], []
    for tab, name, settings in TOPICS:
        lab = opened(tab, name, **settings)
        for library in ("NumPy", "TensorFlow"):
            lab.session_state[key("code_library")] = library
            lab.run()
            assert not lab.exception
            assert not lab.error
            expected, result = numbers(lab, tab)
            programs.append(Program(lab.code[0].value, result=result))
            shown.append(expected)
    assert sum("tensorflow" in program.text for program in programs) == len(TOPICS)
    for found, expected in zip(results(tmp_path, programs), shown, strict=True):
        assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("tab", "name"), [(tab, name) for tab, name, settings in TOPICS[:2] + TOPICS[4:6]])
def test_every_library_can_be_chosen_and_is_in_the_address(opened, tab, name):
    lab = opened(tab, name)
    for library in LIBRARIES[1:]:
        lab.session_state[key("code_library")] = library
        lab.run()
        assert not lab.exception
        assert query_of(lab)["code_library"] == library
        package = {"PyTorch": "torch", "OpenCV": "cv2"}.get(library, library.lower())
        assert package in lab.code[0].value
    assert f"{name}_tensorflow.py" in [button.proto.label for button in lab.get("download_button")]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("tab", "name"), [(tab, name) for tab, name, settings in TOPICS[:2] + TOPICS[4:6]])
def test_the_library_of_the_address_is_shown_in_both_languages(opened, tab, name, language):
    lab = opened(tab, name, lang=language, code_library="PyTorch")
    assert not lab.exception
    assert lab.expander[-1].label == gettext(language)("Code to copy")
    assert "import torch" in lab.code[0].value


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("tab", "name", "settings", "file"), [
    ("channels", "channels", {"channels_input": "coffee", "channels_side": "32", "channels_kernel": "sobel"}, "channels X.csv"),
    ("operations", "max", {"image": "camera", "side": "64"}, "max X.csv"),
    ("operations", "average", {"image": "camera", "side": "64"}, "average X.csv"),
    ("operations", "transposed", {"image": "camera", "side": "64"}, "transposed X.csv"),
    ("signals", "signal", {"signal_length": "2000"}, "signal x.csv"),
])  # fmt: skip
def test_many_numbers_are_read_from_a_file_that_the_tab_saves(
    opened, monkeypatch, tmp_path, tab, name, settings, file, language
):
    made = {}
    kept = downloads.button
    monkeypatch.setattr(downloads, "button", lambda *call: (made.update({call[1]: call[2]}), kept(*call)))
    monkeypatch.setattr(downloads, "save", downloads.offer)  # as if every "Save…" were open
    lab = opened(tab, name, lang=language, **settings)
    assert not lab.exception
    assert f'"{file}"' in lab.code[0].value
    assert any(f"`{file}`" in caption.value for caption in lab.caption)
    if language == "en":
        data, result = made[file](), "y" if tab == "signals" else "Y"
        (found,) = results(tmp_path, [Program(lab.code[0].value, {file: data}, result)])
        expected = {"channels": "channels Y₁.csv", "signals": "signal y.csv"}.get(tab, f"{name}.csv")
        saved = np.loadtxt(made[expected]().decode().splitlines(), delimiter=",")
        assert (found[0] if tab == "channels" else found) == pytest.approx(saved, abs=1e-12)


@pytest.mark.parametrize(("tab", "name", "settings"), [
    ("channels", "channels", {"channels_kernel": "grey"}),
    ("operations", "max", {"operations_rows": "9"}),
    ("signals", "signal", {"signal": "typed", "signal_x": "1", "signal_padding": "valid"}),
])  # fmt: skip
def test_settings_that_break_a_rule_have_no_program(visit, tab, name, settings):
    lab = visit(PAGE, open=tab, **settings)
    assert not lab.exception
    assert lab.error
    assert "Code to copy" not in [expander.label for expander in lab.expander]


def test_closed_it_makes_no_program(visit, monkeypatch):
    for module in (channels, pooling, transposed, signals):
        monkeypatch.setattr(module, "snippet", None)
    for tab, settings in (
        ("channels", {}),
        ("operations", {}),
        ("operations", {"operations_kind": "transposed"}),
        ("signals", {}),
    ):
        assert not visit(PAGE, open=tab, **settings).exception
