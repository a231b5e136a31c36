"""SIGTERM: what runs may end, new visitors go elsewhere, and the server is gone soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.protocol import Visitor
from core import workers
from serving import app, state
from tests.browser.driver import start_lab
from tests.serving.looped import run


def test_the_end_waits_for_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    running, told = [2, 1, 0], []
    monkeypatch.setattr(workers, "state", lambda: workers.State(running=running.pop(0)))
    run(app._end(lambda: told.append(len(running)), 60.0))
    assert told == [0]


def test_the_end_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr(workers, "state", lambda: workers.State(running=1))
    run(app._end(lambda: told.append("ended"), 0.0))
    assert told == ["ended"]


def test_a_server_whose_workers_hang_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_warm", False)
    assert state.ready() == "starts"
    state.warm_up()
    monkeypatch.setattr(workers, "state", lambda: workers.State((1,), 1, 0, answer=False))
    assert state.ready() == "workers hang"
    assert run(app._ready(None)).status_code == 503  # type: ignore[arg-type]
    monkeypatch.setattr(workers, "state", workers.State)
    assert state.ready() == "" and run(app._ready(None)).status_code == 200  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_server_that_is_told_to_end_lets_its_visitors_go_and_ends(tmp_path: Path) -> None:
    from websockets.exceptions import ConnectionClosed

    lab = start_lab(tmp_path / "log")

    async def visit() -> None:
        async with Visitor(lab.url, "home") as visitor:
            await visitor.rerun()
            lab.process.terminate()
            with pytest.raises(ConnectionClosed):
                await visitor.answer()

    try:
        run(visit())
        lab.process.wait(300)
        assert "Traceback" not in lab.log.read_text(encoding="utf-8")
    finally:
        lab.stop()
