"""Every kernel of a long training at once, where its rule is linear: no update waits for the one before it.

In the eigenbasis of the loss each direction goes its own way. Gradient descent multiplies its error by a number,
also under a schedule or a weight decay; momentum at one rate multiplies (error, last step) by a 2 × 2 matrix, and the
first k updates, taken k further, are the next k. What is left (RMSprop, Adam, momentum under a schedule) is made
update by update in `core.quadratic.optimizers.run`.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Floats
from core.quadratic.optimizers import Rule, ended, run

QUICK_NUMBERS = 1_500_000  # of a path that needs no loop: some hundredths of a second
QUICK_WORK = 80_000_000  # multiplications of updates made one by one, about as long
UPDATE_WORK = {"momentum": 5_000, "nesterov": 7_000, "rmsprop": 8_000, "adam": 8_000}  # besides those with H
MATRIX = 4  # of the multiplications with H take as long as one elsewhere
SEEN = 1e-10  # of the largest curvature: below it the data do not determine a direction


def loopless(rule: Rule, rates: Floats, mixed: bool) -> bool:
    """Whether `trajectory` needs no loop; `mixed`: the weight decay spares some weights."""
    if rule.name == "sgd":
        return True
    return not rule.adaptive and not mixed and bool((rates == rates[:1]).all())


def quick_updates(rule: Rule, n: int, *, schedule: bool = False, mixed: bool = False) -> int:
    """How many updates of a kernel of n numbers are computed in well below a tenth of a second (n small)."""
    if rule.name == "sgd" or not (rule.adaptive or schedule or mixed):
        return QUICK_NUMBERS // (n + 1)
    return QUICK_WORK // (n * n // MATRIX + UPDATE_WORK[rule.name])


def trajectory(
    hessian: Floats,
    slope: Floats,
    start: Floats,
    rates: Floats,
    rule: Rule,
    *,
    eigen: tuple[Floats, Floats] | None = None,
    decayed: Floats | None = None,
) -> Floats:
    """Kernels (updates + 1, n) on the loss ½ wᵀHw − bᵀw, from `start` (n,), with a rate for each update.

    Parameters
    ----------
    slope : ndarray, (n,)
        b.
    eigen : (values, vectors), optional
        Of H, where they are known.
    decayed : ndarray, (n,), optional
        1 where the weight decay applies, 0 where not; without it it applies to all.

    From where a kernel leaves float64 on, infinite.

    Raises
    ------
    BadInput
        A setting of the optimizer out of range.
    """
    mixed = bool(rule.weight_decay) and decayed is not None and not decayed.all()
    if not loopless(rule, rates, mixed):
        return run(hessian, slope, start, rates, rule, 1.0 if decayed is None else decayed)
    if mixed:
        # The decay bends the axes: gradient descent goes along those of H and the decay together.
        assert decayed is not None
        values, vectors = np.linalg.eigh(hessian + np.diag(rule.weight_decay * decayed))
        rule = Rule(rule.name, rule.momentum)
    else:
        values, vectors = np.linalg.eigh(hessian) if eigen is None else eigen
    seen = values > SEEN * max(float(values[-1]), np.finfo(float).tiny)
    values, pulled = np.where(seen, values, 0.0), np.where(seen, vectors.T @ slope, 0.0)
    with np.errstate(over="ignore", invalid="ignore"):
        along = _powers if rule.name == "sgd" else _doubled
        kernels = along(values, pulled, vectors.T @ start, rates, rule) @ vectors.T
    kernels[0] = start  # exactly: not rounded on its way through the basis
    return ended(kernels)


def _powers(values: Floats, pulled: Floats, start: Floats, rates: Floats, rule: Rule) -> Floats:
    """Gradient descent in the eigenbasis: (updates + 1, n)."""
    curvature = values + rule.weight_decay
    rest = np.divide(pulled, curvature, out=np.zeros_like(pulled), where=curvature > 0)
    left = np.empty((len(rates) + 1, start.size))
    left[0] = start - rest
    np.subtract(1.0, rates[:, None] * curvature, out=left[1:])
    still = left[0] == 0
    np.multiply.accumulate(left, axis=0, out=left)
    left[:, still] = 0.0  # where a factor has become infinite, 0 times it would be no number
    left += rest
    return left


def _doubled(values: Floats, pulled: Floats, start: Floats, rates: Floats, rule: Rule) -> Floats:
    """Momentum, or Nesterov's, at one rate in the eigenbasis: (updates + 1, n)."""
    m, decay, rate = rule.momentum, rule.weight_decay, float(rates[0]) if rates.size else 0.0
    curvature = values + decay * (1.0 - m)
    rest = np.divide(pulled, curvature, out=np.zeros_like(pulled), where=curvature > 0)
    error, step = np.empty((len(rates) + 1, start.size)), np.empty((len(rates) + 1, start.size))
    error[0], step[0] = start - rest, -rate * decay * rest  # both as differences to where they come to rest
    still = (error[0] == 0) & (step[0] == 0)
    # (error, step) ↦ (a · error + b · step, c · error + d · step)
    ahead = m if rule.name == "nesterov" else 0.0
    a, b = 1.0 - rate * (decay + (1.0 + ahead) * values), np.full_like(values, m * m if ahead else m)
    c, d = -rate * values, np.full_like(values, m)
    known = 1
    while known < len(error):
        more = min(known, len(error) - known)
        error[known : known + more] = a * error[:more] + b * step[:more]
        step[known : known + more] = c * error[:more] + d * step[:more]
        a, b, c, d = a * a + b * c, b * (a + d), c * (a + d), d * d + b * c
        known += more
    error[:, still] = 0.0
    error += rest
    return error
