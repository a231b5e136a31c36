"""Where heavy work runs: worker processes here, any other `concurrent.futures.Executor` elsewhere.

TensorFlow is imported in the workers only: it would make the web server ten times as large and slow down
each of its runs. One pool serves all sessions, first come first served; as every job is short (about 0.1 s
of training), none waits long. Idle workers end by themselves and come back with the next job.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Any

from core.errors import WorkerLost

IDLE_SECONDS = 300.0
NICE = 5  # the server answers visitors first where both want the same core
# Each worker takes about 0.8 GB, so a small host may want one of them on two cores.
WORKERS = max(1, int(os.environ.get("CONVOLUTION_LAB_WORKERS", min(2, os.cpu_count() or 1))))
# A second thread in a worker would only take the core of the other one.
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
_warm_up: Callable[[], object] | None = None
_held: list[object] = []


def set_executor(executor: Executor | None) -> None:
    """Let jobs run on `executor`, e.g. ``dask.distributed.Client(address).get_executor()``; None: here again."""
    global _executor
    with _lock:
        _executor = executor


def start_in_background(warm_up: Callable[[], object] | None = None) -> None:
    """Start the workers, which import TensorFlow while the server already answers; returns at once.

    Parameters
    ----------
    warm_up : callable, optional
        What each new worker does once it has TensorFlow, so that the first visitor does not wait for it.
    """
    global _warm_up
    _warm_up = warm_up
    threading.Thread(target=lambda: submit(os.getpid), name="start workers", daemon=True).start()


def submit(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
    """Run ``function(*args, **kwargs)`` in a worker; function and arguments travel by pickle.

    Returns
    -------
    concurrent.futures.Future
        Raises what the function raises, or WorkerLost; the next `submit` finds new workers.
    """
    inner, outer = _submit(function, args, kwargs), Future[Any]()
    outer.add_done_callback(lambda done: done.cancelled() and inner.cancel())
    inner.add_done_callback(lambda done: _hand_on(done, outer))
    return outer


def run(function: Callable[..., Any], *args: Any, timeout: float | None = None, **kwargs: Any) -> Any:
    """What ``submit(function, *args, **kwargs)`` gives, waited for.

    Raises
    ------
    WorkerLost
        No answer within `timeout` seconds, or the worker ended. Else what the function raises.
    """
    future = submit(function, *args, **kwargs)
    try:
        return future.result(timeout)
    except TimeoutError:
        if future.done():  # the function's own
            raise
        future.cancel()
        raise WorkerLost(
            "no result within {seconds:g} seconds; try again, or use a smaller input", seconds=timeout
        ) from None


def _submit(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Future[Any]:
    global _executor
    with _lock:
        if _executor is not None:
            try:
                return _executor.submit(function, *args, **kwargs)
            except BrokenExecutor:  # a worker ended since the last job
                pass
        _executor = _local()
        future: Future[Any] = _executor.submit(function, *args, **kwargs)
        _end_with_the_server()
        return future


@functools.cache
def _end_with_the_server() -> None:
    """Let a server that stops not wait for workers that still import TensorFlow: they are ended first.

    loky waits for its workers in a hook of this kind, which it sets at the first job; hooks run last come, first
    served, so this one is set after it.
    """
    threading._register_atexit(_end)  # type: ignore[attr-defined]


def _end() -> None:
    executor = _executor
    if hasattr(executor, "_executor_manager_thread"):  # processes here, not a cluster
        # Their semaphores are taken down by whoever lets go of them last: a thread of loky's that the interpreter's end
        # cuts short would do half of it, and complain. Held on to, they are taken down at exit, all of them.
        _held.extend(vars(executor).values())
        executor.shutdown(wait=False, kill_workers=True)  # type: ignore[union-attr,call-arg]


def _hand_on(inner: Future[Any], outer: Future[Any]) -> None:
    if not outer.set_running_or_notify_cancel():
        return
    error = CancelledError() if inner.cancelled() else inner.exception()
    if isinstance(error, (BrokenExecutor, CancelledError)):
        error = WorkerLost("the worker process ended in the middle of its work; a new one has started: try again")
    if error is None:
        outer.set_result(inner.result())
    else:
        outer.set_exception(error)


def _local() -> Executor:
    # get_reusable_executor keeps one executor a thread, and each session runs in threads of its own.
    from loky import ProcessPoolExecutor

    executor: Executor = ProcessPoolExecutor(
        max_workers=WORKERS, timeout=IDLE_SECONDS, initializer=_prepare, initargs=(_warm_up,), env=ENVIRONMENT
    )
    atexit.register(set_executor, None)  # loky's clean-up needs modules that later are gone
    return executor


def _prepare(warm_up: Callable[[], object] | None = None) -> None:
    """What a new worker does first, while nobody waits for it: import TensorFlow, and warm up."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    errors, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # TensorFlow writes of its build before it reads any setting
    try:
        importlib.import_module("tensorflow")
        importlib.import_module("keras")
    finally:
        os.dup2(errors, 2)
        os.close(errors)
        os.close(nowhere)
    if warm_up is not None:
        warm_up()
    # loky collects garbage every second: what all this made need not be looked through each time.
    gc.collect()
    gc.freeze()
