"""Figures for Prometheus, at a port of this machine alone: text, made when it is asked for."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from core import workers
from core.forks import forking
from core.memory import weight
from pages.shared import admission, counters
from serving import state


def text(sessions: int) -> str:
    """The metrics of now, in Prometheus's text format."""
    counts, seconds = counters.read()
    crew, lines = workers.state(), []

    def tell(name: str, kind: str, about: str, *values: tuple[str, float]) -> None:
        lines.append(f"# HELP convolution_lab_{name} {about}")
        lines.append(f"# TYPE convolution_lab_{name} {kind}")
        lines.extend(f"convolution_lab_{name}{label} {value:.12g}" for label, value in values)

    tell("ready", "gauge", "Whether this server should be given visitors.", ("", not state.ready()))
    tell("sessions", "gauge", "Visitors who are connected.", ("", sessions))
    tell("runs_waiting", "gauge", "Runs of pages' scripts that wait in line.", ("", admission.line.length))
    tell("jobs_running", "gauge", "Jobs that have a worker.", ("", crew.running))
    tell("jobs_waiting", "gauge", "Jobs that wait for a worker.", ("", crew.waiting))
    tell("workers", "gauge", "Worker processes of this machine that are ready.", ("", len(crew.processes)))
    tell("cluster_jobs", "gauge", "Jobs that the Dask cluster does at once; 0: none answers.", ("", crew.cluster))
    tell(
        "memory_bytes", "gauge", "Memory of the server, and of all its workers and the process that they are forked from.",
        ('{of="server"}', weight(os.getpid())), ('{of="workers"}', sum(map(weight, (*crew.processes, *forking())))),
    )  # fmt: skip
    tell("updates_total", "counter", "Updates of kernels that live runs have made.", ("", counts.get("updates", 0)))
    tell(
        "errors_total", "counter", "What went wrong: a script, or a state that no browser sends.",
        ('{in="script"}', counts.get("errors", 0)), ('{in="state"}', counts.get("forged", 0)),
    )  # fmt: skip
    tell(
        "run_seconds", "histogram", "What runs of pages' scripts took.",
        *((f'_bucket{{le="{bound:g}"}}', counts.get(f"runs up to {bound:g}", 0)) for bound in counters.BOUNDS),
        ('_bucket{le="+Inf"}', counts.get("runs", 0)), ("_sum", seconds), ("_count", counts.get("runs", 0)),
    )  # fmt: skip
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def served(port: int, app: Any) -> Iterator[None]:
    """Answer at this port of the machine itself meanwhile; 0: not at all."""
    if not port:
        yield
        return

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/metrics"
            body = text(sessions_of(app)).encode() if found else b"not found\n"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: it is asked every few seconds."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Answer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def sessions_of(app: Any) -> int:
    """How many visitors are connected."""
    runtime = app._runtime  # Streamlit counts them for itself only
    return 0 if runtime is None else len(runtime._session_mgr.list_active_sessions())
