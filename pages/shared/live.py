"""Training that is watched: chunks run in worker processes, one after another, while the page stays quick.

One `Run` holds one or several experiments that are trained side by side on equal terms (one for a
plain run; two for a layer that correlates beside one that convolves). A page keeps it in the session
state and ticks it in a fragment with ``run_every=pace()``, as every `Job`.

A long run does not wait for the page: each chunk that comes home sends the next one off at once, as long as
the page still ticks. A short one makes one chunk a tick, small enough to be seen to move. Stop is not asking
for more: what the chunk in flight brings home still counts.
"""

from __future__ import annotations

import weakref
from array import array
from concurrent.futures import wait
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from core import learning
from pages.shared import counters
from pages.shared.job import Call, Job

TICK = 0.25  # four pictures a second; each one costs browser and server some 90 ms of a core that a worker might have
PICTURES = 20  # of a whole run, at least
CHUNK_SECONDS = 0.08  # a new rate waits for the end of one; each costs some 4 ms beside its updates
CHANGE_PATIENCE = 0.2  # seconds that a tick waits for that end, on a machine with more to do
STEP_SECONDS = 0.3  # that the page waits for a Step
PATIENCE = 0.05  # seconds that a tick waits for the chunk it has sent
SLOWEST_TICK = 0.6
MAX_KERNELS = 1_000  # of a run's trajectory that are remembered

Kernel = np.ndarray[Any, np.dtype[Any]]
_runs: weakref.WeakValueDictionary[int, Run] = weakref.WeakValueDictionary()  # of all sessions


def pace() -> float:
    """Seconds between two pictures of a run: the more visitors train at once, the longer, so that pictures leave
    room for everybody else. Chunks do not wait for pictures, so training itself is no slower.
    """
    watched = sum(run.running and not run.abandoned for run in list(_runs.values()))
    return float(min(TICK * max(1, watched), max(TICK, SLOWEST_TICK)))


@dataclass(eq=False)
class Run(Job):
    """Experiments trained side by side.

    Attributes
    ----------
    experiments : tuple of KernelLearning
        What is trained from the next chunk on; learning rate and epochs may change in mid-run (see `change`).
    states : list of TrainingState
        Where each experiment stands.
    losses : list of array of float
        For each experiment the loss before each update so far.
    trajectory : list of (int, list of ndarray)
        After how many updates which kernels, one an experiment: at the start and after each chunk.
    rates : list of (int, float)
        The learning rates that updates are made with, each with the number of updates made before it; in order.
    until : int
        After how many updates it rests, once; 0: at its end, -1: after the next one that is sent.
    """

    experiments: tuple[learning.KernelLearning, ...]
    size: int = 0  # updates in a chunk; 0: as suits its speed
    states: list[learning.TrainingState] = field(default_factory=list)
    losses: list[array[float]] = field(default_factory=list)
    trajectory: list[tuple[int, list[Kernel]]] = field(default_factory=list)
    rates: list[tuple[int, float]] = field(default_factory=list)
    until: int = 0

    _newest: list[learning.TrainingState] = field(default_factory=list)  # under the lock
    _speed: float = 0.0  # updates a second of the newest chunk
    _every: int = 1

    def __post_init__(self) -> None:
        if not self.states:
            self.states = [learning.start(experiment) for experiment in self.experiments]
            self.losses = [array("d") for _ in self.experiments]
        self._newest = list(self.states)
        self._remember()
        _runs[id(self)] = self

    @property
    def epochs(self) -> int:
        """How many updates it is to make."""
        return self.experiments[0].epochs

    @property
    def rate(self) -> float:
        """The learning rate from the next chunk on."""
        return self.experiments[0].learning_rate

    @property
    def epoch(self) -> int:
        """How many updates have been made."""
        return min(len(losses) for losses in self.losses)

    @property
    def changed(self) -> bool:
        """Whether the learning rate changed in mid-run."""
        return len(self.rates) > 1

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""
        return self.epoch >= self.epochs or any(bool(state.stopped) for state in self.states)

    @property
    def seconds(self) -> float:
        """Time spent on computing so far."""
        return max(state.seconds for state in self.states)

    @property
    def chained(self) -> bool:
        """A long run does not wait for the page; a short one is seen to move."""
        return not self.size and self._pace() >= self._quick()

    def change(self, *, learning_rate: float, epochs: int) -> None:
        """Go on with another learning rate, or to another number of updates."""
        if (learning_rate, epochs) != (self.rate, self.epochs):
            with self._lock:
                self.experiments = tuple(
                    replace(one, learning_rate=learning_rate, epochs=epochs) for one in self.experiments
                )

    def tick(self, patience: float = PATIENCE) -> bool:
        """As every job's; where a new rate waits for the end of a chunk, so does the picture, which can then show it."""
        came = super().tick(patience if self.running else 0.0)  # of a run that is stopped nothing is sent
        if self.running and self.rates and self.rates[-1][1] != self.rate:
            wait(self._in_flight(), timeout=CHANGE_PATIENCE)
            came = self._take_all() or came
        if 0 < self.until <= self.epoch:
            self.stop()
        return came

    def one(self) -> None:
        """Make one update, after what is in flight; a quick one is there when this returns, any other is watched as a run is."""
        self.resume()
        self.until = -1
        self.tick_for(STEP_SECONDS)

    def stop(self) -> None:
        super().stop()
        self.until = 0

    def resume(self) -> None:
        super().resume()
        self.until = 0

    def chunk(self, lane: int) -> list[Call]:
        made = min(state.epoch for state in self._newest)
        if self.until < 0:
            self.until = made + 1
        count = min(self.size or self._pace(), (self.until or self.epochs) - made)
        if count <= 0 or any(state.stopped for state in self._newest):
            return []
        self._note_rate(made)
        return [
            (learning.advance, experiment, state, count)
            for experiment, state in zip(self.experiments, self._newest, strict=True)
        ]

    def land(self, lane: int, results: list[Any]) -> None:
        before, self._newest = self._newest, [state for state, _ in results]
        made = self._newest[0].epoch - before[0].epoch
        counters.add("updates", made)
        spent = max(new.seconds - old.seconds for new, old in zip(self._newest, before, strict=True))
        self._speed = made / max(spent, 1e-6)

    def take(self, lane: int, results: list[Any]) -> None:
        for i, (state, losses) in enumerate(results):
            self.states[i] = state
            self.losses[i].extend(losses.astype(np.float64).tolist())
        self._remember()

    def _note_rate(self, made: int) -> None:
        """The next update, after `made` of them, has the rate of now."""
        while self.rates and self.rates[-1][0] >= made:  # sent before, and never made
            self.rates.pop()
        if not self.rates or self.rates[-1][1] != self.rate:
            self.rates.append((made, self.rate))

    def _pace(self) -> int:
        """Updates in the next chunk: few enough to be watched (so many pictures a run), and no more than `_quick`."""
        return min(max(1, self.epochs // PICTURES), self._quick())

    def _quick(self) -> int:
        """Updates that take about CHUNK_SECONDS at the newest chunk's speed; the first one, of unknown speed, is short."""
        return max(1, int(self._speed * CHUNK_SECONDS))

    def _remember(self) -> None:
        epoch = min(state.epoch for state in self.states)
        if self.trajectory and epoch - self.trajectory[-1][0] < self._every:
            return
        self.trajectory.append((epoch, [np.array(state.kernel) for state in self.states]))
        if len(self.trajectory) > MAX_KERNELS:
            self._every = max(1, 2 * epoch // MAX_KERNELS)
            self.trajectory = self.trajectory[::2]
