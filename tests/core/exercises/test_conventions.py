"""Which convention gave a result: told by SciPy."""

import numpy as np
import scipy.signal
from hypothesis import given

from core.exercises import exercise_of, solution
from tests.core.exercises.variants import VARIANTS, questions

CONVENTIONS = scipy.signal.correlate2d, scipy.signal.convolve2d


@given(VARIANTS)
def test_a_convention_is_told_by_scipy(variant):
    exercise = exercise_of("convention", variant)
    asked = exercise.question
    for k, y, answer in zip(asked.kernels, asked.outputs, solution(exercise), strict=True):
        found = [np.array_equal(y, of(asked.image, k, "valid")) for of in CONVENTIONS]
        assert found == {"correlation": [True, False], "convolution": [False, True], "both": [True, True]}[answer]
        assert k.any()


@given(VARIANTS)
def test_the_hint_has_the_first_number_by_either_convention(variant):
    results = exercise_of("convention", variant).question
    assert [box.name for box in results.boxes] == ["Y1", "Y2", "Y3"]
    said = {name: float(text.replace("−", "-")) for name, text in results.hints()[1].values.items()}
    correlated, convolved = (of(results.image, results.kernels[0], "valid")[0, 0] for of in CONVENTIONS)
    assert said == {"correlated": correlated, "convolved": convolved}


def test_what_is_drawn_has_the_range_that_is_said():
    results = questions("convention")
    assert {value for one in results for value in one.image.ravel()} == {0, 1, 2, 3, 4}
    assert {one.image.shape for one in results} == {(3, 3)} and all(one.image.any() for one in results)
    kernels = [(k, box.answer) for one in results for k, box in zip(one.kernels, one.boxes, strict=True)]
    assert {k.shape for k, _ in kernels} == {(2, 2)}
    assert {value for k, answer in kernels if answer != "both" for value in k.ravel()} == {-2, -1, 0, 1, 2, 3}
    assert {answer for _, answer in kernels} == {"correlation", "convolution", "both"}
