"""Every sentence in both languages, and none outside the catalogues."""

import ast
import importlib.util
import re
import string
from pathlib import Path

import polib
import pytest

from core import words
from core.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci" / "words.py")
catalogues = importlib.util.module_from_spec(spec)
spec.loader.exec_module(catalogues)

ENTRIES = [entry for path in sorted(catalogues.CATALOGUES.glob("*.po")) for entry in polib.pofile(str(path))]
SHOWN = {
    "title", "header", "subheader", "caption", "text", "markdown", "write", "info", "warning", "error", "success",
    "button", "checkbox", "toggle", "radio", "selectbox", "multiselect", "slider", "select_slider", "number_input",
    "text_input", "text_area", "file_uploader", "download_button", "popover", "expander", "metric", "segmented_control",
    "pills", "tabs", "spinner", "status", "link_button", "page_link", "camera_input", "toast", "form_submit_button",
}  # fmt: skip
SPOKEN_ARGUMENTS = {"help", "placeholder", "caption", "label", "alt"}
WORD = re.compile(r"[A-Za-z]{3,}|[\u4e00-\u9fff]")


def test_no_text_is_missing_stale_or_untranslated():
    assert catalogues.troubles() == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.msgid[:40])
def test_translations_keep_the_fields_of_the_sentence(entry):
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    if "{" in entry.msgid:
        assert fields(entry.msgstr) == fields(entry.msgid)


def _literals(node):
    """The string literals that a shown argument is made of, unless a gettext call wraps them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.JoinedStr):
        yield from (part for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, (ast.List, ast.Tuple)):
        for part in node.elts:
            yield from _literals(part)
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left)
        yield from _literals(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def outside_the_catalogues(source):
    """Literals with words in them that a Streamlit call would show as they are."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        shown = [node.args[0]] if node.func.attr in SHOWN and node.args else []
        if node.func.attr in SHOWN:
            shown += [k.value for k in node.keywords if k.arg in SPOKEN_ARGUMENTS]
        for argument in shown:
            for literal in _literals(argument):
                # LaTeX, HTML tags, placeholders and the names of files are not words.
                bare = re.sub(
                    r"\$[^$]*\$|<[^>]*>|:[a-z_]+/[a-z_]+:|`[^`]*`|pages/\w*|[\w ]*\.(py|png|svg|csv|json|md|keras)$",
                    "",
                    literal.value,
                )
                if WORD.search(bare):
                    found.append((literal.lineno, literal.value))
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_visible_literal_stands_outside_the_catalogues(path):
    assert outside_the_catalogues(path.read_text(encoding="utf-8")) == []


def test_the_search_for_literals_finds_one():
    assert outside_the_catalogues('st.button("Start training")') == [(1, "Start training")]
    assert outside_the_catalogues('st.button(f"rate {x}")') == [(1, "rate ")]
    assert outside_the_catalogues('st.button(_("Start training"))') == []


def test_prose_has_the_same_sections_in_both_languages():
    def sections(path):
        return re.findall(r"^<!-- section: (\w+) -->", path.read_text(encoding="utf-8"), re.MULTILINE)

    english = {path.name: sections(path) for path in (catalogues.CATALOGUES.parents[1] / "en").glob("*.md")}
    chinese = {path.name: sections(path) for path in (catalogues.CATALOGUES.parents[1] / "zh").glob("*.md")}
    assert english
    assert english == chinese


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh"), ("zh-Hant-TW", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr", "en"), (None, "en")],
)
def test_the_language_follows_the_browser(locale, language):
    assert words.language_of(locale) == language


def test_a_rule_is_said_in_the_visitors_language():
    error = BadInput("“{name}” has rows of different lengths", name="k")
    assert words.sentence(error, "en") == "“k” has rows of different lengths"
    assert words.sentence(error, "zh") not in ("", str(error))
