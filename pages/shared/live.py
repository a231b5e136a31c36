"""Training that is watched: chunks run in worker processes, one after another, while the page stays quick.

One `Run` holds one or several experiments that are trained side by side on equal terms (one for a
plain run; two for a layer that correlates beside one that convolves). A page keeps it in the session
state and calls, in a fragment with ``run_every=TICK``::

    changed = run.tick()    # collect what has come, send the next chunk off
    draw(run)               # while the workers go on
    if not run.running:
        st.rerun()          # the buttons outside the fragment change too

Sending before drawing keeps the worker busy while the page draws. Stop is not asking for more: what
the chunk in flight brings home still counts.
"""

from __future__ import annotations

import time
from array import array
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any

from core import learning, workers
from core.errors import BadInput

TICK = 0.1
PICTURES = 40  # of a whole run, at least
CHUNK_SECONDS = 0.1
PATIENT_SECONDS = 60.0
PATIENCE = 0.2  # seconds that a tick waits for the chunk in flight


@dataclass
class Run:
    """Experiments trained side by side.

    Attributes
    ----------
    states : list of TrainingState
        Where each experiment stands.
    losses : list of array of float
        For each experiment the loss before each update so far.
    rate : float or None
        The learning rate from the next chunk on; None is each experiment's own.
    error : Exception or None
        What ended the run early (a worker that died, input that breaks a rule).
    """

    experiments: tuple[learning.KernelLearning, ...]
    epochs: int
    chunk: int = 0
    running: bool = True
    rate: float | None = None
    error: BaseException | None = None
    states: list[learning.TrainingState] = field(default_factory=list)
    losses: list[array[float]] = field(default_factory=list)
    _flying: list[Future[Any]] = field(default_factory=list)

    _count: int = 0
    _spent: float = 0.0
    _rates: set[float | None] = field(default_factory=set)
    _ticked: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if not self.states:
            self.states = [learning.start(experiment) for experiment in self.experiments]
            self.losses = [array("d") for _ in self.experiments]

    @property
    def epoch(self) -> int:
        """How many updates have been made."""
        return min(len(losses) for losses in self.losses)

    @property
    def changed(self) -> bool:
        """Whether the learning rate changed in mid-run."""
        return len(self._rates) > 1

    @property
    def abandoned(self) -> bool:
        """Whether it should be running but nobody has looked for two seconds: the page was left."""
        return self.running and time.monotonic() - self._ticked > 2.0

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""
        return self.epoch >= self.epochs or self.error is not None or self._stopped()

    def tick(self) -> bool:
        """Collect the chunk in flight, if it has come, and send the next; True where something new came."""
        self._ticked = time.monotonic()
        came = self._collect()
        if self.finished:
            self.running = False
        elif self.running and not self._flying:
            self._send()
        return came

    def go(self) -> None:
        """Begin, or go on; meant as a button's callback."""
        self.running, self.error, self._ticked = True, None, time.monotonic()

    def one(self) -> None:
        """One update, waited for; raises what went wrong."""
        self.error = None
        for i, (experiment, state) in enumerate(zip(self.experiments, self.states, strict=True)):
            self.states[i], losses = workers.run(
                learning.advance, experiment, state, 1, self.rate, timeout=PATIENT_SECONDS
            )
            self.losses[i].extend(float(loss) for loss in losses)
        self._rates.add(self.rate)

    def stop(self) -> None:
        """Ask for no more; meant as a button's callback."""
        self.running = False

    def _send(self) -> None:
        count = min(self.chunk or self._pace(), self.epochs - self.epoch)
        self._rates.add(self.rate)
        self._flying = [
            workers.submit(learning.advance, experiment, state, count, self.rate)
            for experiment, state in zip(self.experiments, self.states, strict=True)
        ]

    def _pace(self) -> int:
        """Updates in the next chunk: few enough to be watched (forty pictures a run), many enough for 0.1 s."""
        smooth = max(1, self.epochs // PICTURES)
        spent = max((state.seconds for state in self.states), default=0.0) - self._spent
        if self._count and spent > 0:
            quick = max(1, int(self._count * CHUNK_SECONDS / spent))
            smooth = min(smooth, quick)
        self._spent = max((state.seconds for state in self.states), default=0.0)
        self._count = smooth
        return smooth

    def _collect(self) -> bool:
        if not self._flying or wait(self._flying, timeout=PATIENCE).not_done:
            return False
        flying, self._flying = self._flying, []
        try:
            results = [future.result() for future in flying]
        except BadInput as error:
            self.error = error
            return True
        for i, (state, losses) in enumerate(results):
            self.states[i] = state
            self.losses[i].extend(float(loss) for loss in losses)
        return True

    def _stopped(self) -> bool:
        return any(bool(state.stopped) for state in self.states)
