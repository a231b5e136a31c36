"""One worker process: a pool of one that imports TensorFlow before its first job, is bounded, and ends with its server."""

from __future__ import annotations

import contextlib
import gc
import importlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from core.errors import Message, WorkerLost
from core.memory import ARENAS, is_small, job_bytes, memory, own_pages, spare

ORPHAN_SECONDS = 1.0  # between two looks whether the server is still there
GIVE_BACK = 1 if is_small(memory()) else 10  # of such looks between two times that memory is given back
IMPORT_SECONDS = 0.25  # between two such times while TensorFlow is imported
POOLS_THREADS = ("ExecutorManagerThread", "QueueFeederThread")  # loky's names
RELEASE_SECONDS = 2.0  # for each of them at the end of a process
NICE = 5  # the server answers visitors first where both want the same core
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
    """A pool of one worker, which stays until it is ended."""
    from loky import ProcessPoolExecutor

    environment = {**ENVIRONMENT, **SPARING} if is_small(memory()) else ENVIRONMENT
    executor: Executor = ProcessPoolExecutor(
        max_workers=1, initializer=prepare, initargs=(warm_up, os.getpid()), env=environment
    )
    return executor


def prepare(warm_up: Callable[[], object] | None = None, server: int | None = None) -> None:
    """What a new worker does first, while nobody waits for it: import TensorFlow, and warm up."""
    if server is not None and hasattr(os, "fork"):  # elsewhere a process keeps the number of a parent that is gone
        threading.Thread(target=end_after, args=(server,), name="end after the server", daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    logging.disable(logging.WARNING)  # of what a worker imports, which would come between the lines of the server's log
    errors, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # TensorFlow writes of its build before it reads any setting
    try:
        with sparing():
            importlib.import_module("tensorflow")
            importlib.import_module("keras")
            if warm_up is not None:
                warm_up()
    finally:
        os.dup2(errors, 2)
        os.close(errors)
        os.close(nowhere)
    # loky collects garbage every second: what all this made need not be looked through each time.
    gc.collect()
    gc.freeze()
    for _ in range(2):  # the first sees which libraries are settled
        spare()
    limit_memory()


@contextlib.contextmanager
def sparing() -> Iterator[None]:
    """Where memory is short, give back what has been read of TensorFlow's code while more of it is: 0.4 GB at the end."""
    done = threading.Event()

    def again_and_again() -> None:
        while not done.wait(IMPORT_SECONDS):
            spare()

    if is_small(memory()):
        threading.Thread(target=again_and_again, name="give memory back", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def end_after(server: int) -> None:
    """End this worker once the server that started it is gone: one that was killed can't end its workers itself.

    Until then it keeps no memory that it has freed.
    """
    looks = 0
    while os.getppid() == server:
        time.sleep(ORPHAN_SECONDS)
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


def end_with_this_process(end: Callable[[], object]) -> None:
    """Let a process that stops not wait for workers that still import TensorFlow: ``end()`` ends them first.

    loky waits in a hook of this kind, set at the first job; the last set runs first, so this one is set after that.
    Semaphores that workers shared are given back by the thread that drops or collects them, and stay behind where the end
    of the process cuts that one off: so loky's threads are waited for, and daemons collect no longer.
    """

    def end_first() -> None:
        gc.disable()
        of_pools = [thread for thread in threading.enumerate() if thread.name in POOLS_THREADS]
        end()
        for thread in of_pools:
            thread.join(RELEASE_SECONDS)

    threading._register_atexit(end_first)  # type: ignore[attr-defined]


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
