"""The tabs Padding compared, Matrix form and Signals of the page Cross-correlation."""

from types import SimpleNamespace

import numpy as np
import pytest
import scipy.signal

from core.words import gettext
from pages.parts.cross_correlation.settings import Experiment
from pages.parts.cross_correlation.topics import matrix
from pages.shared.geometry import Geometry
from tests.pages.reading import grids, key_of, refused

PAGE = "cross_correlation"
key = key_of(PAGE)
X, K = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)


def said(lab):
    return [error.value for error in lab.error]


def test_the_padding_tab_opens_on_the_case_where_same_and_symmetric_disagree(visit):
    lab = visit(PAGE, open="padding")
    assert not lab.exception
    same, lower, symmetric = (grids(lab, number) for number in (3, 4, 5))
    whole = np.arange(36.0).reshape(6, 6)
    assert np.array_equal(same["X"], np.pad(whole, ((0, 1), (0, 1))))
    assert np.array_equal(lower["X"], np.pad(whole, ((1, 0), (1, 0))))
    assert np.array_equal(symmetric["X"], np.pad(whole, 1))
    for found in (same, lower, symmetric):
        expected = scipy.signal.correlate2d(found["X"], np.ones((3, 3)), "valid")[::2, ::2]
        assert np.array_equal(found["Y"], expected)
    assert any("both give 3 × 3; 9 of 9 numbers differ" in m.value for m in lab.markdown)


def test_every_boundary_mode_is_shown_and_can_be_chosen(visit):
    lab = visit(PAGE, open="padding", pad_boundary="reflect")
    assert len(lab.dataframe[0].value) == 10
    padded = grids(lab, 5)["X"]
    assert np.array_equal(padded, np.pad(np.arange(36.0).reshape(6, 6), 1, mode="reflect"))


def test_paddings_are_compared_on_the_input_above_too(visit):
    lab = visit(PAGE, open="padding", pad_on="above")
    assert np.array_equal(grids(lab, 1)["Y"], [[19, 25], [37, 43]])


def test_paddings_of_a_photograph_are_pictures(visit):
    lab = visit(PAGE, open="padding", pad_on="above", image="camera", side="64", kernel="sobel_x")
    assert not lab.exception
    assert len(grids(lab)) == 3


@pytest.mark.parametrize("value", [-1, 10**9])
def test_sides_outside_the_rule_are_a_sentence_and_stay(visit, value):
    lab = visit(PAGE, open="padding")
    refused(lab, "number_input", key("pad_top"), value, "Padding must be")


def test_both_matrices_of_the_chapters_example(visit):
    lab = visit(PAGE, open="matrix")
    patches, whole = grids(lab, 1), grids(lab, 2)
    assert np.array_equal(patches["P"] @ K.ravel(), [19, 25, 37, 43])
    assert np.array_equal(whole["T"] @ X.ravel(), [19, 25, 37, 43])
    assert any("T has 4 × 9, of which 16" in m.value and "55.56%" in m.value for m in lab.markdown)


@pytest.mark.parametrize("padding", ["same", "full"])
def test_the_matrices_of_a_twelve_by_twelve_input_are_drawn(visit, padding):
    lab = visit(PAGE, open="matrix", image="noise", side="12", kernel="gaussian", padding=padding)
    assert not lab.exception
    assert grids(lab, 2)["T"].shape == ((144, 144) if padding == "same" else (256, 144))


def test_larger_inputs_are_summarised(visit):
    lab = visit(PAGE, open="matrix", image="camera", side="128", kernel="sobel_x", padding="same")
    assert not lab.exception
    assert any("T has 16,384 × 16,384" in m.value for m in lab.markdown)


LONG = "1.2345678901234567"


def square(side, number=LONG):
    """A typed kernel of one number, as the address has it."""
    return {"kernel": "typed", "k": "~".join(["_".join([number] * side)] * side)}


