"""Where heavy work runs: worker processes here, any other `concurrent.futures.Executor` elsewhere.

TensorFlow is imported in the workers only: it would make the web server ten times as large and slow down
each of its runs. One pool serves all sessions, first come first served; as every job is short (about 0.1 s
of training), none waits long. Idle workers end by themselves and come back with the next job.
"""

from __future__ import annotations

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
    """Run ``function(*args, **kwargs)`` in a worker; function and arguments travel by pickle.

    Returns
    -------
    concurrent.futures.Future
        Raises what the function raises, or WorkerLost; the next `submit` finds new workers.
    """
    future = _submit(function, args, kwargs)
    outer: Future[Any] = Future()
    outer.add_done_callback(lambda done: done.cancelled() and future.cancel())
    future.add_done_callback(lambda done: _hand_on(done, outer))
    return outer


def run(function: Callable[..., Any], *args: Any, timeout: float | None = None, **kwargs: Any) -> Any:
    """What ``submit(function, *args, **kwargs)`` gives, waited for.

    Raises
    ------
    BadInput
        No answer within `timeout` seconds. WorkerLost, a kind of it, when the worker ended.
    """
    future = submit(function, *args, **kwargs)
    try:
        return future.result(timeout)
    except TimeoutError:
        if future.done():  # the function's own TimeoutError
            raise
        future.cancel()
        raise BadInput(
            "no answer came within {seconds:g} seconds; try again, or with something smaller", seconds=timeout
        ) from None


def _submit(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Future[Any]:
    global _executor
    with _lock:
        if _executor is None:
            _executor = _local()
        try:
            return _executor.submit(function, *args, **kwargs)
        except BrokenExecutor:
            _executor = _local()
            return _executor.submit(function, *args, **kwargs)


def _local() -> Executor:
    # get_reusable_executor keeps one executor a thread, and each session runs in threads of its own.
    from loky import ProcessPoolExecutor

    executor: Executor = ProcessPoolExecutor(
        max_workers=WORKERS, timeout=IDLE_SECONDS, initializer=_import_tensorflow, env=ENVIRONMENT
    )
    return executor


def _import_tensorflow() -> None:
    importlib.import_module("tensorflow")


def _hand_on(done: Future[Any], outer: Future[Any]) -> None:
    if not outer.set_running_or_notify_cancel():
        return
    try:
        outer.set_result(done.result())
    except (BrokenExecutor, CancelledError):
        outer.set_exception(
            WorkerLost("the worker process ended in the middle of its work; a new one has started: try again")
        )
    except Exception as error:
        outer.set_exception(error)
