"""What both layers of [Learn both] are taught: one pair of pictures, one rate, one start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import correlation, kernels, learning, quadratic
from core.arrays import Floats
from core.errors import BadInput
from core.numbers import checked_seed
from pages.parts.convolution_vs_correlation.settings import Experiment
from pages.shared import cache

MAX_EPOCHS = 100_000
SIDE = 16  # of the noise picture, at least


@dataclass(frozen=True)
class Exercise:
    """The data and settings of both layers; `limit` is the largest stable learning rate on this data."""

    image: Floats
    target: Floats
    rate: float
    limit: float
    start: Floats
    epochs: int
    same: str

    def experiments(self) -> tuple[learning.KernelLearning, learning.KernelLearning]:
        """The correlating and the convolving layer; they start as the same function."""
        shared = {
            "image": self.image,
            "target": self.target,
            "kernel_size": self.start.shape,
            "learning_rate": self.rate,
            "epochs": self.epochs,
        }
        return (
            learning.KernelLearning(**shared, initial_kernel=self.start),
            learning.KernelLearning(**shared, initial_kernel=kernels.flip(self.start), flip=True),
        )


def exercise_of(experiment: Experiment, data: str, share: float, epochs: int, seed: int) -> Exercise:
    """The pair (X, X ⋆ K) both layers learn from: seeded noise about 0, or the image shown above."""
    if not 1 <= epochs <= MAX_EPOCHS:
        raise BadInput(
            "epochs must be from 1 to {most}, got {epochs}; choose a number in that range",
            most=MAX_EPOCHS,
            epochs=epochs,
        )
    if not (np.isfinite(share) and share > 0):
        raise BadInput("the learning rate must be above 0, got {share} times the largest stable rate", share=share)
    checked_seed(seed)
    kernel = experiment.kernel
    rng = np.random.default_rng(seed)
    image = experiment.image
    if data == "noise":
        image = rng.uniform(-1.0, 1.0, size=[max(SIDE, 3 * n) for n in kernel.shape])
    target = correlation.correlate(image, kernel)
    size = (kernel.shape[0], kernel.shape[1])
    limit = quadratic.quadratic_loss(image, target, size).max_learning_rate
    start = rng.normal(size=size)
    digest = f"{cache.digest(image)} {cache.digest(kernel)} {share} {epochs} {seed}"
    return Exercise(image, target, share * limit, limit, start, epochs, digest)