def padded(cells):
    return {"padding": "explicit"} | dict.fromkeys(("top", "bottom", "left", "right"), str(cells))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"side": "13", "kernel": "sobel_x"}, "the input is 13 × 13"),
        ({"kernel": "sobel_x", **padded(15)}, "the output is 40 × 40, so each matrix has 1,600 rows"),
        ({"padding": "full", **square(15)}, "hold 249,444 numbers"),
    ],
)
def test_matrices_that_are_not_drawn_say_truly_why(visit, query, says):
    lab = visit(PAGE, open="matrix", image="noise", **{"side": "12", **query})
    assert not lab.exception
    assert [c.value for c in lab.caption if says in c.value and c.value.startswith("Not drawn: ")]
    assert any("T has " in m.value for m in lab.markdown)


def test_a_padded_input_without_room_is_said_to_be_one():
    experiment = Experiment(np.ones((12, 12)), np.ones((3, 3)), Geometry((16, 16), ((32, 32), (0, 1)), (1, 1)))
    why = matrix.too_large(SimpleNamespace(translate=str), experiment, experiment.result)
    assert "with its padding the input is 76 × 13" in why
    assert "64 × 64" in why


@pytest.mark.parametrize(
    "query",
    [
        {"kernel": "gaussian", "padding": "full"},
        {**square(13), "padding": "same"},
        {**square(15), **padded(7)},
        {**square(7), "padding": "same", "dilation_rows": "2", "dilation_columns": "3"},
        {"kernel": "sobel_x", **padded(4)},
    ],
)
def test_what_is_drawn_is_sent_in_well_below_a_megabyte(visit, query):
    lab = visit(PAGE, open="matrix", image="noise", side="12", **query)
    assert not lab.exception
    assert grids(lab, 2)["T"].shape[1] == 144  # they are drawn
    sent = [len(element.proto.json) for element in lab.get("bidi_component")]
    assert sum(sent) < 850_000
    assert max(sent) < 600_000


def test_a_kernel_that_does_not_fit_has_no_matrices(visit):
    lab = visit(PAGE, open="matrix", kernel="gaussian")
    assert not lab.exception
    assert any("does not fit" in text for text in said(lab))


def test_a_causal_signal_is_what_a_filter_in_time_gives(visit):
    lab = visit(PAGE, open="signals", signal="typed", signal_x="1_2_3_4", filter="typed", filter_k="10_1")
    assert not lab.exception
    assert grids(lab, 1)["y"].tolist() == [[1, 12, 23, 34]]


def test_a_long_signal_is_a_curve(visit):
    lab = visit(PAGE, open="signals", signal="walk", signal_length="2000", signal_dilation="16")
    assert not lab.exception
    assert lab.get("vega_lite_chart")


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("signal_length", 0, "samples"),
        ("signal_length", 10**9, "samples"),
        ("signal_seed", -1, "seed"),
        ("filter_length", -5, "entries"),
        ("filter_length", 10**9, "entries"),
        ("signal_stride", 0, "stride"),
        ("signal_dilation", -(10**9), "dilation"),
    ],
)
def test_numbers_that_break_a_rule_are_a_sentence_and_stay(visit, setting, value, says):
    lab = visit(PAGE, open="signals")
    refused(lab, "number_input", key(setting), value, says)


@pytest.mark.parametrize("text", ["", "nan", "1 two", "1e308", "1 2\n3 4"])
def test_typed_signals_that_are_none_are_a_sentence(visit, text):
    lab = visit(PAGE, open="signals", signal="typed")
    refused(lab, "text_input", key("signal_x"), text)


def test_the_tabs_stay_usable_where_nothing_stands_above(visit):
    for name in ("padding", "matrix"):
        lab = visit(PAGE, open=name, kernel="typed", k="x")
        lab.text_area(key=key("k")).set_value("one").run()
        assert not lab.exception


@pytest.mark.parametrize("name", ["padding", "matrix", "signals"])
def test_the_tabs_speak_chinese(visit, name):
    lab = visit(PAGE, open=name, lang="zh")
    assert not lab.exception
    assert gettext("zh")("Cross-correlation") == lab.title[0].value


def test_the_border_holds_the_constant_that_is_asked_for_and_pytorchs_line_is_shown(visit):
    lab = visit(PAGE, open="padding", pad_value="2.5")
    assert not lab.exception and not lab.error
    captions = [caption.value for caption in lab.caption]
    assert "In PyTorch: `torch.nn.ZeroPad2d((0, 1, 0, 1))`" in captions  # "same" on 6 × 6, 3 × 3, stride 2
    assert lab.number_input(key=key("pad_value")).value == 2.5
