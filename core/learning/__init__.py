"""A kernel learned by gradient descent in TensorFlow."""

from core.learning import loop, schedules, tape
from core.learning.diagnosis import MAX_EVERY, Cause, Diagnosis, diagnose
from core.learning.experiment import KernelLearning
from core.learning.loop import OPTIMIZERS
from core.learning.printed import Printed, read_losses
from core.learning.schedules import SCHEDULES, factors
from core.learning.sweeps.sweep import VARIED, Sweep
from core.learning.training import LearningResult, TrainingState, advance, learn, start, warm_up

__all__ = [
    "MAX_EVERY",
    "OPTIMIZERS",
    "SCHEDULES",
    "VARIED",
    "Cause",
    "Diagnosis",
    "KernelLearning",
    "LearningResult",
    "Printed",
    "Sweep",
    "TrainingState",
    "advance",
    "diagnose",
    "factors",
    "learn",
    "loop",
    "read_losses",
    "schedules",
    "start",
    "tape",
    "warm_up",
]
