"""What befalls a server and its visitors: each goes on or is told so in a sentence, and nothing that was confirmed is lost.

One server, on a disk on which from its first second no file may grow beyond a kilobyte (the semaphores of workers have less) until
one of the tests lifts that; the last test ends it.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.load import LONG_RUN
from benchmarks.protocol import Visitor
from benchmarks.thorough import Thorough
from core import processes
from core.keeping import Store
from tests.browser.driver import Lab, start_lab
from tests.pictures import speckled
from tests.serving.looped import run

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="limits and signals of Linux")]
PAGE = "learning_a_kernel"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faulty")


@pytest.fixture(scope="module")
def faulty(folder: Path) -> Iterator[Lab]:
    settings = {
        "LAB_FILE_BYTES": "1024",
        "CONVOLUTION_LAB_DATA": str(folder),
        "CONVOLUTION_LAB_WORKERS": "1",
        "CONVOLUTION_LAB_MEMORY": "2048",
    }
    lab = start_lab(folder / "server.log", "tests/serving/faulty_app.py", MPLCONFIGDIR=str(folder / "new"), **settings)
    yield lab
    lab.stop()


async def told(lab: Lab, **asked: float | str) -> dict[str, Any]:
    """Let something go wrong; how the server stands."""
    query = {"fault": "1", **{name: str(value) for name, value in asked.items()}}
    async with Visitor(lab.url, "", query) as operator:
        await operator.rerun()
        [text] = [one.proto.body for one in operator.shown.values() if one.kind == "text"]
        found: dict[str, Any] = json.loads(text)
        return found


def updates(visitor: Visitor) -> int:
    found = re.search(r"([\d,]+) of 1,000,000 updates", " ".join(visitor.texts()))
    return int(found[1].replace(",", "")) if found else 0


def keys(visitor: Visitor) -> set[str]:
    return {one.key.removeprefix(f"{PAGE}.") for one in visitor.widgets()}


async def look(visitor: Visitor) -> None:
    """As a browser does while a run goes."""
    fragment = next(iter(visitor.refreshing), "")
    answer = await visitor.rerun(fragment=fragment, by_itself=bool(fragment))
    assert answer.exceptions == ()


async def watch(visitor: Visitor, made: int = 0) -> None:
    """Look on until there are more updates."""
    while updates(visitor) <= made:
        await look(visitor)
        assert "stop" in keys(visitor), visitor.texts()


async def train(visitor: Visitor) -> None:
    await visitor.rerun()
    await visitor.set(visitor.widget(f"{PAGE}.begin"), True)
    await watch(visitor)


async def cut(lab: Lab, visitor: Visitor) -> None:
    """Break the connection as a network does, and wait until the server has noticed."""
    assert visitor._socket is not None
    visitor._socket.transport.abort()
    await visitor.close()
    while (await told(lab))["sessions"] > 1:
        pass


def test_a_run_goes_on_while_the_network_is_cut_for_ten_seconds_and_waits_where_nobody_comes_back(faulty: Lab) -> None:
    async def visit() -> None:
        visitor = Visitor(faulty.url, PAGE, LONG_RUN)
        await visitor.connect()
        await train(visitor)
        session, made = visitor.session, updates(visitor)
        assert (await told(faulty))["away"] == 32  # visits that may be cut off at the same time, of a server with 2 GiB

        await cut(faulty, visitor)
        before = (await told(faulty, visits_ahead=10))["updates"]
        while (await told(faulty))["updates"] <= before:
            pass
        await visitor.connect()
        assert (await visitor.rerun()).exceptions == ()
        assert visitor.session == session and "stop" in keys(visitor)
        assert updates(visitor) > made
        await watch(visitor, updates(visitor))

        # As far as the server knows the old connection stands, so nobody looks: it waits, and goes on for who comes back.
        await told(faulty, visits_ahead=10)
        while (await told(faulty))["flying"]:
            pass
        old = visitor._socket
        await visitor.connect()
        await visitor.rerun()
        assert old is not None
        await old.close()
        assert visitor.session == session and "stop" in keys(visitor)
        await watch(visitor, updates(visitor))

        made = updates(visitor)
        await cut(faulty, visitor)
        await told(faulty, visits_ahead=20)
        while (await told(faulty))["flying"]:
            pass
        await visitor.connect()
        await visitor.rerun()
        assert "begin" in keys(visitor) and updates(visitor) >= made
        await visitor.close()

    run(visit())


def test_two_tabs_of_one_visitor_are_two_visits(faulty: Lab) -> None:
    async def visit() -> None:
        async with Visitor(faulty.url, PAGE, LONG_RUN) as one, Visitor(faulty.url, PAGE, LONG_RUN) as other:
            await train(one)
            await other.rerun()
            assert "begin" in keys(other) and updates(other) == 0
            await other.set(other.widget(f"{PAGE}.rate"), 0.002)
            assert (one.query["rate"], other.query["rate"]) == ("0.001", "0.002")
            await train(other)
            await watch(one, updates(one))
            await watch(other, updates(other))

    run(visit())


def ready(lab: Lab) -> str:
    try:
        with urllib.request.urlopen(f"{lab.url}/ready", timeout=60) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.read().decode()


def test_a_worker_that_hangs_is_seen_at_the_probe_and_replaced_and_the_run_goes_on(faulty: Lab) -> None:
    async def visit() -> None:
        await told(faulty, visits_ahead=20)  # runs of visitors who are gone wait for nobody any longer
        while (await told(faulty))["flying"]:
            pass
        async with Visitor(faulty.url, PAGE, LONG_RUN) as visitor:
            await train(visitor)
            [worker] = (await told(faulty))["workers"]
            os.kill(worker, signal.SIGSTOP)
            while await asyncio.to_thread(ready, faulty) != "workers hang":
                await look(visitor)  # which gives the worker something to do
                await told(faulty, crew_ahead=6)
            await told(faulty, crew_ahead=60)
            while not any(
                "1 worker process ended; what it was computing was sent again" in one for one in visitor.texts()
            ):
                await look(visitor)
                assert "stop" in keys(visitor), visitor.texts()
            await watch(visitor, updates(visitor))
            assert await asyncio.to_thread(ready, faulty) == "ready"
            assert worker not in (await told(faulty))["workers"]

    run(visit())


def test_where_no_worker_starts_and_the_log_has_no_room_every_visitor_is_told_and_all_goes_on_once_there_is(
    faulty: Lab,
) -> None:
    """No file may grow, and the log is on a disk that is always full."""

    async def visit() -> None:
        async with Visitor(faulty.url, PAGE, LONG_RUN) as visitor, Visitor(faulty.url, PAGE) as other:
            await train(visitor)
            await other.rerun()
            await told(faulty, file_bytes=0, log_to="/dev/full", program="nowhere")
            for worker in (await told(faulty))["workers"]:
                os.kill(worker, signal.SIGKILL)
            while "stop" in keys(visitor):
                await look(visitor)
                await told(faulty, log="nobody reads this")
            await other.set(other.widget(f"{PAGE}.step"), True)
            for one in (visitor, other):
                assert any("No worker process starts here" in text for text in one.texts()), one.texts()
            async with Visitor(faulty.url, "edge_detection") as third:
                assert (await third.rerun()).exceptions == () and third.widgets()

            await told(faulty, file_bytes=-1, log_to="", program=processes.PROGRAM)
            await told(faulty, log="there is room again")
            made = updates(visitor)
            await visitor.set(visitor.widget(f"{PAGE}.begin"), True)
            await watch(visitor, made)
            await told(faulty, file_bytes=1024)

    run(visit())
    said = faulty.log.read_text(encoding="utf-8")
    assert "there is room again" in said and "nobody reads this" not in said and "Traceback" not in said


def test_on_a_full_disk_all_works_but_keeping_which_says_so_until_there_is_room(faulty: Lab, folder: Path) -> None:
    async def visit() -> str:
        async with Thorough(faulty.url, "cross_correlation", {"image": "uploaded", "side": "64"}) as visitor:
            await visitor.rerun()
            answer = await visitor.upload(
                "cross_correlation.upload", "large.png", speckled(1200, 1400)
            )  # read by a worker
            while "cross_correlation.upload" in visitor.query or not any("1200 rows" in one for one in visitor.texts()):
                assert answer.exceptions == ()
                answer = await visitor.rerun()
            menu = next(key for key in visitor.menus if " files " in key)
            await visitor.open(menu)
            saved = [one for one in visitor.widgets() if one.kind == "download_button"]
            starts = [(await visitor.save(one))[:4] for one in saved if one.key.endswith((".png", ".zip"))]
            assert b"\x89PNG" in starts and b"PK\x03\x04" in starts

            await visitor.open("cross_correlation.keep menu")
            while visitor.widget("cross_correlation.keep now").proto.disabled:  # a worker makes the picture ready
                assert (await visitor.rerun()).exceptions == ()
            await visitor.set(visitor.widget("cross_correlation.keep now"), True)
            assert any("cannot be reached at the moment; everything else works" in one for one in visitor.texts())
            assert "kept" not in visitor.query
            await told(faulty, file_bytes=-1)
            await visitor.set(visitor.widget("cross_correlation.keep now"), True)
            while "kept" not in visitor.query:
                await visitor.answer()
            return visitor.query["kept"]

    (folder / "kept").write_text(run(visit()), encoding="utf-8")


def test_a_hundred_files_at_once_are_let_in_as_far_as_there_is_room_and_the_others_are_told(faulty: Lab) -> None:
    data = speckled(500, 600)
    fit = 16 * 2**20 // len(data)

    async def visit() -> None:
        async with Thorough(faulty.url, "cross_correlation", {"image": "uploaded", "side": "64"}) as visitor:
            await visitor.rerun()
            before = (await told(faulty))["stored"]
            urls = [await visitor.place_for("one.png") for _ in range(100)]
            sent = [asyncio.to_thread(visitor.put, one.upload_url, "one.png", data) for one in urls]
            assert set(await asyncio.gather(*sent)) == {204}
            assert (fit - 1) * len(data) <= (await told(faulty))["stored"] - before <= 16 * 2**20
            for _ in range(2):  # one more may fit where others were on their way
                await visitor.upload("cross_correlation.upload", "one.png", data)
            assert any("no room for another file" in one for one in visitor.texts())
            async with Thorough(faulty.url, "cross_correlation", {"image": "uploaded"}) as other:
                await other.rerun()
                await other.upload("cross_correlation.upload", "one.png", data)
                assert any("500 rows" in one for one in other.texts())

    run(visit())


def test_a_server_under_load_that_is_told_to_end_lets_all_go_and_has_what_it_confirmed(
    faulty: Lab, folder: Path
) -> None:
    from websockets.exceptions import ConnectionClosed

    begun = asyncio.Event()

    async def visit(page: str) -> None:
        async with Visitor(faulty.url, page, LONG_RUN if page == PAGE else {}) as visitor:
            with pytest.raises(ConnectionClosed):
                if page == PAGE:
                    await train(visitor)
                    begun.set()
                while True:
                    await look(visitor)

    async def all_of_it() -> None:
        visits = [asyncio.create_task(visit(page)) for page in (PAGE, "home", "edge_detection", "receptive_field") * 2]
        await begun.wait()
        faulty.process.terminate()
        await asyncio.gather(*visits)

    run(all_of_it())
    faulty.process.wait(300)
    assert "Traceback" not in faulty.log.read_text(encoding="utf-8")
    kept, _entry = Store(f"sqlite:///{folder / 'kept.sqlite'}").load((folder / "kept").read_text(encoding="utf-8"))
    assert list(kept.pictures) == ["upload"]
