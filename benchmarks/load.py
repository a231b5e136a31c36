"""A ladder of visitors, on the lab and on a bare Streamlit app that draws the same: how soon they are answered, and how many.

    python -m benchmarks.load --sessions 10 25 50 100 200 --seconds 15 --replicas 1

Each visitor has one of five pages open and changes a setting every two to five seconds; on the lab every tenth one
trains a kernel meanwhile, with all the pictures that this brings. Visitors speak Streamlit's protocol (`benchmarks.protocol`);
with several replicas each visitor stays at one, as a proxy with session affinity would have it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import random
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.protocol import Visitor
from benchmarks.rerun import PAGE, described, processor_seconds, value_of
from benchmarks.timing import table
from tests.browser import driver

SESSIONS = (10, 25, 50, 100, 200)
SECONDS = 15.0
EVERY = (2.0, 5.0)  # seconds between a visitor's changes
TRAINERS = 10  # one visitor in so many
PATIENCE = 60.0  # seconds until an answer counts as none
START = 45.0  # seconds until all servers are up and know TensorFlow
# What is turned on each page: key → values.
TURNED: dict[str, dict[str, Sequence[Any]]] = {
    "cross_correlation": {"stride_rows": (1, 2, 3), "kernel": range(6), "dilation_rows": (1, 2)},
    "edge_detection": {"kernel": range(6), "threshold": [[share / 20] for share in range(1, 20)]},
    "learning_a_kernel": {"rate": [step / 1000 for step in range(5, 30)], "epochs": range(10, 60)},
    "convolution_vs_correlation": {"kernel": range(6), "flip": (True, False)},
    "receptive_field": {"preset": range(4), "rows": range(3, 40)},
}
LONG_RUN = {
    "image": "camera",
    "side": "128",
    "h": "5",
    "w": "5",
    "start": "random",
    "loss": "mean",
    "rate": "0.001",
    "epochs": "1000000",
}


@dataclass
class Heard:
    """What the visitors of one rung met: seconds and bytes of each answer, pictures of runs, notes of a place in line, and failures."""

    answers: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)  # bytes of answers and of pictures
    pictures: int = 0
    told: int = 0
    failed: int = 0

    def share(self, part: float) -> float:
        return sorted(self.answers)[int(part * (len(self.answers) - 1))] if self.answers else float("nan")


def main(arguments: Sequence[str] = ()) -> None:
    """Print a row for each rung."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--sessions", type=int, nargs="+", default=SESSIONS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--replicas", type=int, default=1)
    asked = parser.parse_args(list(arguments))
    usual, most = (minutes(asked.sessions, asked.seconds, late) for late in (0.0, PATIENCE))
    print(
        f"{asked.replicas} replica(s), {asked.seconds:g} s a rung, a change every {EVERY[0]:g} to {EVERY[1]:g} s;"
        f" {usual:.0f} minutes, at most {most:.0f}\n"
    )
    rows = asyncio.run(climb(asked.sessions, asked.seconds, asked.replicas))
    print(
        table(["visitors", "app", "p50, s", "p95, s", "answers a second", "cores", "pictures", "told", "failed"], rows)
    )
    print(f"\nFor the README: {platform.machine()}, {os.cpu_count()} cores, {date.today():%d %B %Y}\n")
    print(table(["visitors", "lab p50, s", "p95", "bare app p50, s", "p95", "p95, lab ÷ bare"], beside(rows)))


def minutes(sessions: Sequence[int], seconds: float, late: float) -> float:
    """What a ladder takes where the last answer of each rung comes `late`."""
    return (START + sum(2 * (arriving(count) + seconds + late) for count in sessions)) / 60


def arriving(count: int) -> float:
    """Seconds until so many visitors have their first page, as many as can."""
    return 1.0 + 0.1 * count


