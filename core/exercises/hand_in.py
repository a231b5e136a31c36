"""An answered exercise as one line to hand in, and read back from it, whatever stands around it."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from core import links
from core.errors import BadInput
from core.exercises.making import KINDS, MAX_TYPED, STEPS, exercise_of, variant_of
from core.exercises.marking import answers_of, answers_text, marked, score

NONE = "none"  # no exercise
MAX_ANSWERS = 200  # characters of all answers
MAX_BOXES = 16
MAX_SETTINGS = 200  # of an address
BETWEEN = " · "
_LETTERS = string.ascii_letters
FIELDS: tuple[links.Field, ...] = (
    links.Choice("ask", NONE, (NONE, *KINDS)),
    # As it was typed: what is no variant stays in the field and in the address, below a sentence that says so.
    links.Text("variant", "1", max_length=MAX_TYPED, alphabet=f"{_LETTERS}0123456789 +-.,_^"),
    links.Text(
        "answers",
        "",
        max_length=MAX_ANSWERS,
        alphabet=f"{_LETTERS}0123456789+-./_",
    ),
    # 1 for each box that was changed after Check, 0 for the others; a line that is handed in has none: all of it is marked.
    links.Text("unchecked", "", max_length=MAX_BOXES, alphabet="01"),
    links.Whole("hints", 0, 0, STEPS),
    links.Flag("seen", False),  # the answer
)
_NAMES = frozenset(field.name for field in FIELDS)
_SIGNS = r"\w%&=.~:*+/\-"  # of an address
# An address's query that names an exercise, from its question mark on. No quantifier begins where another one ends in
# the same signs, so a long line takes no longer than reading it.
_QUERY = re.compile(rf"\?(?P<query>(?:[{_SIGNS}]*?&)?ask=[{_SIGNS}]*)", re.ASCII)
_WIDE = str.maketrans("０１２３４５６７８９－＋．／＿", "0123456789-+./_")  # as Chinese keyboards type answers
_BEFORE = re.compile(rf"[{_SIGNS}#@]", re.ASCII)


@dataclass(frozen=True)
class HandIn:
    """An exercise with its answers, the hints that were shown, and whether the answer was."""

    kind: str
    variant: int
    answers: tuple[str, ...]
    hints: int = 0
    seen: bool = False


def query(result: HandIn) -> str:
    """The settings of the address that opens the exercise with these answers."""
    values = {
        "ask": result.kind,
        "variant": str(result.variant),
        "answers": answers_text(result.answers),
        "unchecked": "",
        "hints": result.hints,
        "seen": result.seen,
    }
    return urlencode(links.encode(FIELDS, values).query, safe="/")


def title_of(page: str, exercise: str) -> str:
    """How a line begins: "page · exercise"."""
    return f"{page}{BETWEEN}{exercise}"


def head(result: HandIn, title: str, help_: str) -> str:
    """What a line says before its address: "title · variant · 6/6 · 1 hint · ".

    `title` is `title_of` the exercise and `help_` says how many hints were used, both in the student's language.

    Raises
    ------
    BadInput
        As `exercise_of` does.
    """
    right, of = score(marked(exercise_of(result.kind, result.variant), result.answers))
    return BETWEEN.join((title, str(result.variant), f"{right}/{of}", help_, ""))


def line(result: HandIn, title: str, help_: str, address: str) -> str:
    """ "page · exercise · variant · 6/6 · 1 hint · address": what a student hands in.

    Raises
    ------
    BadInput
        As `exercise_of` does.
    """
    return f"{head(result, title, help_)}{address}?{query(result)}"


def parsed(text: str) -> HandIn:
    """What a line hands in: read from its address alone, so the score that it claims is not believed.

    Raises
    ------
    BadInput
        No address of an exercise in it, or one with a setting that breaks a rule.
    """
    found = split(text)
    if found is None:
        raise BadInput("this line has no link to an exercise; paste what “Copy result” gives")
    return of_query(found[1])


def split(text: str) -> tuple[str, str, str] | None:
    """What stands before the address of an exercise, the address's query, and what stands behind; None without one."""
    text = text.replace("&amp;", "&").translate(_WIDE)
    found = _QUERY.search(text)
    if found is None:
        return None
    start = found.start()
    while start and _BEFORE.match(text, start - 1):
        start -= 1
    return text[:start], found["query"], text[found.end() :]


def of_query(text: str) -> HandIn:
    """The exercise and answers of an address.

    Raises
    ------
    BadInput
        A setting that breaks a rule.
    """
    try:
        pairs = parse_qsl(text.rstrip(".,:"), max_num_fields=MAX_SETTINGS)
    except ValueError:
        pairs = []
    found = links.decode(FIELDS, {name: value for name, value in pairs if name in _NAMES})
    if found.ignored:
        raise BadInput(found.ignored[0].rule, **found.ignored[0].values)
    values = {field.name: field.default for field in FIELDS} | dict(found.values)
    exercise = exercise_of(values["ask"], variant_of(values["variant"]))
    answers = answers_of(exercise, values["answers"])
    return HandIn(exercise.kind, exercise.variant, answers, values["hints"], values["seen"])
