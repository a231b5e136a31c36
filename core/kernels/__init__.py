"""Kernels: the named ones, those that are built, and what can be said of any."""

from core.kernels import builders
from core.kernels.analysis import POINTS, Facts, facts
from core.kernels.builders import BOUNDS, KINDS, MAX_ORDER, MAX_VALUE, PARAMETERS, Recipe
from core.kernels.named import (
    EDGE_KERNELS,
    NAMED,
    box,
    counting,
    difference,
    flip,
    gaussian,
    identity,
    laplacian,
    prewitt,
    roberts,
    roberts_other,
    scharr,
    sobel,
)

__all__ = [
    "BOUNDS",
    "EDGE_KERNELS",
    "KINDS",
    "MAX_ORDER",
    "MAX_VALUE",
    "NAMED",
    "PARAMETERS",
    "POINTS",
    "Facts",
    "Recipe",
    "box",
    "builders",
    "counting",
    "difference",
    "facts",
    "flip",
    "gaussian",
    "identity",
    "laplacian",
    "prewitt",
    "roberts",
    "roberts_other",
    "scharr",
    "sobel",
]
