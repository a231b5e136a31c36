"""What is said on a page: whole sentences, in which a visitor's text stands as it is, whatever Markdown would make of it."""

import pytest

from core.errors import BadInput
from pages.shared.page import Page, literal


@pytest.mark.parametrize(
    "text",
    [
        "[Note]: see the edges",  # the definition of a link: Markdown shows nothing of it
        "- 3 apples",
        "1. first",
        "2) second",
        "---",
        "&lt;b&gt;",
        "&#60;",
        "3.",
        "a -- b",
    ],
)
def test_what_markdown_would_change_is_shown_as_code(text):
    assert literal(text) == f"`{text}`"


@pytest.mark.parametrize("text", ["Anna", "-3", "+1", "1.5", "R&D", "a - b", "互相关: 练习", "A [b] c", "(a & b)"])
def test_what_it_would_leave_alone_stays_text(text):
    assert literal(text) == text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (BadInput("the rate is {rate}", rate=3), "The rate is 3."),
        (BadInput("stride, dilation and padding are limited"), "Stride, dilation and padding are limited."),
        (BadInput("{name} is too large", name="conv_1"), "conv_1 is too large."),  # a name is written as it is
        (BadInput("print(model) gives no numbers; save it"), "print(model) gives no numbers; save it."),
        (BadInput("which one?"), "Which one?"),
        (BadInput("A sentence."), "A sentence."),
        (BadInput("got {text}", text="**3.**"), "Got `**3.**`."),
        (ValueError("a fault of ours"), "A fault of ours."),
    ],
)
def test_what_is_refused_is_told_in_a_sentence(said, sentence):
    assert Page("home", "en").sentence(said) == sentence


def test_within_another_sentence_it_stays_as_it_is_and_chinese_has_its_own_full_stop():
    said = BadInput("the learning rate must be above 0, got {rate}", rate=-1)
    assert Page("home", "en").clause(said) == "the learning rate must be above 0, got -1"
    assert Page("home", "zh").sentence(BadInput("没有标点")) == "没有标点。"
    assert Page("home", "zh").sentence(BadInput("已有句号。")) == "已有句号。"
