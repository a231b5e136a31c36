"""Where heavy work runs: worker processes here, any other `concurrent.futures.Executor` elsewhere.

TensorFlow is imported in the workers only: it would make the web server ten times as large and slow down
each of its runs. One pool serves all sessions, first come first served; as every job is short (about 0.1 s
of training), none waits long. Idle workers end by themselves and come back with the next job.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Any

from core.errors import BadInput

IDLE_SECONDS = 300.0
WORKERS = min(2, os.cpu_count() or 1)
# Two sessions on two cores: a second thread in a worker would only take the other one's core.
# oneDNN's own thread pool goes by OMP_NUM_THREADS.
ENVIRONMENT = {
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
}

_lock = threading.Lock()
_executor: Executor | None = None


class WorkerLost(BadInput):
    """The process that did the work ended in the middle of it (out of memory, killed)."""


def set_executor(executor: Executor | None) -> None:
    """Let jobs run on `executor`, e.g. ``dask.distributed.Client(address).get_executor()``; None: here again."""
    global _executor
    with _lock:
        _executor = executor


def start_in_background() -> None:
    """Start the workers, which import TensorFlow while the server already answers; returns at once."""
    threading.Thread(target=lambda: submit(os.getpid), name="start workers", daemon=True).start()


def submit(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
    """Run ``function(*args, **kwargs)`` in a worker; function and arguments travel by pickle. See `result`."""
    global _executor
    with _lock:
        if _executor is None:
            _executor = _local()
        try:
            return _executor.submit(function, *args, **kwargs)
        except BrokenExecutor:  # a worker ended since the last job
            _executor = _local()
            return _executor.submit(function, *args, **kwargs)


def result(future: Future[Any], timeout: float | None = None) -> Any:
    """What the job of a future from `submit` returned, or raises what it raised.

    Raises
    ------
    BadInput
        No answer within `timeout` seconds. WorkerLost, a kind of it, where the worker ended.
    """
    try:
        return future.result(timeout)
    except (BrokenExecutor, CancelledError):
        raise WorkerLost(
            "the worker process ended in the middle of its work; a new one has started: try again"
        ) from None
    except TimeoutError:
        if future.done():  # the job's own
            raise
        future.cancel()
        raise BadInput(
            "no answer came within {seconds:g} seconds; try again, or with something smaller", seconds=timeout
        ) from None


def run(function: Callable[..., Any], *args: Any, timeout: float | None = None, **kwargs: Any) -> Any:
    """Submit, and wait for the `result`."""
    return result(submit(function, *args, **kwargs), timeout)


def _local() -> Executor:
    # get_reusable_executor keeps one executor a thread, and each session runs in threads of its own.
    from loky import ProcessPoolExecutor

    executor: Executor = ProcessPoolExecutor(
        max_workers=WORKERS, timeout=IDLE_SECONDS, initializer=_import_tensorflow, env=ENVIRONMENT
    )
    atexit.register(set_executor, None)  # loky's clean-up needs modules that later are gone
    return executor


def _import_tensorflow() -> None:
    for name in ("tensorflow", "keras", "core.learning"):
        importlib.import_module(name)
    # loky collects garbage every second: what the imports made need not be looked through each time.
    gc.collect()
    gc.freeze()
