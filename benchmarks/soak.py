"""Visitors who do everything for half an hour, and what the server and its workers weigh meanwhile.

    python -m benchmarks.soak --minutes 30

Memory is the proportional set size of all processes together: pages that several share count once. Linux tells it.
What counts is how much it grows after the first fifth, in which all is imported and every cache filled once.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.load import LONG_RUN, TURNED
from benchmarks.protocol import Visitor
from benchmarks.rerun import value_of
from tests.browser import driver

MINUTES = 30.0
VISITORS = 8
SAMPLES = 60
CHANGES = 12  # of one visit, which then ends
SETTLED = 0.2  # of the time


def main(arguments: Sequence[str] = ()) -> None:
    """Print memory over time, and by how much it grows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    minutes = parser.parse_args(list(arguments)).minutes
    samples, visits = asyncio.run(soaked(60 * minutes))
    for second, server, workers in samples:
        print(f"{second / 60:5.1f} min  server {server / 1e6:5.0f} MB  workers {workers / 1e6:5.0f} MB")
    grown, visited = growth(samples), f"{visits} visits"
    print(
        f"{visited}; after the first {SETTLED:.0%} of the time it grows by {grown:+.1%}, at most {peak(samples):.0f} MB"
    )


async def soaked(seconds: float) -> tuple[list[tuple[float, int, int]], int]:
    """(seconds, bytes of the server, bytes of its workers) from time to time, and how many visits there were."""
    samples, visits = [], [0]
    with tempfile.TemporaryDirectory() as folder:
        lab = driver.start_lab(Path(folder) / "lab.log")
        try:
            begun = time.monotonic()
            async with asyncio.TaskGroup() as tasks:
                for number in range(VISITORS):
                    tasks.create_task(_visits(lab.url, number, begun + seconds, visits))
                while time.monotonic() < begun + seconds:
                    await asyncio.sleep(seconds / SAMPLES)
                    children = [weight(one) for one in descendants(lab.process.pid)]
                    samples.append((time.monotonic() - begun, weight(lab.process.pid), sum(children)))
        finally:
            lab.stop()
    return samples, visits[0]


def growth(samples: Sequence[tuple[float, int, int]]) -> float:
    """By what share the last tenth's median weighs more than that of the tenth after the first fifth."""
    weights = [server + workers for _second, server, workers in samples]
    tenth, first = max(1, len(weights) // 10), int(SETTLED * len(weights))
    return middle(weights[-tenth:]) / middle(weights[first : first + tenth]) - 1.0


def peak(samples: Sequence[tuple[float, int, int]]) -> float:
    """The most that all weighed together, in MB."""
    return max(server + workers for _second, server, workers in samples) / 1e6


def middle(values: Sequence[int]) -> float:
    return float(sorted(values)[len(values) // 2])


async def _visits(url: str, number: int, end: float, visits: list[int]) -> None:
    """One visitor after another: a page, a topic, some changes; every fourth one trains a kernel."""
    dice = random.Random(number)
    while time.monotonic() < end:
        page = dice.choice(tuple(TURNED))
        topics = importlib.import_module(f"pages.parts.{page}.tabs").TOPICS
        trains = page == "learning_a_kernel" and dice.random() < 0.5
        query = {**(LONG_RUN if trains else {}), "open": dice.choice(topics).name, "lang": dice.choice(["en", "zh"])}
        # What a visit meets is not what is measured here: one that ends early makes room for the next.
        with contextlib.suppress(KeyError, TimeoutError, OSError):
            async with Visitor(url, page, query) as visitor:
                await visitor.rerun()
                if trains:
                    await visitor.set(visitor.widget("learning_a_kernel.begin"), True)
                for _ in range(CHANGES):
                    name = "rate" if trains else dice.choice(tuple(TURNED[page]))
                    widget = visitor.widget(f"{page}.{name}")
                    await visitor.set(widget, value_of(widget, dice.choice(TURNED[page][name])))
                    await asyncio.sleep(dice.uniform(0.2, 1.0))
        visits[0] += 1


def descendants(process: int) -> list[int]:
    """The processes that this one has started, and theirs."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


def weight(process: int) -> int:
    """Proportional set size in bytes; 0 of a process that has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024 * int(line.split()[1])
    return 0


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
