"""A kernel learned by gradient descent in TensorFlow."""

from core.learning import loop, schedules, tape
from core.learning.experiment import KernelLearning
from core.learning.loop import OPTIMIZERS
from core.learning.schedules import SCHEDULES, factors
from core.learning.sweeps.sweep import VARIED, Sweep
from core.learning.training import LearningResult, TrainingState, advance, learn, start

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "VARIED",
    "KernelLearning",
    "LearningResult",
    "Sweep",
    "TrainingState",
    "advance",
    "factors",
    "learn",
    "loop",
    "schedules",
    "start",
    "tape",
]
