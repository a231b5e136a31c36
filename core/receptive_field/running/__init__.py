"""Running a model of one's own: from its configuration, with random weights or its own, layer by layer from a list."""

from core.receptive_field.running import averaging, stored
from core.receptive_field.running.averaging import NetworkFieldExperiment, Weights
from core.receptive_field.running.plan import MAX_BYTES, MAX_PRODUCTS, Plan, plan_of

__all__ = [
    "MAX_BYTES",
    "MAX_PRODUCTS",
    "NetworkFieldExperiment",
    "Plan",
    "Weights",
    "averaging",
    "plan_of",
    "stored",
]
