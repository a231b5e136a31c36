"""Two replicas behind nginx: a visitor stays with one of them, and outlives its restart."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.protocol import Visitor
from benchmarks.thorough import Thorough
from serving import headers, replicas
from serving.replicas import ROOT, Replicas, free_port
from tests.serving.looped import run

SETTINGS = {"image": "noise", "kernel": "sobel_x", "stride_rows": "2", "stride_columns": "2", "seed": "7"}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    try:
        replicas.found_nginx()
    except FileNotFoundError as missing:
        if os.environ.get("CONVLAB_REQUIRE_NGINX") == "1":
            raise
        pytest.skip(str(missing))
    made = Replicas(2, free_port(), tmp_path_factory.mktemp("replicas"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


def opened(served: Replicas, cookie: str = "") -> tuple[int, str]:
    """Status and the cookie that is set, as a browser that opens the page gets them."""
    asked = urllib.request.Request(served.url, headers={"Accept": "text/html", "Cookie": cookie})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return answer.status, (answer.headers["set-cookie"] or "").split(";")[0]


def beginning(asked: urllib.request.Request) -> bytes:
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return bytes(answer.read(16))


def test_new_visitors_go_to_both_and_each_stays_where_the_session_is(served: Replicas) -> None:
    given = {opened(served)[1] for _ in range(8)}
    assert given == {f"{headers.COOKIE}=1", f"{headers.COOKIE}=2"}
    for cookie in given:
        assert {opened(served, cookie) for _ in range(6)} == {(200, "")}
    assert opened(served, f"{headers.COOKIE}=9")[1] in given  # of a replica that there is no more

    async def visit(cookie: str) -> None:
        name, value = cookie.split("=")
        async with Visitor(
            served.url, "edge_detection", {"image": "camera", "side": "128"}, cookies={name: value}
        ) as visitor:
            assert (await visitor.rerun()).exceptions == ()
            assert visitor.cookies == {name: value}
            pictures = [one.proto.imgs[0].url for one in visitor.shown.values() if one.kind == "imgs"]
            asked = urllib.request.Request(served.url + pictures[0], headers={"Cookie": cookie})
            assert (await asyncio.to_thread(beginning, asked))[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"RIFF")

    for cookie in given:
        run(visit(cookie))


def test_a_large_file_passes_without_a_copy_of_it_on_the_proxys_disk(served: Replicas) -> None:
    """Where nginx would put one there is nothing but a file of that name."""
    folder = Path(served._folder) / "client_body"
    shutil.rmtree(folder)
    folder.write_text("no folder")

    async def visit() -> None:
        async with Thorough(served.url, "cross_correlation", {"image": "uploaded"}) as visitor:
            await visitor.rerun()
            place = await visitor.place_for("large.csv")
            assert await asyncio.to_thread(visitor.put, place.upload_url, "large.csv", bytes(8_000_000)) == 204

    run(visit())


def test_in_a_rolling_restart_every_visitor_goes_on_from_the_address(served: Replicas) -> None:
    from websockets.exceptions import ConnectionClosed, InvalidStatus

    restarted = asyncio.Event()
    waits: list[float] = []

    async def again(before: Visitor) -> Visitor:
        """As a browser does whose connection is gone: try until a server answers, and tell it the address and all states."""
        lost = time.perf_counter()
        while True:
            visitor = Visitor(served.url, before.page, before.query, cookies=before.cookies)
            visitor.states = before.states
            try:
                await visitor.connect()
                await asked(visitor)
            except (ConnectionClosed, InvalidStatus, OSError):
                continue
            waits.append(time.perf_counter() - lost)
            return visitor

    async def asked(visitor: Visitor) -> None:
        assert (await visitor.rerun()).exceptions == ()
        assert visitor.query == SETTINGS

    async def come(number: int) -> Visitor:
        cookies = {headers.COOKIE: str(1 + number % 2)}
        visitor = Visitor(served.url, "cross_correlation", dict(SETTINGS), cookies=cookies)
        await visitor.connect()
        await asked(visitor)
        return visitor

    async def visit(number: int, visitor: Visitor) -> int:
        """Change settings all the time (the first two), or look at the page, until the restart is over; how often the server was another one."""
        moved = 0
        while not restarted.is_set() or moved == 0:
            try:
                if number < 2:
                    await asked(visitor)
                else:
                    await left_or(restarted, visitor)
            except ConnectionClosed:
                visitor, moved = await again(visitor), moved + 1
        await visitor.close()
        return moved

    async def all_of_it() -> list[int]:
        there = [await come(number) for number in range(4)]  # before the first server ends
        visits = [asyncio.create_task(visit(number, visitor)) for number, visitor in enumerate(there)]
        for place in range(2):
            await asyncio.to_thread(served.restart, place)
        restarted.set()
        return [await one for one in visits]

    assert min(run(all_of_it())) >= 1
    print(f"gone on after {max(waits):.1f} s at most, {sorted(waits)[len(waits) // 2]:.1f} s in the middle")
    given = {opened(served)[1] for _ in range(8)}
    assert len(given) == 2  # both are back


async def left_or(event: asyncio.Event, visitor: Visitor) -> None:
    """Wait until the server lets the visitor go (ConnectionClosed is raised), or for the event."""
    waits = [asyncio.create_task(event.wait()), asyncio.create_task(visitor.answer())]
    done, others = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for other in others:
        other.cancel()
    for one in done:
        one.result()


def test_the_configuration_for_containers_is_the_one_that_is_tested() -> None:
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    addresses = [f"172.30.86.{place}:8501" for place in (11, 12)]
    assert all(address.split(":")[0] in compose for address in addresses)
    assert (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8") == replicas.configuration("8080", addresses)


def test_a_replica_that_ended_by_itself_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    class Process:
        def __init__(self, code: int | None) -> None:
            self.code = code

        def poll(self) -> int | None:
            return self.code

    made = Replicas(2, free_port(), tmp_path)
    made._running = [Process(1), Process(None)]  # type: ignore[list-item]
    monkeypatch.setattr(made, "_launch", started.append)
    made.check()
    assert started == [0]
