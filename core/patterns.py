"""Pictures drawn by rule: (H, W), float64, rows first; those with a side as small or large as asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.arrays import Floats


def counting() -> Floats:
    """0 … 8 in 3×3: the image of Dive into Deep Learning, section 7.2.1."""
    return np.arange(9.0).reshape(3, 3)


def band() -> Floats:
    """6×8 ones with a black band in the four middle columns: Dive into Deep Learning, section 7.2.3."""
    image = np.ones((6, 8))
    image[:, 2:6] = 0.0
    return image


def step_edge(side: int = 28) -> Floats:
    """(side, side): black left half, white right half."""
    image = np.zeros((side, side))
    image[:, side // 2 :] = 1.0
    return image


def diagonal_edge(side: int = 28) -> Floats:
    """(side, side): black above the main diagonal, white on it and below."""
    return np.tri(side)


def impulse(side: int = 28) -> Floats:
    """(side, side): one white pixel in the middle; correlating it shows the flipped kernel."""
    image = np.zeros((side, side))
    image[side // 2, side // 2] = 1.0
    return image


def checkerboard(side: int = 28, cells: int = 7) -> Floats:
    """(side, side): `cells` squares a side, black first, the last ones cut where they do not divide."""
    square = np.arange(side) // max(1, -(-side // cells))
    return np.asarray((square[:, None] + square) % 2, dtype=np.float64)


def noise(side: int = 28, seed: int = 0) -> Floats:
    """(side, side) uniform in 0 … 1 from a seed."""
    return np.random.default_rng(seed).random((side, side))


SIZED: dict[str, Callable[[int], Floats]] = {
    "step": step_edge,
    "diagonal": diagonal_edge,
    "impulse": impulse,
    "checkerboard": checkerboard,
}
