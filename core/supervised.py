"""Worker processes that are looked after: each is a pool of its own, so that the end of one touches only its job.

A job whose worker ended, or stands still at its deadline, is sent again, once. One that computes past its deadline, or for
a visitor who is gone, loses its worker. Where there is but one worker, short jobs have a second one while it has a long job.
"""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import Any

from core.errors import WorkerLost
from core.memory import own_bytes
from core.pulse import MOVED, STILL_SECONDS, processor_seconds
from core.turns import Order, Sent, Task, Turns

START_SECONDS = 300.0  # for a worker that imports TensorFlow while others have the cores
BESIDE_SECONDS = 3.0  # without a job, then the second one beside an only worker ends
GRACE_SECONDS = 0.7  # for a job that nobody waits for any longer; most are over by then
LOOK_SECONDS = 0.5
GONE_SECONDS = 5.0  # for a process that was ended to be gone, where two would not fit
RENEW_SECONDS = 5.0  # between two ends of a worker that stays large: a new one compiles its graphs again
TRIES, FAILED_STARTS = 2, 3


@dataclass(eq=False)
class _Worker:
    pool: Executor | None = None
    process: int | None = None  # its id, once it is ready
    task: Task | None = None
    since: float = 0.0  # when it was started, or last had something to do
    failed: int = 0  # starts in a row
    born: float = 0.0  # when it was ready
    least: int = 0  # bytes that it had then
    full: bool = False  # of what its jobs have left behind
    gone: int = 0  # the process that was ended last

    @property
    def free(self) -> bool:
        return self.process is not None and self.task is None and not self.full


