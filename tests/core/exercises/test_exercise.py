"""What an answer may be, which answers a box accepts, and how numbers are written."""

import pytest

from core.errors import BadInput
from core.exercises.exercise import MAX_NUMBER, Box, Question, factor, number, written
from tests.core.bounds import holds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("+4", 4),
        (".5", 0.5),
        ("5.", 5),
        ("1/20", 0.05),
        ("-1/4", -0.25),
        ("1/2.5", 0.4),
        ("2e-2", 0.02),
    ],
)
def test_an_answer_is_a_number_or_a_fraction(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1/0",
        "1/0.0",
        "nan",
        "inf",
        "1e99",
        "1_0",
        "--1",
        "1 2",
        "=1+1",
        "9" * 10**6,
        "1/1/1",
        "1/-2",
        "2e100",
        "１",
    ],
)
def test_what_is_no_short_number_is_a_sentence(text):
    with pytest.raises(BadInput, match="not a number that can be an answer"):
        number(text)


def test_the_longest_and_the_largest_answer():
    holds(
        number,
        [
            ("0." + "1" * 10, "0." + "1" * 11),
            (f"{MAX_NUMBER:.0f}", f"{MAX_NUMBER + 1:.0f}"),
            (f"-{MAX_NUMBER:.0f}", f"-{MAX_NUMBER + 1:.0f}"),
        ],
        "not a number",
    )


def test_a_box_accepts_its_answer_within_its_tolerance_or_its_option_alone():
    exact, near, chosen = Box("a", "-2"), Box("a", "-2", tolerance=0.25), Box("a", "1", ("1", "1.0"))
    assert [exact.accepts(text) for text in ("-2", "-2.0", "-4/2", "-2.00001", "2")] == [True, True, True, False, False]
    assert [near.accepts(text) for text in ("-2.5", "-1.5", "-2.51", "-1.49", "2")] == [True, True, False, False, False]
    assert [chosen.accepts(text) for text in ("1", "1.0", "2")] == [True, False, False]
    assert [Box("a", "0").accepts(text) for text in ("1e-9", "1.1e-9")] == [True, False]


def test_numbers_as_answers_and_as_factors():
    assert [written(value) for value in (3.0, -0.0, -2.0, 0.5, 2 + 1e-10, 1.99999)] == [
        "3",
        "0",
        "-2",
        "0.5",
        "2",
        "1.99999",
    ]
    assert [factor(value) for value in (3.0, 0.0, -2.0, -0.5)] == ["3", "0", "(−2)", "(−0.5)"]


class Three(Question):
    """Two numbers and a choice."""

    boxes = Box("a", "1"), Box("b", "-2"), Box("c", "yes", ("yes", "no"))

    def hints(self):
        raise NotImplementedError


def test_each_answer_is_right_by_itself_and_an_empty_one_is_not():
    assert Three().right(("1", "-2", "yes")) == (True, True, True)
    assert Three().right(("2", "", "no")) == (False, False, False)
    assert Three().right(("", "-2.0", "")) == (False, True, False)
    with pytest.raises(ValueError):
        Three().right(("1", "-2"))
