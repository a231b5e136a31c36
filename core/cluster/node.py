"""What a Dask worker does for the lab: it looks after worker processes of its own, as many as it has threads.

A thread of Dask's can't be ended; a process can. So each job gets one, with the deadlines, the bounds on memory and the
TensorFlow that is ready beforehand of `core.supervised` and `core.workers`. Called on the cluster, never in the server.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor
from typing import Any

from core.processes import at_exit
from core.supervised import Supervised
from core.turns import Order, Sent

Make = Callable[[], Executor]
Outcome = tuple[Any, BaseException | None, int]  # result, error, and how many processes ended under the job

_lock = threading.Lock()
_crew: Supervised | None = None
_jobs: dict[str, Sent] = {}


def prepare(make: Make, dask_worker: Any) -> None:
    """Start this machine's processes, which import TensorFlow meanwhile; nothing where they are there.

    Parameters
    ----------
    make : callable
        Makes a pool of one process.
    dask_worker : distributed.Worker
        Whose threads are counted; Dask itself gives it.

    Raises
    ------
    RuntimeError
        A worker under Dask's nanny, whose processes may have none of their own.
    """
    if multiprocessing.current_process().daemon:
        raise RuntimeError("start its workers with --no-nanny: a nanny's may have no processes")
    _crew_of(make, dask_worker)


def compute(make: Make, name: str, topic: str, order: Order, call: bytes) -> Outcome:
    """Do one job in a process of this machine; what goes wrong in it is a part of the outcome.

    Parameters
    ----------
    name : str
        By which `stop` knows it.
    topic : str
        Where the server hears that the job has begun here.
    call : bytes
        A function of no arguments, pickled: the scheduler hands it on unread.
    """
    from distributed import get_worker

    worker = get_worker()
    job = _crew_of(make, worker).send(order, pickle.loads(call))
    with _lock:
        _jobs[name] = job
    worker.log_event(topic, {"name": name, "node": worker.address})
    try:
        error = job.exception()
        return (job.result() if error is None else None), error, job.lost
    except CancelledError:  # stopped: nobody waits for this
        return None, None, 0
    finally:
        with _lock:
            del _jobs[name]


def stop(name: str) -> None:
    """End a job that nobody waits for any longer, if it is here."""
    with _lock:
        job = _jobs.get(name)
    if job is not None:
        job.cancel()


def _crew_of(make: Make, worker: Any) -> Supervised:
    global _crew
    with _lock:
        if _crew is None:
            count = worker.state.nthreads
            _crew = Supervised(make, count, kept=count)
            _crew.submit(os.getpid)
            at_exit(_crew.shutdown)
        return _crew
