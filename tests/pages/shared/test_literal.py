"""A visitor's text stands on the page as it is, whatever Markdown would make of it."""

import pytest

from pages.shared.page import literal


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
