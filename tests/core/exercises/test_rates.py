"""The largest stable rate: descent below and above it, answers that are rounded, hints by other sums."""

import itertools

import numpy as np
import pytest
from hypothesis import given

from core.exercises import exercise_of, marked, solution
from core.exercises.exercise import number
from core.exercises.rates import Rate
from tests.core.exercises.variants import VARIANTS, numbers, questions


@given(VARIANTS)
def test_below_the_rate_descent_settles_and_above_it_grows(variant):
    (largest, rate), asked = numbers("rate", variant)
    x = asked.image
    patches = np.stack([x[:, :-1].ravel(), x[:, 1:].ravel()], axis=1)
    assert largest == pytest.approx(np.linalg.eigvalsh(2 * patches.T @ patches).max())
    start = np.linalg.eigh(patches.T @ patches)[1][:, -1]  # along the steepest direction, away from [1, −1]
    for share, settles in ((0.97, True), (1.03, False)):
        k = np.array([1.0, -1.0]) + start
        for _ in range(300):
            k = k - share * rate * 2 * patches.T @ (patches @ k - asked.target.ravel())
        off = abs(start @ (k - [1.0, -1.0]))
        assert (off < 1e-3) if settles else (off > 1e3)


def test_rounded_rates_and_fractions_are_right_and_the_double_is_wrong():
    exercise = exercise_of("rate", 1)
    largest = number(solution(exercise)[0])
    for text, mark in (
        (f"{2 / largest:.3f}", "right"),
        (f"1/{largest / 2:g}", "right"),
        (f"{4 / largest:.3f}", "wrong"),
    ):
        assert marked(exercise, (str(largest), text)) == ("right", mark)


def test_a_rate_may_be_off_by_a_hundredth_and_its_curvature_by_a_thousandth():
    question = Rate(np.array([[0.0, 1.0, 0.0]]))  # PᵀP is the identity: λ = 2, η = 1
    assert question.right(("2.002", "1.01")) == (True, True)
    assert question.right(("2.0021", "1.0101")) == (False, False)


@given(VARIANTS)
def test_the_hint_has_the_sums_of_the_second_derivative(variant):
    question = exercise_of("rate", variant).question
    rows = question.image.tolist()
    squares = sum(value**2 for row in rows for value in row[:-1])
    products = sum(one * other for row in rows for one, other in itertools.pairwise(row))
    said = question.hints()[1].values
    assert (float(said["a"]), float(said["b"])) == (squares, products)


def test_what_is_drawn_has_the_range_that_is_said():
    images = [one.image for one in questions("rate")]
    assert {image.shape for image in images} == {(rows, columns) for rows in (1, 2, 3) for columns in (4, 5)}
    assert {value for image in images for value in image.ravel()} == {0, 1, 2}
    assert {image[0, 2] for image in images if image.shape[1] == 5} == {0, 1, 2}
    for image in images:
        assert image.any() and (image == image[:1, ::-1]).all()
