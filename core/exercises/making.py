"""The kinds of exercises, and how one is made from its variant."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

from core.errors import BadInput, Message
from core.exercises.conventions import Results
from core.exercises.draws import Draws
from core.exercises.exercise import Exercise, Question
from core.exercises.matrices import KernelSought, Sign, Values
from core.exercises.rates import Rate
from core.exercises.sizes import Cover, Field, Shape

MAX_TYPED = 40  # characters of what is typed in place of a variant
MAX_VARIANT = 10**15  # browsers count exactly up to 9·10¹⁵
STEPS = 2  # of hints
_DRAWN: dict[str, Callable[[Draws, int], Question]] = {
    "Y": Values.drawn,
    "shape": Shape.drawn,
    "kernel": KernelSought.drawn,
    "sign": Sign.drawn,
    "rate": Rate.drawn,
    "field": Field.drawn,
    "layers": Cover.drawn,
    "convention": Results.drawn,
}
KINDS: tuple[str, ...] = tuple(_DRAWN)


def exercise_of(kind: str, variant: int) -> Exercise:
    """The exercise of this kind and variant, always the same one.

    Raises
    ------
    BadInput
        A kind that does not exist, a variant that is no whole number from 0 to 10¹⁵.
    """
    if kind not in _DRAWN:
        raise BadInput(
            "there is no exercise “{kind}”; choose one of {kinds}", kind=str(kind)[:40], kinds=", ".join(KINDS)
        )
    if isinstance(variant, bool) or not isinstance(variant, int) or not 0 <= variant <= MAX_VARIANT:
        raise _no_variant(str(variant))
    return _made(kind, variant)


def variant_of(text: str) -> int:
    """The variant that an address says, or that somebody has typed.

    Raises
    ------
    BadInput
        It is no whole number from 0 to 10¹⁵.
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_TYPED]).strip()
    if not plain:
        raise BadInput("the variant is empty; type a whole number from 0 to {most}", most=MAX_VARIANT)
    if not re.fullmatch(r"[0-9]{1,16}", plain) or int(plain) > MAX_VARIANT:
        raise _no_variant(text)
    return int(plain)


def _no_variant(text: str) -> BadInput:
    return BadInput(
        "the variant must be a whole number from 0 to {most}, got {variant}", most=MAX_VARIANT, variant=text[:MAX_TYPED]
    )


@functools.lru_cache(maxsize=256)  # a class often has one variant for all
def _made(kind: str, variant: int) -> Exercise:
    return Exercise(kind, variant, _DRAWN[kind](Draws(f"{kind} {variant}"), variant))


def hints(exercise: Exercise, steps: int) -> tuple[Message, ...]:
    """The first `steps` of the two hints."""
    return exercise.question.hints()[: max(0, steps)]


def another(exercise: Exercise) -> Exercise:
    """The next variant whose numbers are not these; behind the last one comes variant 0."""
    variant = exercise.variant
    while True:
        variant = variant + 1 if variant < MAX_VARIANT else 0
        found = exercise_of(exercise.kind, variant)
        if repr(found.question) != repr(exercise.question):
            return found
