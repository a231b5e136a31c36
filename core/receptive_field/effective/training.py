"""Training a stack for a short while on photographs, so that its kernels are those of a network that does something.

The task: from a noisy photograph, say how bright the photograph really is in the middle of each unit's
receptive field. It can be put to any stack. Kernels go down the mean squared error with Adam
(Kingma & Ba 2015, algorithm 1), a few photographs at a time.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import images
from core.arrays import Singles
from core.receptive_field.effective import network as effective_network
from core.receptive_field.effective.network import Weights
from core.receptive_field.field import Row
from core.receptive_field.layer import both

PHOTOGRAPHS = ("camera", "astronaut", "chelsea", "coffee", "coins", "brick")
UPDATES = 80
BATCH = 4
RATE = 4e-3
NOISE = 0.2
_FORGET, _FORGET_SQUARES, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True, eq=False)
class Training:
    """Where the training of one network stands.

    Attributes
    ----------
    number : int
        Which network it is, of the several that are trained one after another.
    updates : int
        Made so far.
    weights, mean, squares : tuple of ndarray
        The kernels, and what Adam remembers of their gradients.
    losses : tuple of float
        The loss before each update.
    """

    number: int
    updates: int
    weights: Weights
    mean: Weights
    squares: Weights
    losses: tuple[float, ...] = ()


def begin(rows: Sequence[Row], channels: int, rng: np.random.Generator, number: int = 0) -> Training:
    """Random kernels (He et al. 2015) before the first update."""
    weights = effective_network.draw(rows, channels, rng, gain=2.0)
    nothing = tuple(np.zeros_like(kernel) for kernel in weights)
    return Training(number, 0, weights, nothing, nothing)


def update(rows: Sequence[Row], training: Training, rng: np.random.Generator) -> Training:
    """One update, on BATCH noisy pieces of photographs."""
    noisy, clean = pieces(both(rows[0].input_size or 1), BATCH, rng)
    middle_rows, middle_columns = middles(rows)
    wanted = clean[:, middle_rows[:, None], middle_columns]
    loss, gradients = effective_network.loss_gradient(rows, training.weights, noisy, wanted, relu=True)
    count = training.updates + 1
    mean = _blend(training.mean, gradients, _FORGET)
    squares = _blend(training.squares, tuple(gradient**2 for gradient in gradients), _FORGET_SQUARES)
    weights = tuple(
        kernel - RATE * (m / (1 - _FORGET**count)) / (np.sqrt(v / (1 - _FORGET_SQUARES**count)) + _TINY)
        for kernel, m, v in zip(training.weights, mean, squares, strict=True)
    )
    kernels = tuple(kernel.astype(np.float32) for kernel in weights)
    return Training(training.number, count, kernels, mean, squares, (*training.losses, loss))


def pieces(size: tuple[int, int], count: int, rng: np.random.Generator) -> tuple[Singles, Singles]:
    """(count, H, W) pieces of photographs in 0 … 1: noisy ones, and the same without noise."""
    clean = np.empty((count, *size), np.float32)
    for piece in clean:
        photograph = _photograph(PHOTOGRAPHS[rng.integers(len(PHOTOGRAPHS))])
        lacking = [max(0, cells - have) for cells, have in zip(size, photograph.shape)]
        if any(lacking):  # mirrored at its edges where it is too small
            photograph = np.pad(photograph, [(0, cells) for cells in lacking], mode="symmetric")
        top, left = (rng.integers(have - cells + 1) for cells, have in zip(size, photograph.shape))
        piece[...] = photograph[top : top + size[0], left : left + size[1]]
    noise = rng.normal(0, NOISE, clean.shape)
    return (clean + noise).astype(np.float32), clean


def middles(rows: Sequence[Row]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The row and the column of the input in the middle of the field of each row and column of units, inside the input."""
    found = []
    for axis, field in enumerate(rows[-1].field.axes):
        units, cells = both(rows[-1].output_size or 1)[axis], both(rows[0].input_size or 1)[axis]
        places = [sum(field.interval(unit)) // 2 for unit in range(units)]
        found.append(np.clip(np.array(places, np.int64), 0, cells - 1))
    return found[0], found[1]


def _blend(old: Weights, new: Weights, keep: float) -> Weights:
    return tuple((keep * before + (1 - keep) * now).astype(np.float32) for before, now in zip(old, new, strict=True))


@functools.cache
def _photograph(name: str) -> Singles:
    return images.photograph(name).astype(np.float32)
