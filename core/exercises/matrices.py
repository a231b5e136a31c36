"""Questions about X ⋆ K = Y: the values of Y, the kernel that made Y, the sign of Y at an edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import correlation, kernels
from core.arrays import Floats
from core.errors import Message
from core.exercises.draws import Draws
from core.exercises.exercise import Box, Question, factor, number, written

SIGNS = ("plus", "zero", "minus")
LETTERS = ("A", "B", "C", "D")


def cell(name: str, row: int, column: int) -> str:
    """ "Y[0,1]"."""
    return f"{name}[{row},{column}]"


def boxes_of(name: str, values: Floats) -> tuple[Box, ...]:
    """One box for each number of a matrix, row by row."""
    return tuple(Box(cell(name, *place), written(value)) for place, value in np.ndenumerate(values))


def products(image: Floats, kernel: Floats) -> str:
    """The sum behind the first output, not worked out: "0×1 + 3×(−1)"."""
    h, w = kernel.shape
    window = image[:h, :w]
    return " + ".join(f"{written(x)}×{factor(k)}" for x, k in zip(window.ravel(), kernel.ravel(), strict=True))


@dataclass(frozen=True, eq=False)
class _Correlation(Question):
    """Y = X ⋆ K: image (H, W), kernel (h, w)."""

    image: Floats
    kernel: Floats

    @cached_property
    def output(self) -> Floats:
        """Y, (H − h + 1, W − w + 1)."""
        return correlation.correlate(self.image, self.kernel)


@dataclass(frozen=True, eq=False)
class Values(_Correlation):
    """The values of Y."""

    @classmethod
    def drawn(cls, draws: Draws, _variant: int) -> Values:
        """X of 3 or 4 a side, K 2 × 2 with a number other than 0."""
        image = draws.matrix(draws.whole(3, 4), draws.whole(3, 4), 0, 5)
        return cls(image, draws.other_than_zero(2, 2, -1, 2))

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        return boxes_of("Y", self.output)

    def hints(self) -> tuple[Message, Message]:
        return (
            Message(
                "Put K on the top left of X. Multiply each number of X by the number of K that lies on it and add the {count} products: that is Y[0,0]. Then move K by one cell.",
                count=self.kernel.size,
            ),
            Message("The first sum is Y[0,0] = {sum}.", sum=products(self.image, self.kernel)),
        )


@dataclass(frozen=True, eq=False)
class KernelSought(_Correlation):
    """The kernel that makes Y out of X: typed, or one of four `candidates`. Any kernel that gives Y is right."""

    candidates: tuple[Floats, ...] = ()

    @classmethod
    def drawn(cls, draws: Draws, variant: int) -> KernelSought:
        """Odd variants have four kernels to choose from; of even ones two numbers are typed."""
        if variant % 2:
            return cls._of_four(draws)
        kernel = np.array([[draws.one((-2, -1, 1, 2, 3)), draws.one((-2, -1, 1, 2, 3))]], dtype=np.float64)
        kernel = kernel if draws.whole(0, 1) else kernel.T
        return cls(draws.matrix(3, 3, 0, 3), kernel)

    @classmethod
    def _of_four(cls, draws: Draws) -> KernelSought:
        """K, K turned, K transposed and −K, until each of them gives another Y."""
        while True:
            image, kernel = draws.matrix(3, 3, 0, 4), draws.matrix(2, 2, -2, 2)
            four = draws.some([kernel, np.asarray(kernels.flip(kernel)), kernel.T, -kernel], len(LETTERS))
            outputs = {(correlation.correlate(image, one) + 0.0).tobytes() for one in four}
            if len(outputs) == len(LETTERS):
                return cls(image, kernel, tuple(np.ascontiguousarray(one) + 0.0 for one in four))

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        if not self.candidates:
            return boxes_of("K", self.kernel)
        right = next(letter for letter, k in zip(LETTERS, self.candidates, strict=True) if self._gives_output(k))
        return (Box("K", right, LETTERS),)

    def _gives_output(self, kernel: Floats) -> bool:
        return bool(np.allclose(correlation.correlate(self.image, kernel), self.output, atol=1e-9))

    def right(self, answers: Sequence[str]) -> tuple[bool, ...]:
        if not self.candidates and all(answers):
            typed = np.array([number(text) for text in answers]).reshape(self.kernel.shape)
            if self._gives_output(typed):
                return (True,) * len(answers)
        return super().right(answers)

    def hints(self) -> tuple[Message, Message]:
        rule = Message(
            "Each number of Y is the sum of the products of K with one window of X. Windows that contain zeros say the most about single numbers of K."
        )
        if self.candidates:
            sums = ", ".join(
                f"{letter}: {products(self.image, k)}" for letter, k in zip(LETTERS, self.candidates, strict=True)
            )
            return rule, Message("The first number of Y is {value}. Compare: {sums}.", value=self._first, sums=sums)
        window = self.image[: self.kernel.shape[0], : self.kernel.shape[1]].ravel()
        names = [cell("K", *place) for place in np.ndindex(self.kernel.shape)]
        sum_ = " + ".join(f"{written(x)}×{name}" for x, name in zip(window, names, strict=True))
        return rule, Message("The first window says: {sum} = {value}.", sum=sum_, value=self._first)

    @property
    def _first(self) -> str:
        return written(self.output[0, 0]).replace("-", "−")


@dataclass(frozen=True, eq=False)
class Sign(_Correlation):
    """The sign of Y at some `cells` (row, column) of an image with edges, under a kernel of two numbers."""

    cells: tuple[tuple[int, int], ...]

    @classmethod
    def drawn(cls, draws: Draws, _variant: int) -> Sign:
        """Bands of brightness, [1 −1] or [−1 1] across or down; in one of four variants along the bands, where all is 0."""
        low, high = sorted(draws.some((0, 1, 2, 5, 9), 2))
        bands = [low, low, high, high, low, low] if draws.whole(0, 1) else [high, high, low, low, high, high]
        shift = draws.whole(0, 1)
        profile = np.array(bands[shift:] + bands[:shift], dtype=np.float64)
        down, kernel = bool(draws.whole(0, 1)), np.array([[1.0, -1.0]]) * draws.one((1.0, -1.0))
        image = np.tile(profile, (4, 1))
        along = draws.whole(0, 3) == 0
        image, kernel = (image.T if down else image), (kernel.T if down != along else kernel)
        output = correlation.correlate(image, kernel)
        found = [[(int(i), int(j)) for i, j in np.argwhere(np.sign(output) == sign)] for sign in (1, 0, -1)]
        cells = [draws.one(places) for places in found if places]
        while len(cells) < 3:
            cells += [place for place in [draws.one(found[1])] if place not in cells]
        return cls(image, kernel, tuple(draws.some(cells, 3)))

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(Box(cell("Y", *place), SIGNS[1 - int(np.sign(self.output[place]))], SIGNS) for place in self.cells)

    def hints(self) -> tuple[Message, Message]:
        first, second = (factor(k) for k in self.kernel.ravel())
        (i, j), down = self.cells[0], self.kernel.shape[0] == 2
        values = [written(self.image[place]) for place in ((i, j), (i + down, j + (not down)))]
        rule = (
            Message(
                "Y[i,j] = {first}×X[i,j] + {second}×X[i+1,j]: the cell and the one below it.",
                first=first,
                second=second,
            )
            if down
            else Message(
                "Y[i,j] = {first}×X[i,j] + {second}×X[i,j+1]: the cell and the one to its right.",
                first=first,
                second=second,
            )
        )
        return rule, Message(
            "For {cell} these two cells hold {one} and {other}. Equal cells cancel.",
            cell=cell("Y", i, j),
            one=values[0],
            other=values[1],
        )