def beside(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Both apps in one row for each number of visitors, and how many times as long the lab's 95th percentile is."""
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return [[lab[0], *lab[2:4], *bare[2:4], f"{float(lab[3]) / float(bare[3]):.2g}"] for lab, bare in pairs]


async def climb(sessions: Sequence[int], seconds: float, replicas: int) -> list[list[str]]:
    """One row for the lab and one for the bare app, for each number of visitors."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "pages.json"
        lab = [driver.start_lab(Path(folder) / f"lab{one}.log") for one in range(replicas)]
        bare = [
            driver.start_lab(Path(folder) / f"bare{one}.log", str(PAGE), BARE_PAGE=str(pages))
            for one in range(replicas)
        ]
        try:
            pages.write_text(json.dumps(await _described(lab[0].url)), encoding="utf-8")
            await _warm(lab)
            for count in sessions:
                for name, servers in (("lab", lab), ("bare", bare)):
                    heard, cores = await rung(servers, count, seconds, bare=name == "bare")
                    rows.append(
                        [str(count), name, f"{heard.share(0.5):.2f}", f"{heard.share(0.95):.2f}"]
                        + [f"{len(heard.answers) / seconds:.1f}", f"{cores:.2f}"]
                        + [str(number) for number in (heard.pictures, heard.told, heard.failed)]
                    )
                    print(" ".join(rows[-1]), flush=True)
        finally:
            for server in (*lab, *bare):
                server.stop()
    return rows


async def rung(servers: Sequence[driver.Lab], count: int, seconds: float, *, bare: bool) -> tuple[Heard, float]:
    """Have so many visitors at work for so long; what they met, and how many cores the servers used."""
    heard, start = Heard(), asyncio.Event()
    async with asyncio.TaskGroup() as visitors:
        for number in range(count):
            url = servers[number % len(servers)].url
            visitors.create_task(_visit(url, number, seconds, start, heard, bare=bare))
        await asyncio.sleep(arriving(count))
        before = sum(processor_seconds(server.process.pid) for server in servers)
        start.set()
        await asyncio.sleep(seconds)
        used = sum(processor_seconds(server.process.pid) for server in servers) - before
    return heard, used / seconds


async def _visit(url: str, number: int, seconds: float, start: asyncio.Event, heard: Heard, *, bare: bool) -> None:
    dice = random.Random(number)
    page = tuple(TURNED)[number % len(TURNED)]
    trains = not bare and number % TRAINERS == 2
    where = ("", {"page": page}) if bare else (page, {**(LONG_RUN if trains else {}), "lang": "en"})
    try:
        async with Visitor(url, *where, timeout=PATIENCE) as visitor:
            await visitor.rerun()
            await start.wait()
            end = time.perf_counter() + seconds
            if trains:
                await visitor.set(visitor.widget("learning_a_kernel.begin"), True)
            await _wait(visitor, time.perf_counter() + dice.uniform(0.0, EVERY[1]), heard)
            while time.perf_counter() < end:
                await _change(visitor, page, "rate" if trains else dice.choice(tuple(TURNED[page])), dice, heard)
                await _wait(visitor, min(time.perf_counter() + dice.uniform(*EVERY), end), heard)
    except Exception as error:
        heard.failed += 1
        print(f"  visitor {number}: {type(error).__name__}: {error}"[:200], flush=True)


async def _change(visitor: Visitor, page: str, name: str, dice: random.Random, heard: Heard) -> None:
    widget = visitor.widget(f"{page}.{name}")
    answer = await visitor.set(widget, value_of(widget, dice.choice(TURNED[page][name])))
    heard.answers.append(answer.seconds)
    heard.sizes.append(answer.bytes)
    heard.told += visitor.toasts
    visitor.toasts = 0
    if answer.exceptions:
        raise RuntimeError(answer.exceptions[0])


async def _wait(visitor: Visitor, until: float, heard: Heard) -> None:
    """Look on; what refreshes itself is asked for as a browser asks for it."""
    while (left := until - time.perf_counter()) > 0:
        if not visitor.refreshing:
            await asyncio.sleep(left)
            return
        fragment, interval = next(iter(visitor.refreshing.items()))
        await asyncio.sleep(min(left, interval))
        heard.sizes.append((await visitor.rerun(fragment=fragment, by_itself=True)).bytes)
        heard.pictures += 1


async def _described(url: str) -> dict[str, Any]:
    """What each of the lab's pages shows."""
    return {page: described(visitor) async for page, visitor in _opened(url)}


async def _warm(servers: Sequence[driver.Lab]) -> None:
    """Have TensorFlow imported, which takes a core for some seconds."""
    for server in servers:
        async with Visitor(server.url, "learning_a_kernel", {"lang": "en"}) as visitor:
            await visitor.rerun()
            await visitor.set(visitor.widget("learning_a_kernel.step"), True)


async def _opened(url: str) -> AsyncIterator[tuple[str, Visitor]]:
    for page in TURNED:
        async with Visitor(url, page, {"lang": "en"}) as visitor:
            await visitor.rerun()
            await visitor.rerun()
            yield page, visitor


if __name__ == "__main__":
    import sys

    with contextlib.suppress(KeyboardInterrupt):
        main(sys.argv[1:])
