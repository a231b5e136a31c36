"""Where heavy work runs: worker processes here, a Dask cluster, or any other `concurrent.futures.Executor`.

TensorFlow is imported in the workers only: it would make the web server ten times as large and slow down
each of its runs. One set of workers (`core.supervised`) serves all sessions, in turn. Idle workers end by themselves
and come back with the next job; where there is memory for it, one stays.
"""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass
from typing import Any

from core import processes, worker
from core.cluster import Cluster
from core.errors import WorkerLost
from core.memory import GIB, default_count, is_small, kept_bytes, memory
from core.pulse import Pulse
from core.supervised import Supervised
from core.turns import Order, Sent

__all__ = [
    "WORKERS", "Order", "Sent", "State", "WorkerLost", "at_once", "close", "run", "send", "set_executor",
    "start_in_background", "state",
    "submit",
]  # fmt: skip

IDLE_SECONDS = 300.0
WORKERS = max(1, int(os.environ.get("CONVOLUTION_LAB_WORKERS", default_count(os.cpu_count() or 1, memory()))))
CLUSTER = os.environ.get("CONVOLUTION_LAB_CLUSTER", "")  # a Dask scheduler: tcp://host:port
MAX_AT_ONCE = 16  # parts of one visitor's work
KEPT = 1 if memory() >= 2 * GIB else 0  # a first visitor after a quiet hour does not wait for TensorFlow
_lock = threading.Lock()
_executor: Executor | None = None
_warm_up: Callable[[], object] | None = None
_closing = False
_pulse: Pulse[int] = Pulse()


@dataclass(frozen=True)
class State:
    """How the workers are.

    Attributes
    ----------
    processes : tuple of int
        The ids of those of this machine that are ready.
    cluster : int
        How many jobs the cluster does at once; 0 where there is none, or none that answers.
    running, waiting : int
        Jobs that have a worker, and jobs that wait for one.
    answer : bool
        Whether a job that is sent now may hope for a result: not where all workers hang.
    """

    processes: tuple[int, ...] = ()
    cluster: int = 0
    running: int = 0
    waiting: int = 0
    answer: bool = True


def set_executor(executor: Executor | None) -> None:
    """Let jobs run on `executor`; None: on the workers of this machine or the cluster again."""
    global _executor
    with _lock:
        _executor = executor


def start_in_background(warm_up: Callable[[], object] | None = None) -> None:
    """Start the workers, which import TensorFlow while the server already answers; returns at once.

    Parameters
    ----------
    warm_up : callable, optional
        What each new worker does once it has TensorFlow, so that the first visitor does not wait for it; where memory is
        short, nothing: 40 MB of each of them, which come and go there.
    """
    global _warm_up
    _warm_up = warm_up
    threading.Thread(target=lambda: submit(os.getpid), name="start workers", daemon=True).start()


def state() -> State:
    """How the workers are now; asked about once a second, it notices those that hang."""
    executor = _executor
    if not isinstance(executor, (Supervised, Cluster)):
        return State()
    own = executor.own if isinstance(executor, Cluster) else executor
    ready, (at_work, waiting, coming) = own.processes, own.load
    still = _pulse.still(at_work)
    answer = coming or bool(set(ready) - still) or not (ready or waiting)
    if isinstance(executor, Cluster):
        there, behind = executor.load
        cluster = executor.count
        return State(ready, cluster, len(at_work) + there, waiting + behind, answer or cluster > 0)
    return State(ready, 0, len(at_work), waiting, answer)


def at_once() -> int:
    """Into how many parts that are done at the same time a long work is best cut."""
    executor = _executor
    return max(WORKERS, min(executor.count, MAX_AT_ONCE)) if isinstance(executor, Cluster) else WORKERS


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
    """`submit` that says for whom, whether it may take long, and until when.

    Raises
    ------
    WorkerLost
        The server is about to restart.
    """
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
    if isinstance(executor, (Supervised, Cluster)):
        return executor.send(order, worker.contained, function, *args, **kwargs)
    future: Future[Any] = executor.submit(function, *args, **kwargs)
    return future


@functools.cache
def _end_with_the_server() -> None:
    processes.at_exit(_end)


def _end() -> None:
    if isinstance(_executor, (Supervised, Cluster)):
        _executor.shutdown()


def _hand_on(inner: Future[Any], outer: Sent) -> None:
    outer.lost = getattr(inner, "lost", 0)
    if not outer.set_running_or_notify_cancel():
        return
    error = CancelledError() if inner.cancelled() else inner.exception()
    if isinstance(error, (BrokenExecutor, CancelledError)):
        error = WorkerLost("the worker process ended before it was done; a new one has started: try again")
    if error is None:
        outer.set_result(inner.result())
    else:
        outer.set_exception(error)


def _local() -> Executor:
    make = functools.partial(worker.process, None if is_small(memory()) else _warm_up)
    own = Supervised(make, WORKERS, kept=KEPT, idle=IDLE_SECONDS, most=kept_bytes(memory()))
    return Cluster(CLUSTER, make, own) if CLUSTER else own
