"""What a server counts while it runs, for whoever watches it (docs/hosting.md); nothing of it tells of a visitor."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds of a run

_lock = threading.Lock()
_counts: Counter[str] = Counter()
_seconds: Counter[str] = Counter()


def add(what: str, count: int = 1) -> None:
    """Count one more, or some more."""
    with _lock:
        _counts[what] += count


@contextmanager
def run() -> Iterator[None]:
    """Count a run of a page's script and what it took, however it ends."""
    begun = perf_counter()
    try:
        yield
    finally:
        taken = perf_counter() - begun
        with _lock:
            _counts["runs"] += 1
            _counts.update(f"runs up to {bound:g}" for bound in BOUNDS if taken <= bound)
            _seconds["runs"] += taken  # type: ignore[assignment]


def read() -> tuple[Mapping[str, int], float]:
    """All counts, and the seconds that all runs have taken."""
    with _lock:
        return dict(_counts), float(_seconds["runs"])
