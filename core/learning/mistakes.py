"""Ways of training, right and wrong, and the losses that each of them can print.

Along an eigenvector of curvature λ the kernel's error e_t has the gradient λ e_t and the part c (e_t / e_0)² of the loss,
c ≥ 0. What one update makes of it:

- Gradient descent: e_{t+1} = (1 − ηλ) e_t. Goh 2017, "Why Momentum Really Works", Distill.
- No update reaches the kernel: e_{t+1} = e_t, so every loss is the same. A rate of 0, a step that is never taken and a
  copy that is updated print the same; so does a kernel that is at its minimum, where the data leave a loss there.
- Gradients are never set to zero, so they add up: e_{t+1} = e_t − ηλ Σ_{s ≤ t} e_s. Less the same of t − 1 this is
  e_{t+1} = (2 − ηλ) e_t − e_{t−1} with e_1 = (1 − ηλ) e_0. The roots of z² − (2 − ηλ) z + 1 have the product 1: for ηλ < 4
  both lie on the unit circle and e_t = e_0 cos((t + ½) φ) / cos(φ / 2) with cos φ = 1 − ηλ / 2: the loss swings and never
  settles. Momentum 1 is the same recurrence, and prints the same.
- Another rate η′ than the one told: e_{t+1} = (1 − η′λ) e_t. Only products ηλ enter: a loss k times as large, at the
  told rate, falls as the right one does at the rate kη. So a mean in place of a sum, and half the loss, cannot be told from
  a wrong rate. Where two directions show, their two factors leave one η′, or few; where only the slowest one shows, with
  the factor f, both (1 − f) / λ_min and (1 + f) / λ_max may give it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.arrays import Array, Floats
from core.errors import BadInput
from core.quadratic import QuadraticLoss, quadratic_loss

MAX_ENTRIES = 64
MOMENTUM = 0.9
MOMENTUM_UPDATES = 2_000  # made one by one
EXPLAINED = 1.5  # tolerances: the closest fit has the least square, not the least largest difference
SAME = 1e-9
LIKE_A_RATE = ("mean", "sum", "half")  # what a wrong rate prints, too


@dataclass(frozen=True)
class Cause:
    """One explanation of the losses.

    Attributes
    ----------
    name : str
        "right", "rate", "slow", "mean", "sum", "half", "ones", "sign", "bias", "momentum", "nesterov", "still" (no update
        reaches the kernel), "accumulated" (gradients are never set to zero) or "told" (another rate than the one given).
    apart : float
        The largest difference between what it predicts and a loss, in tolerances; at most 1.5 where it explains them.
    weights : ndarray
        c_i, the part of each curvature in the loss `first` updates before the first printed one.
    first : int
        Above 0 only with momentum, which remembers the updates before.
    start : ndarray, (h, w), or None
        A kernel from which a run of this kind prints these losses; None where the lab has no such run.
    rates : tuple of float
        Of "told": every rate at which the data give these losses, the closest fit first.
    """

    name: str
    apart: float
    curvatures: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    model: Model = field(repr=False)
    start: Floats | None = field(default=None, repr=False)
    first: int = 0
    rates: tuple[float, ...] = ()

    def losses(self, updates: Array, rate: float) -> Floats:
        """What it predicts after so many updates from the first printed loss on, at the rate that was told."""
        return np.asarray(self.model.basis(self.first + np.asarray(updates), self.rate(rate)) @ self.weights)

    def rate(self, told: float) -> float:
        """The rate of the run: the one that was told, but where another one is what is wrong."""
        return self.rates[0] if self.rates else told

    def same_rate(self, told: float) -> float | None:
        """The rate at which the right loss prints the same; None where no rate does."""
        return told * self.model.scale if self.name in LIKE_A_RATE else None


@dataclass(frozen=True, eq=False)
class Model:
    """A way of training, right or wrong: curvatures, and what one update does to the error along each.

    `scale` is what the curvatures are of the right ones, where that is one number.
    """

    name: str
    curvatures: Floats
    momentum: float = 0.0
    nesterov: bool = False
    sign: float = 1.0
    form: QuadraticLoss | None = None  # whose runs the lab can make
    scale: float = 1.0

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


def models(image: Floats, target: Floats, size: tuple[int, int], loss: str) -> list[Model]:
    """What may have been trained on X (H, W) for Y (H − h + 1, W − w + 1) with a kernel (h, w), the right way first.

    Raises
    ------
    BadInput
        A kernel that is too large, more than one channel, an image that gives the loss no curvature.
    """
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
        Model("right", own, form=form),
        Model(other, own * scale, form=rescaled, scale=scale),
        Model("half", own / 2.0, scale=0.5),
        Model("ones", _distinct(ones), form=ones),
        Model("sign", own, sign=-1.0),
        Model("bias", _distinct(biased), form=biased),
        Model("momentum", own, momentum=MOMENTUM, form=form),
        Model("nesterov", own, momentum=MOMENTUM, nesterov=True, form=form),
        Model("accumulated", own, momentum=1.0, form=form),
    ]


def _distinct(form: QuadraticLoss) -> Floats:
    """The curvatures that the loss falls along, each once; with 0 where no kernel makes the loss 0."""
    values = form.eigenvalues[-form.rank :] if form.rank else np.zeros(0)
    kept = [value for i, value in enumerate(values) if i == 0 or value > values[i - 1] * (1.0 + SAME)]
    if form.min_loss > SAME * max(form.constant, 1e-300):
        kept.insert(0, 0.0)
    return np.array(kept)


def explained(model: Model, losses: Floats, tolerance: Floats, rate: float, every: int) -> Cause:
    """The start that comes closest to the losses."""
    best = Cause(model.name, float("inf"), model.curvatures, np.zeros(model.curvatures.size), model)
    prints = every * np.arange(losses.size)
    # Momentum remembers: how many updates lay before the first loss makes a difference.
    firsts = range(every + 1) if model.momentum else range(1)
    if model.momentum and prints[-1] + every > MOMENTUM_UPDATES:
        return best
    wanted = np.arange(prints[-1] + every + 1) if model.momentum else prints
    basis = model.basis(wanted, rate)
    for first in firsts:
        weights, left = fitted(basis[first + prints] if model.momentum else basis, losses, tolerance)
        apart = float(np.abs(left).max())
        if apart < best.apart:
            start = _start(model, weights) if first == 0 else None
            best = Cause(model.name, apart, model.curvatures, weights, model, start, first)
    return best


def fitted(basis: Floats, losses: Floats, tolerance: Floats) -> tuple[Floats, Floats]:
    """The weights c ≥ 0 of least squares, and what they leave of the losses, in tolerances; inf where nothing is finite."""
    from scipy.optimize import nnls

    weights = np.zeros(basis.shape[1])
    with np.errstate(over="ignore"):  # what grows beyond all numbers is left out below
        weighed = basis / tolerance[:, None]
    sizes = np.abs(weighed).max(axis=0)
    usable = np.isfinite(sizes) & (sizes > 0)
    if not usable.any():
        return weights, np.full(losses.shape, np.inf)
    weighed = weighed[:, usable]
    found, _ = nnls(weighed / sizes[usable], losses / tolerance)
    weights[usable] = found / sizes[usable]
    return weights, np.asarray(weighed @ weights[usable] - losses / tolerance)


def _start(model: Model, weights: Floats) -> Floats | None:
    """A kernel whose error has these parts: ½ λ a² = c along each curvature."""
    form = model.form
    if form is None or form.bias:
        return None
    kernel = form.minimizer.reshape(-1).copy()
    for curvature, weight in zip(model.curvatures, weights, strict=True):
        if curvature > 0:
            at = int(np.argmin(np.abs(form.eigenvalues - curvature)))
            kernel += np.sqrt(2.0 * weight / curvature) * form.eigenvectors[:, at]
    return kernel.reshape(form.kernel_shape)
