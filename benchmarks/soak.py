"""Visitors who do everything for half an hour, and what the server and its workers weigh meanwhile.

    python -m benchmarks.soak --minutes 30 --chart docs/soak.svg

Each page and topic is opened in turn, settings are turned and buttons pressed by lot (runs, sweeps and checks among them),
pictures, tables and models are uploaded, kept and opened again, and what “Save…” offers is saved. The server believes to have 1 GB, as on
a free host: one worker. Memory is the proportional set size of all processes together: pages that several share count once. Linux tells it.
Programs that have loaded the same libraries from the same .venv share their pages, and so take up to 400 MB off a worker: let none run meanwhile.
What counts is how much it grows after the first fifth, in which all is imported and every cache filled once: a worker ends with
a job that nobody waits for any longer, and the next one weighs less for a while, so growth is that of the line through all samples (Theil and Sen's,
which is not moved by what few of them do).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import io
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.load import LONG_RUN
from benchmarks.protocol import Answer, Visitor
from benchmarks.thorough import Thorough
from core.memory import weight
from core.networks import zoo
from tests.browser import driver

MINUTES = 30.0
VISITORS = 8
SAMPLES = 180
PATIENCE = 180.0  # seconds: eight visitors share one worker
CHANGES = 8  # of one visit, which then ends
SETTLED = 0.2  # of the time
PAGES = (
    "home", "cross_correlation", "edge_detection", "learning_a_kernel", "convolution_vs_correlation", "receptive_field",
)  # fmt: skip
# Page, what its address says, the uploader, and what is put into it.
UPLOADS = (
    ("cross_correlation", {"image": "uploaded", "side": "256"}, "upload", "picture.png"),
    ("cross_correlation", {"image": "uploaded"}, "upload", "table.csv"),
    ("edge_detection", {"open": "photographs", "photo": "uploaded"}, "photo_upload", "large.png"),
    ("learning_a_kernel", {"open": "recover", "recover_image": "uploaded"}, "recover own", "picture.png"),
    ("receptive_field", {"open": "picture", "picture": "uploaded"}, "picture file", "large.png"),
    ("receptive_field", {"open": "networks", "network": "upload"}, "model upload", "model.json"),
)


@dataclass
class Met:
    """What the visitors did, and what went wrong."""

    visits: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


def main(arguments: Sequence[str] = ()) -> None:
    """Print memory over time, and by how much it grows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--memory", type=int, default=1024, help="MB that the server believes to have")
    parser.add_argument("--chart", type=Path, help="an SVG file to draw it into")
    asked = parser.parse_args(list(arguments))
    samples, met = asyncio.run(soaked(60 * asked.minutes, asked.memory))
    for second, server, workers in samples:
        print(f"{second / 60:5.1f} min  server {server / 1e6:5.0f} MB  workers {workers / 1e6:5.0f} MB")
    print(f"{sum(met.visits.values())} visits: {dict(sorted(met.visits.items()))}")
    print(f"{sum(met.failed.values())} failed: {dict(met.failed)}")
    server, workers = (growth([one[:1] + one[place : place + 1] for one in samples]) for place in (1, 2))
    print(
        f"after the first {SETTLED:.0%} of the time it grows by {growth(samples):+.1%} (server {server:+.1%}, workers"
        f" {workers:+.1%}), at most {peak(samples):.0f} MB"
    )
    if asked.chart is not None:
        draw(samples, asked.chart)


async def soaked(seconds: float, memory: int = 1024) -> tuple[list[tuple[float, int, int]], Met]:
    """(seconds, bytes of the server, bytes of its workers) from time to time, and what the visitors met."""
    samples, met, deck = [], Met(), _Deck()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"CONVOLUTION_LAB_MEMORY": str(memory), "CONVOLUTION_LAB_DATA": folder}
        lab = driver.start_lab(Path(folder) / "lab.log", **settings)
        try:
            begun = time.monotonic()
            async with asyncio.TaskGroup() as tasks:
                for number in range(VISITORS):
                    tasks.create_task(_visits(lab.url, random.Random(number), deck, begun + seconds, met))
                while time.monotonic() < begun + seconds:
                    await asyncio.sleep(seconds / SAMPLES)
                    children = [weight(one) for one in descendants(lab.process.pid)]
                    samples.append((time.monotonic() - begun, weight(lab.process.pid), sum(children)))
        finally:
            lab.stop()
    return samples, met


class _Deck:
    """All that there is to do, in turn: topics to open, and files to upload."""

    def __init__(self) -> None:
        topics = [
            (page, topic.name) for page in PAGES for topic in importlib.import_module(f"pages.parts.{page}.tabs").TOPICS
        ]
        self._all: list[tuple[str, str] | int] = [*topics, *range(len(UPLOADS))]
        self._left: list[tuple[str, str] | int] = []
        self._dice = random.Random(0)
        self.files = {
            "picture.png": _picture(600, 800), "large.png": _picture(1600, 2000), "model.json": _model(),
            "table.csv": "\n".join(",".join(str(row * column % 17) for column in range(40)) for row in range(40)).encode(),
        }  # fmt: skip

    def draw(self) -> tuple[str, str] | int:
        if not self._left:
            self._left = self._dice.sample(self._all, len(self._all))
        return self._left.pop()


