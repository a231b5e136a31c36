"""The types that every module speaks of: arrays by what they hold, and pairs, rows first."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Singles = np.ndarray[Any, np.dtype[np.float32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Labels = np.ndarray[Any, np.dtype[np.intp]]

Pair = tuple[int, int]
"""(rows, columns), or before and after on one axis."""
Sides = tuple[Pair, Pair]
"""((top, bottom), (left, right))."""
