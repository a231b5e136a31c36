"""Training that is watched: chunks run in worker processes, one after another, while the page stays quick.

One `Run` holds one or several experiments that are trained side by side on equal terms (one for a
plain run; two for a layer that correlates beside one that convolves). A page keeps it in the session
state and calls, in a fragment with ``run_every=pace()``::

    changed = run.tick()    # take over what has come
    draw(run)               # while the workers go on
    if not run.busy:
        st.rerun()          # the buttons outside the fragment change too

A long run does not wait for the page: each chunk that comes home sends the next one off at once, as long as
the page still ticks. A short one makes one chunk a tick, small enough to be seen to move. Stop is not asking
for more: what the chunk in flight brings home still counts.
"""

from __future__ import annotations

import threading
import time
import weakref
from array import array
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core import learning, workers
from core.errors import BadInput

TICK = 0.115  # near nine pictures a second; each one costs the browser a good part of a core
PICTURES = 20  # of a whole run, at least
CHUNK_SECONDS = 0.1
PATIENT_SECONDS = 60.0
PATIENCE = 0.05  # seconds that a tick waits for the chunk it has sent
LEFT_SECONDS = 2.0  # without a tick: the page was left
WAIT_SECONDS = 2.0  # without a chunk: say why nothing moves
SLOWEST_TICK = 0.6
MAX_KERNELS = 1_000  # of a run's way that are remembered

Kernel = np.ndarray[Any, np.dtype[Any]]
_runs: weakref.WeakValueDictionary[int, Run] = weakref.WeakValueDictionary()  # of all sessions


def pace() -> float:
    """Seconds between two pictures of a run: the more visitors train at once, the longer, so that pictures leave
    room for everybody else. Chunks do not wait for pictures, so training itself is no slower.
    """
    going = sum(run.running and not run.abandoned for run in list(_runs.values()))
    return float(min(TICK * max(1, going), max(TICK, SLOWEST_TICK)))


