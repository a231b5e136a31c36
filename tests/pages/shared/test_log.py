"""The log is bounded, and says nothing that a visitor typed."""

from __future__ import annotations

import logging

from pages.shared import log


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("lab", logging.WARNING, "", 0, "%s", (text,), None)


def test_a_minute_has_so_many_lines_and_the_next_one_says_how_many_more_there_were() -> None:
    seconds = [30.0]
    bound = log.PerMinute(2, lambda: seconds[0])
    assert [bool(bound.filter(record(str(place)))) for place in range(5)] == [True, True, False, False, False]
    seconds[0] = 59.9
    assert not bound.filter(record("still the same minute"))
    seconds[0] = 60.0
    later = record("later")
    assert bound.filter(later)
    assert later.getMessage() == "later (and 4 more lines that were left out)"
    after = record("after")
    assert bound.filter(after) and after.getMessage() == "after"


def test_an_error_is_told_by_its_kind_and_place_not_by_what_it_says() -> None:
    try:
        int("what a visitor typed")
    except ValueError as error:
        said = log.where(error)
    assert said.startswith("ValueError at ") and "test_log.py:" in said
    assert "typed" not in said
    assert log.where(KeyError("typed")) == "KeyError"


def test_each_logger_of_the_lab_is_bounded_once() -> None:
    first, again = log.logger("states"), log.logger("states")
    assert first is again and len(first.filters) == 1
