"""Edges: derivative kernels, detection step by step, directions, scenes with known edges."""

from core.edges import detection, directions, scenes
from core.edges.detection import EdgeSearch, View
from core.edges.operators import (
    OPERATORS,
    above,
    canny,
    direction,
    gradient,
    magnitude,
    operator,
    smooth,
    thin,
    zero_crossings,
)

__all__ = [
    "OPERATORS",
    "EdgeSearch",
    "View",
    "above",
    "canny",
    "detection",
    "direction",
    "directions",
    "gradient",
    "magnitude",
    "operator",
    "scenes",
    "smooth",
    "thin",
    "zero_crossings",
]
