"""One term, one word: what docs/glossary.md says is what the catalogues say."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "core" / "locales" / "zh" / "LC_MESSAGES"
ENTRIES = [entry for path in sorted(CATALOGUES.glob("*.po")) for entry in polib.pofile(str(path))]


def rows():
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return cells[2:]  # without the head and its rule


TERMS = {row[0]: row[1] for row in rows()}
# English words that are part of a name or of another sense, where the translation rightly has another word.
OTHERWISE = re.compile(r"Gaussian of|bias-free|in one pass|JPEG's losses")


def chinese(entry):
    return entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr


def uses(term, text):
    """Whether `text` uses the term itself, not a longer one of the glossary that contains it."""
    bare = re.sub(r"\{[^}]*\}|“[^”]*”|model\.\w+\(\)|\w+=\w+", " ", text)
    for longer in TERMS:
        if longer != term and term in longer:
            bare = re.sub(rf"\b{re.escape(longer)}s?\b", " ", bare, flags=re.IGNORECASE)
    return re.search(rf"\b{re.escape(term)}(s|es)?\b", bare, re.IGNORECASE) is not None


def test_the_glossary_is_a_table_of_whole_rows():
    assert len(rows()) >= 30
    assert all(len(row) == 4 and all(row) for row in rows())
    assert len(TERMS) == len(rows())


@pytest.mark.parametrize("term", TERMS)
def test_catalogues_use_the_glossarys_word(term):
    wrong = {
        entry.msgid: chinese(entry)
        for entry in ENTRIES
        if uses(term, entry.msgid) and not OTHERWISE.search(entry.msgid) and TERMS[term] not in chinese(entry)
    }
    assert wrong == {}


def test_most_terms_are_labels_of_the_lab():
    used = [term for term in TERMS if any(uses(term, entry.msgid) for entry in ENTRIES)]
    assert len(used) >= 30
