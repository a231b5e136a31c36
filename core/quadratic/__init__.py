"""The squared loss as a quadratic form: theory, free of TensorFlow."""

from core.quadratic import surface, trajectory
from core.quadratic.convergence import FOREVER
from core.quadratic.loss import QuadraticLoss, quadratic_loss
from core.quadratic.optimizers import Rule

__all__ = [
    "FOREVER",
    "QuadraticLoss",
    "Rule",
    "quadratic_loss",
    "surface",
    "trajectory",
]