class Supervised(Executor):
    """`count` workers, each made by ``make()``, a pool of one process.

    Parameters
    ----------
    kept : int
        How many workers stay when there is nothing to do; the others end after `idle` seconds.
    most : int
        Bytes that a worker may hold after a job beyond those that it had when it was ready: one that holds more is replaced.
        0: it may hold any.
    """

    def __init__(
        self,
        make: Callable[[], Executor],
        count: int,
        *,
        kept: int = 0,
        idle: float = 300.0,
        most: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make, self._kept, self._idle, self._most, self._clock = make, kept, idle, most, clock
        self._workers = [_Worker() for _ in range(max(2, count))]
        self._beside = self._workers[1] if count == 1 else None  # for short jobs while the other one has a long one
        self._turns: Turns[Task] = Turns()
        self._lock = threading.RLock()
        self._closed = False
        self._thread: threading.Thread | None = None

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``function(*args, **kwargs)`` when a worker is free."""
        return self.send(Order(), function, *args, **kwargs)

    def send(self, order: Order, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Sent:
        """`submit` for one visitor, with a deadline; a job that is cancelled ends within seconds.

        Raises
        ------
        BrokenExecutor
            The workers were shut down.
        """
        task = Task(functools.partial(function, *args, **kwargs), order, self._clock())
        task.future.add_done_callback(lambda future: self._dropped(task) if future.cancelled() else None)
        with self._lock:
            if self._closed:
                raise BrokenExecutor("the workers were shut down")
            self._turns.waiting.append(task)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look_after, name="look after workers", daemon=True)
                self._thread.start()
        self._go_on()
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all workers at once, whatever they do."""
        with self._lock:
            self._closed = True
            left, self._turns.waiting = self._turns.waiting, []
            left += [worker.task for worker in self._workers if worker.task is not None]
            for worker in self._workers:
                self._end(worker)
        for task in left:
            task.future.finish(None, BrokenExecutor("the workers were shut down"))

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the workers that are ready."""
        return tuple(worker.process for worker in self._workers if worker.process is not None)

    @property
    def load(self) -> tuple[tuple[int, ...], int, bool]:
        """The ids of the workers that have a job, how many jobs wait, and whether workers come up that have not failed to."""
        at_work = tuple(one.process for one in self._workers if one.process is not None and one.task is not None)
        coming = any(one.pool is not None and one.process is None and not one.failed for one in self._workers)
        return at_work, len(self._turns.waiting), coming

    def _go_on(self) -> None:
        """Give waiting jobs to free workers, and start workers for those that find none."""
        with self._lock:
            if self._closed:
                return
            for worker in self._workers:
                if self._turns.waiting and worker.pool is None and self._wanted(worker) and not self._leaving(worker):
                    self._start(worker)
            for worker in self._workers:
                running = [one.task.order for one in self._workers if one.task is not None]
                able = worker.free and self._wanted(worker)
                task = self._turns.take(running, len(self._workers)) if able else None
                if task is not None:
                    self._give(worker, task)

    def _wanted(self, worker: _Worker) -> bool:
        """Whether a worker may have a job: the one beside the only one, short ones while that one has a long job."""
        if worker is not self._beside:
            return True
        task = self._workers[0].task
        return task is not None and task.order.long and any(not one.order.long for one in self._turns.waiting)

    def _leaving(self, worker: _Worker) -> bool:
        """Whether the process before still holds its memory: on a busy machine it takes a second to let go of it."""
        return bool(self._most and self._clock() - worker.since <= GONE_SECONDS and own_bytes(worker.gone))

    def _start(self, worker: _Worker) -> None:
        worker.process, worker.since = None, self._clock()
        try:
            pool = worker.pool = self._make()
            started = pool.submit(os.getpid)
        except Exception as error:  # no memory for another process, say
            pool, started = Executor(), Future()
            worker.pool = pool
            started.set_exception(error)
            threading.Thread(target=self._ready, args=(worker, pool, started), daemon=True).start()
            return
        started.add_done_callback(lambda done: self._ready(worker, pool, done))

    def _ready(self, worker: _Worker, pool: Executor, done: Future[int]) -> None:
        failed: list[Task] = []
        with self._lock:
            if worker.pool is not pool:
                return
            if done.cancelled() or done.exception() is not None:
                worker.failed += 1
                worker.pool = None
                if worker.failed >= FAILED_STARTS:  # it will not come up here: say so, and try with the next job
                    worker.failed = 0
                    failed, self._turns.waiting = self._turns.waiting, []
            else:
                worker.process, worker.failed = done.result(), 0
                worker.since = worker.born = self._clock()
                worker.least = own_bytes(done.result()) if self._most else 0
        lost = WorkerLost("no worker process starts here: its memory may be full; try again in a minute")
        for task in failed:
            task.future.finish(None, lost)
        self._go_on()

    def _give(self, worker: _Worker, task: Task) -> None:
        pool = worker.pool
        assert pool is not None
        worker.task, task.used = task, processor_seconds(worker.process)
        task.begun = task.moved = self._clock()
        try:
            done = pool.submit(task.call)
        except (BrokenExecutor, RuntimeError):  # it ended while it had nothing to do
            worker.task = worker.pool = worker.process = None
            self._turns.waiting.insert(0, task)
            self._start(worker)
            return
        done.add_done_callback(lambda done: self._came(worker, pool, task, done))

    def _came(self, worker: _Worker, pool: Executor, task: Task, done: Future[Any]) -> None:
        """In the pool's thread: a job is done, or its worker has ended."""
        error = BrokenExecutor("ended") if done.cancelled() else done.exception()
        with self._lock:
            if worker.pool is not pool or worker.task is not task:
                return  # its worker was taken from it
            worker.task, worker.since = None, self._clock()
            again = False
            if isinstance(error, BrokenExecutor):
                worker.pool = worker.process = None
                again = self._again(task)
            elif self._most and worker.since - worker.born >= RENEW_SECONDS:
                worker.full = own_bytes(worker.process or 0) - worker.least > self._most
        if not again:
            task.future.finish(None if error is not None else done.result(), error)
        self._go_on()

    def _again(self, task: Task) -> bool:
        """Send a job again whose worker ended; False where it has ended too many of them. The lock is held."""
        task.future.lost += 1
        if task.cancelled is not None or task.future.lost >= TRIES or self._closed:
            return False
        self._turns.waiting.insert(0, task)
        return True

    def _dropped(self, task: Task) -> None:
        """Nobody waits for a job any longer."""
        with self._lock:
            task.cancelled = self._clock()
            if task in self._turns.waiting:
                self._turns.waiting.remove(task)

    def _look_after(self) -> None:
        while not self._closed:
            time.sleep(LOOK_SECONDS)
            self._look()

    def _look(self) -> None:
        """End what is past its deadline, wanted by nobody, or has had nothing to do for long."""
        now = self._clock()
        given_up: list[Task] = []
        with self._lock:
            for place, worker in enumerate(self._workers):
                task = worker.task
                if task is not None:
                    used = processor_seconds(worker.process)
                    if used - task.used >= MOVED:
                        task.used, task.moved = used, now
                    unwanted = task.cancelled is not None and now - task.cancelled > GRACE_SECONDS
                    if unwanted or now - task.begun > task.order.deadline:
                        still = now - task.moved >= min(STILL_SECONDS, task.order.deadline)
                        self._end(worker)
                        if not (still and self._again(task)):
                            given_up.append(task)
                elif worker.pool is not None and worker.process is None:
                    if now - worker.since > START_SECONDS:
                        self._end(worker)
                elif worker.pool and (worker.full or self._idles(place, worker, now)):
                    self._end(worker)
        for task in given_up:
            late = "no result within {seconds:g} seconds; try again, or use a smaller input"
            task.future.finish(None, WorkerLost(late, seconds=task.order.deadline))
        self._go_on()

    def _idles(self, place: int, worker: _Worker, now: float) -> bool:
        """Whether a worker has had nothing to do for so long that it ends."""
        return place >= self._kept and now - worker.since > (BESIDE_SECONDS if worker is self._beside else self._idle)

    def _end(self, worker: _Worker) -> None:
        """End the worker's process, even one that stands still; the lock is held."""
        pool, process = worker.pool, worker.process
        worker.pool = worker.process = worker.task = None
        worker.full, worker.gone, worker.since = False, process or 0, self._clock()
        if pool is not None:
            pool.shutdown(wait=False)
