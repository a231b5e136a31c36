"""What can be said of any kernel: its sum, its symmetries, whether two vectors make it, what it does to frequencies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.arrays import Floats
from core.checks import real
from core.kernels.named import flip

POINTS = 64  # of the frequency response, a side
TOLERANCE = 1e-9  # of the largest entry or singular value: below it a number counts as 0


@dataclass(frozen=True, eq=False)
class Facts:
    """
    Attributes
    ----------
    total : float
        The sum of the entries: what a constant image of ones becomes.
    symmetry : "even", "odd" or "none"
        Whether a turn by 180° leaves the kernel as it is, or turns it into its negative.
    left_right, top_bottom : bool
        Whether mirroring at that axis changes nothing.
    singular_values : ndarray, (min(h, w),)
        Largest first.
    rank : int
        How many of them count: so many pairs of vectors make the kernel.
    column, row : ndarray or None
        For rank 1 the (h,) and (w,) whose outer product is the kernel; `row` has 1 where it is largest in size.
    flipped : ndarray, (h, w)
    response : ndarray, (64, 64)
        The size of the frequency response, frequency 0 in the middle; rows and columns from −½ to ½ a pixel.
    """

    total: float
    symmetry: Literal["even", "odd", "none"]
    left_right: bool
    top_bottom: bool
    singular_values: Floats
    rank: int
    column: Floats | None
    row: Floats | None
    flipped: Floats
    response: Floats

    @property
    def at_zero(self) -> float:
        """What a constant image is multiplied by, in size."""
        return float(self.response[POINTS // 2, POINTS // 2])

    @property
    def at_finest(self) -> float:
        """What the finest checkerboard is multiplied by, in size."""
        return float(self.response[0, 0])


def facts(kernel: Floats) -> Facts:
    """The facts of an (h, w) kernel of at most 64 entries a side.

    Raises
    ------
    BadInput
        Numbers that are not real.
    """
    kernel = np.asarray(real(kernel, "kernel"), dtype=np.float64)
    scale = float(np.abs(kernel).max()) or 1.0

    def same(other: Floats) -> bool:
        return bool(np.abs(kernel - other).max() <= TOLERANCE * scale)

    values = np.linalg.svd(kernel, compute_uv=False)
    rank = int((values > TOLERANCE * max(values[0], 1e-300)).sum())
    column, row = _vectors(kernel) if rank == 1 else (None, None)
    padded = np.zeros((POINTS, POINTS))
    padded[: kernel.shape[0], : kernel.shape[1]] = kernel
    return Facts(
        total=float(kernel.sum()),
        symmetry="even" if same(flip(kernel)) else "odd" if same(-flip(kernel)) else "none",
        left_right=same(kernel[:, ::-1]),
        top_bottom=same(kernel[::-1]),
        singular_values=np.asarray(values, dtype=np.float64),
        rank=rank,
        column=column,
        row=row,
        flipped=flip(kernel),
        response=np.abs(np.fft.fftshift(np.fft.fft2(padded))),
    )


def _vectors(kernel: Floats) -> tuple[Floats, Floats]:
    """column ⊗ row = kernel, read off at its largest entry: whole numbers stay whole."""
    i, j = np.unravel_index(int(np.abs(kernel).argmax()), kernel.shape)
    return kernel[:, j].copy(), kernel[i] / kernel[i, j]
