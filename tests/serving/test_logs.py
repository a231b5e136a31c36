"""One line an event, whatever happened."""

from __future__ import annotations

import json
import logging
import sys

from serving.logs import OneLine


def record(said: str, *args: object, fails: bool = False) -> logging.LogRecord:
    trouble = None
    if fails:
        try:
            raise ValueError("what a visitor typed")
        except ValueError:
            trouble = sys.exc_info()
    made = logging.LogRecord("lab", logging.ERROR, __file__, 1, said, args, trouble)
    made.created = 0.0
    return made


def test_text_is_one_line_with_the_place_of_an_error() -> None:
    line = OneLine(as_json=False).format(record("It failed\nbadly", fails=True))
    assert line.startswith("1970-01-01 00:00:00Z ERROR lab: It failed badly (ValueError at ")
    assert "\n" not in line and "typed" not in line and "test_logs.py:" in line


def test_json_is_one_object() -> None:
    assert json.loads(OneLine(as_json=True).format(record("%s rows", 3))) == {
        "time": "1970-01-01T00:00:00Z", "level": "ERROR", "logger": "lab", "message": "3 rows",
    }  # fmt: skip
    told = json.loads(OneLine(as_json=True).format(record("of %s", "a visitor", fails=True)))
    assert told["message"] == "of %s" and told["error"].startswith("ValueError at ")


def test_a_developer_can_have_the_traceback() -> None:
    assert "what a visitor typed" in OneLine(as_json=False, traces=True).format(record("It failed", fails=True))
