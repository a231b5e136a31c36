"""Jobs on a Dask cluster as long as it answers, and on the server's own workers otherwise.

A scheduler that goes away takes nothing with it: what was on its way is computed here. A Dask worker that ends or stands still
costs its jobs the time they had; they are sent again. All of this happens in one thread, in the loop of asyncio that Dask's client needs.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import logging
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from typing import Any

from core.cluster import node, presence
from core.supervised import Supervised
from core.turns import Order, Sent, Turns

LOOK_SECONDS = 1.0
RETRY_SECONDS = 10.0
TRIES = 2  # a job under which so many machines ended is given up

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Task:
    call: Callable[[], Any]
    order: Order
    future: Sent = field(default_factory=Sent)
    name: str = ""  # of this try
    node: str = ""  # where it has begun
    running: asyncio.Task[None] | None = None


class Cluster(Executor):
    """The workers of a cluster; `own` computes while none answers.

    Parameters
    ----------
    address : str
        The scheduler's, e.g. ``tcp://10.0.0.5:8786``. For ``tls://…`` Dask's own settings name the certificates.
    make : callable
        Makes a pool of one process; it travels to the cluster by pickle.
    own : Supervised
        The server's own workers.
    """

    def __init__(self, address: str, make: node.Make, own: Supervised) -> None:
        self.own = own
        self._address, self._make = address, make
        self._turns: Turns[_Task] = Turns()
        self._flying: dict[str, _Task] = {}
        self._nodes: dict[str, int] = {}  # address → jobs that it does at once
        self._client: Any = None
        self._tried = False  # whether it is known if there is a cluster
        self._closed = False
        self._said = ""
        self._topic = f"convolution-lab-{uuid.uuid4().hex}"
        self._numbers = itertools.count()
        self._background: set[asyncio.Task[Any]] = set()
        self._main: asyncio.Task[None] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="cluster", daemon=True)
        self._thread.start()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``function(*args, **kwargs)`` where there is room."""
        return self.send(Order(), function, *args, **kwargs)

    def send(self, order: Order, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Sent:
        """`submit` for one visitor, with a deadline; a job that is cancelled ends within seconds.

        Raises
        ------
        BrokenExecutor
            It was shut down.
        """
        task = _Task(functools.partial(function, *args, **kwargs), order)
        task.future.add_done_callback(lambda future: self._tell(self._dropped, task) if future.cancelled() else None)
        if self._closed or not self._tell(self._take, task):
            raise BrokenExecutor("the cluster was left")
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, and end the server's own workers at once."""
        self._closed = True
        self._tell(lambda: self._main is not None and self._main.cancel())
        self._thread.join(presence.ANSWER_SECONDS)
        self.own.shutdown()

    @property
    def count(self) -> int:
        """How many jobs the cluster does at once; 0 while none answers."""
        return sum(self._nodes.values())

    @property
    def load(self) -> tuple[int, int]:
        """How many jobs are on the cluster, and how many wait for it."""
        return len(self._flying), len(self._turns.waiting)

    def _tell(self, what: Callable[..., Any], *args: Any) -> bool:
        """Have the cluster's thread do something; False where it has ended."""
        try:
            self._loop.call_soon_threadsafe(what, *args)
        except RuntimeError:
            return False
        return True

    # From here on: in the cluster's thread.

    def _serve(self) -> None:
        with contextlib.suppress(asyncio.CancelledError), asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._stay())
        for task in (*self._flying.values(), *self._turns.waiting):
            task.future.finish(None, BrokenExecutor("the cluster was left"))

    async def _stay(self) -> None:
        """Be with the cluster as long as there is one, and look for it again later."""
        self._main = asyncio.current_task()
        while True:
            client = None
            try:
                client = await presence.connected(self._address)
                there = presence.Presence(client, self._make)
                while True:
                    client.subscribe_topic(self._topic, self._begun)  # again: a new scheduler does not know of it
                    self._found(client, *await there.look())
                    await asyncio.sleep(LOOK_SECONDS)
            except Exception as error:
                self._leave(presence.reason(error))
            finally:
                await presence.left(client)
            await asyncio.sleep(RETRY_SECONDS)

    def _found(self, client: Any, nodes: dict[str, int], silent: frozenset[str]) -> None:
        self._nodes, self._client, self._tried = nodes, client, True
        self._say(f"The cluster at {self._address} computes; jobs at once on each worker: {[*nodes.values()]}.")
        for task in list(self._flying.values()):
            if silent and (task.node in silent or not task.node):  # one that has not begun may be there
                self._lose(task)
        self._go_on()

    def _leave(self, why: str) -> None:
        """The cluster is gone, or was never there: all goes to the server's own workers."""
        self._client, self._nodes, self._tried = None, {}, True
        self._say(
            f"The cluster at {self._address} does not answer ({why}): the lab's own workers compute until it does."
        )
        for task in list(self._flying.values()):
            self._lose(task)
        self._go_on()

    def _say(self, line: str) -> None:
        """One line for the operator where something has changed."""
        if line != self._said and not self._closed:
            self._said = line
            _log.warning("%s", line)

    def _take(self, task: _Task) -> None:
        self._turns.waiting.append(task)
        self._go_on()

    def _go_on(self) -> None:
        """Send waiting jobs where there is room for them."""
        if self._client is None and self._tried:
            while self._turns.waiting:
                self._give_own(self._turns.waiting.pop(0))
        while self._nodes and len(self._flying) < self.count:
            task = self._turns.take([one.order for one in self._flying.values()], self.count)
            if task is None:
                return
            task.name, task.node = f"{self._topic}-{next(self._numbers)}", ""
            self._flying[task.name] = task
            task.running = self._loop.create_task(self._compute(self._client, task))

    async def _compute(self, client: Any, task: _Task) -> None:
        """One try of one job."""
        import cloudpickle
        from distributed.scheduler import KilledWorker

        future = None
        try:
            what = (self._make, task.name, self._topic, task.order, cloudpickle.dumps(task.call))
            future = client.submit(
                node.compute, *what, key=task.name, pure=False, workers=list(self._nodes), allow_other_workers=True
            )
            result, error, lost = await future
        except KilledWorker:  # Dask has tried several
            self._give_up(task)
            self._go_on()
            return
        except Exception:  # the cluster's trouble, not the job's: its connection is lost, or its code is another one
            self._lose(task, own=True)
            self._go_on()
            return
        finally:
            if future is not None:
                future.release()
        self._flying.pop(task.name, None)
        task.future.lost += lost
        task.future.finish(result, error)
        self._go_on()

    def _begun(self, event: tuple[float, dict[str, str]]) -> None:
        """A worker tells that it has a job; not for the first time, where another one ended under it."""
        name, place = event[1]["name"], event[1]["node"]
        task = self._flying.get(name)
        if task is None:
            self._stop(name, place)
            return
        again, task.node = bool(task.node), place
        task.future.lost += again
        if again and task.future.lost >= TRIES:
            self._give_up(task)

    def _lose(self, task: _Task, *, own: bool = False) -> None:
        """Send a job again that the cluster has lost; `own`: to the server's own workers, whatever the cluster is like."""
        self._forget(task)
        if task.future.cancelled():
            return
        task.future.lost += bool(task.node)
        if own or self._client is None:
            self._give_own(task)
        elif task.future.lost < TRIES:
            self._turns.waiting.insert(0, task)
        else:
            self._give_up(task)

    def _give_up(self, task: _Task) -> None:
        self._forget(task)
        task.future.finish(None, BrokenExecutor("all machines that had it ended or stood still"))

    def _dropped(self, task: _Task) -> None:
        """Nobody waits for a job any longer."""
        if task in self._turns.waiting:
            self._turns.waiting.remove(task)
        elif task.name in self._flying:
            self._forget(task)
            self._go_on()

    def _forget(self, task: _Task) -> None:
        self._flying.pop(task.name, None)
        if task.running is not None and task.running is not asyncio.current_task(self._loop):
            task.running.cancel()
        if task.node:
            self._stop(task.name, task.node)

    def _stop(self, name: str, place: str) -> None:
        """End a job where it runs."""
        if self._client is None:
            return  # out of reach: its deadline ends it
        stopping = self._loop.create_task(presence.stop(self._client, name, place))
        self._background.add(stopping)
        stopping.add_done_callback(self._background.discard)

    def _give_own(self, task: _Task) -> None:
        """Have the server's own workers do a job."""
        try:
            inner = self.own.send(task.order, task.call)
        except BrokenExecutor as error:
            task.future.finish(None, error)
            return
        task.future.add_done_callback(lambda outer: outer.cancelled() and inner.cancel())
        inner.add_done_callback(functools.partial(_hand_on, task.future))


def _hand_on(outer: Sent, inner: Future[Any]) -> None:
    if inner.cancelled():
        return
    outer.lost += getattr(inner, "lost", 0)
    error = inner.exception()
    outer.finish(inner.result() if error is None else None, error)
