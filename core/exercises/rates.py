"""The question how large a learning rate may be: the loss of a kernel of two numbers on a small image."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import correlation, quadratic
from core.arrays import Floats
from core.errors import Message
from core.exercises.draws import Draws
from core.exercises.exercise import Box, Question, written

KERNEL = (1, 2)
TARGET = np.array([[1.0, -1.0]])  # makes the target; the largest rate does not depend on it
CLOSE = 0.01  # what rounding to two or three digits does to a rate


@dataclass(frozen=True, eq=False)
class Rate(Question):
    """The largest eigenvalue of the loss's second derivative, and the largest stable rate, on an image (H, W).

    The loss is the sum of squared errors of X ⋆ K for K of 1 × 2. Rows read the same in both directions, so that the
    second derivative has two equal numbers on its diagonal and its eigenvalues are whole.
    """

    image: Floats

    @classmethod
    def drawn(cls, draws: Draws, _variant: int) -> Rate:
        """One to three equal rows of four or five numbers from 0 to 2."""
        while True:
            half = [draws.whole(0, 2) for _ in range(2)]
            middle = [draws.whole(0, 2)] if draws.whole(0, 1) else []
            row = half + middle + half[::-1]
            if any(row):
                return cls(np.array([row] * draws.whole(1, 3), dtype=np.float64))

    @cached_property
    def target(self) -> Floats:
        """What the kernel is to learn to give, (H, W − 1)."""
        return correlation.correlate(self.image, TARGET)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        largest = float(quadratic.quadratic_loss(self.image, self.target, KERNEL).eigenvalues.max())
        return Box("λ", written(largest), tolerance=1e-3), Box("η", f"2/{written(largest)}", tolerance=CLOSE)

    def hints(self) -> tuple[Message, Message]:
        left, right = self.image[:, :-1], self.image[:, 1:]
        return (
            Message(
                "The second derivative is 2 × [[a, b], [b, a]]: a is the sum of the squares of all cells but the last of each row, b is the sum of the products of neighbouring cells. Its eigenvalues are 2(a + b) and 2(a − b)."
            ),
            Message(
                "Here a = {a} and b = {b}. Gradient descent is stable as long as the rate is below 2/λ.",
                a=written(float((left**2).sum())),
                b=written(float((left * right).sum())),
            ),
        )
