"""What the server's log says of visitors: one line an event, and so many lines a minute, whatever they send."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

MAX_LINES = 20  # a minute, of one logger
_NAME = "convolution_lab"


class PerMinute(logging.Filter):
    """Lets `most` records a minute pass; the first of a later minute says how many did not.

    Parameters
    ----------
    clock : callable
        Seconds that only grow.
    """

    def __init__(self, most: int = MAX_LINES, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most, self._clock, self._lock = most, clock, threading.Lock()
        self._minute, self._passed, self._held = -1, 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        with self._lock:
            minute = int(self._clock() // 60)
            if minute != self._minute:
                self._minute, self._passed = minute, 0
            if self._passed >= self._most:
                self._held += 1
                return False
            self._passed += 1
            held, self._held = self._held, 0
        if held:
            record.msg, record.args = f"{record.getMessage()} (and {held} more lines that were left out)", ()
        return True


def logger(name: str) -> logging.Logger:
    """The lab's logger of this name, bounded."""
    found = logging.getLogger(f"{_NAME}.{name}")
    if not found.filters:
        found.addFilter(PerMinute())
    return found


def where(error: BaseException) -> str:
    """The kind of an error and the line of code that raised it; not what it says, which may be what a visitor typed."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    file = trace.tb_frame.f_code.co_filename.replace("\\", "/")
    return f"{type(error).__name__} at {'/'.join(file.split('/')[-3:])}:{trace.tb_lineno}"
