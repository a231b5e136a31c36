"""Gradients of a whole network on their way: its own weights are read first, where they were given; then chunk by chunk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core import workers
from core.receptive_field import EffectiveState
from core.receptive_field.running import NetworkFieldExperiment, Weights, averaging, stored
from pages.shared.job import Call, Job

DEADLINE = 120.0  # seconds for one gradient: the largest network that is run takes about ten

CHUNK_SECONDS = 1.0


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
    _steps: int = 1

    @property
    def now(self) -> EffectiveState:
        """Where the average stands."""
        return self.state or averaging.start(self.experiment)

    @property
    def order(self) -> workers.Order:
        return workers.Order(self.visitor, long=True, deadline=DEADLINE)

    @property
    def finished(self) -> bool:
        return self.now.samples >= self.experiment.samples

    @property
    def fraction(self) -> float:
        return self.now.samples / self.experiment.samples

    def chunk(self, lane: int) -> list[Call]:
        if self.finished:
            return []
        if self.file is not None:
            return [(stored.read, self.file, self.experiment.plan)]
        return [(averaging.advance, self.experiment, self.now, self._steps)]

    def take(self, lane: int, results: list[Any]) -> None:
        if isinstance(results[0], Weights):
            self.experiment, self.file = replace(self.experiment, weights=results[0]), None
        else:
            before, self.state = self.now, results[0]
            took = (self.now.seconds - before.seconds) / max(1, self.now.steps - before.steps)
            self._steps = max(1, min(50, int(CHUNK_SECONDS / max(took, 1e-3))))
