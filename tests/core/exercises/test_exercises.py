"""The questions: their answers against other ways to find them, what counts as right, what a variant decides."""

import hashlib
import itertools

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.exercises import (
    KINDS,
    MAX_VARIANT,
    STEPS,
    another,
    answers_of,
    exercise_of,
    hints,
    marked,
    score,
    solution,
    typed,
)
from core.exercises.draws import Draws
from core.exercises.exercise import MAX_NUMBER, MAX_TEXT, number
from core.exercises.matrices import KernelSought
from tests.core.bounds import holds

VARIANTS = st.integers(0, MAX_VARIANT)
kinds_and_variants = given(st.sampled_from(KINDS), VARIANTS)


def numbers(kind, variant):
    """The answers of an exercise as numbers, and its question."""
    exercise = exercise_of(kind, variant)
    return [number(text) for text in solution(exercise)], exercise.question


def corr(x, k):
    return scipy.signal.correlate2d(x, k, "valid")


@given(VARIANTS)
def test_the_values_are_those_of_scipy(variant):
    answers, asked = numbers("Y", variant)
    assert answers == corr(asked.image, asked.kernel).ravel().tolist()
    assert asked.kernel.any()


@given(VARIANTS)
def test_a_size_is_the_number_of_places_where_the_window_fits(variant):
    answers, asked = numbers("shape", variant)
    for cells, taps, counted in zip(asked.size, asked.kernel, answers, strict=True):
        last = (taps - 1) * asked.dilation
        begins = range(-asked.padding, cells + asked.padding, asked.stride)
        assert counted == sum(begin + last < cells + asked.padding for begin in begins) > 0


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


def seen(layers, unit):
    """The input rows that a unit sees, cell by cell; layers are (kernel, stride, dilation) from the input upwards."""
    rows = {unit}
    for kernel, stride, dilation in reversed(layers):
        rows = {row * stride + tap * dilation for row in rows for tap in range(kernel)}
    return rows


@given(VARIANTS)
def test_a_unit_sees_the_rows_that_it_is_made_of(variant):
    (size, first, last), asked = numbers("field", variant)
    rows = seen([(one.kernel[0], one.stride[0], one.dilation[0]) for one in asked.layers], asked.unit)
    assert (first, last, size) == (min(rows), max(rows), max(rows) - min(rows) + 1)


@given(VARIANTS)
def test_so_many_layers_cover_the_size_and_one_less_does_not(variant):
    answers, asked = numbers("layers", variant)
    for count, stride in zip(answers, (1, 2), strict=True):
        reach = [len(range(max(seen([(asked.kernel, stride, 1)] * n, 0)) + 1)) for n in (int(count) - 1, int(count))]
        assert reach[0] < asked.size <= reach[1]


@given(VARIANTS)
def test_a_convention_is_told_by_scipy(variant):
    exercise = exercise_of("convention", variant)
    asked = exercise.question
    for k, y, answer in zip(asked.kernels, asked.outputs, solution(exercise), strict=True):
        found = [
            np.array_equal(y, f(asked.image, k, "valid")) for f in (scipy.signal.correlate2d, scipy.signal.convolve2d)
        ]
        assert found == {"correlation": [True, False], "convolution": [False, True], "both": [True, True]}[answer]


@kinds_and_variants
def test_the_answer_is_right_and_nothing_is_empty(kind, variant):
    exercise = exercise_of(kind, variant)
    assert set(marked(exercise, solution(exercise))) == {"right"}
    assert set(marked(exercise, answers_of(exercise, ""))) == {"empty"}
    assert score(marked(exercise, solution(exercise))) == (len(exercise.boxes),) * 2


@given(st.sampled_from(KINDS), VARIANTS, st.data())
def test_a_changed_answer_is_wrong_and_the_others_stay_right(kind, variant, data):
    exercise = exercise_of(kind, variant)
    place = data.draw(st.integers(0, len(exercise.boxes) - 1))
    box, answers = exercise.boxes[place], list(solution(exercise))
    others = [option for option in box.options if option != box.answer]
    more = data.draw(st.integers(1, 9))
    answers[place] = data.draw(st.sampled_from(others)) if others else str(round(number(box.answer)) + more)
    marks = list(marked(exercise, answers))
    if kind == "kernel" and not box.options:
        k = np.array([number(text) for text in answers]).reshape(exercise.question.kernel.shape)
        if np.array_equal(corr(exercise.question.image, k), exercise.question.output):
            assert set(marks) == {"right"}
            return
    assert marks.pop(place) == "wrong"
    assert set(marks) <= {"right"}


def test_any_kernel_that_gives_the_output_is_right():
    question = KernelSought(np.ones((3, 3)), np.array([[1.0, 2.0]]))  # each output is the kernel's sum
    for answers, right in {
        ("1", "2"): (True, True),
        ("0", "3"): (True, True),
        ("-7.5", "10.5"): (True, True),
        ("1", "1"): (True, False),
        ("1", ""): (True, False),
        ("3", "1"): (False, False),
    }.items():
        assert question.right(answers) == right


