"""What goes wrong when `faulty_app` is told so: clocks that jump, a disk that is full."""

from __future__ import annotations

import functools
import os
import resource
import time
from collections.abc import Mapping
from typing import Any

from core import worker, workers
from core.pulse import Pulse
from core.supervised import Supervised
from pages.shared import counters, job, live
from serving import uploads


class Clock:
    """The module `time`, ahead of its time."""

    ahead = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead


VISITS, CREW = Clock(), Clock()


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


def obey(asked: Mapping[str, str]) -> dict[str, Any]:
    """Let go wrong what is asked for; how things stand."""
    VISITS.ahead += float(asked.get("visits_ahead", 0))
    CREW.ahead += float(asked.get("crew_ahead", 0))
    fill(asked.get("file_bytes", ""))
    from streamlit import runtime

    return {
        "workers": workers.state().processes,
        "updates": counters.read()[0].get("updates", 0),
        "flying": sum(len(run._flying) for run in list(live._runs.values())),
        "sessions": len(runtime.get_instance()._session_mgr.list_active_sessions()),  # type: ignore[attr-defined]
        "stored": uploads.stored_now("")[1],
    }
