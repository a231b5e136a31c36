"""Another learning rate than the one told, read off the losses: `core.learning.mistakes` has the derivation.

From nearly every start each direction shows in the first loss. In the long run the largest |1 − η′λ| is left; over η′ it belongs
to the smallest curvature, as 1 − η′λ, or to the largest one, as η′λ − 1. So the factor f of that direction gives two rates, and
one tries f between what the last losses allow; each that makes all losses fit is one explanation.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.arrays import Floats
from core.learning.mistakes import EXPLAINED, Cause, Model, explained, fitted

TRIED = 100  # factors for each of the two curvatures
MAX_DIRECTIONS = 16
MAX_RATES = 4
WIDE = 4.0  # times the last ratio of two losses, on either side and beyond 1
ALIKE = 1e-3  # rates
NOWHERE = 1e3  # above the logarithm of every float: no misfit is as large
SHARP = 1e-9  # of log f


def told_rate(right: Model, losses: Floats, tolerance: Floats, told: float, every: int) -> Cause | None:
    """The right training at another rate, where one makes these losses and they are enough to say so.

    Parameters
    ----------
    right : Model
    losses, tolerance : ndarray, (m,)
        Printed losses, and how far each may be off.
    told : float
        The rate that was said to be that of the run.
    every : int
        Updates between two losses.
    """
    moving = right.curvatures[right.curvatures > 0]
    # A rate and a weight for each direction that shows pass through so many losses whatever made them.
    if moving.size > MAX_DIRECTIONS or losses.size < min(right.curvatures.size, 3) + 2 or not (losses > 0).all():
        return None
    found: list[Cause] = []
    for rate in _candidates(right, losses, tolerance, every):
        apart = abs(rate / told - 1.0)
        if apart > ALIKE and not any(abs(rate / one.rates[0] - 1.0) < ALIKE for one in found):
            cause = explained(right, losses, tolerance, rate, every)
            if cause.apart <= EXPLAINED and _shows_slowest(cause, rate, tolerance[0]):
                found.append(replace(cause, name="told", rates=(rate,)))
    if not found or len(found) > MAX_RATES:
        return None
    found.sort(key=lambda one: one.apart)
    return replace(found[0], rates=tuple(one.rates[0] for one in found))


def _shows_slowest(cause: Cause, rate: float, tolerance: float) -> bool:
    """Whether the direction that is left in the long run has a part in the first loss, as it has from nearly every start."""
    left = np.where(cause.curvatures > 0, np.abs(1.0 - rate * cause.curvatures), -1.0)
    return bool(cause.weights[int(np.argmax(left))] > tolerance)


def _candidates(right: Model, losses: Floats, tolerance: Floats, every: int) -> list[float]:
    """Rates at which the misfit is least among its neighbours."""
    from scipy.optimize import minimize_scalar

    moving = right.curvatures[right.curvatures > 0]
    prints = every * np.arange(losses.size)

    def rate_of(log_factor: float, sign: float) -> float:
        return float((1.0 + sign * np.exp(log_factor)) / moving[0 if sign < 0 else -1])

    def misfit(log_factor: float, sign: float) -> float:
        rate = rate_of(log_factor, sign)
        if rate <= 0:
            return NOWHERE
        _, left = fitted(right.basis(prints, rate), losses, tolerance)
        return float(np.log1p(left @ left)) if np.isfinite(left).all() else NOWHERE

    middle = np.log(losses[-1] / losses[-2]) / (2 * every)
    wide = (abs(middle) * 2 * every + np.log(WIDE)) / (2 * every)
    even = np.linspace(-1.0, 1.0, TRIED)
    rates = []
    for sign in (-1.0, 1.0):
        logs = middle + wide * even * np.abs(even)
        errors = np.array([misfit(one, sign) for one in logs])
        for i in range(1, TRIED - 1):
            if errors[i] < NOWHERE and errors[i] <= min(errors[i - 1], errors[i + 1]):
                bounds = (float(logs[i - 1]), float(logs[i + 1]))
                best = minimize_scalar(misfit, bounds=bounds, args=(sign,), method="bounded", options={"xatol": SHARP})
                rates.append(rate_of(float(best.x), sign))
    return [rate for rate in rates if rate > 0]
