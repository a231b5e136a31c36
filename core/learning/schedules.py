"""How the learning rate goes on over the updates: a pure function of how many have been made."""

from __future__ import annotations

import numpy as np

from core.arrays import Array

SCHEDULES = ("constant", "step", "exponential", "cosine")


def factors(schedule: str, updates: Array, *, epochs: int, every: int = 100, decay: float = 0.5) -> Array:
    """What the base rate is multiplied by before each of these updates (the first one is update 0).

    Parameters
    ----------
    schedule : {"constant", "step", "exponential", "cosine"}
        1; decay^⌊t / every⌋; decay^(t / every); (1 + cos πt / epochs) / 2, and 0 from `epochs` on
        (Loshchilov and Hutter 2017, SGDR, equation 5, without restarts).
    updates : ndarray
    epochs : int
        The length of the whole run, which the cosine spans.
    every, decay
        A step's (or a decay's) length in updates, and what one of them leaves of the rate.
    """
    t = np.asarray(updates, dtype=np.float64)
    if schedule == "step":
        return np.asarray(decay ** np.floor(t / every))
    if schedule == "exponential":
        return np.asarray(decay ** (t / every))
    if schedule == "cosine":
        return np.asarray((1.0 + np.cos(np.pi * np.minimum(t / epochs, 1.0))) / 2.0)
    return np.ones_like(t)
