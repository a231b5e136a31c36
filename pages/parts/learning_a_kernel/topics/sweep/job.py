"""A sweep on its way: chunks in the workers, until all runs are done or nobody asks for more."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from core import workers
from core.learning import Sweep
from core.learning.sweeps import lanes as sweep_lanes
from core.learning.sweeps import runs as sweep_runs
from pages.shared.job import Call, Job


@dataclass
class Lane:
    """A part of the sweep that one worker at a time goes through."""

    sweep: Sweep
    state: sweep_runs.SweepState

    @property
    def finished(self) -> bool:
        return sweep_runs.finished(self.sweep, self.state)


@dataclass(eq=False)
class SweepJob(Job):
    """The sweep, and where its lanes stand."""

    sweep: Sweep
    lanes: list[Lane] = field(default_factory=list)
    _since: tuple[float, float] = (0.0, 0.0)  # when it last began to run, and the part that was made then

    def __post_init__(self) -> None:
        # TensorFlow takes the runs one by one, so each worker has its share; the quadratic form makes thousands at once.
        count = workers.at_once() if self.sweep.trained else 1
        self.lanes = [Lane(part, sweep_runs.start(part)) for part in sweep_lanes.split(self.sweep, count)]
        self.resume()

    @property
    def lane_count(self) -> int:
        return len(self.lanes)

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

    def resume(self) -> None:
        super().resume()
        self._since = (time.monotonic(), self.fraction)

    def chunk(self, lane: int) -> list[Call]:
        part = self.lanes[lane]
        return [] if part.finished else [(sweep_runs.advance, part.sweep, part.state)]

    def take(self, lane: int, results: list[Any]) -> None:
        self.lanes[lane].state = results[0]
