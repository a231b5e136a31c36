"""Whether processes that have something to do move: what they use of a processor tells."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

STILL_SECONDS = 5.0
MOVED = 0.01  # of a processor, in seconds: the finest that Linux counts

Key = TypeVar("Key", bound=Hashable)


def processor_seconds(process: int | None) -> float:
    """What a process has used of a processor; counts on where the system does not tell, as if it moved."""
    try:
        with open(f"/proc/{process}/stat", "rb") as stat:
            fields = stat.read().rsplit(b")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return time.monotonic()


class Pulse(Generic[Key]):
    """Tells processes that work from those that hang, or machines that are heard of from those that are not; asked about once a second.

    Parameters
    ----------
    seconds : float
        How long one may use nothing of a processor before it counts as still.
    used : callable
        Seconds of a processor that a process has used: a number that grows while it moves.
    clock : callable
        Seconds that only grow.
    """

    def __init__(
        self,
        seconds: float = STILL_SECONDS,
        used: Callable[[Any], float] = processor_seconds,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._used, self._clock = seconds, used, clock
        self._seen: dict[Key, tuple[float, float]] = {}  # process → what it had used, and since when

    def still(self, at_work: Iterable[Key]) -> frozenset[Key]:
        """Those of the processes with something to do that have not moved for long."""
        now, before = self._clock(), self._seen
        self._seen = {}
        for process in at_work:
            used, since = before.get(process, (-1.0, now))
            newly = self._used(process)
            self._seen[process] = (used, since) if newly - used < MOVED else (newly, now)
        return frozenset(process for process, (_, since) in self._seen.items() if now - since >= self._seconds)
