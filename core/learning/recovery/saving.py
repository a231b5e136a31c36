"""What saving does to a picture: clipping, rounding to 8 bits, and JPEG's rounding of 8 × 8 cosine coefficients.

JPEG's tables stand in the file, so its rounding can be repeated (`saved`) and, as far as can be known, undone
(`original`): within the interval that was rounded to one number, the coefficient is drawn from a Laplace
distribution whose scale the picture's other blocks tell (Lam and Goodman 2000).
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array, Floats

SIDE = 8  # of JPEG's blocks


def saved(values: Floats, table: Array | None, levels: int = 255) -> Floats:
    """Tiles (M, rows, columns) in 0 … 1 as a file gives them back.

    Parameters
    ----------
    values : ndarray, (M, rows, columns)
        For a JPEG the sides are multiples of 8 and begin where a block begins.
    table : ndarray, (8, 8), or None
        The steps of the coefficients, as in the file; None for a file without loss.
    levels : int
        The largest number of a pixel: 255 or 65535.
    """
    if table is None:
        return np.asarray(np.rint(np.clip(values, 0.0, 1.0) * levels) / levels)
    pixels = np.rint(np.clip(values, 0.0, 1.0) * 255.0) - 128.0
    coefficients = _forward(pixels)
    steps = table[None, None, :, None, :]
    back = _backward(np.rint(coefficients / steps) * steps, values.shape)
    return np.asarray(np.clip(np.rint(back) + 128.0, 0.0, 255.0) / 255.0)


def original(values: Floats, table: Array | None, rng: np.random.Generator, levels: int = 255) -> Floats:
    """Tiles as they may have been before they were saved: drawn at random from all that would be saved like this."""
    if table is None:
        return np.asarray(values + (rng.random(values.shape) - 0.5) / levels)
    steps = table[None, None, :, None, :].astype(np.float64)
    coefficients = _forward(values * 255.0 - 128.0)
    whole = np.rint(coefficients / steps)
    # The share t = exp(−step / 2·scale) of a Laplace distribution beyond half a step, from the mean of |whole|.
    mean = np.abs(whole).mean(axis=(0, 1, 3))[None, None, :, None, :]
    blocks = whole.size / SIDE**2
    mean = np.maximum(mean, 0.5 / blocks)
    share = np.maximum((np.sqrt(1.0 + 4.0 * mean**2) - 1.0) / (2.0 * mean), 1e-12)
    rate = -2.0 * np.log(share)  # of the exponential decay, a step
    uniform = rng.random(whole.shape)
    sign = np.where(whole == 0, np.where(rng.random(whole.shape) < 0.5, -1.0, 1.0), np.sign(whole))
    width = np.where(whole == 0, 0.5, 1.0)
    beyond = -np.log1p(-uniform * -np.expm1(-rate * width)) / rate  # exponential, cut at the interval's width
    inside = sign * (np.maximum(np.abs(whole) - 0.5, 0.0) + beyond)
    inside[:, :, 0, :, 0] = whole[:, :, 0, :, 0] + uniform[:, :, 0, :, 0] - 0.5  # a block's mean is not about 0
    return np.asarray((_backward(inside * steps, values.shape) + 128.0) / 255.0)


def variance(table: Array | None, levels: int = 255) -> float:
    """Of a pixel's error when the coefficients spread wider than their steps: the mean of step²/12, and the rounding."""
    rounding = 1.0 / (12.0 * levels**2)
    return rounding if table is None else float((table.astype(np.float64) ** 2).mean()) / (12.0 * 255.0**2) + rounding


def _forward(pixels: Floats) -> Floats:
    """(M, rows, columns) → (M, rows / 8, 8, columns / 8, 8), JPEG's cosine transform of each block."""
    from scipy.fft import dctn

    m, rows, columns = pixels.shape
    blocks = pixels.reshape(m, rows // SIDE, SIDE, columns // SIDE, SIDE)
    return np.asarray(dctn(blocks, axes=(2, 4), norm="ortho"))


def _backward(coefficients: Floats, shape: tuple[int, ...]) -> Floats:
    from scipy.fft import idctn

    return np.asarray(idctn(coefficients, axes=(2, 4), norm="ortho")).reshape(shape)
