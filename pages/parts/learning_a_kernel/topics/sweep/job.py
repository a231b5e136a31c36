"""A sweep on its way: chunks in the workers, until all runs are done or nobody asks for more."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from core import workers
from core.errors import BadInput
from core.learning import Sweep
from core.learning.sweeps import lanes as sweep_lanes
from core.learning.sweeps import runs as sweep_runs


@dataclass
class Lane:
    """A part of the sweep that one worker at a time goes through."""

    sweep: Sweep
    state: sweep_runs.SweepState
    flying: Future[Any] | None = None

    @property
    def finished(self) -> bool:
        return sweep_runs.finished(self.sweep, self.state)


@dataclass
class Sweeping:
    """The sweep, where its lanes stand, and what interrupted it, if anything did; it can go on then."""

    sweep: Sweep
    lanes: list[Lane] = field(default_factory=list)
    running: bool = True
    error: BadInput | None = None
    _since: tuple[float, float] = (0.0, 0.0)  # when it last began to run, and the part that was made then

    def __post_init__(self) -> None:
        # TensorFlow takes the runs one by one, so each worker has its share; the quadratic form makes thousands at once.
        count = workers.WORKERS if self.sweep.trained else 1
        self.lanes = [Lane(part, sweep_runs.start(part)) for part in sweep_lanes.split(self.sweep, count)]
        self.go()

    @property
    def state(self) -> sweep_runs.SweepState:
        """Of the whole sweep, to look at."""
        return sweep_lanes.merged(self.sweep, [lane.state for lane in self.lanes])

    @property
    def finished(self) -> bool:
        return all(lane.finished for lane in self.lanes)

    @property
    def fraction(self) -> float:
        """The part of all updates that is made, 0 … 1."""
        parts = (sweep_runs.fraction(lane.sweep, lane.state) * lane.sweep.runs for lane in self.lanes)
        return min(1.0, sum(parts) / self.sweep.runs)

    @property
    def seconds_left(self) -> float:
        """At the speed since it last began to run."""
        begun, before = self._since
        made = self.fraction - before
        return (time.monotonic() - begun) * (1.0 - self.fraction) / made if made > 0 else 0.0

    def go(self) -> None:
        """Begin, or go on from the runs that are done."""
        self.running, self.error = not self.finished, None
        self._since = (time.monotonic(), self.fraction)

    def tick(self) -> None:
        """Take over what has come, and send the next chunks off."""
        try:
            for lane in self.lanes:
                if lane.flying is not None and lane.flying.done():
                    lane.state, lane.flying = lane.flying.result(), None
                if self.running and lane.flying is None and not lane.finished:
                    lane.flying = workers.submit(sweep_runs.advance, lane.sweep, lane.state)
        except BadInput as error:
            self.cancel()
            self.error = error
        except Exception as error:  # anything else would be sent, and fail, again and again
            self.cancel()
            self.error = BadInput(
                "the sweep was interrupted: {reason}", reason=f"{type(error).__name__}: {error}"[:200]
            )
        if self.finished:
            self.running = False

    def cancel(self) -> None:
        """Ask for no more; what is in flight is dropped, and made again where the sweep goes on."""
        self.running = False
        for lane in self.lanes:
            if lane.flying is not None:
                lane.flying.cancel()
                lane.flying = None
