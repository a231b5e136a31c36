"""Timing that can be trusted on a busy machine: the contenders in turn, many rounds, the best of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping


def side_by_side(
    contenders: Mapping[str, Callable[[], object]], seconds: float = 0.4, rounds: int = 5
) -> dict[str, float]:
    """Seconds a call of each contender, best of many, taken in turn so that a slow moment hits all alike."""
    best = {}
    for name, call in contenders.items():
        call()  # imports, traces, caches
        best[name] = _once(call)
    share = seconds / rounds
    for _ in range(rounds):
        for name, call in contenders.items():
            end = time.perf_counter() + share
            while True:
                best[name] = min(best[name], _once(call))
                if time.perf_counter() > end:
                    break
    return best


def _once(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (header, ["---"] * len(header), *rows)]
    return "\n".join(lines)
