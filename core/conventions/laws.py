"""Laws that convolution obeys and correlation lacks, or shares: both sides computed, and how far they are apart.

All products are "full": every overlap of the two, zeros outside, so that no law fails at a border.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.arrays import Floats
from core.correlation.correlate2d import convolve, correlate
from core.errors import BadInput

Operation = Literal["convolution", "correlation"]

OPERATIONS: tuple[Operation, ...] = ("convolution", "correlation")
LAWS = ("commutativity", "associativity", "shift", "theorem")
MAX_SIDE = 64
ROUNDING = 1e-9  # relative to the largest number of either side


@dataclass(frozen=True, eq=False)
class Sides:
    """A law tried on numbers: what stands on either side of its equals sign, both (rows, columns)."""

    law: str
    operation: Operation
    left: Floats
    right: Floats

    @property
    def difference(self) -> Floats:
        return self.left - self.right

    @property
    def apart(self) -> float:
        """The largest difference."""
        return float(np.abs(self.difference).max())

    @property
    def holds(self) -> bool:
        """Whether both sides are equal, up to rounding."""
        scale = max(float(np.abs(self.left).max()), float(np.abs(self.right).max()))
        return self.apart <= ROUNDING * scale


def full(one: Floats, other: Floats, operation: Operation) -> Floats:
    """`one` with `other` as its kernel over every overlap: (H + h − 1, W + w − 1)."""
    return np.asarray((convolve if operation == "convolution" else correlate)(one, other, padding="full"))


def sides(
    law: str, operation: Operation, image: Floats, first: Floats, second: Floats, shift: tuple[int, int] = (1, 2)
) -> Sides:
    """Try a law, with • for the operation:

    commutativity
        X • A = A • X
    associativity
        (X • A) • B = X • (A • B): two small kernels make one larger
    shift
        S(X) • A = S(X • A), S moves a picture by `shift` (rows down, columns right) and fills with zeros
    theorem
        X • A = F⁻¹(F(X) · F(A)), F the discrete Fourier transform of both, filled up with zeros

    Raises
    ------
    BadInput
        An unknown law, an image or kernel above 64 cells a side, a shift outside 0 … 64.
    """
    for name, values in (("X", image), ("A", first), ("B", second)):
        if max(values.shape) > MAX_SIDE:
            raise BadInput(
                "{name} is {rows} × {columns}: laws are checked on at most {most} × {most} numbers",
                name=name,
                rows=values.shape[0],
                columns=values.shape[1],
                most=MAX_SIDE,
            )
    if law == "commutativity":
        return Sides(law, operation, full(image, first, operation), full(first, image, operation))
    if law == "associativity":
        left = full(full(image, first, operation), second, operation)
        return Sides(law, operation, left, full(image, full(first, second, operation), operation))
    if law == "shift":
        moved = full(shifted(image, shift), first, operation)
        return Sides(law, operation, moved, shifted(full(image, first, operation), shift))
    if law == "theorem":
        return Sides(law, operation, full(image, first, operation), _by_frequencies(image, first))
    raise BadInput("there is no law “{law}”; choose one of {laws}", law=law, laws=", ".join(LAWS))


def shifted(image: Floats, shift: tuple[int, int]) -> Floats:
    """The image moved down and right by so many cells on a larger sheet: (H + rows, W + columns).

    Raises
    ------
    BadInput
        The shift is not from 0 to the most that is allowed.
    """
    if not all(0 <= step <= MAX_SIDE for step in shift):
        raise BadInput("the shift must be from 0 to {most} cells, got {shift}", most=MAX_SIDE, shift=tuple(shift))
    return np.pad(image, ((shift[0], 0), (shift[1], 0)))


def impulse_response(kernel: Floats, operation: Operation) -> tuple[Floats, Floats]:
    """A picture of zeros with one 1, and what the kernel makes of it.

    Returns
    -------
    impulse : ndarray, (2h + 1, 2w + 1)
    response : ndarray, (h + 2, w + 2)
        A convolution gives back the kernel, a correlation gives it flipped; zeros around it.
    """
    h, w = kernel.shape
    impulse = np.zeros((2 * h + 1, 2 * w + 1))
    impulse[h, w] = 1.0
    return impulse, np.asarray((convolve if operation == "convolution" else correlate)(impulse, kernel))


def _by_frequencies(image: Floats, kernel: Floats) -> Floats:
    size = (image.shape[0] + kernel.shape[0] - 1, image.shape[1] + kernel.shape[1] - 1)
    # numpy.fft is loaded with NumPy; scipy.fft would be an import of its own.
    return np.asarray(np.fft.irfft2(np.fft.rfft2(image, size) * np.fft.rfft2(kernel, size), size))
