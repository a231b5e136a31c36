"""Trainings on their way in workers: one that is watched, or several that are compared."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from typing import Any

from core import feature_maps
from core.feature_maps import Check, Setting, State
from pages.shared.job import Call, Job

CHUNK_SECONDS = 0.25
FIRST_CHUNK = 5  # updates, while the speed is not known
MAX_CHUNK = 200
LANES = 2
STEP_SECONDS = 0.3  # that the page waits for a Step


@dataclass(eq=False)
class Training(Job):
    """Networks that are trained, each from its start; up to two at once.

    Attributes
    ----------
    settings : tuple of Setting
    states : list of State
        Where each stands.
    losses : list of array of float
        For each the batch's loss before each update so far.
    checks : list of list of Check
        For each what it made of many pictures, seen and unseen, every 25 updates.
    rates : list of (int, float)
        Of the first one: after how many updates which learning rate.
    until : int
        Of the first one: after how many updates it rests, once; 0 for its end, -1: after the next one that is sent.
    """

    settings: tuple[Setting, ...]
    states: list[State] = field(default_factory=list)
    losses: list[array[float]] = field(default_factory=list)
    checks: list[list[Check]] = field(default_factory=list)
    rates: list[tuple[int, float]] = field(default_factory=list)
    until: int = 0

    _at: dict[int, int] = field(default_factory=dict)  # which training a lane's chunk in flight belongs to
    _speeds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.states = [feature_maps.start(setting) for setting in self.settings]
        self.losses = [array("d") for _ in self.settings]
        self.checks = [[] for _ in self.settings]
        self._speeds = [0.0 for _ in self.settings]

    @property
    def lane_count(self) -> int:
        return min(LANES, len(self.settings))

    @property
    def chained(self) -> bool:
        return True

    @property
    def finished(self) -> bool:
        return all(map(_over, self.settings, self.states))

    @property
    def begun(self) -> bool:
        """Whether any update has been made."""
        return any(state.updates for state in self.states)

    @property
    def fraction(self) -> float:
        """How much of all updates is made, 0 … 1; a training that ended early counts as whole."""
        made = (
            setting.updates if _over(setting, state) else state.updates
            for setting, state in zip(self.settings, self.states, strict=True)
        )
        return sum(made) / sum(setting.updates for setting in self.settings)

    def change(self, *, rate: float, epochs: int) -> None:
        """Go on with another learning rate, or to another number of epochs."""
        if any((setting.rate, setting.epochs) != (rate, epochs) for setting in self.settings):
            with self._lock:
                self.settings = tuple(replace(setting, rate=rate, epochs=epochs) for setting in self.settings)

    def tick(self, patience: float = 0.0) -> bool:
        came = super().tick(patience)
        if 0 < self.until <= self.states[0].updates:
            self.until = 0
            self.stop()
        return came

    def step(self) -> None:
        """Make one update of the first one, after what is in flight; a quick one is there when this returns."""
        self.resume()
        self.until = -1
        self.tick_for(STEP_SECONDS)

    def chunk(self, lane: int) -> list[Call]:
        for at in range(lane, len(self.settings), self.lane_count):
            setting, state = self.settings[at], self.states[at]
            if not _over(setting, state):
                self._at[lane] = at
                if self.until < 0:
                    self.until = state.updates + 1
                self._note_rate()
                count = int(self._speeds[at] * CHUNK_SECONDS)
                count = min(max(count, FIRST_CHUNK), MAX_CHUNK)
                if self.until:
                    count = min(count, self.until - state.updates)
                return [(feature_maps.advance, setting, state, count)] if count > 0 else []
        return []

    def land(self, lane: int, results: list[Any]) -> None:
        self._put(self._at[lane], results[0])

    def _put(self, at: int, result: tuple[State, feature_maps.Progress]) -> None:
        before, (after, progress) = self.states[at], result
        spent = after.seconds - before.seconds
        if before.updates or self._speeds[at]:  # the first chunk also builds the network
            self._speeds[at] = (after.updates - before.updates) / max(spent, 1e-6)
        else:
            self._speeds[at] = FIRST_CHUNK / CHUNK_SECONDS
        self.states[at] = after
        self.losses[at].extend(progress.losses.tolist())
        self.checks[at].extend(progress.checks)

    def _note_rate(self) -> None:
        """The next update of the first training has the rate of now."""
        made, rate = self.states[0].updates, self.settings[0].rate
        while self.rates and self.rates[-1][0] >= made:
            self.rates.pop()
        if not self.rates or self.rates[-1][1] != rate:
            self.rates.append((made, rate))


def network_of(setting: Setting) -> Setting:
    """What of a setting makes another network or another set of pictures: all but the rate and the epochs."""
    return replace(setting, rate=feature_maps.Setting().rate, epochs=1)


def _over(setting: Setting, state: State) -> bool:
    return state.updates >= setting.updates or bool(state.stopped)
