"""A filter hidden in a picture, for least squares to find again, and how near what was found is."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, Floats
from core.checks import real
from core.correlation.correlate2d import correlate
from core.errors import BadInput


def hide(image: Array, kernel: Array) -> tuple[Floats, Floats]:
    """A before and an after picture of one size, as saved pictures would be: clipped to 0 … 1, rounded to 8 bits.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, C), 0 … 1
    kernel : ndarray, (h, w)
        The filter to hide; it acts on each channel alike. At the border the image's edge goes on.

    Raises
    ------
    BadInput
        The image is no array of real numbers.
    """
    before = _saved(np.asarray(real(image, "picture"), dtype=np.float64))
    planes = before.reshape(*before.shape[:2], -1)
    after = np.stack(
        [correlate(planes[..., c], kernel, padding="same", boundary="edge") for c in range(planes.shape[2])], axis=-1
    )
    return before, _saved(after.reshape(before.shape))


def _saved(values: Floats) -> Floats:
    return np.asarray(np.round(np.clip(values, 0.0, 1.0) * 255.0) / 255.0)


def psnr(residual: Array) -> float:
    """10 log₁₀(1 / mean squared residual) in dB for pictures in 0 … 1; infinite where nothing is left."""
    squared = float(np.mean(np.square(np.asarray(residual, dtype=np.float64))))
    return -10.0 * math.log10(squared) if squared > 0 else math.inf


def relative_error(kernel: Array, true: Array) -> float:
    """|kernel − true| / |true| in the Frobenius norm; infinite for a true kernel of zeros.

    Raises
    ------
    BadInput
        The kernels differ in size.
    """
    if np.shape(kernel) != np.shape(true):
        raise BadInput(
            "the kernels have the sizes {first} and {second}; compare two of the same size",
            first=np.shape(kernel),
            second=np.shape(true),
        )
    size = float(np.linalg.norm(true))
    return float(np.linalg.norm(np.asarray(kernel) - true)) / size if size > 0 else math.inf
