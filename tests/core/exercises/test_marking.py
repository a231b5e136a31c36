"""Answers as an address carries them, and their marks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.exercises import KINDS, answers_of, answers_text, exercise_of, marked, score, solution, typed
from core.exercises.exercise import number
from tests.core.exercises.variants import VARIANTS, corr, kinds_and_variants


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


def test_the_score_counts_what_is_right_of_all_boxes():
    assert score(("right", "wrong", "empty", "right")) == (2, 4)
    assert score(()) == (0, 0)


def test_answers_of_the_wrong_size_are_a_sentence():
    exercise = exercise_of("Y", 1)
    for text in ("1", "1_2", "_" * 100, "1" * 10**5):
        with pytest.raises(BadInput, match=rf"the exercise has {len(exercise.boxes)} boxes, but"):
            answers_of(exercise, text)
    with pytest.raises(BadInput, match="is not a choice for"):
        answers_of(exercise_of("convention", 1), "both_other_both")


def test_answers_of_an_address_may_be_left_out_and_come_back_as_they_were():
    exercise = exercise_of("convention", 1)
    for text, answers in {"both__": ("both", "", ""), "_both_both": ("", "both", "both"), "": ("", "", "")}.items():
        assert answers_of(exercise, text) == answers
        assert answers_text(answers) == text


def test_what_a_keyboard_types_becomes_what_programs_read():
    for text, kept in {" 3 ": "3", "−3": "-3", "0,5": "0.5", "１２": "12", "  ": "", "1/20": "1/20"}.items():
        assert typed(text) == kept
    for text in ("abc", "1" * 13, " " * 12 + "1 2", "9" * 10**6):
        with pytest.raises(BadInput, match="not a number that can be an answer"):
            typed(text)
