"""What is wrong with a run, read off the losses that it printed.

The loss of full-batch gradient descent on a squared error is L_t = Σ c_i (1 − ηλ_i)^{2t}, with the curvatures λ_i of the
data and c_i ≥ 0 of the start. Each known mistake has losses of its own (`core.learning.mistakes` derives them); those that
no start explains are ruled out. Goh 2017, "Why Momentum Really Works", Distill, section "First Steps: Gradient Descent".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array, Floats
from core.checks import pair
from core.errors import BadInput
from core.learning.mistakes import EXPLAINED, LIKE_A_RATE, SAME, Cause, Model, explained, models
from core.learning.printed import Printed
from core.learning.told_rate import told_rate

MAX_EVERY = 100_000
MIN_RATE, MAX_RATE = 1e-30, 1e30
MIN_LOSS, MAX_LOSS = 1e-100, 1e100
LEAST = 3  # losses
RELATIVE = 2e-5  # float32 over some dozen updates
CLEAR = 10.0  # times the tolerance: what is ruled out beyond doubt
PLAIN = ("right", "rate", "slow")  # the training is right; the rate may be too high


@dataclass(frozen=True)
class Diagnosis:
    """What the losses say.

    Attributes
    ----------
    factor : float
        |1 − ηλ| of the last two losses: what one update leaves of the error.
    curvatures : tuple of float
        The λ that give this factor: one where the loss grows, else that of a slow and that of an overshooting direction.
    causes : tuple of Cause
        All known ones that explain every loss. A kernel that never moved comes first, then training without a mistake, then
        the ones that need fewer curvatures, the closest first. Another rate than the one told is among them only where
        nothing else explains the losses.
    certain : bool
        Whether the first is the only one, and all others are clearly ruled out, a wrong rate among them. A mean, a sum or
        half the loss is never certain: a wrong rate prints the same.
    """

    factor: float
    curvatures: tuple[float, ...]
    causes: tuple[Cause, ...] = ()
    certain: bool = False

    @property
    def limits(self) -> tuple[float, ...]:
        """The largest stable rate 2/λ of each of the curvatures."""
        return tuple(2.0 / curvature for curvature in self.curvatures)


def diagnose(
    printed: Printed,
    learning_rate: float,
    every: int,
    *,
    image: Array | None = None,
    target: Array | None = None,
    kernel_size: tuple[int, int] = (1, 2),
    loss: str = "sum",
) -> Diagnosis:
    """What printed losses tell of the run that printed them.

    Parameters
    ----------
    printed : Printed
        See `core.learning.printed.read_losses`.
    learning_rate : float
    every : int
        Updates from one printed loss to the next.
    image, target : ndarray, (H, W) and (H − h + 1, W − w + 1), optional
        What the run was to learn from; without them no mistake is named.
    loss : {"sum", "mean"}
        As it was meant to be.

    Raises
    ------
    BadInput
        Fewer than three losses above 0, one below 0, a rate that is not above 0, updates out of range, or data that do
        not fit.
    """
    losses, positive = _checked(printed, learning_rate, every)
    factor = float((positive[-1] / positive[-2]) ** (0.5 / every))
    slow, fast = (1.0 - factor) / learning_rate, (1.0 + factor) / learning_rate
    curvatures = (slow, fast) if factor < 1 else (fast,)
    if image is None or target is None:
        return Diagnosis(factor, curvatures)
    tolerance = np.array(printed.halves) + RELATIVE * losses + SAME * losses[0]
    known = models(np.asarray(image), np.asarray(target), pair(kernel_size, "kernel size", 1), loss)
    found = sorted(_explanations(known, losses, tolerance, learning_rate, every), key=lambda one: one.apart)
    causes = tuple(
        sorted((_named(one, learning_rate, factor) for one in found if one.apart <= EXPLAINED), key=_simplest)
    )
    wrong = None
    if not causes or causes[0].name not in ("still", *PLAIN):  # the told rate does not explain them by itself
        many = positive.size
        wrong = told_rate(known[0], positive, tolerance[:many], learning_rate, every)
    free = max((int((cause.weights > 0).sum()) for cause in causes), default=0)
    clear = len(causes) == 1 and losses.size > free + 1 and found[1].apart > CLEAR
    if clear and causes[0].name not in PLAIN:
        clear = causes[0].name not in LIKE_A_RATE and not (wrong is not None and _shows_all(wrong, tolerance))
    if not causes and wrong is not None:
        causes = (wrong,)
    return Diagnosis(factor, curvatures, causes, clear)


def _explanations(known: list[Model], losses: Floats, tolerance: Floats, rate: float, every: int) -> Iterator[Cause]:
    for model in known:
        yield explained(model, losses, tolerance, rate, every)
    still = explained(Model("still", np.zeros(1)), losses, tolerance, rate, every)
    # A kernel that never moves prints the same digits, not nearly the same.
    yield still if (losses == losses[0]).all() else replace(still, apart=float("inf"))


def _simplest(cause: Cause) -> tuple[int, int, float]:
    first = ("still", *PLAIN).index(cause.name) if cause.name in ("still", *PLAIN) else len(PLAIN) + 1
    return first, int((cause.weights > 0).sum()), cause.apart


def _shows_all(cause: Cause, tolerance: Floats) -> bool:
    """Whether each direction, of many at least two, has a part in the first loss, as it has from nearly every start."""
    moving = cause.weights[cause.curvatures > 0]
    return int((moving > CLEAR * tolerance[0]).sum()) >= min(2, moving.size)


def _checked(printed: Printed, learning_rate: float, every: int) -> tuple[Floats, Floats]:
    """All losses, and those before the first that is 0."""
    if not MIN_RATE <= learning_rate <= MAX_RATE:
        raise BadInput(
            "the learning rate must be from {least:g} to {most:g} here, got {rate}",
            least=MIN_RATE,
            most=MAX_RATE,
            rate=learning_rate,
        )
    if not 1 <= every <= MAX_EVERY:
        raise BadInput(
            "the updates between two printed losses must be from 1 to {most:,}, got {every}",
            most=MAX_EVERY,
            every=every,
        )
    losses = np.array(printed.losses)
    if (losses < 0).any():
        raise BadInput("a squared error is never below 0, got {value}", value=float(losses.min()))
    # Where the error has become too small to be printed, 0.000, the losses before it tell.
    positive = losses[: int(np.argmax(losses == 0))] if (losses == 0).any() else losses
    if positive.size < LEAST:
        raise BadInput("paste at least {least} losses above 0, got {count}", least=LEAST, count=positive.size)
    if positive.min() < MIN_LOSS or losses.max() > MAX_LOSS:
        raise BadInput(
            "losses from {least:g} to {most:g} are read here; leave the others out", least=MIN_LOSS, most=MAX_LOSS
        )
    return losses, positive


def _named(cause: Cause, rate: float, factor: float) -> Cause:
    """A run that is right but for its rate, or that has only its slow direction left, by that name."""
    if cause.name != "right":
        return cause
    limit = 2.0 / float(cause.curvatures[-1])
    seen = cause.curvatures[cause.curvatures > 0]
    slowest = abs(1.0 - rate * float(seen[0]))
    name = "rate" if rate > limit else "slow" if seen.size > 1 and abs(factor - slowest) < 1e-3 * slowest else "right"
    return replace(cause, name=name)
