"""A small network that learns shapes, and its feature maps: Keras trains it in a worker, NumPy draws it at once."""

from core.feature_maps import units
from core.feature_maps.comparison import first_layers, guessing_since, sweep, updates_to
from core.feature_maps.drawing import SEEN, SHAPES, SIDE, UNSEEN, pictures
from core.feature_maps.forward import MAX_PIXEL, Answer, forward
from core.feature_maps.nearest import Likeness, nearest
from core.feature_maps.network import (
    BATCHES,
    DEPTHS,
    FIRSTS,
    KERNELS,
    MAX_CHANNELS,
    MAX_EPOCHS,
    MAX_NOISE,
    MAX_RATE,
    MAX_SECONDS,
    MAX_UPDATES,
    POOLINGS,
    Setting,
)
from core.feature_maps.program import program
from core.feature_maps.training import CHECK_EVERY, Check, Progress, State, advance, start
from core.feature_maps.units import Unit

__all__ = [
    "BATCHES",
    "CHECK_EVERY",
    "DEPTHS",
    "FIRSTS",
    "KERNELS",
    "MAX_CHANNELS",
    "MAX_EPOCHS",
    "MAX_NOISE",
    "MAX_PIXEL",
    "MAX_RATE",
    "MAX_SECONDS",
    "MAX_UPDATES",
    "POOLINGS",
    "SEEN",
    "SHAPES",
    "SIDE",
    "UNSEEN",
    "Answer",
    "Check",
    "Likeness",
    "Progress",
    "Setting",
    "State",
    "Unit",
    "advance",
    "first_layers",
    "forward",
    "guessing_since",
    "nearest",
    "pictures",
    "program",
    "start",
    "sweep",
    "units",
    "updates_to",
]
