"""Cross-correlation and what is built from it: padding, channels, pooling, transposed convolution, signals, layers."""

from core.correlation import channels, correlate2d, fast, grouping, layer, matrix, padding, pooling, signals, transposed
from core.correlation.channels import Steps
from core.correlation.connectivity import Connections
from core.correlation.correlate2d import BOUNDARIES, Correlation, convolve, corr2d, correlate, correlation
from core.correlation.fast import prepare
from core.correlation.padding import Padded, PaddingPair, alike, compare, row_in_every_mode
from core.window import output_size, resolve_padding

__all__ = [
    "BOUNDARIES",
    "Connections",
    "Correlation",
    "Padded",
    "PaddingPair",
    "Steps",
    "alike",
    "channels",
    "compare",
    "convolve",
    "corr2d",
    "correlate",
    "correlate2d",
    "correlation",
    "fast",
    "grouping",
    "layer",
    "matrix",
    "output_size",
    "padding",
    "pooling",
    "prepare",
    "resolve_padding",
    "row_in_every_mode",
    "signals",
    "transposed",
]
