"""When a loss is reached: the first update at which Σ wᵢ rᵢ²ᵗ is small enough, for runs of any length."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.arrays import Floats

FOREVER = 10**15  # updates; what is not reached by then is never reached


def first_below(weights: Floats, contraction: Floats, wanted: float) -> int | None:
    """The first t = 0, 1, 2 … at which Σ wᵢ rᵢ²ᵗ ≤ `wanted`; None where there is none.

    Parameters
    ----------
    weights : ndarray, (n,)
        wᵢ ≥ 0: what each eigen-direction adds to the loss at the start.
    contraction : ndarray, (n,)
        rᵢ ≥ 0: what one update leaves of the error there; above 1 where it diverges.

    Notes
    -----
    The sum is convex in t even where it diverges in the end. So its lowest t is found by bisection on the slope,
    and the first t that is low enough by another one before it.
    """
    with np.errstate(divide="ignore"):
        logs = 2.0 * np.log(contraction)

    def parts(t: int) -> Floats:
        # Where nothing is left, 0 · ∞ is nan in floats, and 0 in truth.
        with np.errstate(over="ignore", invalid="ignore"):
            return np.nan_to_num(weights * np.exp(logs * t if t else np.zeros_like(logs)), nan=0.0, posinf=np.inf)

    def rises(t: int) -> bool:
        with np.errstate(invalid="ignore", over="ignore"):
            slopes = parts(t) * np.where(np.isfinite(logs), logs, 0.0)
            return not np.nansum(slopes) < 0

    def reached(t: int) -> bool:
        return bool(parts(t).sum() <= wanted)

    if reached(0):
        return 0
    found = _first(reached, 1, _first(rises, 1, FOREVER))
    return found if reached(found) else None


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first t of low … high from which `holds(t)` is true; `high` where it never is."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
