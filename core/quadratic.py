"""The loss as a quadratic form: what gradient descent will do, without training.

With P the matrix of patches (one row an output cell), the summed squared error of a kernel w is
wᵀ(PᵀP)w − 2(Pᵀy)ᵀw + yᵀy. Its second derivative 2 PᵀP is small, (n, n) for n kernel entries, and is built
without holding P: each entry is a sum over a window of the image times the image shifted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from core.correlation import Array, correlate
from core.errors import BadInput

MOST_ENTRIES = 400
MOST_EPOCHS = 1_000_000
MOST_NUMBERS = 50_000_000  # of a path: epochs × entries
RANK_TOLERANCE = 1e-10

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, eq=False)
class QuadraticLoss:
    """½ wᵀHw − bᵀw + c for kernels w of shape `kernel_size`, flattened row by row.

    Attributes
    ----------
    hessian : ndarray, (n, n)
        H, the loss's second derivative: 2 PᵀP for the sum, divided by the number of outputs for the mean.
    linear : ndarray, (n,)
        b.
    constant : float
        c, the loss of the kernel 0.
    """

    kernel_size: tuple[int, int]
    hessian: Floats
    linear: Floats
    constant: float

    @cached_property
    def _eigen(self) -> tuple[Floats, Floats]:
        values, vectors = np.linalg.eigh(self.hessian)
        return np.clip(values, 0.0, None), vectors

    @property
    def eigenvalues(self) -> Floats:
        """(n,) curvatures of the loss, smallest first."""
        return self._eigen[0]

    @property
    def eigenvectors(self) -> Floats:
        """(n, n): column i is the direction, a flattened kernel, of eigenvalue i."""
        return self._eigen[1]

    @property
    def max_learning_rate(self) -> float:
        """2 / the largest eigenvalue: above it gradient descent diverges. Infinite for a black image."""
        largest = float(self.eigenvalues[-1])
        return 2.0 / largest if largest > 0 else float("inf")

    @property
    def best_learning_rate(self) -> float:
        """2 / (largest + smallest eigenvalue that is not 0): the slowest direction shrinks fastest."""
        seen = self.eigenvalues[self._seen]
        return float(2.0 / (seen[0] + seen[-1])) if seen.size else float("inf")

    @property
    def rank(self) -> int:
        """How many combinations of the kernel's entries the data determine."""
        return int(self._seen.sum())

    @cached_property
    def _seen(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return self.eigenvalues > RANK_TOLERANCE * max(float(self.eigenvalues[-1]), np.finfo(float).tiny)

    @property
    def unseen(self) -> Floats:
        """(n − rank, h, w): kernels that may be added without any change of the output."""
        return self.eigenvectors[:, ~self._seen].T.reshape(-1, *self.kernel_size)

    @property
    def minimizer(self) -> Floats:
        """(h, w): the kernel of least loss; of several the one of least norm."""
        return (self.eigenvectors @ self._target()).reshape(self.kernel_size)

    @property
    def min_loss(self) -> float:
        """The loss that no kernel of this size can go below."""
        return self.loss(self.minimizer)

    def loss(self, kernel: Array) -> float:
        """The loss of one kernel (h, w)."""
        w = np.asarray(kernel, dtype=np.float64).reshape(-1)
        return max(0.0, float(0.5 * w @ self.hessian @ w - self.linear @ w + self.constant))

    def contraction(self, learning_rate: float) -> Floats:
        """(n,) |1 − ηλ|: what one update leaves of the error in each eigen-direction."""
        return np.asarray(np.abs(1.0 - learning_rate * self.eigenvalues))

    def path(self, initial_kernel: Array, learning_rate: float, epochs: int) -> tuple[Floats, Floats]:
        """Full-batch gradient descent in closed form: wₜ = w* + V (1 − ηλ)ᵗ Vᵀ (w₀ − w*).

        Returns
        -------
        kernels : ndarray, (epochs + 1, h, w)
            Before the first update, and after each.
        losses : ndarray, (epochs,)
            The loss before each update, as training prints it. Infinite where it leaves float64.
        """
        n = self.linear.size
        if not 0 <= epochs <= MOST_EPOCHS or (epochs + 1) * n > MOST_NUMBERS:
            raise BadInput(
                "{epochs} epochs of a kernel of {entries} numbers are more than can be drawn", epochs=epochs, entries=n
            )
        target = self._target()
        start = self.eigenvectors.T @ np.asarray(initial_kernel, dtype=np.float64).reshape(-1)
        with np.errstate(over="ignore", invalid="ignore"):
            factors = (1.0 - learning_rate * self.eigenvalues) ** np.arange(epochs + 1)[:, None]
            away = np.nan_to_num(factors * (start - target), nan=0.0, posinf=np.inf, neginf=-np.inf)
            losses = self.min_loss + 0.5 * (away[:epochs] ** 2 * self.eigenvalues).sum(axis=1)
            kernels = np.nan_to_num((away + target) @ self.eigenvectors.T, nan=np.inf, posinf=np.inf, neginf=-np.inf)
        return kernels.reshape(-1, *self.kernel_size), np.nan_to_num(losses, nan=np.inf, posinf=np.inf)

    def _target(self) -> Floats:
        """The minimizer in the eigenbasis; 0 in the directions that the data do not determine."""
        seen = self._seen
        projected = self.eigenvectors.T @ self.linear
        return np.where(seen, projected / np.where(seen, self.eigenvalues, 1.0), 0.0)


def quadratic_loss(image: Array, target: Array, kernel_size: tuple[int, int], loss: str = "sum") -> QuadraticLoss:
    """The squared error of image (H, W) ⋆ kernel (h, w) against target, as a quadratic form of the kernel.

    Raises
    ------
    BadInput
        Sizes that do not fit, numbers that are not finite, a kernel of more than 400 entries.
    """
    image, target = np.asarray(image, dtype=np.float64), np.asarray(target, dtype=np.float64)
    h, w = kernel_size
    if h * w > MOST_ENTRIES:
        raise BadInput(
            "a kernel of {entries} numbers is larger than the {most} that can be analysed",
            entries=h * w,
            most=MOST_ENTRIES,
        )
    rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
    if target.shape != (rows, columns):
        raise BadInput(
            "the target has the size {target}; image {image} and kernel {kernel} give {fits}",
            target=target.shape,
            image=image.shape,
            kernel=(h, w),
            fits=(rows, columns),
        )
    # Pᵀy is the image correlated with the target: entry (a, b) is Σ X[i + a, j + b] y[i, j].
    scale = 2.0 / target.size if loss == "mean" else 2.0
    linear = correlate(image, target).reshape(-1)
    constant = float(np.vdot(target, target)) * scale / 2.0
    return QuadraticLoss((h, w), scale * _patch_products(image, h, w), scale * linear, constant)


def _patch_products(image: Array, h: int, w: int) -> Floats:
    """PᵀP, (h·w, h·w): entry ((a, b), (c, d)) is Σᵢⱼ X[i + a, j + b] X[i + c, j + d] over the outputs (i, j).

    Entries with the same difference (c − a, d − b) sum one product image over windows that move by a cell:
    running sums give them all.
    """
    rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
    result = np.empty((h, w, h, w))
    for down in range(h):
        for right in range(1 - w if down else 0, w):
            first = image[: image.shape[0] - down, max(0, -right) : image.shape[1] - max(0, right)]
            second = image[down:, max(0, right) : image.shape[1] - max(0, -right)]
            sums = _window_sums(first * second, rows, columns)
            for a in range(h - down):
                for b in range(max(0, -right), w - max(0, right)):
                    value = sums[a, b - max(0, -right)]
                    result[a, b, a + down, b + right] = result[a + down, b + right, a, b] = value
    return result.reshape(h * w, h * w)


def _window_sums(values: Array, rows: int, columns: int) -> Floats:
    """Sums over every (rows, columns) window: (H − rows + 1, W − columns + 1)."""
    down = np.lib.stride_tricks.sliding_window_view(values, rows, axis=0)
    strips = np.stack([down[i].sum(axis=-1) for i in range(down.shape[0])])
    across = np.lib.stride_tricks.sliding_window_view(strips, columns, axis=1)
    return np.asarray(across.sum(axis=-1))
