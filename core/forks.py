"""Workers that are forked from one process, which has imported TensorFlow and never computes; on Linux.

Such a worker is there in a tenth of a second, where one that imports by itself takes three or more, and shares what neither
has changed: 10 to 50 MB are its own, not 250. macOS's libraries do not survive a fork, and Windows has none.
`multiprocessing` has a fork server too, but its processes import the server's main program, which under Streamlit is a page.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Mapping

from core.processes import Line, at_exit, program
from core.pulse import MOVED, processor_seconds

LOOK_SECONDS = 1.0
# Without moving, while a worker is asked for: longer than a busy disk needs for TensorFlow's files.
STILL_SECONDS = 30.0


class Forks:
    """The process that workers are forked from: it starts with the first of them, and again where it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asks: socket.socket | None = None
        self._environment: dict[str, str] = {}
        self._known = False  # to what is ended with this process

    def fork(self, environment: Mapping[str, str]) -> Line:
        """A new worker's line.

        Raises
        ------
        OSError
            There is no memory for another process, or the one that forks has ended or stands still.
        """
        with self._lock:
            try:
                process, ours = self._forked(environment)
            except ConnectionError:  # it has just ended
                self.end()
                process, ours = self._forked(environment)
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

    def _forked(self, environment: Mapping[str, str]) -> tuple[int, socket.socket]:
        """The new process's number, and our end of its line."""
        asks = self._started(environment)
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(asks, [b"f"], [theirs.fileno()])
            return self._told(asks), ours
        except OSError:
            ours.close()
            raise

    def _started(self, environment: Mapping[str, str]) -> socket.socket:
        own = {name: value for name, value in os.environ.items() if name.startswith("CONVOLUTION_LAB_")}
        wanted = {**own, **environment}  # of the rest libraries change something now and then
        if self._process is not None and (self._process.poll() is not None or wanted != self._environment):
            self.end()
        if not self._known:
            at_exit(self.end)
            self._known = True
        if self._asks is None:
            asks, theirs = socket.socketpair()
            with theirs:
                try:
                    self._process = program(environment, "forks", stdin=theirs, stdout=subprocess.DEVNULL)
                except OSError:
                    asks.close()
                    raise
            asks.settimeout(LOOK_SECONDS)
            self._asks, self._environment = asks, wanted
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
            if not said:
                raise ConnectionResetError("what forks has ended")
            if number := int(*struct.unpack("q", said)):
                return number
            break
        raise OSError("no process can be forked")


_forks = Forks()


def fork(environment: Mapping[str, str]) -> Line:
    """A fork of the process that has TensorFlow."""
    return _forks.fork(environment)


def forking() -> tuple[int, ...]:
    """The process that workers are forked from, by its number, where it has started."""
    process = _forks._process
    return () if process is None else (process.pid,)
