"""Questions about X ⋆ K = Y: their answers against SciPy, which kernels are right, hints by hand."""

import numpy as np
import pytest
from hypothesis import given

from core.exercises import exercise_of, marked, solution
from core.exercises.exercise import number
from core.exercises.matrices import KernelSought, Sign, Values
from tests.core.exercises.variants import VARIANTS, corr, numbers, questions

X = np.array([[0.0, 3.0, 1.0], [2.0, 5.0, 4.0], [0.0, 1.0, 2.0]])


@given(VARIANTS)
def test_the_values_are_those_of_scipy(variant):
    answers, asked = numbers("Y", variant)
    assert answers == corr(asked.image, asked.kernel).ravel().tolist()
    assert asked.kernel.any()


@given(VARIANTS)
def test_the_kernel_gives_the_output_and_of_four_only_one_does(variant):
    exercise = exercise_of("kernel", variant)
    asked = exercise.question
    if variant % 2 == 0:
        k = np.array([number(text) for text in solution(exercise)]).reshape(asked.kernel.shape)
        assert np.array_equal(corr(asked.image, k), asked.output)
        return
    good = [np.array_equal(corr(asked.image, k), asked.output) for k in asked.candidates]
    assert good.count(True) == 1
    for letter, right in zip("ABCD", good, strict=True):
        assert marked(exercise, (letter,)) == ("right" if right else "wrong",)


@given(VARIANTS)
def test_a_sign_is_that_of_scipys_output(variant):
    exercise = exercise_of("sign", variant)
    y = corr(exercise.question.image, exercise.question.kernel)
    assert len(set(exercise.question.cells)) == 3
    for cell, answer in zip(exercise.question.cells, solution(exercise), strict=True):
        assert {"plus": 1, "zero": 0, "minus": -1}[answer] == np.sign(y[cell])


@pytest.mark.parametrize(
    ("answers", "right"),
    [
        (("1", "2"), (True, True)),
        (("0", "3"), (True, True)),
        (("-7.5", "10.5"), (True, True)),
        (("1", "1"), (True, False)),
        (("1", ""), (True, False)),
        (("3", "1"), (False, False)),
    ],
)
def test_any_kernel_that_gives_the_output_is_right(answers, right):
    question = KernelSought(np.ones((3, 3)), np.array([[1.0, 2.0]]))  # each output is the kernel's sum
    assert question.right(answers) == right


def test_boxes_are_named_by_row_and_column():
    assert [(box.name, box.answer) for box in Values(X, np.array([[1.0, -1.0], [0.0, 2.0]])).boxes] == [
        ("Y[0,0]", "7"), ("Y[0,1]", "10"), ("Y[1,0]", "-1"), ("Y[1,1]", "5"),
    ]  # fmt: skip


def test_the_hint_to_the_values_is_the_first_sum():
    first, second = Values(X, np.array([[1.0, -1.0], [0.0, 2.0]])).hints()
    assert first.values == {"count": 4}
    assert second.values == {"sum": "0×1 + 3×(−1) + 2×0 + 5×2"}


def test_the_hint_to_a_kernel_is_the_first_windows_equation_or_each_candidates_first_sum():
    down = KernelSought(X, np.array([[1.0], [-2.0]]))
    assert down.hints()[1].values == {"sum": "0×K[0,0] + 2×K[1,0]", "value": "−4"}
    across = KernelSought(X, np.array([[1.0, 2.0]]))
    assert across.hints()[1].values == {"sum": "0×K[0,0] + 3×K[0,1]", "value": "6"}
    four = tuple(np.array([[1.0, n]]) for n in (2.0, -1.0, 0.0, 4.0))
    said = KernelSought(X, four[0], four).hints()[1].values
    assert said == {"value": "6", "sums": "A: 0×1 + 3×2, B: 0×1 + 3×(−1), C: 0×1 + 3×0, D: 0×1 + 3×4"}


@pytest.mark.parametrize(
    ("kernel", "cell", "said"),
    [
        ([[1.0, -1.0]], (1, 0), {"cell": "Y[1,0]", "one": "2", "other": "5"}),
        ([[1.0], [-1.0]], (1, 2), {"cell": "Y[1,2]", "one": "4", "other": "2"}),
    ],
)
def test_the_hint_to_a_sign_is_the_two_cells_under_the_kernel(kernel, cell, said):
    rule, numbers_ = Sign(X, np.array(kernel), (cell,)).hints()
    assert rule.values == {"first": "1", "second": "(−1)"}
    assert ("below" in rule.rule) == (len(kernel) == 2)
    assert numbers_.values == said


def test_values_and_kernels_are_drawn_from_the_range_that_is_said():
    values = questions("Y")
    assert {one.image.shape for one in values} == {(rows, columns) for rows in (3, 4) for columns in (3, 4)}
    assert {value for one in values for value in one.image.ravel()} == {0, 1, 2, 3, 4, 5}
    assert {value for one in values for value in one.kernel.ravel()} == {-1, 0, 1, 2}
    sought = questions("kernel")
    typed, four = ([one for one in sought if bool(one.candidates) == some] for some in (False, True))
    assert sought[0::2] == typed and sought[1::2] == four
    assert {one.kernel.shape for one in typed} == {(1, 2), (2, 1)}
    assert {value for one in typed for value in one.kernel.ravel()} == {-2, -1, 1, 2, 3}
    assert {value for one in typed for value in one.image.ravel()} == {0, 1, 2, 3}
    assert {value for one in four for value in one.kernel.ravel()} == {-2, -1, 0, 1, 2}
    assert {value for one in four for value in one.image.ravel()} == {0, 1, 2, 3, 4}


def test_bands_begin_anywhere_run_either_way_and_some_kernels_lie_along_them():
    signs = questions("sign")
    down = [one.image.shape == (6, 4) for one in signs]
    profiles = {tuple(one.image[:, 0] if turned else one.image[0]) for one, turned in zip(signs, down, strict=True)}
    assert {tuple(np.sign(np.diff(profile))) for profile in profiles} == {
        (0, 1, 0, -1, 0), (0, -1, 0, 1, 0), (1, 0, -1, 0, 0), (-1, 0, 1, 0, 0),
    }  # fmt: skip
    assert {value for profile in profiles for value in profile} == {0, 1, 2, 5, 9}
    along = [turned == (one.kernel.shape == (1, 2)) for one, turned in zip(signs, down, strict=True)]
    assert all((not corr(one.image, one.kernel).any()) == flat for one, flat in zip(signs, along, strict=True))
    assert {(turned, flat) for turned, flat in zip(down, along, strict=True)} == {
        (a, b) for a in (0, 1) for b in (0, 1)
    }
    assert 1 / 6 < np.mean(along) < 1 / 3  # one in four
    assert {one.kernel.ravel()[0] for one in signs} == {1, -1}
    assert {len(one.cells) for one in signs} == {3}
