"""The line that is handed in, and a class's lines: what is read back, what is not believed, what is refused."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.exercises import (
    KINDS,
    MAX_CHARACTERS,
    MAX_LINES,
    MAX_VARIANT,
    HandIn,
    answers_of,
    class_table,
    exercise_of,
    line,
    marked,
    parsed,
    query,
    read_class,
    solution,
    title_of,
)
from core.exercises.class_results import MAX_BOXES
from tests.core.bounds import holds

TITLES = ("Cross-correlation", "互相关", "Cross-correlation · The output's size", "互相关 · 输出的大小")
HOSTS = (
    "https://lab.example/cross_correlation",
    "http://localhost:8501/x/y_z",
    "/cross_correlation",
    "cross_correlation",
    "",
)
AROUND = ("", "Anna: ", "张三：", "Result (", "1. ", "=HYPERLINK(", "\t", "Y?[", "a=b&c ")


@st.composite
def results(draw):
    """An exercise with right, wrong and empty answers."""
    exercise = exercise_of(draw(st.sampled_from(KINDS)), draw(st.integers(0, MAX_VARIANT)))
    answers = [
        draw(st.sampled_from([box.answer, "", box.options[0] if box.options else "-7", box.answer]))
        for box in exercise.boxes
    ]
    return HandIn(exercise.kind, exercise.variant, tuple(answers), draw(st.integers(0, 2)), draw(st.booleans()))


@given(
    results(),
    st.sampled_from(HOSTS),
    st.sampled_from(AROUND),
    st.sampled_from(["", " – bye", ".", ")", "，完。", "\n"]),
)
def test_a_line_is_read_back_whatever_stands_around_it(result, host, before, after):
    said = line(result, "Cross-correlation", "1 hint", host)
    assert parsed(before + said + after) == result
    assert parsed(f"{before}{host}?lang=zh&{query(result)}&nonsense=1{after}".replace("&", "&amp;")) == result


def test_a_line_says_page_exercise_variant_score_hints_and_address():
    result = HandIn("shape", 1, ("10", "7"), 1)
    title = title_of("Cross-correlation", "The output's size")
    said = line(result, title, "1 hint", "https://lab.example/cross_correlation")
    assert said == (
        "Cross-correlation · The output's size · 1 · 1/2 · 1 hint · "
        "https://lab.example/cross_correlation?ask=shape&answers=10_7&hints=1"
    )
    assert parsed(said.replace("&hints", "&unchecked=01&hints")) == result  # an address that was copied before Check


def test_whoever_handed_in_is_named_by_what_stands_beside_the_line_and_not_by_its_title():
    result = HandIn("shape", 1, ("10", "7"))
    for title in TITLES:
        for before, after in (("Anna: ", ""), ("李雷 ", ""), ("", " Ben"), ("", "")):
            found = read_class(before + line(result, title, "0 hints", "http://x/") + after, TITLES)
            assert found.rows[0].note == (before + after).strip(" :"), title


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no link to an exercise"),
        ("Cross-correlation · 7 · 6/6 · 1 hint", "no link to an exercise"),
        ("http://x/?variant=3", "no link to an exercise"),
        ("http://x/?ask=", "there is no exercise “none”"),
        ("http://x/?ask=nothing", "no option “nothing”"),
        ("http://x/?ask=Y&variant=1000000000000000000000000000000", "the variant must be a whole number from 0"),
        ("http://x/?ask=Y&variant=1000000000000001", "got 1000000000000001"),
        ("http://x/?ask=Y&variant=" + "1" * 41, "longer than 40 characters"),
        ("http://x/?ask=Y&variant=10%5E30", "got 10^30"),
        ("http://x/?ask=Y&variant=-1", "the variant must be a whole number from 0"),
        ("http://x/?ask=Y&answers=1_2", "the exercise has 6 boxes, but the number of answers in the link is 2"),
        ("http://x/?ask=Y&answers=" + "1_" * 5000, "longer than"),
        ("http://x/?ask=sign&answers=plus_plus_up", "is not a choice"),
        ("http://x/?ask=Y&answers=1_2_3_4_5_e", "not a number that can be an answer"),
        ("http://x/?ask=Y&unchecked=2", "“unchecked” contains characters that are not allowed"),
        ("http://x/?ask=Y&unchecked=" + "1" * 17, "longer than 16 characters"),
        ("http://x/?ask=Y&hints=3", "“hints” must be between"),
        ("http://x/?ask=Y&seen=2", "“seen” must be 0 or 1"),
        ("http://x/?ask=Y" + "&a=1" * 1000, "there is no exercise “none”"),
    ],
)
def test_a_line_that_breaks_a_rule_is_a_sentence(text, says):
    with pytest.raises(BadInput) as raised:
        parsed(text)
    assert says in str(raised.value)


def answered(*answers, kind="shape", variant=1):
    """A line as the lab makes it, its score made up."""
    result = HandIn(kind, variant, answers)
    real = line(result, "Cross-correlation", "0 hints", "https://lab.example/cross_correlation")
    return real.replace("1/2", "2/2").replace("0/2", "2/2")


def test_a_class_is_marked_again_and_its_commonest_mistake_found():
    text = "\n".join(
        [
            f"Anna: {answered('10', '8')}",
            "",
            f"{answered('10', '7')}  Ben",
            answered("9", "7.0"),
            "Dear teacher,",
            answered("", "9"),
            "https://lab.example/?ask=shape&answers=1",
            f"Cem {answered('', '')}",
        ]
    )
    found = read_class(text, TITLES)
    assert [(row.number, row.note, row.score) for row in found.rows] == [
        (1, "Anna", (2, 2)),
        (3, "Ben", (1, 2)),
        (4, "", (0, 2)),
        (6, "", (0, 2)),
    ]
    assert (found.others, found.left, [n for n, _ in found.problems]) == ((5,), 0, [7])
    assert found.unanswered == (8,)  # nobody's mistake, and no box is counted
    columns, rows = found.boxes
    assert (columns.box.name, columns.right, columns.wrong, columns.empty) == ("columns", 1, 3, 0)
    assert (columns.commonest, columns.times) == ("7", 2)  # 7.0 is 7
    assert (rows.box.name, rows.right, rows.wrong, rows.empty, rows.commonest) == ("rows", 2, 1, 1, "9")


def test_a_second_address_on_a_line_is_told_of_and_figures_of_a_chinese_keyboard_are_read():
    found = read_class(f"Ann {answered('10', '8')} Ben {answered('1', '8')}")
    assert found.rows == () and found.crowded == (1,) and not found.problems
    assert parsed("http://x/?ask=shape&variant=７&answers=１７_－4") == HandIn("shape", 7, ("17", "-4"))


@given(st.lists(results(), max_size=8))
def test_every_box_of_every_line_is_counted_once(handed_in):
    found = read_class("\n".join(line(one, "T", "", "x") for one in handed_in))
    empty = tuple(n for n, one in enumerate(handed_in, start=1) if not any(one.answers))
    handed_in = [one for one in handed_in if any(one.answers)]
    assert [row.result for row in found.rows] == handed_in and found.unanswered == empty
    expected = sum(len(one.answers) for one in handed_in)
    assert sum(one.right + one.wrong + one.empty for one in found.boxes) == expected
    for row in found.rows:
        assert row.marks == marked(exercise_of(row.result.kind, row.result.variant), row.result.answers)


def test_a_class_has_bounds():
    holds(
        lambda count: read_class("x" * count),
        [(MAX_CHARACTERS, MAX_CHARACTERS + 1), (1, 10_000_000)],
        "paste the lines of one class",
    )
    one = answered("10", "8")
    found = read_class(f"{one}\n" * (MAX_LINES + 5))
    assert (len(found.rows), found.left) == (MAX_LINES, 5)
    found = read_class("\n".join(answered("10", "8", variant=variant) for variant in range(MAX_BOXES)))
    assert (len(found.boxes), found.box_count) == (MAX_BOXES, 2 * MAX_BOXES)


@pytest.mark.parametrize(
    "text", ["?" * 10**6, "?ask=" * 10**5, "?a&" * 10**5, "&amp;" * 10**5, "\x00\ud800?ask=Y", " · " * 10**5]
)
def test_no_text_is_too_odd_to_be_read(text):
    found = read_class(text)
    assert len(found.rows) + len(found.problems) + len(found.others) + len(found.unanswered) + len(found.crowded) <= 1


def test_what_a_spreadsheet_would_run_is_written_so_that_it_does_not():
    found = read_class(f"=cmd|' /C calc'!A0 {answered('10', '8')}\n{answered('-3', '8')}", TITLES)
    columns = [f"c{n}" for n in range(9)]
    titles, choices = {"shape": "The size"}, {"8": "=eight"}  # in the language of the page
    table = list(csv.reader(io.StringIO(class_table(found, columns, titles, choices))))
    assert [row[2] for row in table[1:]] == ["The size", "The size"]
    assert [len(row) for row in table] == [9, 9, 9]
    assert table[1][1].startswith("'=cmd")
    assert table[1][4:6] == ["2", "2"]
    assert table[2][8] == "'-3 =eight"
    assert float(table[2][0]) == 2


@given(st.sampled_from(KINDS), st.integers(0, MAX_VARIANT))
def test_the_solution_has_room_in_an_address(kind, variant):
    exercise = exercise_of(kind, variant)
    handed_in = HandIn(kind, variant, solution(exercise), 2, True)
    assert parsed(f"?{query(handed_in)}") == handed_in
    assert answers_of(exercise, "_".join(solution(exercise))) == solution(exercise)
