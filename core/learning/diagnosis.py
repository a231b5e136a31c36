"""What is wrong with a run, read off the losses that it printed.

The loss of full-batch gradient descent on a squared error is L_t = Σ c_i (1 − ηλ_i)^{2t}, with the curvatures λ_i of the
data and c_i ≥ 0 of the start. Each known mistake has curvatures of its own; those that no start explains are ruled out.
Goh 2017, "Why Momentum Really Works", Distill, section "First Steps: Gradient Descent".
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.arrays import Array, Floats
from core.checks import pair
from core.errors import BadInput
from core.learning.printed import Printed
from core.quadratic import QuadraticLoss, quadratic_loss

MAX_EVERY = 100_000
MIN_RATE, MAX_RATE = 1e-30, 1e30
MIN_LOSS, MAX_LOSS = 1e-100, 1e100
MAX_ENTRIES = 64
LEAST = 3  # losses
MOMENTUM = 0.9
MOMENTUM_UPDATES = 2_000  # made one by one
RELATIVE = 2e-5  # float32 over some dozen updates
EXPLAINED = 1.5  # tolerances: the closest fit has the least square, not the least largest difference
CLEAR = 10.0  # times the tolerance: what is ruled out beyond doubt
SAME = 1e-9


@dataclass(frozen=True)
class Cause:
    """One explanation of the losses.

    Attributes
    ----------
    name : str
        "right", "rate", "slow", "mean", "sum", "half", "ones", "sign", "bias", "momentum" or "nesterov".
    apart : float
        The largest difference between what it predicts and a loss, in tolerances; at most 1.5 where it explains them.
    weights : ndarray
        c_i, the part of each curvature in the loss `first` updates before the first printed one.
    first : int
        Above 0 only with momentum, which remembers the updates before.
    start : ndarray, (h, w), or None
        A kernel from which a run of this kind prints these losses; None where the lab has no such run.
    """

    name: str
    apart: float
    curvatures: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    model: _Model = field(repr=False)
    start: Floats | None = field(default=None, repr=False)
    first: int = 0

    def losses(self, updates: Array, rate: float) -> Floats:
        """What it predicts after so many updates from the first printed loss on."""
        return np.asarray(self.model.basis(self.first + np.asarray(updates), rate) @ self.weights)


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
        All known ones that explain every loss, the closest first.
    certain : bool
        Whether the first is the only one, and all others are clearly ruled out.
    """

    factor: float
    curvatures: tuple[float, ...]
    causes: tuple[Cause, ...] = ()
    certain: bool = False

    @property
    def limits(self) -> tuple[float, ...]:
        """The largest stable rate 2/λ of each of the curvatures."""
        return tuple(2.0 / curvature for curvature in self.curvatures)


@dataclass(frozen=True, eq=False)
class _Model:
    """A way of training, right or wrong: curvatures, and what one update does to the error along each."""

    name: str
    curvatures: Floats
    momentum: float = 0.0
    nesterov: bool = False
    sign: float = 1.0
    form: QuadraticLoss | None = None  # whose runs the lab can make

    def basis(self, updates: Array, rate: float) -> Floats:
        """(m, n): what is left of the loss along each curvature after so many updates."""
        steps = self.sign * rate * self.curvatures
        with np.errstate(over="ignore", invalid="ignore"):
            if not self.momentum:
                return np.asarray((1.0 - steps) ** (2.0 * updates[:, None]))
            left = np.ones((int(updates.max()) + 1, steps.size))
            velocity = np.zeros_like(steps)
            for t in range(1, len(left)):
                pull = steps * left[t - 1]
                velocity = self.momentum * velocity - pull
                left[t] = left[t - 1] + (self.momentum * velocity - pull if self.nesterov else velocity)
            return np.asarray(left[updates] ** 2)


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
    models = _models(np.asarray(image), np.asarray(target), pair(kernel_size, "kernel size", 1), loss)
    found = sorted(
        (_explained(model, losses, tolerance, learning_rate, every) for model in models), key=lambda one: one.apart
    )
    causes = tuple(_named(cause, learning_rate, factor) for cause in found if cause.apart <= EXPLAINED)
    free = max((int((cause.weights > 0).sum()) for cause in causes), default=0)
    clear = len(causes) == 1 and losses.size > free + 1 and found[1].apart > CLEAR
    return Diagnosis(factor, curvatures, causes, clear)


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


