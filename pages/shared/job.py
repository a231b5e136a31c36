"""Work in worker processes that a page watches: chunk after chunk, until it is done, stopped or interrupted.

One set of rules for a learning run, a sweep, an average and a single answer. A `Job` sends chunks; a subclass says
which (`chunk`) and what a result means (`take`). A page calls, in a fragment with ``run_every``::

    job.tick()      # take over what has come, send what comes next
    draw(job)
    if not job.busy:
        st.rerun()

Whatever a worker raises becomes one sentence, `error`, once: nothing more is sent until `resume`.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core import workers
from core.errors import BadInput, Message, WorkerLost
from pages.shared.visitors import asking, connection_of, left

LEFT_SECONDS = 2.0  # without a tick: the page was left,
BROKEN_SECONDS = 15.0  # or after so many, where the visitor's connection broke meanwhile: they may come back
CHUNK_SECONDS = 60.0  # of computing a chunk, planned for a fraction of one second
WAIT_SECONDS = 2.0  # without a result: say why nothing moves

Call = tuple[Any, ...]  # a function and its arguments


@dataclass(kw_only=True)
class Job:
    """Chunks of work in one or several lanes; each lane has one chunk, of one or several calls, in flight.

    Attributes
    ----------
    running : bool
        Whether more is to be sent.
    error : Message or None
        What interrupted it; it can be resumed.
    lost : int
        How many workers ended under its chunks, which were sent again by themselves.
    """

    running: bool = True
    error: Message | None = None
    lost: int = 0
    visitor: str = field(default_factory=lambda: asking())

    # What the workers' threads touch, under the lock. All else belongs to the page's thread.
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _flying: dict[int, list[Future[Any]]] = field(default_factory=dict, repr=False)
    _landed: list[tuple[int, list[Any]]] = field(default_factory=list, repr=False)
    _sending: bool = False
    _ticked: float = field(default_factory=time.monotonic)
    _connection: object = field(default=None, repr=False)  # the visitor's, at the last tick
    _came_at: float = field(default_factory=time.monotonic)

    @property
    def lane_count(self) -> int:
        """How many chunks may be in flight at once."""
        return 1

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""
        raise NotImplementedError

    @property
    def fraction(self) -> float:
        """How much of it is done, 0 … 1, where a page shows it."""
        raise NotImplementedError

    @property
    def order(self) -> workers.Order:
        """How its chunks are to be run."""
        return workers.Order(self.visitor, deadline=CHUNK_SECONDS)

    @property
    def chained(self) -> bool:
        """Whether a chunk that lands sends the next one at once; else the next tick does."""
        return False

    def chunk(self, lane: int) -> list[Call]:
        """The lane's next calls; none where it has nothing left. Under the lock."""
        raise NotImplementedError

    def land(self, lane: int, results: list[Any]) -> None:
        """What the next chunk depends on; in any thread, under the lock."""

    def take(self, lane: int, results: list[Any]) -> None:
        """What the page shows; in the page's thread."""

    @property
    def busy(self) -> bool:
        """Whether something may still come: it goes on, or a chunk is in flight."""
        return self.running or bool(self._flying) or bool(self._landed)

    @property
    def abandoned(self) -> bool:
        """Whether it should be running but nobody has looked for two seconds: the page was left. Where the visitor's
        connection broke, so that it is no longer the one that looked, it waits for `broken_seconds`.
        """
        away = time.monotonic() - self._ticked
        if not self.running or away <= LEFT_SECONDS:
            return False
        return away > self.broken_seconds or connection_of(self.visitor) is self._connection or left(self.visitor)

    @property
    def broken_seconds(self) -> float:
        """How long it goes on for a visitor whose connection broke."""
        return BROKEN_SECONDS

    @property
    def waiting(self) -> bool:
        """Whether it should move and nothing has come for two seconds: TensorFlow starts, or others have the workers."""
        return self.running and time.monotonic() - self._came_at > WAIT_SECONDS

    def tick(self, patience: float = 0.0) -> bool:
        """Take over what has come and send what comes next; True where something new came.

        What is sent is waited for up to `patience` seconds: a quick chunk is drawn in the tick that sent it.
        """
        self._looked_at()
        came = self._take_all()
        if self.running and self.error is None:
            for lane in range(self.lane_count):
                with self._lock:
                    if lane not in self._flying and self.error is None:
                        self._send(lane)
        if not came and patience:
            wait(self._in_flight(), timeout=patience)
            came = self._take_all()
        if self.error is not None or self.finished:
            self.running = False
        return came

    def tick_for(self, seconds: float) -> None:
        """Tick once, and go on for so long as it runs and has not come to rest."""
        end = time.monotonic() + seconds
        while True:
            self.tick(max(0.0, end - time.monotonic()))
            if not self.running or time.monotonic() >= end:
                return

    def stop(self) -> None:
        """Ask for no more; what is in flight still counts when it comes."""
        self.running = False

    def cancel(self) -> None:
        """Ask for no more, and drop what is in flight; it is made again where the job is resumed."""
        self.running = False
        with self._lock:
            flying, self._flying = self._flying, {}
        for futures in flying.values():
            for future in futures:
                future.cancel()

    def resume(self) -> None:
        """Begin, or go on from what is done."""
        self.error = None
        self.running = not self.finished
        self._looked_at()
        self._came_at = self._ticked

    def _looked_at(self) -> None:
        self._ticked = time.monotonic()
        self._connection = connection_of(self.visitor) if self.broken_seconds else None

    def _in_flight(self) -> list[Future[Any]]:
        with self._lock:
            return [future for futures in self._flying.values() for future in futures]

    def _send(self, lane: int) -> None:
        """Send the lane's next chunk off; the lock is held."""
        self._sending = True
        try:
            calls = self.chunk(lane)
            if calls:
                futures = self._flying[lane] = [workers.send(self.order, *call) for call in calls]
                for future in futures:
                    future.add_done_callback(lambda _done: self._came(lane, futures))
        except Exception as error:
            self._flying.pop(lane, None)
            self.error = sentence_of(error)
        finally:
            self._sending = False

    def _came(self, lane: int, futures: list[Future[Any]]) -> None:
        """In a worker's thread: a part of a chunk has landed."""
        with self._lock:
            if (
                not self._sending and self._flying.get(lane) is futures
            ):  # neither computed at once nor dropped meanwhile
                self._go_on(lane)

    def _go_on(self, lane: int) -> None:
        """Put down what has landed, and send the next chunk where it need not wait for a tick; the lock is held."""
        self._land(lane)
        free = lane not in self._flying and self.error is None
        if free and self.chained and self.running and not self.abandoned:
            self._send(lane)

    def _land(self, lane: int) -> None:
        """Put down the lane's chunk where all its parts have come; the lock is held."""
        futures = self._flying.get(lane)
        if futures is None or not all(future.done() for future in futures):
            return
        del self._flying[lane]
        try:
            self.lost += sum(getattr(future, "lost", 0) for future in futures)
            results = [future.result() for future in futures]
            self.land(lane, results)
        except Exception as error:
            self.error = sentence_of(error)
            return
        self._landed.append((lane, results))

    def _take_all(self) -> bool:
        """In the page's thread: take over what has landed."""
        with self._lock:
            for lane in list(self._flying):
                self._go_on(lane)  # this thread may hear of a chunk before the worker's does
            landed, self._landed = self._landed, []
        for lane, results in landed:
            self.take(lane, results)
        if landed:
            self._came_at = time.monotonic()
        return bool(landed)


def sentence_of(error: BaseException) -> Message:
    """Any error as a sentence: its own where it has one."""
    if isinstance(error, (BadInput, WorkerLost)):
        return error
    return WorkerLost("the work was interrupted: {reason}; try again", reason=f"{type(error).__name__}: {error}"[:200])


def stop(key: str) -> None:
    """What a button "Stop" does: the job that the session has under this key is stopped, where there is one."""
    job: Job | None = st.session_state.get(key)
    if job is not None:
        job.stop()


def cancel(key: str) -> None:
    """The same for a job whose chunks take long: what is in flight is dropped."""
    job: Job | None = st.session_state.get(key)
    if job is not None:
        job.cancel()
