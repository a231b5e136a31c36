"""How many things one visitor may keep in an hour, counted in this server's memory: nothing about a visitor is stored."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from core.errors import BadInput

HOUR = 3_600.0
MAX_AN_HOUR = 60  # a class behind one address is one visitor


class Hourly:
    """What each visitor has kept within the last hour.

    Parameters
    ----------
    clock : callable
        Seconds that only grow.
    """

    def __init__(self, most: int = MAX_AN_HOUR, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self._clock = most, clock
        self._times: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def check(self, visitor: str) -> None:
        """Whether the visitor may keep one more.

        Raises
        ------
        BadInput
            As many as are allowed were kept within the last hour.
        """
        with self._lock:
            now = self._clock()
            self._forget(now)
            times = self._times.get(visitor, deque())
            if len(times) >= self.most:
                raise BadInput(
                    "you have kept {most} things within an hour, the limit for one visitor; try again in {minutes} min",
                    most=self.most,
                    minutes=max(1, round((times[0] + HOUR - now) / 60)),
                )

    def note(self, visitor: str) -> None:
        """The visitor has kept one."""
        with self._lock:
            self._times.setdefault(visitor, deque()).append(self._clock())

    def _forget(self, now: float) -> None:
        for visitor in list(self._times):
            times = self._times[visitor]
            while times and times[0] <= now - HOUR:
                times.popleft()
            if not times:
                del self._times[visitor]
