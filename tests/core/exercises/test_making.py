"""How an exercise is made of its variant: always the same, another one, hints, what does not exist."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.exercises import KINDS, MAX_TYPED, MAX_VARIANT, STEPS, another, exercise_of, hints, solution, variant_of
from tests.core.bounds import holds
from tests.core.exercises.variants import kinds_and_variants


@kinds_and_variants
def test_another_one_has_other_numbers(kind, variant):
    exercise = exercise_of(kind, variant)
    assert repr(another(exercise).question) != repr(exercise.question)


def test_another_is_the_next_one_and_of_the_last_one_begins_again():
    assert [another(exercise_of("Y", variant)).variant for variant in (0, 7, MAX_VARIANT - 1, MAX_VARIANT)] == [
        1, 8, MAX_VARIANT, 0,
    ]  # fmt: skip


def test_another_passes_over_variants_with_the_same_numbers():
    made = [exercise_of("layers", variant) for variant in range(300)]
    alike = [n for n in range(299) if made[n].question == made[n + 1].question]
    assert alike  # (size, kernel) have few values
    for n in alike:
        later = next(one for one in made[n + 1 :] if one.question != made[n].question)
        assert another(made[n]).variant == later.variant


def test_a_line_that_was_handed_in_is_marked_by_the_same_answers_in_every_version():
    """What these variants asked when the exercises came out: a changed draw would mark last term's lines wrong."""
    answers = "\n".join(f"{kind} {n} {' '.join(solution(exercise_of(kind, n)))}" for kind in KINDS for n in range(60))
    assert hashlib.sha256(answers.encode()).hexdigest()[:16] == "d3b0c6b63e3c3e48"


@kinds_and_variants
def test_hints_come_in_two_steps(kind, variant):
    exercise = exercise_of(kind, variant)
    said = [[str(one) for one in hints(exercise, steps)] for steps in (-1, 0, 1, STEPS)]
    assert said[0] == said[1] == [] and said[2] == said[3][:1] and len(said[3]) == 2
    assert all("{" not in one for one in said[3])


def test_what_does_not_exist_is_a_sentence():
    holds(
        lambda variant: exercise_of("Y", variant),
        [(0, -1), (MAX_VARIANT, MAX_VARIANT + 1), (1, 10**30), (1, 1.5), (1, True)],
        "variant",
    )
    for kind in ("", "y", "none", "x" * 10**6, "__class__"):
        with pytest.raises(BadInput, match="there is no exercise"):
            exercise_of(kind, 1)


@given(st.integers(0, MAX_VARIANT))
def test_a_variant_is_read_as_it_is_typed(variant):
    assert variant_of(str(variant)) == variant_of(f"  {variant:016} ") == variant


def test_a_typed_variant_is_a_whole_number_within_its_bounds():
    assert variant_of("１２") == 12
    words = "must be a whole number from 0 to"
    holds(variant_of, [(str(MAX_VARIANT), str(MAX_VARIANT + 1)), ("0", "-1"), ("0" * 16, "0" * 17)], words)
    for text in ("1.0", "1e3", "+1", "1 2", "x" * 10**6, "²x"):
        with pytest.raises(BadInput, match=words):
            variant_of(text)
    for text in ("", "  ", " " * MAX_TYPED + "1"):
        with pytest.raises(BadInput, match="the variant is empty"):
            variant_of(text)
