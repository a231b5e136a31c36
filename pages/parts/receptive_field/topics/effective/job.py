"""Averages of gradients on their way: chunks in a worker, one after another, for as long as somebody asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.receptive_field import EffectiveFieldExperiment, EffectiveState
from core.receptive_field.effective import averaging
from pages.shared.job import Call, Job

CHUNK_SECONDS = 0.2


@dataclass(eq=False)
class AveragingJob(Job):
    """Averages, made one after another, and where each of them stands."""

    experiments: tuple[EffectiveFieldExperiment, ...]
    states: list[EffectiveState] = field(default_factory=list)
    _steps: int = 1

    def __post_init__(self) -> None:
        self.states = self.states or [averaging.start(one) for one in self.experiments]

    @property
    def place(self) -> int | None:
        """Which of the experiments is averaged now; None when all are done."""
        for place, (experiment, state) in enumerate(zip(self.experiments, self.states, strict=True)):
            if not averaging.finished(experiment, state):
                return place
        return None

    @property
    def finished(self) -> bool:
        return self.place is None

    @property
    def fraction(self) -> float:
        """How much of all steps is done, 0 … 1."""
        return sum(state.steps for state in self.states) / sum(one.steps for one in self.experiments)

    def chunk(self, lane: int) -> list[Call]:
        place = self.place
        if place is None:
            return []
        return [(averaging.advance, self.experiments[place], self.states[place], self._steps)]

    def take(self, lane: int, results: list[Any]) -> None:
        place = self.place
        if place is None:
            return
        before, after = self.states[place], results[0]
        self.states[place] = after
        took = (after.seconds - before.seconds) / max(1, after.steps - before.steps)
        self._steps = max(1, min(500, int(CHUNK_SECONDS / max(took, 1e-4))))
