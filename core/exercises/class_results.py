"""A class's lines as a table: who answered what, and which mistake was made most often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core import text_tables
from core.errors import BadInput, Message
from core.exercises.exercise import Box, Exercise, number, written
from core.exercises.hand_in import BETWEEN, HandIn, of_query, split
from core.exercises.making import KINDS, exercise_of
from core.exercises.marking import Mark, marked, score

MAX_LINES = 10_000
MAX_CHARACTERS = 4_000_000
MAX_NOTE = 60  # characters of what stands beside a line, a name as a rule
MAX_LINE = 20_000  # an address is shorter
MAX_BOXES = 200


@dataclass(frozen=True)
class Row:
    """One line that was read: its number from 1, what stood beside it, what it hands in, and how it is marked."""

    number: int
    note: str
    result: HandIn
    marks: tuple[Mark, ...]

    @property
    def score(self) -> tuple[int, int]:
        """(right, all), worked out from the answers."""
        return score(self.marks)


@dataclass(frozen=True)
class ClassResults:
    """All that was read of a paste.

    Attributes
    ----------
    rows : tuple of Row
    problems : tuple of (line number, Message)
        Lines with the address of an exercise that breaks a rule.
    unanswered : tuple of int
        The numbers of lines whose boxes are all empty: nothing was handed in.
    others : tuple of int
        The numbers of lines without such an address.
    crowded : tuple of int
        The numbers of lines with more than one address.
    left : int
        Lines beyond `MAX_LINES`, not read.
    boxes : tuple of BoxResult
        The boxes of every exercise that was handed in, the one with most wrong answers first; at most `MAX_BOXES`.
    box_count : int
        How many there are.
    """

    rows: tuple[Row, ...]
    problems: tuple[tuple[int, Message], ...]
    unanswered: tuple[int, ...]
    others: tuple[int, ...]
    crowded: tuple[int, ...]
    left: int
    boxes: tuple[BoxResult, ...]
    box_count: int


@dataclass(frozen=True)
class BoxResult:
    """One box of one exercise over a class: how many were right, wrong and empty, and the commonest wrong answer."""

    kind: str
    variant: int
    box: Box
    right: int
    wrong: int
    empty: int
    commonest: str
    times: int


def read_class(text: str, titles: Collection[str] = ()) -> ClassResults:
    """Read a class's lines, at most 10,000; `titles` begin a line and are nobody's name: `title_of` each exercise.

    Raises
    ------
    BadInput
        More than four million characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(
            "the text has {found:,} characters, more than {most:,}; paste the lines of one class at a time",
            found=len(text),
            most=MAX_CHARACTERS,
        )
    lines = [(n, one) for n, one in enumerate(text.splitlines(), start=1) if one.strip()]
    rows: list[Row] = []
    made: dict[tuple[str, int], Exercise] = {}
    problems: list[tuple[int, Message]] = []
    unanswered: list[int] = []
    others: list[int] = []
    crowded: list[int] = []
    for n, one in lines[:MAX_LINES]:
        found = split(one[:MAX_LINE])
        if found is None:
            others.append(n)
            continue
        if split(found[2]) is not None:
            crowded.append(n)
            continue
        try:
            result = of_query(found[1])
            if not any(result.answers):
                unanswered.append(n)
                continue
            which = result.kind, result.variant
            made[which] = made.get(which) or exercise_of(*which)
            marks = marked(made[which], result.answers)
            rows.append(Row(n, _note(found[0], found[2], titles), result, marks))
        except BadInput as error:
            problems.append((n, error))
    left = max(0, len(lines) - MAX_LINES)
    boxes = _by_box(rows, made)
    return ClassResults(
        tuple(rows),
        tuple(problems),
        tuple(unanswered),
        tuple(others),
        tuple(crowded),
        left,
        boxes[:MAX_BOXES],
        len(boxes),
    )


def _note(before: str, after: str, titles: Collection[str]) -> str:
    """What stands beside the line, without the line's own parts: the student's name, as a rule."""
    parts = before.split(BETWEEN)
    if len(parts) >= 5:  # …title, variant, score, hints, and nothing before the address
        before = BETWEEN.join(parts[:-4])
        title = max((title for title in titles if before.endswith(title)), key=len, default="")
        before = before.removesuffix(title)
    around = (" ".join(text.split()).strip(" :;,·—–-<>()[]\"'") for text in (before, after))
    return next((text for text in around if text), "")[:MAX_NOTE]


def _by_box(rows: Sequence[Row], made: Mapping[tuple[str, int], Exercise]) -> tuple[BoxResult, ...]:
    """Every box of every exercise that was handed in, the one with most wrong answers first."""
    answers: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        answers[row.result.kind, row.result.variant].append(row)
    found = [
        _of_box(those, place, box) for which, those in answers.items() for place, box in enumerate(made[which].boxes)
    ]
    return tuple(sorted(found, key=lambda one: (-one.wrong, KINDS.index(one.kind), one.variant)))


def _of_box(rows: Sequence[Row], place: int, box: Box) -> BoxResult:
    marks = Counter(row.marks[place] for row in rows)
    wrong = Counter(_same(box, row.result.answers[place]) for row in rows if row.marks[place] == "wrong")
    commonest, times = max(wrong.items(), key=lambda one: one[1], default=("", 0))
    kind, variant = rows[0].result.kind, rows[0].result.variant
    return BoxResult(kind, variant, box, marks["right"], marks["wrong"], marks["empty"], commonest, times)


def _same(box: Box, answer: str) -> str:
    """An answer as it is counted: 0.50 is 0.5."""
    return answer if box.options else written(number(answer))


def class_table(
    results: ClassResults, columns: Sequence[str], titles: Mapping[str, str], choices: Mapping[str, str]
) -> str:
    """The rows as CSV under these nine columns: line, beside it, exercise, variant, right, of, hints, answer seen, answers.

    Kinds of exercise and answers that are chosen are written by the names that `titles` and `choices` give them.
    """
    return text_tables.written(
        columns,
        (
            (
                row.number,
                row.note,
                titles.get(row.result.kind, row.result.kind),
                row.result.variant,
                *row.score,
                row.result.hints,
                int(row.result.seen),
                " ".join(choices.get(answer, answer) or "·" for answer in row.result.answers),
            )
            for row in results.rows
        ),
    )
