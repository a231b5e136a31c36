"""The page Convolution vs correlation: both results, the flip, symmetric kernels, bad input, addresses."""

import numpy as np
import pytest
import scipy.signal

from core.words import gettext
from tests.pages.reading import grids

PAGE = "convolution_vs_correlation"
X, K = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)


def key(name):
    return f"{PAGE}.{name}"


def said(lab):
    return " ".join(m.value for m in lab.markdown)


def results(lab):
    return [values for name, values in grids(lab, 1).items() if name != "X"]


def test_it_opens_on_both_results_and_their_difference(visit):
    lab = visit(PAGE)
    assert not lab.exception
    correlation, convolution = scipy.signal.correlate2d(X, K, "valid"), scipy.signal.convolve2d(X, K, "valid")
    assert [m.tolist() for m in results(lab)] == [
        correlation.tolist(),
        convolution.tolist(),
        (correlation - convolution).tolist(),
    ]


def test_the_flip_is_two_mirror_steps(visit):
    steps = list(grids(visit(PAGE)).values())
    assert [m.tolist() for m in steps] == [[[0, 1], [2, 3]], [[1, 0], [3, 2]], [[3, 2], [1, 0]]]


@pytest.mark.parametrize("kernel", ["laplacian", "box", "gaussian", "identity", "sharpen"])
def test_symmetric_kernels_make_no_difference(visit, kernel):
    lab = visit(PAGE, image="noise", side="12", kernel=kernel)
    assert not lab.exception
    assert "No difference" in said(lab)


def test_sobels_kernel_only_changes_its_sign(visit):
    lab = visit(PAGE, image="step", side="8", kernel="sobel_x")
    assert "opposite sign" in said(lab)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("epochs", 0, "epochs"),
        ("epochs", 10**9, "epochs"),
        ("share", 0.0, "learning rate"),
        ("share", -1.0, "learning rate"),
        ("start", -1, "seed"),
    ],
)
def test_a_number_that_breaks_a_rule_is_a_sentence_and_stays(visit, setting, value, says):
    lab = visit(PAGE)
    lab.session_state[key("settings")] = True  # as if the button had been opened
    lab.run()
    lab.number_input(key=key(setting)).set_value(value).run()
    assert not lab.exception
    assert any(says in error.value for error in lab.error)
    assert lab.number_input(key=key(setting)).value == value


def test_a_kernel_that_does_not_fit_is_a_sentence(visit):
    lab = visit(PAGE, kernel="gaussian")
    assert not lab.exception
    assert any("does not fit into image" in error.value for error in lab.error)


def test_an_address_brings_back_the_same_numbers(visit):
    lab = visit(PAGE, image="typed", x="1_0_0~0_0_0", kernel="typed", k="1_2")
    assert [m.tolist() for m in results(lab)] == [[[1, 0], [0, 0]], [[2, 0], [0, 0]], [[-1, 0], [0, 0]]]


def test_the_page_speaks_chinese(visit):
    lab = visit(PAGE, lang="zh")
    assert lab.title[0].value == gettext("zh")("Convolution vs correlation")


def test_libraries_that_agree_stand_in_one_group(visit):
    lab = visit(PAGE, open="libraries")
    assert not lab.exception
    table = lab.dataframe[0].value.set_index("call")["group"]
    assert table["scipy.signal.correlate2d(X, K, mode='valid')"] == table["tf.nn.conv2d(X, K, 1, 'VALID')"]
    assert table["scipy.signal.convolve2d(X, K, mode='valid')"] != table["tf.nn.conv2d(X, K, 1, 'VALID')"]
    assert table["conv2(X, K)"] == table["scipy.signal.convolve2d(X, K)"]


def test_the_same_pixel_of_a_sobel_edge_is_plus_four_and_minus_four(visit):
    lab = visit(PAGE, open="libraries")
    edge = grids(lab, 2)
    assert edge["X⋆K"][1, 1] == 4
    assert edge["X∗K"][1, 1] == -4


@pytest.mark.parametrize("law", ["commutativity", "associativity", "shift", "theorem"])
def test_each_law_shows_both_sides_for_both_operations(visit, law):
    lab = visit(PAGE, open="laws", law=law, image="counting", kernel="counting")
    assert not lab.exception
    convolved, correlated = grids(lab, 2), grids(lab, 3)
    assert np.abs(convolved["L"] - convolved["R"]).max() < 1e-9
    assert (np.abs(correlated["L"] - correlated["R"]).max() < 1e-9) == (law == "shift")


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [("b", "1 two", "two"), ("b", "", "number"), ("b", "nan", "nan")],
)
def test_a_second_kernel_that_is_none_is_a_sentence_and_stays(visit, setting, value, says):
    lab = visit(PAGE, open="laws")
    lab.text_area(key=key(setting)).set_value(value).run()
    assert not lab.exception
    assert any(says in error.value for error in lab.error)
    assert lab.text_area(key=key(setting)).value == value


def test_a_negative_shift_is_a_sentence_or_a_result(visit):
    lab = visit(PAGE, open="laws", law="shift")
    lab.number_input(key=key("down")).set_value(-(10**9)).run()
    assert not lab.exception
    assert lab.error


def test_an_impulse_shows_the_kernel_and_its_flip(visit):
    lab = visit(PAGE, open="impulse", kernel="counting")
    found = grids(lab, 2)
    assert found["δ∗K"][1:-1, 1:-1].tolist() == [[0, 1], [2, 3]]
    assert found["δ⋆K"][1:-1, 1:-1].tolist() == [[3, 2], [1, 0]]
