"""Terms explain themselves where they first stand, and nothing else of a text is touched."""

import re
from pathlib import Path

import pytest

from core import words
from pages.shared import prose
from tests.core.test_glossary import TERMS, rows

LOCALES = Path(words.__file__).parent / "locales"
SECTIONS = [
    (language, path.stem, section)
    for language in words.LANGUAGES
    for path in sorted((LOCALES / language).glob("*.md"))
    for section in re.findall(r"<!-- section: (\w+) -->", path.read_text(encoding="utf-8"))
]
MARK = re.compile(r'<dfn class="term"[^>]*>(.*?)<span class="meaning" role="tooltip" id="([\w-]+)">(.*?)</span></dfn>')


def marks(text, language="en", told=None, section="idea"):
    """(what is marked, its meaning) in order."""
    return [(m[1], m[3]) for m in MARK.finditer(prose.explained(text, language, {} if told is None else told, section))]


def test_terms_are_the_glossarys_in_both_languages():
    assert {row[0]: row[2] for row in rows()} == prose.TERMS
    for term, chinese in TERMS.items():
        assert chinese in words.gettext("zh")(term)
        assert re.search("[\u4e00-\u9fff]", words.gettext("zh")(prose.TERMS[term]))


@pytest.mark.parametrize(("language", "page", "section"), SECTIONS)
def test_without_its_marks_a_section_is_what_it_was_and_no_term_is_told_twice(language, page, section):
    text = words.prose(page, section, language)
    explained = prose.explained(text, language, {}, section)
    assert MARK.sub(r"\1", explained) == text
    names = [m[2] for m in MARK.finditer(explained)]
    assert len(names) == len(set(names)) == explained.count("<dfn")
    for found in MARK.finditer(explained):
        before = explained[: found.start()]
        assert before.count("```") % 2 == 0 and before.count("$$") % 2 == 0
        assert not before.rpartition("\n")[2].startswith("#")


def test_only_the_first_occurrence_is_marked_and_the_longer_term_wins():
    assert marks("A kernel, kernels. Two effective receptive fields, a receptive field.") == [
        ("kernel", "the small matrix of weights that slides over the input"),
        ("effective receptive fields", "where in the receptive field a unit&#x27;s squared gradient is concentrated"),
        ("receptive field", "all input cells that can affect a unit"),
    ]
    assert marks("卷积层用卷积核，轮廓，每轮之后再卷积", "zh") == [
        ("卷积核", "在输入上滑动的小权重矩阵"),
        ("轮", "把全部数据用过一遍"),
        ("卷积", "卷积核旋转 180° 后的同样的求和；深度学习中也用它称呼互相关"),
    ]


def test_code_formulas_headings_and_links_are_left_alone():
    kept = "# The stride\n`stride` $stride$\n```\npadding = stride\n```\n$$stride$$ [stride](#x) **a stride here** *stride here*"
    assert marks(kept) == []
    assert [shown for shown, _ in marks(f"{kept} the **stride** and Padding")] == ["**stride**", "Padding"]


def test_a_term_belongs_to_the_section_that_told_it_first_however_often_it_is_drawn():
    told = {}
    assert len(marks("a kernel", told=told, section="idea")) == 1
    assert marks("a kernel and a loss", told=told, section="theory")[0][0] == "loss"
    assert len(marks("a kernel", told=told, section="idea")) == 1  # a part of the page drawn anew
