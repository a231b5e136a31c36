"""The squared loss as a quadratic form: theory, free of TensorFlow."""

from core.quadratic import surface, trajectory
from core.quadratic.convergence import FOREVER
from core.quadratic.loss import QuadraticLoss, quadratic_loss
from core.quadratic.optimizers import Rule
from core.quadratic.patches import work
from core.quadratic.surface import Extent, Surface

__all__ = [
    "FOREVER",
    "Extent",
    "QuadraticLoss",
    "Rule",
    "Surface",
    "quadratic_loss",
    "surface",
    "trajectory",
    "work",
]