def test_rounded_rates_and_fractions_are_right_and_the_double_is_wrong():
    exercise = exercise_of("rate", 1)
    largest = number(solution(exercise)[0])
    for text, mark in (
        (f"{2 / largest:.3f}", "right"),
        (f"1/{largest / 2:g}", "right"),
        (f"{4 / largest:.3f}", "wrong"),
    ):
        assert marked(exercise, (str(largest), text)) == ("right", mark)


@kinds_and_variants
def test_another_one_has_other_numbers(kind, variant):
    exercise = exercise_of(kind, variant)
    assert repr(another(exercise).question) != repr(exercise.question)


def test_another_of_the_last_one_begins_again():
    assert another(exercise_of("Y", MAX_VARIANT)).variant < 10


def test_a_variant_is_made_of_sha256_and_stays_what_it_is():
    draws = Draws("Y 7")
    for n in range(5):
        by_hand = int(hashlib.sha256(f"Y 7 {n}".encode()).hexdigest()[:16], 16)
        assert draws.whole(-3, 8) == by_hand % 12 - 3
    assert sorted(Draws("x").some("abcd", 4)) == list("abcd")


def test_a_line_that_was_handed_in_is_marked_by_the_same_answers_in_every_version():
    """What these variants asked when the exercises came out: a changed draw would mark last term's lines wrong."""
    answers = "\n".join(f"{kind} {n} {' '.join(solution(exercise_of(kind, n)))}" for kind in KINDS for n in range(60))
    assert hashlib.sha256(answers.encode()).hexdigest()[:16] == "d3b0c6b63e3c3e48"


@kinds_and_variants
def test_hints_come_in_two_steps(kind, variant):
    exercise = exercise_of(kind, variant)
    said = [[str(one) for one in hints(exercise, steps)] for steps in (0, 1, STEPS)]
    assert said[0] == [] and said[1] == said[2][:1] and len(said[2]) == 2
    assert all("{" not in one for one in said[2])


GROWTH = {3: (2, 4, 8), 5: (4, 8, 16), 7: (6, 12, 24)}  # rows that the first three layers add at stride 2


@given(VARIANTS)
def test_hints_have_the_numbers_of_the_question(variant):
    cover = exercise_of("layers", variant).question
    first, second = (hint.values for hint in cover.hints())
    assert tuple(first.values()) == GROWTH[cover.kernel]
    assert second == {"more": cover.kernel - 1, "size": cover.size}
    rows = exercise_of("rate", variant).question.image.tolist()
    squares = sum(value**2 for row in rows for value in row[:-1])
    products = sum(one * other for row in rows for one, other in itertools.pairwise(row))
    said = exercise_of("rate", variant).question.hints()[1].values
    assert (float(said["a"]), float(said["b"])) == (squares, products)
    results = exercise_of("convention", variant).question
    assert [box.name for box in results.boxes] == ["Y1", "Y2", "Y3"]
    said = {name: float(text.replace("−", "-")) for name, text in results.hints()[1].values.items()}
    correlated, convolved = (
        of(results.image, results.kernels[0], "valid")[0, 0]
        for of in (scipy.signal.correlate2d, scipy.signal.convolve2d)
    )
    assert said == {"correlated": correlated, "convolved": convolved}


def test_what_does_not_exist_is_a_sentence():
    holds(
        lambda variant: exercise_of("Y", variant),
        [(0, -1), (MAX_VARIANT, MAX_VARIANT + 1), (1, 10**30), (1, 1.5)],
        "variant",
    )
    for kind in ("", "y", "none", "x" * 10**6, "__class__"):
        with pytest.raises(BadInput, match="there is no exercise"):
            exercise_of(kind, 1)


def test_an_answer_is_a_short_number():
    for text, value in {
        " 3 ": 3, "−3": -3, "+4": 4, "0,5": 0.5, "１２": 12, ".5": 0.5, "1/20": 0.05, "2e-2": 0.02, "5.": 5,
    }.items():  # fmt: skip
        assert number(typed(text)) == value
    assert typed("  ") == ""
    for text in (
        "abc",
        "1/0",
        "nan",
        "inf",
        "1e99",
        "1_0",
        "--1",
        "1 2",
        "1" * (MAX_TEXT + 1),
        "=1+1",
        "9" * 10**6,
        "1/1/1",
    ):
        with pytest.raises(BadInput, match="not a number that can be an answer"):
            typed(text)
    holds(number, [("1" * 9, "1" * 11), (f"{MAX_NUMBER:.0f}", f"{MAX_NUMBER + 1:.0f}")], "not a number")


def test_answers_of_the_wrong_size_are_a_sentence():
    exercise = exercise_of("Y", 1)
    for text in ("1", "1_2", "_" * 100, "1" * 10**5):
        with pytest.raises(BadInput, match=rf"the exercise has {len(exercise.boxes)} boxes, but"):
            answers_of(exercise, text)
    with pytest.raises(BadInput, match="is not a choice for"):
        answers_of(exercise_of("convention", 1), "both_other_both")
