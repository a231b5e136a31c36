"""The tabs Kernel workshop and Code to copy of the page Cross-correlation."""

import numpy as np
import pytest

from tests.pages.reading import grids, key_of, refused, said
from tests.programs import Program, results

PAGE = "cross_correlation"
key = key_of(PAGE)


def test_it_opens_on_a_first_derivative(visit):
    lab = visit(PAGE, open="workshop")
    assert not lab.exception
    assert grids(lab, 1)["K"].tolist() == [[-1, 1]]
    assert "its negative" in said(lab)


def test_a_second_derivative_says_why_it_has_three_numbers(visit):
    lab = visit(PAGE, open="workshop", work_order="2")
    assert grids(lab, 1)["K"].tolist() == [[1, -2, 1]]
    assert "takes 3 entries" in said(lab)
    assert "between the axes" not in said(lab)


def test_a_derivative_along_an_oblique_direction_says_why_it_needs_both_sides(visit):
    lab = visit(PAGE, open="workshop", work_order="2", work_angle="30")
    assert grids(lab, 1)["K"].shape == (3, 3)
    assert "takes 3 entries along each" in said(lab)


def test_a_line_is_separable_and_saves_nothing(visit):
    lab = visit(PAGE, open="workshop")
    found = grids(lab, 1)
    assert np.array_equal(found["u"] @ found["v"], [[-1, 1]])
    assert "Separable" in said(lab)
    assert "instead of" not in said(lab)


def test_a_kernel_of_zeros_is_called_that(visit):
    lab = visit(PAGE, open="workshop", work_kind="above", kernel="typed", k="0_0~0_0")
    assert "All zero" in said(lab)
    assert "Not separable" not in said(lab)


@pytest.mark.parametrize("angle", ["nan", "inf", "1e308", "east"])
def test_an_angle_that_is_none_in_the_address_is_told_and_ignored(visit, angle):
    lab = visit(PAGE, open="workshop", work_angle=angle)
    assert not lab.exception
    assert any("work_angle" in warning.value for warning in lab.warning)
    assert grids(lab, 1)["K"].tolist() == [[-1, 1]]


def test_a_separable_kernel_shows_its_two_vectors(visit):
    lab = visit(PAGE, open="workshop", work_kind="sobel")
    found = grids(lab, 1)
    assert np.array_equal(found["u"] @ found["v"], found["K"])
    assert "6 multiplications per pixel instead of 9" in said(lab)


def test_a_kernel_can_be_taken_to_the_top_with_every_digit(visit):
    lab = visit(PAGE, open="workshop", work_kind="gaussian", work_size="3", image="noise", side="12")
    kernel = grids(lab, 1)["K"]
    lab.button(key=key("work use")).click().run()
    assert not lab.exception
    assert np.array_equal(grids(lab)["K"], kernel)


def test_the_kernel_above_has_its_facts_too(visit):
    lab = visit(PAGE, open="workshop", work_kind="above")
    assert grids(lab, 1)["K"].tolist() == [[0, 1], [2, 3]]
    assert "**Sum** 6" in said(lab)
    assert "rank 2" in said(lab)


@pytest.mark.parametrize(
    ("kind", "setting", "value"),
    [
        ("derivative", "work_angle", 1e308),
        ("derivative", "work_angle", -1e9),
        ("derivative", "work_order", 0),
        ("derivative", "work_order", 10**9),
        ("gaussian", "work_sigma", -1.0),
        ("gaussian", "work_size", 10**9),
        ("dog", "work_sigma2", 0.5),
        ("gabor", "work_wavelength", 0.0),
        ("motion", "work_length", 0),
        ("sharpen", "work_amount", 1e308),
    ],
)
def test_numbers_that_break_a_rule_are_a_sentence_and_stay(visit, kind, setting, value):
    lab = visit(PAGE, open="workshop", work_kind=kind)
    refused(lab, "number_input", key(setting), value)


@pytest.mark.slow
@pytest.mark.parametrize("library", ["NumPy", "SciPy", "TensorFlow"])
def test_the_program_on_the_page_gives_the_numbers_on_the_page(visit, tmp_path, library):
    lab = visit(PAGE, open="code", code_library=library, padding="same", stride_rows="2", k="1_2~3_4", kernel="typed")
    assert not lab.exception
    (found,) = results(tmp_path, [Program(lab.code[0].value)])
    assert np.array_equal(found, grids(lab)["Y"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_kernel_that_does_not_fit_has_a_sentence_and_no_program(visit, language):
    lab = visit(PAGE, open="code", kernel="gaussian", lang=language)
    assert not lab.exception
    assert not lab.code
    assert len({error.value for error in lab.error}) == 1  # the first screen's
    assert len(lab.error) == 2


def test_a_photograph_is_read_from_a_file(visit):
    lab = visit(PAGE, open="code", image="camera", side="128", kernel="sobel_x")
    assert not lab.exception
    assert "X.csv" in lab.code[0].value
    assert "X.csv" in said(lab)


def test_a_geometry_that_breaks_a_rule_is_a_sentence(visit):
    lab = visit(PAGE, open="code")
    lab.number_input(key=key("stride_rows")).set_value(0).run()
    assert not lab.exception
    assert lab.error