async def _visits(url: str, dice: random.Random, deck: _Deck, end: float, met: Met) -> None:
    """One visitor after another."""
    while time.monotonic() < end:
        what = deck.draw()
        name = " ".join(what) if isinstance(what, tuple) else "upload " + UPLOADS[what][3]
        try:
            if isinstance(what, tuple):
                await _open(url, *what, dice)
            else:
                await _bring(url, *UPLOADS[what], deck, dice)
            met.visits[name] += 1
        except Exception as error:
            met.failed[f"{name}: {type(error).__name__} {error}"[:160]] += 1


async def _open(url: str, page: str, topic: str, dice: random.Random) -> None:
    """Open a topic, turn and press what there is, and save something; half of those who learn train for long."""
    trains = page == "learning_a_kernel" and dice.random() < 0.5
    query = {**(LONG_RUN if trains else {}), "open": topic, "lang": dice.choice(["en", "zh"])}
    async with Thorough(url, page, query, timeout=PATIENCE) as visitor:
        _whole(await visitor.rerun())
        if trains:
            await visitor.set(visitor.widget("learning_a_kernel.begin"), True)
        for _ in range(CHANGES):
            await visitor.change(dice)
            await visitor.look_on(dice.uniform(0.2, 1.0))
        await _save(visitor, dice)


async def _bring(
    url: str, page: str, query: dict[str, str], uploader: str, file: str, deck: _Deck, dice: random.Random
) -> None:
    """Upload a file, look at it, keep it, and open the short link as somebody else."""
    async with Thorough(url, page, query, timeout=PATIENCE) as visitor:
        _whole(await visitor.rerun())
        if f"{page}.model upload open" in visitor.menus:
            await visitor.open(f"{page}.model upload open")
        _whole(await visitor.upload(f"{page}.{uploader}", file, deck.files[file]))
        await visitor.look_on(dice.uniform(1.0, 3.0))
        await visitor.change(dice)
        menu = f"{page}.keep menu"
        if menu in visitor.menus:
            await visitor.open(menu)
            _whole(await visitor.set(visitor.widget(f"{page}.keep now"), True))
            await visitor.look_on(1.0)
        await _save(visitor, dice)
    if visitor.query.get("kept"):
        async with Visitor(url, page, {"kept": visitor.query["kept"]}) as other:
            _whole(await other.rerun())


async def _save(visitor: Thorough, dice: random.Random) -> None:
    """Open “Save…”, and take one of the files."""
    menus = [key for key in visitor.menus if " files " in key]
    if menus:
        await visitor.open(dice.choice(menus))
        files = [one for one in visitor.widgets() if one.kind == "download_button" and one.run == visitor._runs]
        assert not files or await visitor.save(dice.choice(files))


def _whole(answer: Answer) -> None:
    if answer.exceptions:
        raise RuntimeError(answer.exceptions[0])


def _picture(rows: int, columns: int) -> bytes:
    down, across = np.mgrid[:rows, :columns]
    pixels = np.dstack([down * 255 // rows, across * 255 // columns, (down * across) % 251]).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _model() -> bytes:
    return json.dumps(zoo.network("ResNet50")["config"]).encode()


def growth(samples: Sequence[Sequence[float]]) -> float:
    """By what share all weighs more at the end than after the first fifth, on the line of Theil and Sen through what is between."""
    from scipy.stats import theilslopes

    later = samples[int(SETTLED * len(samples)) :]
    seconds, weights = [one[0] for one in later], [sum(one[1:]) for one in later]
    line = theilslopes(weights, seconds, method="joint")
    begin, end = (line.intercept + line.slope * second for second in (seconds[0], seconds[-1]))
    return float(end / begin - 1.0)


def peak(samples: Sequence[tuple[float, int, int]]) -> float:
    """The most that all weighed together, in MB."""
    return max(server + workers for _second, server, workers in samples) / 1e6


def draw(samples: Sequence[tuple[float, int, int]], file: Path) -> None:
    """The memory over time as an SVG file."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    minutes = [second / 60 for second, _server, _workers in samples]
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "soak", "font.size": 9}):
        figure = Figure((6.4, 2.8), layout="constrained")
        axes = figure.subplots()
        axes.stackplot(
            minutes, *([one[place] / 1e6 for one in samples] for place in (1, 2)), labels=["server", "worker"],
            colors=["#3B5BDB", "#F59F00"], alpha=0.8,
        )  # fmt: skip
        axes.axvline(SETTLED * minutes[-1], color="#868E96", linestyle=":")
        axes.set(xlabel="minutes", ylabel="MB", xlim=(0, minutes[-1]), ylim=(0, 1.15 * peak(samples)))
        axes.legend(loc="lower right")
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})


def descendants(process: int) -> list[int]:
    """The processes that this one has started, and theirs."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
