"""Gradients of a whole network on their way: its own weights are read first, where they were given; then chunk by chunk."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from core.errors import WorkerLost
from core.receptive_field.effective.averaging import EffectiveState
from core.receptive_field.running import averaging, stored
from core.receptive_field.running.averaging import NetworkFieldExperiment, Weights
from pages.shared.job import Call, Job

DEADLINE = 120.0  # seconds for one answer, a wait for other visitors included


@dataclass(eq=False)
class NetworkJob(Job):
    """One average.

    Attributes
    ----------
    asked : tuple
        What tells it from every other, the digest of the weights' file included.
    experiment : NetworkFieldExperiment
    file : bytes or None
        The file of weights, until it has been read.
    """

    asked: tuple[Any, ...]
    experiment: NetworkFieldExperiment
    file: bytes | None = None
    state: EffectiveState | None = None

    @property
    def now(self) -> EffectiveState:
        """Where the average stands."""
        return self.state or averaging.start(self.experiment)

    @property
    def finished(self) -> bool:
        return self.now.samples >= self.experiment.samples

    def chunk(self, lane: int) -> list[Call]:
        if self.finished:
            return []
        if self.file is not None:
            return [(stored.read, self.file, self.experiment.plan)]
        return [(averaging.advance, self.experiment, self.now, 1)]

    def take(self, lane: int, results: list[Any]) -> None:
        if isinstance(results[0], Weights):
            self.experiment, self.file = replace(self.experiment, weights=results[0]), None
        else:
            self.state = results[0]

    def tick(self, patience: float = 0.0) -> bool:
        came = super().tick(patience)
        if self.running and time.monotonic() - self._came_at > DEADLINE:
            self.cancel()
            self.error = WorkerLost(
                "no result within {seconds:g} seconds; try again, or use a smaller input", seconds=DEADLINE
            )
        return came