@dataclass
class Run:
    """Experiments trained side by side.

    Attributes
    ----------
    states : list of TrainingState
        Where each experiment stands.
    losses : list of array of float
        For each experiment the loss before each update so far.
    way : list of (int, list of ndarray)
        After how many updates which kernels, one an experiment: at the start and after each chunk.
    rate : float or None
        The learning rate from the next chunk on; None is each experiment's own.
    error : BadInput or None
        What interrupted the run (a worker that died, input that breaks a rule); it can go on.
    rates : list of (int, float)
        The learning rates that updates are made with, each with the number of updates made before it; in order.
    """

    experiments: tuple[learning.KernelLearning, ...]
    epochs: int
    chunk: int = 0
    running: bool = True
    rate: float | None = None
    error: BadInput | None = None
    states: list[learning.TrainingState] = field(default_factory=list)
    losses: list[array[float]] = field(default_factory=list)
    way: list[tuple[int, list[Kernel]]] = field(default_factory=list)
    rates: list[tuple[int, float]] = field(default_factory=list)

    # What the workers' threads touch, under the lock: the chunk in flight, what has landed and was not yet taken over,
    # and the newest states. All else belongs to the page's thread.
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _flying: list[Future[Any]] = field(default_factory=list)
    _landed: list[list[tuple[learning.TrainingState, Kernel]]] = field(default_factory=list)
    _newest: list[learning.TrainingState] = field(default_factory=list)
    _sending: bool = False
    _speed: float = 0.0  # updates a second of the newest chunk
    _every: int = 1

    _ticked: float = field(default_factory=time.monotonic)
    _came_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if not self.states:
            self.states = [learning.start(experiment) for experiment in self.experiments]
            self.losses = [array("d") for _ in self.experiments]
        self._newest = list(self.states)
        self._remember()
        _runs[id(self)] = self

    @property
    def epoch(self) -> int:
        """How many updates have been made."""
        return min(len(losses) for losses in self.losses)

    @property
    def busy(self) -> bool:
        """Whether something may still come: it goes on, or a chunk is in flight."""
        return self.running or bool(self._flying) or bool(self._landed)

    @property
    def changed(self) -> bool:
        """Whether the learning rate changed in mid-run."""
        return len(self.rates) > 1

    @property
    def abandoned(self) -> bool:
        """Whether it should be running but nobody has looked for two seconds: the page was left."""
        return self.running and time.monotonic() - self._ticked > LEFT_SECONDS

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""
        return self.epoch >= self.epochs or any(bool(state.stopped) for state in self.states)

    @property
    def seconds(self) -> float:
        """Time spent on computing so far."""
        return max(state.seconds for state in self.states)

    @property
    def waiting(self) -> bool:
        """Whether it should move and nothing has come for two seconds: TensorFlow starts, or others have the workers."""
        return self.running and time.monotonic() - self._came_at > WAIT_SECONDS

    def tick(self) -> bool:
        """Take over what has come, and see to it that the run goes on; True where something new came."""
        self._ticked = time.monotonic()
        came = self._take()
        with self._lock:
            if self.running and not self._flying and self.error is None:
                self._send()
        if not came:  # a quick chunk is drawn in the tick that sent it
            wait(self._flying, timeout=PATIENCE)
            came = self._take()
        if self.finished or self.error is not None:
            self.running = False
        return came

    def go(self) -> None:
        """Begin, or go on; meant as a button's callback."""
        self.running, self.error = True, None
        self._ticked = self._came_at = time.monotonic()

    def one(self) -> None:
        """One update, waited for; raises what went wrong."""
        self.error = None
        wait(self._flying, timeout=PATIENT_SECONDS)
        self._take()
        for i, (experiment, state) in enumerate(zip(self.experiments, self.states, strict=True)):
            self.states[i], losses = workers.run(
                learning.advance, experiment, state, 1, self.rate, timeout=PATIENT_SECONDS
            )
            self.losses[i].extend(float(loss) for loss in losses)
        self._newest = list(self.states)
        self._note_rate(self.epoch - 1)
        self._remember()

    def stop(self) -> None:
        """Ask for no more; meant as a button's callback."""
        self.running = False

    def _send(self) -> None:
        """Send the next chunk off; the lock is held."""
        made = min(state.epoch for state in self._newest)
        count = min(self.chunk or self._pace(), self.epochs - made)
        if count <= 0 or any(state.stopped for state in self._newest):
            return
        self._note_rate(made)
        self._sending = True
        try:
            self._flying = [
                workers.submit(learning.advance, experiment, state, count, self.rate)
                for experiment, state in zip(self.experiments, self._newest, strict=True)
            ]
            for future in self._flying:
                future.add_done_callback(self._came)
        finally:
            self._sending = False

    def _came(self, _future: Future[Any]) -> None:
        """In a worker's thread: a part of a chunk has landed."""
        with self._lock:
            if self._sending:  # an executor that computes at once: the tick goes on
                return
            self._land()
            chained = not self.chunk and self._pace() >= self._quick()
            if chained and self.running and not self._flying and self.error is None and not self.abandoned:
                try:
                    self._send()
                except RuntimeError:  # the server is shutting down
                    self._flying = []

    def _land(self) -> None:
        """Put down the chunk in flight where all its parts have come; the lock is held."""
        if not self._flying or not all(future.done() for future in self._flying):
            return
        flying, self._flying = self._flying, []
        try:
            results = [future.result() for future in flying]
        except BadInput as error:
            self.error = error
            return
        except Exception as error:  # anything else would be sent, and fail, again and again
            self.error = BadInput("training was interrupted: {reason}", reason=f"{type(error).__name__}: {error}"[:200])
            return
        before, self._newest = self._newest, [state for state, _ in results]
        made = self._newest[0].epoch - before[0].epoch
        spent = max(new.seconds - old.seconds for new, old in zip(self._newest, before, strict=True))
        self._speed = made / max(spent, 1e-6)
        self._landed.append(results)

    def _take(self) -> bool:
        """In the page's thread: take over what has landed."""
        with self._lock:
            self._land()
            landed, self._landed = self._landed, []
        for results in landed:
            for i, (state, losses) in enumerate(results):
                self.states[i] = state
                self.losses[i].extend(losses.astype(np.float64).tolist())
            self._remember()
        if landed:
            self._came_at = time.monotonic()
        return bool(landed)

    def _note_rate(self, made: int) -> None:
        """The next update, after `made` of them, has the rate of now."""
        rate = self.experiments[0].learning_rate if self.rate is None else self.rate
        while self.rates and self.rates[-1][0] >= made:  # sent before, and never made
            self.rates.pop()
        if not self.rates or self.rates[-1][1] != rate:
            self.rates.append((made, rate))

    def _pace(self) -> int:
        """Updates in the next chunk: few enough to be watched (so many pictures a run), and no more than `_quick`."""
        return min(max(1, self.epochs // PICTURES), self._quick())

    def _quick(self) -> int:
        """Updates that take about CHUNK_SECONDS at the newest chunk's speed; the first one, of unknown speed, is short."""
        return max(1, int(self._speed * CHUNK_SECONDS))

    def _remember(self) -> None:
        epoch = min(state.epoch for state in self.states)
        if self.way and epoch - self.way[-1][0] < self._every:
            return
        self.way.append((epoch, [np.array(state.kernel) for state in self.states]))
        if len(self.way) > MAX_KERNELS:
            self._every = max(1, 2 * epoch // MAX_KERNELS)
            self.way = self.way[::2]
