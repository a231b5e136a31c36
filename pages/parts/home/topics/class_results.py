"""A class's lines, pasted, as a table: scores worked out again, hints, answers, and the commonest wrong ones."""

from __future__ import annotations

import re

import streamlit as st

from core import exercises
from core.errors import BadInput, Message
from core.exercises import BoxResult, ClassResults, Row
from core.words import LANGUAGES, N_, gettext
from pages.shared import answers, downloads, exercise, frame, tall_rows
from pages.shared.page import Page

QUICK_CHARACTERS = 20_000  # of some hundred lines
SECONDS = 60.0  # for ten thousand
MAX_PROBLEMS = 20  # lines that are told of one by one
MAX_NUMBERS = 20  # of lines that are named
_READ = "class read"


def draw(page: Page) -> None:
    """Paste, read, see. The text stays in this session: it is in no address, and nothing keeps it."""
    _ = page.translate
    st.markdown(
        _(
            "Paste the lines that your students handed in, one per student, with a name in front if you like. The answers in each link are marked again; the score written in the line is ignored. Nothing is stored: reloading the page clears it."
        )
    )
    text = st.text_area(_("Results of a class, one line each"), key=page.key("class lines"), height=120)
    if text.strip():
        _results(page, text)
    st.caption(
        _(
            "A student's link contains the answers, the number of hints and “answer seen”, and it can be edited: use it to see what a class finds difficult, not for exams."
        )
    )


def _results(page: Page, text: str) -> None:
    try:
        results = _read(page, text)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    if results is not None:
        _told(page, results)
        if results.rows:
            _tables(page, results)


def _read(page: Page, text: str) -> ClassResults | None:
    """What the text says, read once for as long as it is the same; many lines by a worker: None while it does."""
    if QUICK_CHARACTERS < len(text) <= exercises.MAX_CHARACTERS:
        asked = answers.ask(page, "class", exercises.read_class, text, _titles(), deadline=SECONDS, private=True)
        if asked.result is None:
            asked.draw(N_("Marking …"))
        results: ClassResults | None = asked.result
        return results
    key = page.key(_READ)
    if key not in st.session_state or st.session_state[key][0] != text:
        st.session_state[key] = (text, exercises.read_class(text, _titles()))
    found: ClassResults = st.session_state[key][1]
    return found


def _titles() -> list[str]:
    """How lines begin, in every language; those that name the page alone are of an older lab."""
    titles = []
    for translate in map(gettext, LANGUAGES):
        titles += [translate(title) for title, _icon in frame.TITLES.values()]
        for kind in exercise.KINDS.values():
            titles.append(exercises.title_of(translate(frame.TITLES[kind.page][0]), translate(kind.title)))
    return titles


def _told(page: Page, results: ClassResults) -> None:
    """How many lines were read, and which were not."""
    _ = page.translate
    said = page.count("**{n} line** marked.", "**{n} lines** marked.", len(results.rows)).format(n=len(results.rows))
    if results.others:
        said += " " + page.count(
            "{n} line has no link to an exercise: {which}.",
            "{n} lines have no link to an exercise: {which}.",
            len(results.others),
        ).format(n=len(results.others), which=_numbers(page, results.others))
    if results.unanswered:
        said += " " + page.count(
            "{n} line has no answers and counts as not handed in: {which}.",
            "{n} lines have no answers and count as not handed in: {which}.",
            len(results.unanswered),
        ).format(n=len(results.unanswered), which=_numbers(page, results.unanswered))
    if results.crowded:
        said += " " + page.count(
            "{n} line has more than one link, and only one can be marked: {which}.",
            "{n} lines have more than one link, and only one can be marked: {which}.",
            len(results.crowded),
        ).format(n=len(results.crowded), which=_numbers(page, results.crowded))
    if results.left:
        said += " " + _("The last {n} lines were not read: the limit is {most} lines.").format(
            n=results.left, most=exercises.MAX_LINES
        )
    st.markdown(said)
    for number, problem in results.problems[:MAX_PROBLEMS]:
        st.warning(
            _("Line {n} was not marked: {why}. Its link was changed or cut off; ask for the line again.").format(
                n=number, why=_why(page, problem)
            )
        )
    if len(results.problems) > MAX_PROBLEMS:
        st.warning(_("… and {n} more lines like these.").format(n=len(results.problems) - MAX_PROBLEMS))


def _why(page: Page, problem: Message) -> str:
    """The rule that is broken, without what the student would do about it, which follows the semicolon."""
    return re.split("; |；", page.clause(problem), maxsplit=1)[0]


def _numbers(page: Page, lines: tuple[int, ...]) -> str:
    """Which lines; the first of many."""
    return page.translate(", ").join(map(str, lines[:MAX_NUMBERS])) + (" …" if len(lines) > MAX_NUMBERS else "")


def _tables(page: Page, results: ClassResults) -> None:
    _ = page.translate
    columns = [
        _("line"),
        _("name or note"),
        _("exercise"),
        _("variant"),
        _("correct"),
        _("of"),
        _("hints"),
        _("answer seen"),
        _("answers"),
    ]
    cells = [_cells(page, row) for row in results.rows]
    notes, answers = ([str(row[place]) for row in cells] for place in (1, -1))
    st.dataframe(
        [dict(zip(columns, row, strict=True)) for row in cells],
        hide_index=True,
        column_config={columns[1]: tall_rows.text_column(notes), columns[-1]: tall_rows.text_column(answers)},
        **tall_rows.heights((*notes, *answers), len(cells)),
    )
    downloads.button(
        page,
        "class results.csv",
        lambda: downloads.encoded(_csv(page, results, columns)),
        "text/csv",
    )
    st.markdown(f"### {_('What was difficult')}")
    wide = {_("box"): st.column_config.Column(width="medium")}  # its name in full
    st.dataframe([_of_box(page, one) for one in results.boxes], hide_index=True, column_config=wide)
    if results.box_count > len(results.boxes):
        st.caption(
            _("The {n} of {all} boxes with the most wrong answers.").format(n=len(results.boxes), all=results.box_count)
        )


def _csv(page: Page, results: ClassResults, columns: list[str]) -> str:
    _ = page.translate
    titles = {name: _(kind.title) for name, kind in exercise.KINDS.items()}
    return exercises.class_table(results, columns, titles, {name: _(said) for name, said in exercise.CHOICES.items()})


def _cells(page: Page, row: Row) -> tuple[object, ...]:
    result = row.result
    title = page.translate(exercise.KINDS[result.kind].title)
    answers = " ".join(_shown(page, text) for text in result.answers)
    seen = page.translate("yes") if result.seen else ""
    return row.number, row.note, title, result.variant, *row.score, result.hints, seen, answers


def _of_box(page: Page, one: BoxResult) -> dict[str, object]:
    _ = page.translate
    return {
        _("exercise"): _(exercise.KINDS[one.kind].title),
        _("variant"): one.variant,
        _("box"): exercise.box_label(page, one.box.name),
        _("correct"): one.right,
        _("wrong"): one.wrong,
        _("empty"): one.empty,
        _("commonest wrong answer"): _shown(page, one.commonest) if one.times else "",
        _("times"): one.times,
        _("correct answer"): _shown(page, one.box.answer),
    }


def _shown(page: Page, answer: str) -> str:
    """An answer in words; an empty box is a dot."""
    return page.translate(exercise.CHOICES[answer]) if answer in exercise.CHOICES else answer or "·"
