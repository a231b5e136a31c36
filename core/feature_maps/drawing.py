"""Pictures of eight shapes, the weights to begin with and the order of the batches, all drawn from one seed.

NumPy alone and nothing of the lab: the program that a visitor saves begins with this very text (see `program`).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
SHAPES = ("vertical", "horizontal", "falling", "rising", "cross", "ring", "square", "triangle")
SIDE = 28  # pixels, as MNIST has them
SEEN, UNSEEN = 4000, 400  # pictures to learn from, and pictures kept back to judge by
DATA, WEIGHTS, ORDER = range(3)  # each kind of random numbers has a stream of its own


def pictures(seed: int, noise: float, part: int = 0) -> tuple[Array, Array]:
    """Pictures of shapes of random position, size, width, brightness and noise.

    Parameters
    ----------
    seed : int
    noise : float
        Standard deviation of the normal noise on each pixel.
    part : {0, 1}
        0 for the pictures to learn from, 1 for those kept back.

    Returns
    -------
    pictures : ndarray, (N, 28, 28), float32, 0 … 1
    labels : ndarray, (N,), the place of each picture's shape in `SHAPES`
    """
    rng = np.random.default_rng((seed, DATA, part))
    count = (SEEN, UNSEEN)[part]
    labels = rng.permutation(np.arange(count) % len(SHAPES))
    radius = rng.uniform(5.0, 10.0, count)
    centre = (SIDE - 1) / 2 + rng.uniform(-1.0, 1.0, (2, count)) * (SIDE / 2 - 3 - radius)
    width = rng.uniform(1.5, 3.0, count)
    contrast = rng.uniform(0.3, 0.7, count)
    ground = rng.uniform(0.0, 1.0 - contrast)
    dark = rng.integers(0, 2, count).astype(bool)  # half of the shapes are darker than their ground
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(float)
    down, across = rows - centre[0, :, None, None], columns - centre[1, :, None, None]
    ink = np.empty((count, SIDE, SIDE))
    for place, shape in enumerate(SHAPES):
        mine = labels == place
        distance = distance_to(shape, down[mine], across[mine], radius[mine, None, None])
        ink[mine] = np.clip(width[mine, None, None] / 2 + 0.5 - distance, 0.0, 1.0)
    drawn = ground[:, None, None] + contrast[:, None, None] * ink
    drawn[dark] = 1.0 - drawn[dark]
    drawn += rng.normal(0.0, 1.0, drawn.shape) * noise
    return np.clip(drawn, 0.0, 1.0).astype(np.float32), labels


def distance_to(shape: str, down: Array, across: Array, radius: Array) -> Array:
    """Distance of each pixel, given from the shape's centre, to the line that the shape is drawn with."""
    if shape in ("falling", "rising"):  # a vertical line, turned by 45°
        turned = 1.0 if shape == "falling" else -1.0
        down, across = (down + turned * across) / np.sqrt(2), (turned * down - across) / np.sqrt(2)
        shape = "vertical"
    if shape == "vertical":
        return np.asarray(np.hypot(across, np.maximum(np.abs(down) - radius, 0.0)))
    if shape == "horizontal":
        return np.asarray(np.hypot(down, np.maximum(np.abs(across) - radius, 0.0)))
    if shape == "cross":
        return np.minimum(
            distance_to("vertical", down, across, radius), distance_to("horizontal", down, across, radius)
        )
    if shape == "ring":
        return np.asarray(np.abs(np.hypot(down, across) - 0.9 * radius))
    if shape == "square":
        return np.asarray(np.abs(np.maximum(np.abs(down), np.abs(across)) - 0.8 * radius))
    slanted = np.sqrt(0.75) * np.abs(across) - 0.5 * down  # an equilateral triangle, one corner up
    return np.asarray(np.abs(np.maximum(slanted, down) - 0.4 * radius))


def first_weights(shapes: Sequence[tuple[int, ...]], seed: int) -> list[Array]:
    """Kernels and matrices of variance 2 / fan-in (He et al. 2015), every bias 0; float32.

    Parameters
    ----------
    shapes : sequence of shapes, a kernel and its bias by turns
    seed : int
    """
    rng = np.random.default_rng((seed, WEIGHTS))
    drawn = []
    for shape in shapes:
        numbers = np.zeros(shape)
        if len(shape) > 1:
            numbers = rng.normal(0.0, np.sqrt(2.0 / np.prod(shape[:-1])), shape)
        drawn.append(numbers.astype(np.float32))
    return drawn


def batch(update: int, size: int, seed: int) -> Array:
    """Which pictures an update sees, counted from 0: in each epoch every picture at most once, in an order of its own."""
    epoch, place = divmod(update, SEEN // size)
    order = np.random.default_rng((seed, ORDER, epoch)).permutation(SEEN)
    return order[place * size : (place + 1) * size]
