"""Runs of a sweep that are advanced together, as rows of one matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.correlation.correlate2d import correlate
from core.learning.sweeps.sweep import Sweep
from core.quadratic.loss import RANK_TOLERANCE, QuadraticLoss
from core.quadratic.optimizers import Memory

BLOCK_NUMBERS = 200_000  # runs × entries
BLOCK_PRODUCTS = 50_000_000  # multiplications of one update of them, some milliseconds
NOISE_PIXELS = 1_000_000  # of the images whose noise is drawn for one block


@dataclass(frozen=True, eq=False)
class Block:
    """Runs of one value under way: their numbers first … stop − 1, and where each stands.

    `least`, (runs, n), are their minimizers in the eigenbasis, and `floor`, (runs,), the losses there.
    """

    first: int
    stop: int
    updates: int
    kernels: Floats
    memory: Memory
    linear: Floats
    least: Floats
    floor: Floats
    first_losses: Floats


def block(sweep: Sweep, value: int, form: QuadraticLoss, first: int) -> Block:
    """The runs from number `first` on, of one value and its form, that are made together, at their start.

    Raises
    ------
    BadInput
        A kernel that does not fit into the image.
    """
    _, seeds, rates = sweep.shape
    n = form.linear.size
    most = max(1, min(BLOCK_NUMBERS // n, BLOCK_PRODUCTS // n**2))
    if sweep.noise_of(value):
        most = min(most, rates * max(1, NOISE_PIXELS // sweep.image.size))
    stop = min(first + most, (value + 1) * seeds * rates)
    number = np.arange(first, stop) // rates % seeds
    needed, of_run = np.unique(number, return_inverse=True)
    starts = np.stack([_first_kernel(sweep, value, int(i)) for i in needed])
    linear, constants = zip(*(_towards(sweep, value, form, int(i)) for i in needed), strict=True)
    # The minimizers in the eigenbasis; 0 in the directions that the data do not determine.
    values = form.eigenvalues
    seen = values > RANK_TOLERANCE * max(float(values[-1]), np.finfo(float).tiny)
    least = np.where(seen, (np.stack(linear) @ form.eigenvectors) / np.where(seen, values, 1.0), 0.0)
    floor = np.maximum(np.array(constants) - 0.5 * (least**2 * values).sum(axis=1), 0.0)
    kernels = starts[of_run]
    return Block(
        first,
        stop,
        0,
        kernels,
        sweep.rule(value).memory(kernels),
        np.stack(linear)[of_run],
        least[of_run],
        floor[of_run],
        losses(form, starts @ form.eigenvectors, least, floor)[of_run],
    )


def losses(form: QuadraticLoss, coordinates: Floats, least: Floats, floor: Floats) -> Floats:
    """(runs,) the losses of kernels given in the eigenbasis, (runs, n)."""
    with np.errstate(over="ignore", invalid="ignore"):
        above = 0.5 * ((coordinates - least) ** 2 * form.eigenvalues).sum(axis=1)
    return np.asarray(np.nan_to_num(floor + above, nan=np.inf, posinf=np.inf))


def _first_kernel(sweep: Sweep, value: int, seed: int) -> Floats:
    """(n,) where a run begins, as `core.learning.start` draws it; a bias begins at 0."""
    shape = (*sweep.size(value), *sweep.image.shape[2:])
    drawn = np.random.default_rng(sweep.seeds[seed]).normal(size=shape)
    kernel = drawn.astype(np.float32).astype(np.float64).reshape(-1)
    return np.append(kernel, 0.0) if sweep.bias else kernel


def _towards(sweep: Sweep, value: int, form: QuadraticLoss, seed: int) -> tuple[Floats, float]:
    """b and c of a run's form: noise on the target changes these alone, never H."""
    noise = sweep.noise_of(value)
    if not noise:
        return form.linear, form.constant
    target = sweep.target(value)
    drawn = np.random.default_rng((sweep.seeds[seed], 1)).normal(scale=noise, size=target.shape)
    target = (target.astype(np.float32) + drawn).astype(np.float32).astype(np.float64)
    scale = 1.0 / target.size if sweep.loss == "mean" else 1.0
    image = np.asarray(sweep.image, dtype=np.float64)
    planes = image.reshape(*image.shape[:2], -1)
    # Pᵀy is the image correlated with the target: entry (a, b) is Σ X[i + a, j + b] y[i, j].
    cross_products = np.stack([correlate(planes[..., c], target) for c in range(planes.shape[2])], axis=-1).reshape(-1)
    if sweep.bias:
        cross_products = np.append(cross_products, target.sum())
    return 2.0 * scale * cross_products, scale * float(np.vdot(target, target))
