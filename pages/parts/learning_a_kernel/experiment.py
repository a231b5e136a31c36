"""The frozen experiment that the page's settings name, and all that theory says about it without training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import quadratic
from core.arrays import Array, Floats
from core.figures import Range
from core.learning import KernelLearning, factors
from core.quadratic import FOREVER, Rule, trajectory
from pages.shared import cache


def run_digest(digest: str, learning: KernelLearning) -> str:
    """What tells one run from another, of what tells data, start and method from others."""
    return f"{digest} {learning.epochs}" if learning.schedule == "cosine" else digest


@dataclass(frozen=True, eq=False)
class Experiment:
    """What is trained, and the loss as the quadratic form that predicts it.

    `true` is the kernel that made the target, (h, w) or (h, w, 3) like the learned one; `shown` are the numbers of the
    image drawn black and white, where it has a display range.
    """

    learning: KernelLearning
    form: quadratic.QuadraticLoss
    true: Floats
    start: Floats
    digest: str
    shown: Range | None = None

    @property
    def rate(self) -> float:
        return self.learning.learning_rate

    @property
    def rule(self) -> Rule:
        method = self.learning
        return Rule(method.optimizer, method.momentum, method.weight_decay)

    @property
    def scheduled(self) -> bool:
        return self.learning.schedule != "constant"

    @property
    def run_digest(self) -> str:
        """What tells one run from another; in one run the rate and the number of epochs may change.

        Not where the schedule spans all epochs: with another number of them each update has another rate.
        """
        return run_digest(self.digest, self.learning)

    @property
    def batches(self) -> bool:
        """Whether an update looks at a part of the outputs only."""
        return self.learning.batch_size not in (None, self.learning.target.size)

    @property
    def plain(self) -> bool:
        """Gradient descent at one rate: what the eigenvalues alone decide."""
        return self.learning.optimizer == "sgd" and not self.scheduled and not self.learning.weight_decay

    @property
    def predictable(self) -> bool:
        """Whether the whole path follows from the quadratic form: no mini-batches."""
        return not self.batches

    @property
    def max_learning_rate(self) -> float | None:
        """The rate above which this method diverges on the whole batch; None where no rate does.

        Under a schedule that of the first updates: every schedule here only falls.
        """
        return self.form.stable_rate(self.rule)

    @property
    def best_learning_rate(self) -> float | None:
        """The rate at which the slowest direction shrinks fastest, where that is known."""
        return self.form.best_learning_rate if self.plain and self.predictable else None

    @property
    def stable(self) -> bool:
        limit = self.max_learning_rate
        return limit is None or self.rate < limit

    @property
    def reach(self) -> int:
        """How many updates are predicted: all of plain descent, of the rest as many as are computed at once."""
        if not self.predictable:
            return 0
        if self.plain:
            return FOREVER
        mixed = self.form.bias and bool(self.learning.weight_decay)
        return trajectory.quick_updates(self.rule, self.form.linear.size, schedule=self.scheduled, mixed=mixed)

    def after(self, updates: Array) -> tuple[Floats, Floats] | None:
        """Kernels (m, h, w) and losses (m,) that theory predicts after so many updates each; None where it cannot.

        Not a number beyond `reach`.
        """
        found = self._weights_after(updates)
        return None if found is None else (self.form.parts(found[0])[0], found[1])

    def losses_after(self, updates: Array) -> Floats | None:
        """The losses of `after` alone, (m,)."""
        if self.predictable and self.plain:
            return self.form.losses_after(self.start, self.rate, updates)
        found = self._weights_after(updates)
        return None if found is None else found[1]

    def bias_after(self, updates: int) -> float | None:
        """The bias that theory predicts; None where it cannot, or none is learned."""
        found = self._weights_after(np.array([updates])) if self.form.bias else None
        return None if found is None else float(self.form.parts(found[0])[1][0])

    def updates_to(self, loss: float) -> int | None:
        """Updates until the loss is at most `loss` for the first time; None where it is not within `reach`."""
        if self.plain:
            return self.form.epochs_to(loss, self.start, self.rate)
        losses = self._path(self.reach)[1]
        return int(np.argmax(losses <= loss)) if (losses <= loss).any() else None

    def _weights_after(self, updates: Array) -> tuple[Floats, Floats] | None:
        if not self.predictable:
            return None
        if self.plain:
            return self.form.after(self.start, self.rate, updates)
        # Of the whole run, whatever part is asked for: so it is computed once.
        last = min(max(int(updates.max(initial=0)), self.learning.epochs), self.reach)
        weights, losses = self._path(last)
        known, at = updates <= last, np.minimum(updates, last)
        return np.where(known.reshape(-1, *(1,) * (weights.ndim - 1)), weights[at], np.nan), np.where(
            known, losses[at], np.nan
        )

    def _path(self, last: int) -> tuple[Floats, Floats]:
        """Weights and losses after 0 … `last` updates."""
        method = self.learning

        def make() -> tuple[Floats, Floats]:
            share = factors(
                method.schedule, np.arange(last + 1), epochs=method.epochs, every=method.decay_every, decay=method.decay
            )
            weights, losses = self.form.path(
                self.start,
                self.rate * share,
                last + 1,
                optimizer=method.optimizer,
                momentum=method.momentum,
                weight_decay=method.weight_decay,
            )
            return weights[:-1], losses

        return cache.path(f"{self.digest} {self.rate} {method.epochs} {last}", make)
