"""The program that worker processes run: job after job from its line, result after result into it.

    python -m core.worker_process           a worker; its line is the standard input and output
    python -m core.worker_process forks     where workers are forked from; what its standard input, a socket, brings are their lines

The second has imported TensorFlow and never computes anything: it has one thread, and so can be forked.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import struct
import sys
import threading
import time
import warnings
from typing import IO

from core import worker

NICE = 5  # the server answers visitors first where both want the same core
GARBAGE_SECONDS = 1.0  # between two looks for garbage, after a job
FAILED = 0  # in place of a process's number


def main(*arguments: str) -> None:
    """Do what the server asks for, until its end of the line is closed."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server, and that ends its workers
    line, results = os.dup(0), os.dup(1)
    for end, way in ((0, os.O_RDONLY), (1, os.O_WRONLY)):  # a job that reads or prints does not reach them
        nowhere = os.open(os.devnull, way)
        os.dup2(nowhere, end)
        os.close(nowhere)
    if arguments == ("forks",):
        os.close(results)
        forks(socket.socket(fileno=line))
    else:
        serve(os.fdopen(line, "rb"), os.fdopen(results, "wb"))


def forks(asked: socket.socket) -> None:
    """Fork a worker for each line that comes, and tell its number."""
    worker.load()
    worker.settle()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    while True:
        said, lines, _, _ = socket.recv_fds(asked, 1, 1)
        if not said:
            return
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # jemalloc's thread, which it stops before a fork
                process = os.fork()
        except OSError:  # no memory for another process
            process = FAILED
        else:
            if process == 0:
                _forked(asked, lines[0])
        os.close(lines[0])
        asked.send(struct.pack("q", process))


def _forked(asked: socket.socket, line: int) -> None:
    """The life of a worker that was forked."""
    try:
        asked.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        both = socket.socket(fileno=line)
        serve(both.makefile("rb"), both.makefile("wb"))
    finally:
        os._exit(0)


def serve(jobs: IO[bytes], results: IO[bytes]) -> None:
    """Do job after job until there are no more."""
    if sys.platform != "win32":
        threading.Thread(target=worker.end_with, args=(jobs.fileno(),), name="end with the server", daemon=True).start()
    looked = time.monotonic()
    whole = True
    while whole:
        result, whole = _next(jobs)
        if result:
            results.write(result)
            results.flush()
        del result
        if time.monotonic() - looked >= GARBAGE_SECONDS:
            gc.collect()
            looked = time.monotonic()


def _next(jobs: IO[bytes]) -> tuple[bytes, bool]:
    """What one job gave, or raised, pickled; and whether another one can be read after it."""
    whole = False
    try:
        call = pickle.load(jobs)
        whole = True
        return pickle.dumps((call(), None), pickle.HIGHEST_PROTOCOL), True
    except EOFError:
        if not whole:
            return b"", False
        error: BaseException = EOFError()
    except BaseException as raised:
        error = raised
    told = worker.plain(error if isinstance(error, Exception) else RuntimeError(f"{type(error).__name__}: {error}"))
    return pickle.dumps((None, told), pickle.HIGHEST_PROTOCOL), whole


if __name__ == "__main__":
    main(*sys.argv[1:])
