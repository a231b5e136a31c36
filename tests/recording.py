"""`pytest --sentences FILE`: which test provokes which sentence, for `.ci/sentences.py`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core.errors import Message

KEPT = 50  # errors of one rule that are looked at together


class Recorder:
    """Notes of each rule the first test that raises it (of a note: makes it), those back from a worker process included.

    An error that is made and not raised, in a table of rules, does not count: only a raised one has a traceback.
    """

    def __init__(self, file: str) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER")
        self.path = Path(f"{file}.{worker}" if worker else file)
        self.found: dict[str, str] = {}
        self.made: dict[str, list[BaseException]] = {}
        self.plain = Message.__init__

    def pytest_sessionstart(self) -> None:
        recorder, plain = self, self.plain

        def __init__(self: Message, rule: str, **values: object) -> None:
            plain(self, rule, **values)
            recorder.note(self)

        Message.__init__ = __init__  # type: ignore[method-assign]

    def note(self, said: Message) -> None:
        """One that was made just now."""
        if said.rule in self.found or not _current():
            return
        if not isinstance(said, BaseException):
            self.found[said.rule] = _current()
            return
        kept = self.made.setdefault(said.rule, [])
        if len(kept) >= KEPT:
            self.look(said.rule)
            kept.clear()
        kept.append(said)

    def look(self, rule: str) -> None:
        """Whether one of the errors of a rule was raised."""
        if any(error.__traceback__ is not None for error in self.made[rule]):
            self.found.setdefault(rule, _current())

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self) -> None:
        for rule in self.made:
            self.look(rule)
        self.made.clear()

    def pytest_sessionfinish(self) -> None:
        Message.__init__ = self.plain  # type: ignore[method-assign]
        self.path.write_text(json.dumps(self.found, ensure_ascii=False, indent=1), encoding="utf-8")


def register(config: pytest.Config) -> None:
    """Record, where it is asked for."""
    file = config.getoption("--sentences")
    if file:
        config.pluginmanager.register(Recorder(str(file)), "sentences")


def _current() -> str:
    """tests/core/test_x.py::test_name of what runs now, without its parameters."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0].partition("[")[0]
    file, _, name = test.partition("::")
    return f"{file}::{name.rpartition('::')[2]}" if name else ""
