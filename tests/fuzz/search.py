"""A search for inputs that are neither answered nor refused in a sentence, from those that had an answer of a new kind."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Sequence
from random import Random

from pages.shared.log import where
from tests.fuzz import corpus
from tests.fuzz.corpus import MAX_BYTES
from tests.fuzz.mutations import changed, mutated
from tests.fuzz.targets import TARGETS, Target, outcome

MAX_POOL = 400
SLOW_SECONDS = 1.0  # of a processor, for one input of some hundred bytes


class Search:
    """Tries inputs of one target.

    Attributes
    ----------
    met : dict
        Kind of answer → the first small input that had it.
    failed : dict
        Input → what it raised, and where.
    """

    def __init__(self, target: Target, dice: Random, more: Sequence[bytes] = ()) -> None:
        self.target, self.tried, self.slowest = target, 0, 0.0
        self.met: dict[str, bytes] = {}
        self.failed: dict[bytes, str] = {}
        self._dice, self._pool = dice, [*target.seeds, *more]

    def run(self, count: int) -> None:
        """Try so many new inputs."""
        for _ in range(count):
            self.look(self._made())

    def look(self, data: bytes) -> None:
        """Try one."""
        self.tried += 1
        begun = time.process_time()
        try:
            answered = outcome(self.target, data)
        except Exception as error:
            place = where(error)
            if place not in self.failed.values():
                self.failed[data] = place
            return
        taken = time.process_time() - begun
        self.slowest = max(self.slowest, taken)
        if taken > SLOW_SECONDS and "slow" not in self.failed.values():
            self.failed[data] = "slow"
        if answered not in self.met and len(data) <= MAX_BYTES:
            self.met[answered] = data
            if len(self._pool) < MAX_POOL:
                self._pool.append(data)

    def _made(self) -> bytes:
        data = self._dice.choice(self._pool)
        if self.target.documents and self._dice.random() < 0.8:
            try:
                return json.dumps(changed(json.loads(data), self._dice)).encode()
            except (ValueError, RecursionError):  # no JSON any more
                pass
        if self._dice.random() < 0.1:  # two that have met
            other = self._dice.choice(self._pool)
            data = data[: self._dice.randrange(len(data) + 1)] + other[self._dice.randrange(len(other) + 1) :]
        return mutated(data, self._dice)


def tried(name: str, count: int, seed: str) -> tuple[str, int, float, float, dict[str, bytes], dict[bytes, str]]:
    """Try so many inputs of one target, warnings being errors: its name, how many, seconds, the slowest one's, `met`, `failed`."""
    warnings.simplefilter("error")
    target = next(one for one in TARGETS if one.name == name)
    search, begun = Search(target, Random(seed), corpus.kept(name)), time.perf_counter()
    search.run(count)
    return name, search.tried, time.perf_counter() - begun, search.slowest, search.met, search.failed
