"""`pytest --sentences FILE`: which test provokes which sentence, for `.ci/sentences.py`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core.errors import Message


class Recorder:
    """Notes of each rule the first test that makes it, those that came back from a worker process included."""

    def __init__(self, file: str) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER")
        self.path = Path(f"{file}.{worker}" if worker else file)
        self.found: dict[str, str] = {}
        self.plain = Message.__init__

    def pytest_sessionstart(self) -> None:
        plain, found = self.plain, self.found

        def __init__(self: Message, rule: str, **values: object) -> None:
            test = _current()
            if test:
                found.setdefault(rule, test)
            plain(self, rule, **values)

        Message.__init__ = __init__  # type: ignore[method-assign]

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
