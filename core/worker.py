"""What a worker process does: it imports TensorFlow before its first job, is bounded, and ends with its server."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import logging
import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from core import forks, processes
from core.errors import Message, WorkerLost
from core.memory import ARENAS, is_small, job_bytes, memory, own_pages, spare

FORKS = sys.platform == "linux"
LOOK_SECONDS = 0.5  # between two looks whether the server is still there
GIVE_BACK = 1 if is_small(memory()) else 20  # of such looks between two times that memory is given back
IMPORT_SECONDS = 0.25  # between two such times while TensorFlow is imported
# A second thread in a worker would only take the core of the other one.
# oneDNN's own thread pool goes by OMP_NUM_THREADS.
ENVIRONMENT = {
    "MALLOC_ARENA_MAX": str(ARENAS),
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
}
# Large arrays have pages of their own, which go back at once: elsewhere they stay with glibc, which is quicker. TensorFlow's
# allocator for oneDNN would keep all that it ever had, 130 to 260 MB after a large network; the system's does not.
SPARING = {
    "MALLOC_MMAP_THRESHOLD_": str(own_pages(1)),
    "MALLOC_TRIM_THRESHOLD_": str(own_pages(1)),
    "TF_ONEDNN_USE_SYSTEM_ALLOCATOR": "1",
}


def process(warm_up: Callable[[], object] | None) -> Executor:
    """A worker, which stays until it is ended."""
    environment = {**ENVIRONMENT, **SPARING} if is_small(memory()) else ENVIRONMENT
    begin = forks.fork if FORKS else processes.start
    return processes.Process(begin, environment, functools.partial(prepare, warm_up))


def prepare(warm_up: Callable[[], object] | None = None) -> None:
    """What a new worker does first, while nobody waits for it: import TensorFlow, where it was not forked with it, and warm up."""
    load()
    if warm_up is not None:
        with quiet(), sparing():
            warm_up()
    settle()
    limit_memory()


def load() -> None:
    """Import TensorFlow; nothing where it is there."""
    with quiet(), sparing():
        importlib.import_module("tensorflow")
        importlib.import_module("keras")


def settle() -> None:
    """What is there now stays: garbage is not looked for in it, and code that only its start needed goes back."""
    gc.collect()
    gc.freeze()
    for _ in range(2):  # the first sees which libraries are settled
        spare()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No line of what a worker imports comes between those of the server's log."""
    logging.disable(logging.WARNING)
    errors, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # TensorFlow writes of its build before it reads any setting
    try:
        yield
    finally:
        os.dup2(errors, 2)
        os.close(errors)
        os.close(nowhere)


@contextlib.contextmanager
def sparing() -> Iterator[None]:
    """Where memory is short, give back what has been read of TensorFlow's code while more of it is: 0.4 GB at the end."""
    done = threading.Event()

    def again_and_again() -> None:
        while not done.wait(IMPORT_SECONDS):
            spare()

    threads = (
        [threading.Thread(target=again_and_again, name="give memory back", daemon=True)] if is_small(memory()) else []
    )
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()  # none may be at work where a process is forked


def end_with(line: int) -> None:
    """End this worker once the server is gone, which held the other end of its line: one that was killed can't end its workers
    itself. Until then it keeps no memory that it has freed.
    """
    ends = select.poll()
    ends.register(line, 0)  # its end is told anyway
    looks = 0
    while not ends.poll(1000.0 * LOOK_SECONDS):
        looks += 1
        if looks % GIVE_BACK == 0:
            spare()
    os._exit(0)


def limit_memory() -> None:
    """A job that asks for too much ends its own worker, not the machine."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on Windows; Linux alone tells what there is
        import resource

        status = Path("/proc/self/status").read_text()
        now = 1024 * int(status.split("VmData:")[1].split()[0])
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = now + job_bytes(memory())
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if most < 0 else min(wanted, most), most))


def contained(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """The same, in a worker. What TensorFlow raises stays there, and so does what it raised before another error: to read
    either the server would import all of it, 400 MB.
    """
    try:
        return function(*args, **kwargs)
    except Exception as error:
        told = plain(error)
    raise told  # out here it has no context, which would travel with it


def plain(error: Exception) -> Exception:
    """An error that any process can read: a sentence of core's, or Python's own with nothing but texts and numbers; else its text."""
    if isinstance(error, Message):
        return type(error)(error.rule, **error.values)
    # Python's and NumPy's, or TensorFlow's
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return WorkerLost("this takes more memory than this server gives to one job; use a smaller input")
    if type(error).__module__ == "builtins" and all(isinstance(one, (str, bytes, int, float)) for one in error.args):
        with contextlib.suppress(Exception):  # one that cannot be made again of its arguments
            return type(error)(*error.args)
    return RuntimeError(f"{type(error).__name__}: {error}"[:300])