def _models(image: Floats, target: Floats, size: tuple[int, int], loss: str) -> list[_Model]:
    """What may have been trained, right or wrong."""
    if size[0] * size[1] > MAX_ENTRIES or image.ndim != 2:
        raise BadInput("mistakes are named for kernels of up to {most} entries on one channel", most=MAX_ENTRIES)
    form = quadratic_loss(image, target, size, loss)
    biased = quadratic_loss(image, target, size, loss, bias=True)
    ones = quadratic_loss(np.ones_like(image), np.zeros_like(target), size, loss)
    other, scale = ("mean", 1.0 / target.size) if loss == "sum" else ("sum", float(target.size))
    rescaled = quadratic_loss(image, target, size, other)
    own = _distinct(form)
    if not own.size or own[-1] <= 0:
        raise BadInput(
            "the image of this page gives the loss no curvature, so no mistake can be named: choose another image"
        )
    return [
        _Model("right", own, form=form),
        _Model(other, own * scale, form=rescaled),
        _Model("half", own / 2.0),
        _Model("ones", _distinct(ones), form=ones),
        _Model("sign", own, sign=-1.0),
        _Model("bias", _distinct(biased), form=biased),
        _Model("momentum", own, momentum=MOMENTUM, form=form),
        _Model("nesterov", own, momentum=MOMENTUM, nesterov=True, form=form),
    ]


def _distinct(form: QuadraticLoss) -> Floats:
    """The curvatures that the loss falls along, each once; with 0 where no kernel makes the loss 0."""
    values = form.eigenvalues[-form.rank :] if form.rank else np.zeros(0)
    kept = [value for i, value in enumerate(values) if i == 0 or value > values[i - 1] * (1.0 + SAME)]
    if form.min_loss > SAME * max(form.constant, 1e-300):
        kept.insert(0, 0.0)
    return np.array(kept)


def _explained(model: _Model, losses: Floats, tolerance: Floats, rate: float, every: int) -> Cause:
    """The start that comes closest to the losses."""
    from scipy.optimize import nnls

    best = Cause(model.name, float("inf"), model.curvatures, np.zeros(model.curvatures.size), model)
    prints = every * np.arange(losses.size)
    # Momentum remembers: how many updates lay before the first loss makes a difference.
    firsts = range(every + 1) if model.momentum else range(1)
    if model.momentum and prints[-1] + every > MOMENTUM_UPDATES:
        return best
    wanted = np.arange(prints[-1] + every + 1) if model.momentum else prints
    basis = model.basis(wanted, rate)
    for first in firsts:
        with np.errstate(over="ignore"):  # what grows beyond all numbers is left out below
            weighed = (basis[first + prints] if model.momentum else basis) / tolerance[:, None]
        sizes = np.abs(weighed).max(axis=0)
        usable = np.isfinite(sizes) & (sizes > 0)
        if not usable.any():
            continue
        weighed = weighed[:, usable]
        found, _ = nnls(weighed / sizes[usable], losses / tolerance)
        apart = float(np.abs(weighed @ (found / sizes[usable]) - losses / tolerance).max())
        if apart < best.apart:
            weights = np.zeros(model.curvatures.size)
            weights[usable] = found / sizes[usable]
            start = _start(model, weights) if first == 0 else None
            best = Cause(model.name, apart, model.curvatures, weights, model, start, first)
    return best


def _start(model: _Model, weights: Floats) -> Floats | None:
    """A kernel whose error has these parts: ½ λ a² = c along each curvature."""
    form = model.form
    if form is None or form.bias:
        return None
    kernel = form.minimizer.reshape(-1).copy()
    for curvature, weight in zip(model.curvatures, weights, strict=True):
        if weight > 0 and curvature > 0:
            at = int(np.argmin(np.abs(form.eigenvalues - curvature)))
            kernel += np.sqrt(2.0 * weight / curvature) * form.eigenvectors[:, at]
    return kernel.reshape(form.kernel_shape)


def _named(cause: Cause, rate: float, factor: float) -> Cause:
    """A run that is right but for its rate, or that has only its slow direction left, by that name."""
    if cause.name != "right":
        return cause
    limit = 2.0 / float(cause.curvatures[-1])
    seen = cause.curvatures[cause.curvatures > 0]
    slowest = abs(1.0 - rate * float(seen[0]))
    name = "rate" if rate > limit else "slow" if seen.size > 1 and abs(factor - slowest) < 1e-3 * slowest else "right"
    return Cause(name, cause.apart, cause.curvatures, cause.weights, cause.model, cause.start)
