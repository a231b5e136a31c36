"""A kernel learned by gradient descent in TensorFlow."""

from core.learning import loop, schedules, tape
from core.learning.diagnosis import MAX_EVERY, Diagnosis, diagnose
from core.learning.experiment import KernelLearning
from core.learning.loop import OPTIMIZERS
from core.learning.mistakes import Cause
from core.learning.printed import Printed, read_losses
from core.learning.schedules import SCHEDULES, factors
from core.learning.stored import StoredRun, restore_run, store_run
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
    "StoredRun",
    "Sweep",
    "TrainingState",
    "advance",
    "diagnose",
    "factors",
    "learn",
    "loop",
    "read_losses",
    "restore_run",
    "schedules",
    "start",
    "store_run",
    "tape",
    "warm_up",
]
