"""Where heavy work runs: worker processes here, any other `concurrent.futures.Executor` elsewhere.

TensorFlow is imported in the workers only: it would make the web server ten times as large and slow down
each of its runs. One set of workers (`core.supervised`) serves all sessions, in turn. Idle workers end by themselves
and come back with the next job; where there is memory for it, one stays.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import WorkerLost
from core.memory import ARENAS, GIB, default_count, give_back, job_bytes, memory
from core.pulse import Pulse
from core.supervised import Supervised
from core.turns import Order, Sent

__all__ = [
    "WORKERS", "Order", "Sent", "State", "WorkerLost", "close", "contained", "run", "send", "set_executor", "start_in_background", "state",
    "submit",
]  # fmt: skip

IDLE_SECONDS = 300.0
ORPHAN_SECONDS = 1.0  # between two looks whether the server is still there
GIVE_BACK = 10  # of such looks between two times that memory is given back
NICE = 5  # the server answers visitors first where both want the same core
WORKERS = max(1, int(os.environ.get("CONVOLUTION_LAB_WORKERS", default_count(os.cpu_count() or 1, memory()))))
KEPT = 1 if memory() >= 2 * GIB else 0  # a first visitor after a quiet hour does not wait for TensorFlow
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

_lock = threading.Lock()
_executor: Executor | None = None
_warm_up: Callable[[], object] | None = None
_closing = False
_pulse = Pulse()


@dataclass(frozen=True)
class State:
    """How the workers are.

    Attributes
    ----------
    processes : tuple of int
        The ids of those that are ready.
    running, waiting : int
        Jobs that have a worker, and jobs that wait for one.
    answer : bool
        Whether a job that is sent now may hope for a result: not where all workers hang.
    """

    processes: tuple[int, ...] = ()
    running: int = 0
    waiting: int = 0
    answer: bool = True


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


def state() -> State:
    """How the workers are now; asked about once a second, it notices those that hang. A cluster looks after its own."""
    executor = _executor
    if not isinstance(executor, Supervised):
        return State()
    ready, (at_work, waiting, coming) = executor.processes, executor.load
    still = _pulse.still(at_work)
    answer = coming or bool(set(ready) - still) or not (ready or waiting)
    return State(ready, len(at_work), waiting, answer)


def close() -> None:
    """Take no more jobs: those that run may end."""
    global _closing
    _closing = True


def submit(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
    """Run ``function(*args, **kwargs)`` in a worker; function and arguments travel by pickle.

    Returns
    -------
    concurrent.futures.Future
        Raises what the function raises, or WorkerLost; the next `submit` finds new workers.
    """
    return send(Order(), function, *args, **kwargs)


def send(order: Order, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Sent:
    """`submit` that says for whom, whether it may take long, and until when."""
    inner, outer = _submit(order, function, args, kwargs), Sent()
    outer.add_done_callback(lambda done: done.cancelled() and inner.cancel())
    inner.add_done_callback(lambda done: _hand_on(done, outer))
    return outer


def run(
    function: Callable[..., Any], *args: Any, timeout: float | None = None, order: Order | None = None, **kwargs: Any
) -> Any:
    """What ``submit(function, *args, **kwargs)`` gives, waited for.

    Raises
    ------
    WorkerLost
        No answer within `timeout` seconds, or the worker ended. Else what the function raises.
    """
    future = send(order or Order(), function, *args, **kwargs)
    try:
        return future.result(timeout)
    except TimeoutError:
        if future.done():  # the function's own
            raise
        future.cancel()
        raise WorkerLost(
            "no result within {seconds:g} seconds; try again, or use a smaller input", seconds=timeout
        ) from None


def _submit(order: Order, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Future[Any]:
    global _executor
    if _closing:
        raise WorkerLost("this server is about to restart and starts nothing new; try again in a moment")
    with _lock:
        if _executor is not None:
            with contextlib.suppress(BrokenExecutor):  # a worker ended since the last job
                return _sent(_executor, order, function, args, kwargs)
        _executor = _local()
        future = _sent(_executor, order, function, args, kwargs)
        _end_with_the_server()
        return future


def _sent(
    executor: Executor, order: Order, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Future[Any]:
    if isinstance(executor, Supervised):
        return executor.send(order, contained, function, *args, **kwargs)
    future: Future[Any] = executor.submit(function, *args, **kwargs)
    return future


def contained(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """The same, in a worker. What TensorFlow raises stays there by kind: to read such an error the server would import all of it."""
    try:
        return function(*args, **kwargs)
    except Exception as error:
        if type(error).__module__.split(".")[0] in ("builtins", "core"):
            raise
        raise RuntimeError(f"{type(error).__name__}: {error}"[:300]) from None


@functools.cache
def _end_with_the_server() -> None:
    """Let a server that stops not wait for workers that still import TensorFlow: they are ended first.

    loky waits for its workers in a hook of this kind, which it sets at the first job; hooks run last come, first
    served, so this one is set after it.
    """
    threading._register_atexit(_end)  # type: ignore[attr-defined]


def _end() -> None:
    if isinstance(_executor, Supervised):  # processes here, not a cluster
        _executor.shutdown()


def _hand_on(inner: Future[Any], outer: Sent) -> None:
    outer.lost = getattr(inner, "lost", 0)
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
    return Supervised(_process, WORKERS, kept=KEPT, idle=IDLE_SECONDS)


def _process() -> Executor:
    """A pool of one worker, which stays until it is ended."""
    from loky import ProcessPoolExecutor

    executor: Executor = ProcessPoolExecutor(
        max_workers=1, initializer=_prepare, initargs=(_warm_up, os.getpid()), env=ENVIRONMENT
    )
    return executor


def _prepare(warm_up: Callable[[], object] | None = None, server: int | None = None) -> None:
    """What a new worker does first, while nobody waits for it: import TensorFlow, and warm up."""
    if server is not None and hasattr(os, "fork"):  # elsewhere a process keeps the number of a parent that is gone
        threading.Thread(target=_end_after, args=(server,), name="end after the server", daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    logging.disable(logging.WARNING)  # of what a worker imports, which would come between the lines of the server's log
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
    _limit_memory()


def _end_after(server: int) -> None:
    """End this worker once the server that started it is gone: one that was killed can't end its workers itself.

    Until then it keeps no memory that it has freed.
    """
    looks = 0
    while os.getppid() == server:
        time.sleep(ORPHAN_SECONDS)
        looks += 1
        if looks % GIVE_BACK == 0:
            give_back()
    os._exit(0)


def _limit_memory() -> None:
    """A job that asks for too much ends its own worker, not the machine."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on Windows; Linux alone tells what there is
        import resource

        status = Path("/proc/self/status").read_text()
        now = 1024 * int(status.split("VmData:")[1].split()[0])
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = now + job_bytes(memory())
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if most < 0 else min(wanted, most), most))
