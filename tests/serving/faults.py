"""What goes wrong when `faulty_app` is told so: clocks that jump, a disk that is full, workers that do not start."""

from __future__ import annotations

import functools
import logging
import os
import resource
import time
from collections.abc import Mapping
from typing import Any

from core import forks, processes, worker, workers
from core.pulse import Pulse
from core.supervised import Supervised
from pages.shared import counters, job, live
from serving import uploads


class Clock:
    """The module `time`, ahead of its time; of what goes by itself it counts the share `pace`."""

    def __init__(self, pace: float = 1.0) -> None:
        self.ahead, self._pace = 0.0, pace

    def monotonic(self) -> float:
        return self._pace * time.monotonic() + self.ahead


# Visits hardly age but when they are told to: the seconds that a visitor may be away are none of a slow machine's.
VISITS, CREW = Clock(0.01), Clock()


def prepare() -> None:
    """Before the server begins."""
    job.time = VISITS  # type: ignore[assignment]
    workers._pulse = Pulse(clock=CREW.monotonic)
    make = functools.partial(worker.process, None)
    workers._local = lambda: Supervised(make, workers.WORKERS, kept=1, clock=CREW.monotonic)  # type: ignore[assignment]
    uploads.VISITOR_BYTES = 16 * uploads.MIB
    fill(os.environ.get("LAB_FILE_BYTES", ""))


def fill(most: str) -> None:
    """From now on no file of the server may grow beyond so many bytes; -1: any."""
    if most:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


_log: list[int] = []


def log_to(where: str) -> None:
    """From now on what the server prints goes to that file: "" is where it went before."""
    if not _log:
        _log.extend(os.dup(stream) for stream in (1, 2))
    for stream, before in zip((1, 2), _log, strict=True):
        target = os.open(where, os.O_WRONLY) if where else os.dup(before)
        os.dup2(target, stream)
        os.close(target)


def obey(asked: Mapping[str, str]) -> dict[str, Any]:
    """Let go wrong what is asked for; how things stand."""
    VISITS.ahead += float(asked.get("visits_ahead", 0))
    if "crew_ahead" in asked and isinstance(workers._executor, Supervised):
        workers._executor._look()  # as twice a second: what a worker did until now is none of what it does in the time that is skipped
        CREW.ahead += float(asked["crew_ahead"])
    fill(asked.get("file_bytes", ""))
    if "program" in asked:
        processes.PROGRAM = asked["program"]
        forks._forks.end()
    if "log" in asked:
        logging.getLogger(__name__).error("%s", asked["log"])
    if "log_to" in asked:
        log_to(asked["log_to"])
    from streamlit import runtime

    manager = runtime.get_instance()._session_mgr
    return {
        "away": manager._session_storage._cache.maxsize,  # type: ignore[attr-defined]
        "workers": workers.state().processes,
        "updates": counters.read()[0].get("updates", 0),
        "flying": sum(len(run._flying) or (run.running and not run.abandoned) for run in list(live._runs.values())),
        "sessions": len(manager.list_active_sessions()),
        "stored": uploads.stored_now("")[1],
    }
