"""Which test runs in which process of `pytest -n 2`: those of one file in one, the slow files first.

What the tests of a file share (a server, a program that has come up, experiments that have begun) is made once so. All
tests in the browser stay together: they share a browser, a server and pages that have compiled its scripts.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

BROWSER = "tests/browser/"


class ByFile(LoadFileScheduling):
    """A file at a time; those in the browser are one."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else str(super()._split_scope(nodeid))


def slow_first(items: list[pytest.Item]) -> None:
    """Put what takes longest to the front: at the end, when nothing is left for the other process, only short files run."""

    def file(item: pytest.Item) -> str:
        return item.nodeid.partition("::")[0]

    slow = {file(item) for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (not item.nodeid.startswith(BROWSER), file(item) not in slow))
