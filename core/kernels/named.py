"""Kernels by name and by meaning. They correlate, as in deep learning: SciPy's `convolve` would flip them.

A derivative is positive where the image grows to the right or downwards. Larger kernels are made
of smaller ones (``smoothing × difference``), never typed in as nine numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.arrays import Floats

_RISE = np.array([-1.0, 0.0, 1.0])  # central difference, twice the derivative


def flip(kernel: Floats) -> Floats:
    """The kernel mirrored on both axes: what turns a correlation into a convolution."""
    return np.ascontiguousarray(np.asarray(kernel)[::-1, ::-1])


def counting() -> Floats:
    """0 … 3 in 2×2: Dive into Deep Learning, section 7.2.1."""
    return np.arange(4.0).reshape(2, 2)


def difference() -> Floats:
    """[1, −1]: positive where it is bright on the left, dark on the right (section 7.2.3)."""
    return np.array([[1.0, -1.0]])


def identity(side: int = 3) -> Floats:
    """(side, side) with 1 in the middle: the image comes back."""
    kernel = np.zeros((side, side))
    kernel[side // 2, side // 2] = 1.0
    return kernel


def box(side: int = 3) -> Floats:
    """(side, side) of equal entries that add up to 1: the mean."""
    return np.full((side, side), 1.0 / side**2)


def gaussian(side: int = 5, sigma: float = 1.0) -> Floats:
    """(side, side) samples of exp(−r²/2σ²), scaled to add up to 1."""
    at = np.arange(side) - (side - 1) / 2
    line = np.exp(-(at**2) / (2.0 * sigma**2))
    line /= line.sum()
    return np.outer(line, line)


def sobel() -> Floats:
    """[1, 2, 1] smoothing down the columns × [−1, 0, 1] across: 8 times the horizontal derivative."""
    return np.outer([1.0, 2.0, 1.0], _RISE)


def prewitt() -> Floats:
    """[1, 1, 1] × [−1, 0, 1]: 6 times the horizontal derivative."""
    return np.outer([1.0, 1.0, 1.0], _RISE)


def scharr() -> Floats:
    """[3, 10, 3] × [−1, 0, 1]: 32 times the horizontal derivative, least direction error of the 3×3 ones."""
    return np.outer([3.0, 10.0, 3.0], _RISE)


def roberts() -> Floats:
    """[[1, 0], [0, −1]]: the difference along the main diagonal (Roberts 1963)."""
    return np.array([[1.0, 0.0], [0.0, -1.0]])


def roberts_other() -> Floats:
    """[[0, 1], [−1, 0]]: the difference along the other diagonal."""
    return np.array([[0.0, 1.0], [-1.0, 0.0]])


def laplacian() -> Floats:
    """Second derivative across plus second derivative down: 4 neighbours minus 4 times the middle."""
    second = np.array([0.0, 1.0, 0.0]), np.array([1.0, -2.0, 1.0])
    return np.outer(*second) + np.outer(*second[::-1])


def sharpen() -> Floats:
    """The image minus its Laplacian: edges overshoot on both sides."""
    return identity(3) - laplacian()


NAMED: dict[str, Callable[[], Floats]] = {
    "counting": counting,
    "difference": difference,
    "difference_down": lambda: difference().T.copy(),
    "sobel_x": sobel,
    "sobel_y": lambda: sobel().T.copy(),
    "prewitt_x": prewitt,
    "prewitt_y": lambda: prewitt().T.copy(),
    "scharr_x": scharr,
    "scharr_y": lambda: scharr().T.copy(),
    "roberts": roberts,
    "roberts_other": roberts_other,
    "laplacian": laplacian,
    "identity": identity,
    "box": box,
    "gaussian": gaussian,
    "sharpen": sharpen,
}
EDGE_KERNELS = (
    "difference",
    "difference_down",
    "sobel_x",
    "sobel_y",
    "prewitt_x",
    "prewitt_y",
    "scharr_x",
    "scharr_y",
    "roberts",
    "roberts_other",
    "laplacian",
)
