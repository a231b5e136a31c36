"""A class's lines: who handed in what, which mistake was made most often, what was not read, and the table."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exercises import (
    MAX_CHARACTERS,
    MAX_LINES,
    HandIn,
    class_table,
    exercise_of,
    line,
    marked,
    query,
    read_class,
)
from core.exercises.class_results import MAX_BOXES, MAX_LINE
from tests.core.bounds import holds
from tests.core.exercises.variants import results

TITLES = ("Cross-correlation", "互相关", "Cross-correlation · The output's size", "互相关 · 输出的大小")


def answered(*answers, kind="shape", variant=1):
    """A line as the lab makes it, its score made up."""
    result = HandIn(kind, variant, answers)
    real = line(result, "Cross-correlation", "0 hints", "https://lab.example/cross_correlation")
    return real.replace("1/2", "2/2").replace("0/2", "2/2")


def test_whoever_handed_in_is_named_by_what_stands_beside_the_line_and_not_by_its_title():
    result = HandIn("shape", 1, ("10", "7"))
    for title in TITLES:
        for before, after in (("Anna: ", ""), ("李雷 ", ""), ("", " Ben"), ("", "")):
            found = read_class(before + line(result, title, "0 hints", "http://x/") + after, TITLES)
            assert found.rows[0].note == (before + after).strip(" :"), title


def test_of_a_line_the_title_may_be_the_pages_alone_and_a_name_may_have_dots_of_its_own():
    result = HandIn("shape", 1, ("10", "7"))
    said = line(result, "互相关", "0 hints", "http://x/")
    assert read_class(f"李雷 {said}", TITLES).rows[0].note == "李雷"
    assert read_class(f"Ann · 7b · {said}", TITLES).rows[0].note == "Ann · 7b"
    assert read_class(f"Ann · 7b · x · http://x/?{query(result)}", TITLES).rows[0].note == "Ann · 7b · x"


def test_of_what_stands_beside_a_line_sixty_characters_are_kept():
    address = f"http://x/?{query(HandIn('shape', 1, ('10', '7')))}"
    for length, kept in ((60, 60), (61, 60)):
        assert read_class(f"{'n' * length} {address}").rows[0].note == "n" * kept


def test_a_line_is_read_up_to_its_bound_and_an_address_behind_it_is_not():
    address = f"/?{query(HandIn('shape', 1, ('10', '7')))}"
    inside = read_class(" " * (MAX_LINE - len(address)) + address)
    assert inside.rows[0].result.answers == ("10", "7")
    assert read_class(" " * (MAX_LINE - len("/?ask")) + address).others == (1,)


def test_a_second_address_on_a_line_is_told_of():
    found = read_class(f"Ann {answered('10', '8')} Ben {answered('1', '8')}")
    assert found.rows == () and found.crowded == (1,) and not found.problems


def test_boxes_with_as_many_wrong_answers_come_in_the_order_of_the_kinds_and_variants():
    lines = answered("10", "8"), answered("99", "99", variant=5), answered("99", "99", variant=4)
    found = read_class("\n".join(lines)).boxes
    assert [(one.variant, one.wrong) for one in found] == [(4, 1), (4, 1), (5, 1), (5, 1), (1, 0), (1, 0)]
    assert (found[-1].right, found[-1].commonest, found[-1].times) == (1, "", 0)
    mixed = read_class(
        f"{answered('9999', '9999', '9999', kind='field', variant=2)}\n{answered('99', '99', variant=9)}"
    )
    assert [one.kind for one in mixed.boxes] == ["shape", "shape", "field", "field", "field"]


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
