"""What a visit costs server and workers, and what a million of them a day need; docs/hosting.md has the table of one machine.

Processor time is that of the server's process, and of its workers' processes; bytes are those of the WebSocket.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import LONG_RUN, TURNED, Heard, _change, _wait
from benchmarks.protocol import Visitor
from benchmarks.rerun import processor_seconds
from benchmarks.soak import descendants
from benchmarks.timing import table
from tests.browser import driver

OPENED, CHANGED = 5, 20  # times on each page
WATCHED = 15.0  # seconds of a live run


@dataclass(frozen=True)
class Cost:
    """Seconds of a processor and bytes: to open a page, to change a setting; and cores while a run is watched."""

    opening: float
    opening_bytes: float
    change: float
    change_bytes: float
    watching: float
    training: float
    watching_bytes: float  # a second
    pictures: float = 0.0  # a second


@dataclass(frozen=True)
class Visit:
    """What a visitor does, as we assume it."""

    pages: int = 2
    changes: int = 30
    trains: float = 0.1  # the share of visits with a live run
    seconds: float = 10.0  # of it
    minutes: float = 10.0  # connected


@dataclass(frozen=True)
class Need:
    """For so many visits a second: cores of servers and of workers, bytes a second, and visitors connected at once."""

    visits: float
    server: float
    workers: float
    bytes: float
    connected: float


def needed(cost: Cost, visit: Visit, visits: float) -> Need:
    """What `visits` of them a second need, were they spread evenly over time and cores."""
    run = visit.trains * visit.seconds
    server = visit.pages * cost.opening + visit.changes * cost.change + run * cost.watching
    sent = visit.pages * cost.opening_bytes + visit.changes * cost.change_bytes + run * cost.watching_bytes
    return Need(visits, visits * server, visits * run * cost.training, visits * sent, visits * 60 * visit.minutes)


def main() -> None:
    """Print the cost, and the need of a million visits a day: on average, and in an hour of four times that."""
    cost, visit = asyncio.run(measured()), Visit()
    print(
        f"A page opened: {1000 * cost.opening:.0f} ms, {cost.opening_bytes / 1e3:.0f} kB. A change: {1000 * cost.change:.0f} ms,"
        f" {cost.change_bytes / 1e3:.0f} kB. A second of a watched run: {1000 * cost.watching:.0f} ms of the server,"
        f" {1000 * cost.training:.0f} ms of a worker, {cost.watching_bytes / 1e3:.0f} kB, {cost.pictures:.1f} pictures.\n\n{visit}\n"
    )
    rows = []
    for name, visits in (
        ("one visit a second", 1.0),
        ("a million a day", 1e6 / 86400),
        ("its busiest hour", 4e6 / 86400),
    ):
        need = needed(cost, visit, visits)
        rows.append(
            [
                name,
                f"{need.visits:.0f}",
                f"{need.server:.1f}",
                f"{need.workers:.1f}",
                f"{need.bytes / 1e6:.1f}",
                f"{need.connected:,.0f}",
            ]
        )
    print(table(["", "visits a second", "cores of servers", "cores of workers", "MB a second", "connected"], rows))


async def measured() -> Cost:
    """The cost, averaged over the five pages."""
    opening, changing = [], []
    with tempfile.TemporaryDirectory() as folder:
        lab = driver.start_lab(Path(folder) / "lab.log")
        try:
            for page in TURNED:  # once for what is imported and cached
                async with Visitor(lab.url, page) as visitor:
                    await visitor.rerun()
            for page in TURNED:
                opening.append(await _opened(lab, page))
                changing.append(await _changed(lab, page))
            watched = await _watched(lab)
        finally:
            lab.stop()
    (a, b), (c, d) = (map(_mean, zip(*found, strict=True)) for found in (opening, changing))
    return Cost(a, b, c, d, *watched)


async def _opened(lab: driver.Lab, page: str) -> tuple[float, float]:
    before, size = processor_seconds(lab.process.pid), 0
    for _ in range(OPENED):
        async with Visitor(lab.url, page) as visitor:
            size += (await visitor.rerun()).bytes
    return (processor_seconds(lab.process.pid) - before) / OPENED, size / OPENED


async def _changed(lab: driver.Lab, page: str) -> tuple[float, float]:
    dice, heard = random.Random(0), Heard()
    async with Visitor(lab.url, page) as visitor:
        await visitor.rerun()
        before = processor_seconds(lab.process.pid)
        for _ in range(CHANGED):
            await _change(visitor, page, dice.choice(tuple(TURNED[page])), dice, heard)
        return (processor_seconds(lab.process.pid) - before) / CHANGED, sum(heard.sizes) / CHANGED


async def _watched(lab: driver.Lab) -> tuple[float, float, float, float]:
    """Cores of the server and of its workers, bytes and pictures a second, while one live run is watched."""
    heard = Heard()
    async with Visitor(lab.url, "learning_a_kernel", LONG_RUN) as visitor:
        await visitor.rerun()
        await visitor.set(visitor.widget("learning_a_kernel.begin"), True)
        await _wait(visitor, time.perf_counter() + WATCHED, heard)  # TensorFlow is imported, the loop compiled
        workers = descendants(lab.process.pid)
        processes = ([lab.process.pid], workers)
        before = [sum(map(processor_seconds, each)) for each in processes]
        heard = Heard()
        await _wait(visitor, time.perf_counter() + WATCHED, heard)
        after = [sum(map(processor_seconds, each)) for each in processes]
    server, training = ((late - early) / WATCHED for early, late in zip(before, after, strict=True))
    return server, training, sum(heard.sizes) / WATCHED, heard.pictures / WATCHED


def _mean(numbers: tuple[float, ...]) -> float:
    return sum(numbers) / len(numbers)


if __name__ == "__main__":
    main()
