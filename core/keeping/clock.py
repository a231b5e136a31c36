"""What day it is, by a clock that may be set while the server runs: nothing that is kept may go earlier for it.

Since the process began two clocks run: the machine's, which somebody or something may set, and one that only grows.
"""

from __future__ import annotations

import time

_AHEAD = time.time() - time.monotonic()


def earliest() -> float:
    """Seconds since 1970 at least: what has not expired by it is there."""
    return min(time.time(), _AHEAD + time.monotonic())


def latest() -> float:
    """Seconds since 1970 at most: what is kept now has its days from it on."""
    return max(time.time(), _AHEAD + time.monotonic())
