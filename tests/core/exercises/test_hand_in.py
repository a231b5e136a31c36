"""The line that is handed in: what is read back, what is not believed, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.exercises import HandIn, answers_of, exercise_of, line, parsed, query, solution, title_of
from core.exercises.hand_in import MAX_ANSWERS, MAX_SETTINGS, split
from tests.core.bounds import holds
from tests.core.exercises.variants import kinds_and_variants, results

HOSTS = (
    "https://lab.example/cross_correlation",
    "http://localhost:8501/x/y_z",
    "/cross_correlation",
    "cross_correlation",
    "",
)
AROUND = ("", "Anna: ", "张三：", "Result (", "1. ", "=HYPERLINK(", "\t", "Y?[", "a=b&c ")


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


def test_figures_of_a_chinese_keyboard_are_read():
    assert parsed("http://x/?ask=shape&variant=７&answers=１７_－4") == HandIn("shape", 7, ("17", "-4"))


def test_the_address_is_all_that_stands_without_a_space_before_its_question_mark():
    assert split("Ann: http://x/#a?ask=Y") == ("Ann: ", "ask=Y", "")
    assert split("/?ask=Y Ben") == ("", "ask=Y", " Ben")
    assert split("（http://x/?lang=zh&ask=Y&hints=1）") == ("（", "lang=zh&ask=Y&hints=1", "）")
    assert split("http://x/?lang=zh") is None


def test_as_many_settings_and_characters_as_an_address_may_have():
    ask = "http://x/?ask=shape"
    holds(lambda count: parsed(ask + "&a=1" * count), [(MAX_SETTINGS - 1, MAX_SETTINGS)], "there is no exercise")
    zeros = "0" * (MAX_ANSWERS - 4)
    for refused, words in ((f"1_{zeros}7_", "the exercise has 2 boxes, but"), (f"1_{zeros}7__", "longer than 200")):
        holds(lambda text: parsed(f"{ask}&answers={text}"), [("10_7", refused)], words)


@kinds_and_variants
def test_the_solution_has_room_in_an_address(kind, variant):
    exercise = exercise_of(kind, variant)
    handed_in = HandIn(kind, variant, solution(exercise), 2, True)
    assert parsed(f"?{query(handed_in)}") == handed_in
    assert answers_of(exercise, "_".join(solution(exercise))) == solution(exercise)
