"""The question which convention gave a result: cross-correlation, convolution, or either."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import correlation, kernels
from core.arrays import Floats
from core.errors import Message
from core.exercises.draws import Draws
from core.exercises.exercise import Box, Question, written

CHOICES = ("correlation", "convolution", "both")
COUNT = 3


@dataclass(frozen=True, eq=False)
class Results(Question):
    """One image (H, W), and for each of several kernels (h, w) the output that one convention gave."""

    image: Floats
    kernels: tuple[Floats, ...]
    outputs: tuple[Floats, ...]

    @classmethod
    def drawn(cls, draws: Draws, _variant: int) -> Results:
        """Three kernels; one that the turn by 180° leaves as it is gives the same output either way."""
        image = draws.other_than_zero(3, 3, 0, 4)
        pairs = [cls._pair(draws, image, draws.one(CHOICES)) for _ in range(COUNT)]
        return cls(image, tuple(kernel for kernel, _ in pairs), tuple(output for _, output in pairs))

    @staticmethod
    def _pair(draws: Draws, image: Floats, by: str) -> tuple[Floats, Floats]:
        while True:
            kernel = draws.matrix(2, 2, -2, 3)
            if by == "both":
                kernel = kernel + np.asarray(kernels.flip(kernel))
            correlated, convolved = correlation.correlate(image, kernel), correlation.convolve(image, kernel)
            if kernel.any() and (by == "both") == np.array_equal(correlated, convolved):
                return kernel, convolved if by == "convolution" else correlated

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(
            Box(f"Y{n}", self._by(kernel, output), CHOICES)
            for n, (kernel, output) in enumerate(zip(self.kernels, self.outputs, strict=True), start=1)
        )

    def _by(self, kernel: Floats, output: Floats) -> str:
        """What gives this output."""
        correlated = np.array_equal(correlation.correlate(self.image, kernel), output)
        convolved = np.array_equal(correlation.convolve(self.image, kernel), output)
        return "both" if correlated and convolved else "correlation" if correlated else "convolution"

    def hints(self) -> tuple[Message, Message]:
        first = [
            written(function(self.image, self.kernels[0])[0, 0]).replace("-", "−")
            for function in (correlation.correlate, correlation.convolve)
        ]
        return (
            Message(
                "Work out the first number of each result twice: with the kernel as it is (cross-correlation), and with the kernel rotated by 180° (convolution)."
            ),
            Message(
                "With K1 the first number is {correlated} by cross-correlation and {convolved} by convolution.",
                correlated=first[0],
                convolved=first[1],
            ),
        )
