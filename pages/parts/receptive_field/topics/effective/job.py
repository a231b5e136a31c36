"""Averages of gradients on their way: chunks in a worker, one after another, for as long as somebody asks."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from core import workers
from core.errors import BadInput
from core.receptive_field import EffectiveFieldExperiment, EffectiveState
from core.receptive_field.effective import averaging

CHUNK_SECONDS = 0.2


@dataclass
class Averaging:
    """Averages on their way, one after another: chunks run in a worker until all are done or nobody asks for more."""

    experiments: tuple[EffectiveFieldExperiment, ...]
    states: list[EffectiveState] = field(default_factory=list)
    running: bool = True
    error: BadInput | None = None
    _flying: Future[Any] | None = None
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
    def fraction(self) -> float:
        """How much of all steps is done, 0 … 1."""
        return sum(state.steps for state in self.states) / sum(one.steps for one in self.experiments)

    def tick(self) -> None:
        """Take over what has come, and send the next chunk off; without ticks nothing goes on."""
        place = self.place
        if self._flying is not None and self._flying.done() and place is not None:
            before = self.states[place]
            try:
                after = self.states[place] = self._flying.result()
                took = (after.seconds - before.seconds) / max(1, after.steps - before.steps)
                self._steps = max(1, min(500, int(CHUNK_SECONDS / max(took, 1e-4))))
            except BadInput as error:
                self.error, self.running = error, False
            self._flying = None
        place = self.place
        if place is None:
            self.running = False
        elif self.running and self._flying is None:
            self._flying = workers.submit(averaging.advance, self.experiments[place], self.states[place], self._steps)

    def stop(self) -> None:
        """Ask for no more; what is in flight is dropped."""
        self.running = False
        if self._flying is not None:
            self._flying.cancel()
            self._flying = None
