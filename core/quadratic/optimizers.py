"""The five optimizers' rules on arrays, as Keras has them: one kernel or thousands at once.

A rule needs nothing but the gradient, so where the loss is a quadratic form these few lines make the same
updates that TensorFlow makes on the image.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.errors import BadInput

Memory = tuple[Floats, ...]

RULES = ("sgd", "momentum", "nesterov", "rmsprop", "adam")

# Keras's defaults.
RHO = 0.9
BETA_1, BETA_2 = 0.9, 0.999
EPSILON = 1e-7


@dataclass(frozen=True)
class Rule:
    """One optimizer with its settings.

    Parameters
    ----------
    name : {"sgd", "momentum", "nesterov", "rmsprop", "adam"}
        Heavy ball (Polyak 1964), Nesterov's as Keras writes it (Sutskever et al. 2013), RMSprop (Hinton 2012),
        Adam (Kingma and Ba 2015, the form before section 2.1 with ε added to the root).
    momentum : float
        For "momentum" and "nesterov", 0 … 1.
    weight_decay : float
        Before each update a kernel loses this share of itself, times the rate (Loshchilov and Hutter 2019).

    Raises
    ------
    BadInput
        There is no such optimizer, or a setting is out of range.
    """

    name: str = "sgd"
    momentum: float = 0.9
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        if self.name not in RULES:
            raise BadInput(
                "there is no optimizer “{value}”; choose one of {choices}", value=self.name, choices=", ".join(RULES)
            )
        if not 0 <= self.momentum <= 1:
            raise BadInput("momentum must be from 0 to 1, got {v}", v=self.momentum)
        if not 0 <= self.weight_decay <= 1e6:
            raise BadInput("weight decay must be from 0 to 1e6, got {v}", v=self.weight_decay)

    def memory(self, kernels: Floats) -> Memory:
        """What it remembers before the first update: zeros of the kernels' shape."""
        count = {"sgd": 0, "adam": 2}.get(self.name, 1)
        return tuple(np.zeros_like(kernels) for _ in range(count))

    def update(
        self,
        kernels: Floats,
        memory: Memory,
        gradient: Floats,
        rate: float | Floats,
        number: int,
        decayed: float | Floats = 1.0,
    ) -> None:
        """Make update `number`, counted from 1, in place.

        `kernels`, `gradient` and each of `memory` have one shape; `rate` is one for all or broadcasts to it, and so
        does `decayed`: 1 where the weight decay applies, 0 where it does not (a bias).
        """
        if self.weight_decay:
            kernels *= 1.0 - rate * self.weight_decay * decayed
        if self.name == "sgd":
            kernels -= rate * gradient
        elif self.name in ("momentum", "nesterov"):
            (velocity,) = memory
            step = rate * gradient
            velocity *= self.momentum
            velocity -= step
            kernels += velocity if self.name == "momentum" else self.momentum * velocity - step
        elif self.name == "rmsprop":
            (square,) = memory
            square *= RHO
            square += (1.0 - RHO) * gradient**2
            kernels -= rate * gradient / np.sqrt(square + EPSILON)
        else:
            mean, square = memory
            mean += (gradient - mean) * (1.0 - BETA_1)
            square += (gradient**2 - square) * (1.0 - BETA_2)
            corrected = rate * (math.sqrt(1.0 - BETA_2**number) / (1.0 - BETA_1**number))
            kernels -= mean * corrected / (np.sqrt(square) + EPSILON)

    @property
    def adaptive(self) -> bool:
        """Whether it divides by the gradient's size, so that no step is much longer than the rate."""
        return self.name in ("rmsprop", "adam")

    @property
    def _strength(self) -> tuple[float, float]:
        """(momentum, what the curvature counts for): Nesterov's looks ahead, and sees it 1 + 2m times."""
        m = self.momentum if self.name in ("momentum", "nesterov") else 0.0
        return m, 1.0 + 2.0 * m if self.name == "nesterov" else 1.0

    def max_learning_rate(self, curvature: float) -> float | None:
        """The rate above which it diverges on a quadratic whose largest eigenvalue is `curvature`.

        None for RMSprop and Adam without weight decay: they divide by the gradient's size, so that a large rate
        makes them hover about the minimum and never diverge. With a decay δ they do once |1 − ηδ| > 1.

        Notes
        -----
        In one eigen-direction an update is a 2 × 2 matrix on (error, last step). With a decay δ its determinant is
        m(1 − ηδ) for the heavy ball and m(1 − ηδ − ηλ) for Nesterov's, and its eigenvalues leave the unit circle at
        −1: where η(λ + δ(1 + m)) = 2(1 + m), and with λ(1 + 2m) in place of λ for Nesterov's.
        """
        if self.adaptive:
            return 2.0 / self.weight_decay if self.weight_decay else None
        m, seen = self._strength
        steepness = seen * max(0.0, curvature) + (1.0 + m) * self.weight_decay
        return 2.0 * (1.0 + m) / steepness if steepness > 0 else float("inf")

    def steepest(self, hessian: Floats, decayed: Floats) -> float:
        """The curvature that decides its stability where the decay spares some weights; in place of an eigenvalue.

        `decayed`, (n,), is 1 where the decay applies and 0 where not. What is returned counts without any decay.

        Notes
        -----
        An eigenvalue z of the update with eigenvector x solves a real quadratic equation whose coefficients hold
        x*Hx and x*Dx only, D = δ diag(decayed): the argument of `max_learning_rate` holds for each x, and the
        largest eigenvalue of H (times what it counts for) + (1 + m)D is the worst of them.
        """
        m, seen = self._strength
        return float(np.linalg.eigvalsh(hessian + np.diag((1.0 + m) / seen * self.weight_decay * decayed))[-1])

    def contraction(self, rate: float, curvature: Floats) -> Floats | None:
        """(n,) what one update leaves of the error in directions of these curvatures, after many; None where it varies.

        The larger of the two |eigenvalues| of the matrix in `max_learning_rate`.
        """
        if self.adaptive:
            return None
        m = self._strength[0]
        kept, step = 1.0 - rate * self.weight_decay, rate * np.asarray(curvature, dtype=np.float64)
        ahead = m if self.name == "nesterov" else 0.0
        trace = kept + m - (1.0 + ahead) * step
        determinant = m * (kept - (step if self.name == "nesterov" else 0.0))
        root = np.sqrt(np.asarray(trace**2 - 4.0 * determinant, dtype=complex))
        return np.asarray(np.maximum(np.abs(trace + root), np.abs(trace - root)) / 2.0)


CHECKED_EVERY = 256  # updates: looking whether a kernel left float64 costs as much as making one


def run(
    hessian: Floats, linear: Floats, start: Floats, rates: Floats, rule: Rule, decayed: float | Floats = 1.0
) -> Floats:
    """Kernels (updates + 1, n) on the loss ½ wᵀHw − bᵀw, from `start` (n,), with a rate for each update.

    From where a kernel leaves float64 on, infinite. `decayed` as in `Rule.update`.
    """
    kernels = np.full((len(rates) + 1, start.size), np.inf)
    kernel, memory = start.copy(), rule.memory(start)
    kernels[0] = kernel
    with np.errstate(over="ignore", invalid="ignore"):
        for number, rate in enumerate(rates.tolist(), 1):
            rule.update(kernel, memory, hessian.dot(kernel) - linear, rate, number, decayed)
            kernels[number] = kernel
            if not number % CHECKED_EVERY and not np.isfinite(kernel).all():
                break
    return ended(kernels)


def ended(kernels: Floats) -> Floats:
    """The same path, infinite from the first kernel on that left float64; in place."""
    if not np.isfinite(kernels).all():
        kernels[int(np.argmin(np.isfinite(kernels).all(axis=1))) :] = np.inf
    return kernels
