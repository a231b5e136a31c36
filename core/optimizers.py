"""The five optimizers' rules on arrays, as Keras has them: one kernel or thousands at once.

A rule needs nothing but the gradient, so where the loss is a quadratic form these few lines make the same
updates that TensorFlow makes on the image.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.errors import BadInput

Floats = np.ndarray[Any, np.dtype[np.float64]]
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
    """

    name: str = "sgd"
    momentum: float = 0.9
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        if self.name not in RULES:
            raise BadInput("there is no optimizer “{value}”", value=self.name)
        if not 0 <= self.momentum <= 1:
            raise BadInput("momentum must be from 0 to 1, got {v}", v=self.momentum)
        if not 0 <= self.weight_decay <= 1e6:
            raise BadInput("weight decay must be from 0 to 1e6, got {v}", v=self.weight_decay)

    def memory(self, kernels: Floats) -> Memory:
        """What it remembers before the first update: zeros of the kernels' shape."""
        count = {"sgd": 0, "adam": 2}.get(self.name, 1)
        return tuple(np.zeros_like(kernels) for _ in range(count))

    def update(self, kernels: Floats, memory: Memory, gradient: Floats, rate: float | Floats, number: int) -> None:
        """Make update `number`, counted from 1, in place.

        `kernels`, `gradient` and each of `memory` have one shape; `rate` is one for all or broadcasts to it.
        """
        if self.weight_decay:
            kernels *= 1.0 - rate * self.weight_decay
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
            corrected = rate * (np.sqrt(1.0 - BETA_2**number) / (1.0 - BETA_1**number))
            kernels -= mean * corrected / (np.sqrt(square) + EPSILON)

    def max_learning_rate(self, curvature: float) -> float | None:
        """The rate above which it diverges on a quadratic whose largest eigenvalue is `curvature`, without decay.

        None for RMSprop and Adam: they divide by the gradient's size, so that a large rate makes them hover
        about the minimum and never diverge.

        Notes
        -----
        In one eigen-direction an update is a 2 × 2 matrix on (error, last step); its eigenvalues stay inside the
        unit circle while ηλ < 2(1 + m) for the heavy ball, and while ηλ(1 + 2m) < 2(1 + m) for Nesterov's.
        """
        if self.name in ("rmsprop", "adam"):
            return None
        if curvature <= 0:
            return float("inf")
        m = 0.0 if self.name == "sgd" else self.momentum
        return 2.0 * (1.0 + m) / ((1.0 + 2.0 * m if self.name == "nesterov" else 1.0) * curvature)


def descend(hessian: Floats, linear: Floats, start: Floats, rates: Floats, rule: Rule) -> Floats:
    """Kernels (updates + 1, n) on the loss ½ wᵀHw − bᵀw, from `start` (n,), with a rate for each update.

    From where a kernel leaves float64 on, infinite.
    """
    kernels = np.full((len(rates) + 1, start.size), np.inf)
    kernel, memory = start.copy(), rule.memory(start)
    kernels[0] = kernel
    with np.errstate(over="ignore", invalid="ignore"):
        for number, rate in enumerate(rates.tolist(), 1):
            rule.update(kernel, memory, hessian @ kernel - linear, rate, number)
            if not np.isfinite(kernel).all():
                break
            kernels[number] = kernel
    return kernels
