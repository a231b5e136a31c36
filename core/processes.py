"""Processes of this machine that do one job after another, by the interface of `concurrent.futures`.

On Linux all of them are forked from one that has imported TensorFlow and never computes. Such a worker is there in a tenth of a
second, where one that imports by itself takes three or more, and shares what neither has changed: 45 MB are its own, not 250.
Elsewhere each is a program of its own: macOS's libraries do not survive a fork, and Windows has none.
`multiprocessing` has a fork server too, but its processes import the server's main program, which under Streamlit is a page.
"""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import queue
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import IO, Any

from core.pulse import MOVED, processor_seconds

FORKS = sys.platform == "linux"
PROGRAM = "core.worker_process"
LOOK_SECONDS = 1.0
STILL_SECONDS = (
    30.0  # without moving, while a process is asked for: longer than a busy disk needs for TensorFlow's files
)

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
    environment : mapping
        What it has in its environment beside the server's own.
    prepare : callable
        What it does first; a function of a module, or a partial of one.
    """

    def __init__(
        self, environment: Mapping[str, str], prepare: Callable[[], object], *, begin: Begin | None = None
    ) -> None:
        self._begin = functools.partial(begin or (fork if FORKS else start), environment)
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
    process = _program(environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None

    def close() -> None:
        with contextlib.suppress(OSError):  # what was not read of a job
            process.communicate()

    return Line(process.stdin, process.stdout, process.kill, close)


def at_exit(end: Callable[[], object]) -> None:
    """Let a process that stops not wait for jobs: ``end()`` ends them before threads are waited for that wait for them."""
    with contextlib.suppress(RuntimeError):  # it stops already
        threading._register_atexit(end)  # type: ignore[attr-defined]


class Forks:
    """The process that workers are forked from: it starts with the first of them, and again where it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asks: socket.socket | None = None
        self._environment: dict[str, str] = {}

    def fork(self, environment: Mapping[str, str]) -> Line:
        """A new worker's line.

        Raises
        ------
        OSError
            There is no memory for another process, or the one that forks has ended or stands still.
        """
        with self._lock:
            asks = self._started(environment)
            ours, theirs = socket.socketpair()
            try:
                with theirs:
                    socket.send_fds(asks, [b"f"], [theirs.fileno()])
                process = self._told(asks)
            except OSError:
                ours.close()
                raise
        jobs, results = ours.makefile("wb"), ours.makefile("rb")

        def end() -> None:
            with contextlib.suppress(OSError):  # it has ended already
                ours.shutdown(socket.SHUT_RDWR)
                os.kill(process, signal.SIGKILL)

        def close() -> None:
            for one in (jobs, results, ours):
                with contextlib.suppress(OSError):
                    one.close()

        return Line(jobs, results, end, close)

    def end(self) -> None:
        """End it; workers that it has forked stay."""
        process, asks, self._process, self._asks = self._process, self._asks, None, None
        if process is not None:
            process.kill()
            process.wait()
        if asks is not None:
            asks.close()

    def _started(self, environment: Mapping[str, str]) -> socket.socket:
        wanted = {**os.environ, **environment}
        if self._process is not None and (self._process.poll() is not None or wanted != self._environment):
            self.end()
        if not self._environment:
            at_exit(self.end)
        if self._asks is None:
            self._asks, theirs = socket.socketpair()
            with theirs:
                self._process = _program(environment, "forks", stdin=theirs, stdout=subprocess.DEVNULL)
            self._environment = wanted
            self._asks.settimeout(LOOK_SECONDS)
        return self._asks

    def _told(self, asks: socket.socket) -> int:
        """The new process's number, which may take until TensorFlow is imported."""
        process = self._process
        used, moved = 0.0, time.monotonic()
        while process is not None:
            try:
                said = asks.recv(struct.calcsize("q"))
            except TimeoutError:
                newly = processor_seconds(process.pid)
                if newly - used >= MOVED:
                    used, moved = newly, time.monotonic()
                if time.monotonic() - moved <= STILL_SECONDS:
                    continue
                self.end()
                break
            if said and (number := int(*struct.unpack("q", said))):
                return number
            break
        raise OSError("no process can be forked")


_forks = Forks()


def fork(environment: Mapping[str, str]) -> Line:
    """A fork of the process that has TensorFlow."""
    return _forks.fork(environment)


def _program(environment: Mapping[str, str], *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)
    return subprocess.Popen(
        [sys.executable, "-m", PROGRAM, *arguments], env={**os.environ, **environment, "PYTHONPATH": path}, **options
    )
