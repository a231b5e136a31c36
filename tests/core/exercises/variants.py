"""Variants of all kinds of exercise, their answers as numbers, and answered exercises as students hand them in."""

import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from core.exercises import KINDS, MAX_VARIANT, HandIn, exercise_of, solution
from core.exercises.exercise import number

VARIANTS = st.integers(0, MAX_VARIANT)
kinds_and_variants = given(st.sampled_from(KINDS), VARIANTS)


def numbers(kind, variant):
    """The answers of an exercise as numbers, and its question."""
    exercise = exercise_of(kind, variant)
    return [number(text) for text in solution(exercise)], exercise.question


def questions(kind):
    """The questions of so many variants that whatever can be drawn is among them."""
    return [exercise_of(kind, variant).question for variant in range(300)]


def corr(x, k):
    return scipy.signal.correlate2d(x, k, "valid")


@st.composite
def results(draw):
    """An exercise with right, wrong and empty answers."""
    exercise = exercise_of(draw(st.sampled_from(KINDS)), draw(st.integers(0, MAX_VARIANT)))
    answers = [
        draw(st.sampled_from([box.answer, "", box.options[0] if box.options else "-7", box.answer]))
        for box in exercise.boxes
    ]
    return HandIn(exercise.kind, exercise.variant, tuple(answers), draw(st.integers(0, 2)), draw(st.booleans()))
