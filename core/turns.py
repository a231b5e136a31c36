"""Whose job is next: visitors take turns, and long jobs leave a worker to the short ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

SECONDS = 120.0  # for a job that names no deadline of its own


@dataclass(frozen=True)
class Order:
    """How a job is to be run.

    Attributes
    ----------
    visitor : str
        Who asked; those who have waited longest since their last job come first.
    long : bool
        Whether it may take seconds: such jobs leave one worker to the others.
    deadline : float
        Seconds of running after which it is given up.
    """

    visitor: str = ""
    long: bool = False
    deadline: float = SECONDS


class Sent(Future[Any]):
    """The future of a job that may be sent more than once.

    Attributes
    ----------
    lost : int
        How many workers ended under it.
    """

    lost: int = 0

    def finish(self, result: Any, error: BaseException | None) -> None:
        """Hand a job's end on, to whoever waits for it; they may send the next one at once."""
        if not self.set_running_or_notify_cancel():
            return
        if error is None:
            self.set_result(result)
        else:
            self.set_exception(error)


@dataclass(eq=False)
class Task:
    """A job that waits or runs; the times are those of who runs it."""

    call: Callable[[], Any]
    order: Order
    sent: float = 0.0
    future: Sent = field(default_factory=Sent)
    begun: float = 0.0
    used: float = 0.0  # processor seconds of its worker when it was last seen to move
    moved: float = 0.0  # when that was
    cancelled: float | None = None


class Ordered(Protocol):
    """A job that says how it is to be run."""

    @property
    def order(self) -> Order: ...


J = TypeVar("J", bound=Ordered)


class Turns(Generic[J]):
    """Jobs that wait for a worker."""

    def __init__(self) -> None:
        self.waiting: list[J] = []
        self._served: dict[str, int] = {}  # when visitors who wait or run last had a worker
        self._count = 0

    def take(self, running: Sequence[Order], workers: int) -> J | None:
        """The job whose turn it is beside those that run on some of the `workers`; None where the rest has to wait."""
        full = sum(order.long for order in running) >= max(1, workers - 1)
        able = [job for job in self.waiting if not (job.order.long and full)]
        if not able:
            return None
        busy = [order.visitor for order in running]
        job = min(able, key=lambda one: (busy.count(one.order.visitor), self._served.get(one.order.visitor, 0)))
        self.waiting.remove(job)
        self._count += 1
        here = {one.order.visitor for one in self.waiting} | set(busy)
        self._served = {visitor: turn for visitor, turn in self._served.items() if visitor in here}
        self._served[job.order.visitor] = self._count
        return job
