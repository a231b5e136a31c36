"""Exercises that mark themselves: made from a variant, answered in boxes, handed in as one line, read back for a class."""

from core.exercises.class_results import (
    MAX_CHARACTERS,
    MAX_LINES,
    BoxResult,
    ClassResults,
    Row,
    class_table,
    read_class,
)
from core.exercises.conventions import Results
from core.exercises.exercise import Box, Exercise
from core.exercises.hand_in import (
    FIELDS,
    MAX_BOXES,
    NONE,
    HandIn,
    head,
    line,
    parsed,
    query,
    title_of,
)
from core.exercises.making import KINDS, MAX_TYPED, MAX_VARIANT, STEPS, another, exercise_of, hints, variant_of
from core.exercises.marking import Mark, answers_of, answers_text, marked, score, solution, typed
from core.exercises.matrices import KernelSought, Sign, Values
from core.exercises.rates import Rate
from core.exercises.sizes import Cover, Field, Shape

__all__ = [
    "FIELDS",
    "KINDS",
    "MAX_BOXES",
    "MAX_CHARACTERS",
    "MAX_LINES",
    "MAX_TYPED",
    "MAX_VARIANT",
    "NONE",
    "STEPS",
    "Box",
    "BoxResult",
    "ClassResults",
    "Cover",
    "Exercise",
    "Field",
    "HandIn",
    "KernelSought",
    "Mark",
    "Rate",
    "Results",
    "Row",
    "Shape",
    "Sign",
    "Values",
    "another",
    "answers_of",
    "answers_text",
    "class_table",
    "exercise_of",
    "head",
    "hints",
    "line",
    "marked",
    "parsed",
    "query",
    "read_class",
    "score",
    "solution",
    "title_of",
    "typed",
    "variant_of",
]
