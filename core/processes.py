"""Processes of this machine that do one job after another, by the interface of `concurrent.futures`."""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PROGRAM = "core.worker_process"

Begin = Callable[[Mapping[str, str]], "Line"]


@dataclass(frozen=True)
class Line:
    """What leads to a process.

    Attributes
    ----------
    jobs, results : file
        Pickled calls go in; pickled (result, error) come out, in the same order.
    end : callable
        Ends the process at once, so that `results` ends.
    close : callable
        Lets go of all this; by who reads from it.
    """

    jobs: IO[bytes]
    results: IO[bytes]
    end: Callable[[], None]
    close: Callable[[], None]


class Process(Executor):
    """One process, which begins with the first job.

    Parameters
    ----------
    begin : callable
        Makes its line: `start`, or `core.forks.fork`.
    environment : mapping
        What it has in its environment beside the server's own.
    prepare : callable
        What it does first; a function of a module, or a partial of one.
    """

    def __init__(self, begin: Begin, environment: Mapping[str, str], prepare: Callable[[], object]) -> None:
        self._begin = functools.partial(begin, environment)
        self._prepare = prepare
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._line: Line | None = None
        self._begun = self._ended = False

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``function(*args, **kwargs)`` after what was sent before.

        Raises
        ------
        BrokenExecutor
            The process has ended. The future of a job under which it ends raises the same.
        """
        future: Future[Any] = Future()
        with self._lock:
            if self._ended:
                raise BrokenExecutor("the process has ended")
            if not self._begun:
                threading.Thread(target=self._talk, name="talk to a worker", daemon=True).start()
                self._begun = True
            self._jobs.put((future, functools.partial(function, *args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the process at once, whatever it does."""
        with self._lock:
            self._ended = True
            self._jobs.put(None)
            if self._line is not None:
                self._line.end()

    def _talk(self) -> None:
        """In a thread: begin, and send job after job."""
        line = None
        try:
            line = self._begin()
            with self._lock:
                if self._ended:
                    line.end()
                self._line = line
            first: Future[Any] = Future()
            _asked(line, self._prepare, first)
            first.result()
            while (job := self._jobs.get()) is not None:
                future, call = job
                if future.set_running_or_notify_cancel():
                    _asked(line, call, future)
                del job, future, call  # a result is not this thread's
        except Exception as error:  # whatever a process can't begin or end with
            self._broken(BrokenExecutor(f"{type(error).__name__}: {error}"))
        finally:
            with self._lock:
                self._line = None
            if line is not None:
                line.close()
            self._broken(BrokenExecutor("the process was ended"))

    def _broken(self, error: BrokenExecutor) -> None:
        """Answer whoever waits."""
        with self._lock:
            self._ended = True
        with contextlib.suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if job is not None and job[0].set_running_or_notify_cancel():
                    job[0].set_exception(error)


def _asked(line: Line, call: Callable[[], Any], future: Future[Any]) -> None:
    """Fill a future with what a call gives in the process; raises where the process has ended under it."""
    try:
        asked = pickle.dumps(call, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # nothing has been sent yet
        future.set_exception(error)
        return
    try:
        line.jobs.write(asked)
        line.jobs.flush()
        del asked
        result, raised = pickle.load(line.results)
    except Exception as ended:
        future.set_exception(BrokenExecutor(f"{type(ended).__name__}: {ended}"))
        raise
    if raised is not None:
        future.set_exception(raised)
    else:
        future.set_result(result)


def start(environment: Mapping[str, str]) -> Line:
    """A program of its own."""
    process = program(environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None

    def close() -> None:
        with contextlib.suppress(OSError):  # what was not read of a job
            process.communicate()

    return Line(process.stdin, process.stdout, process.kill, close)


def at_exit(end: Callable[[], object]) -> None:
    """Let a process that stops not wait for jobs: ``end()`` ends them before threads are waited for that wait for them."""
    with contextlib.suppress(RuntimeError):  # it stops already
        threading._register_atexit(end)  # type: ignore[attr-defined]


def program(environment: Mapping[str, str], *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start what runs in processes of jobs (`core.worker_process`)."""
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)
    return subprocess.Popen(
        [sys.executable, "-m", PROGRAM, *arguments],
        cwd=Path(__file__).parents[1],  # where Python looks for the program first
        env={**os.environ, **environment, "PYTHONPATH": path},
        **options,
    )
