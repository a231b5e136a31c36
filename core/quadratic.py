"""The loss as a quadratic form: what gradient descent will do, without training.

With P the matrix of patches (one row an output cell), the summed squared error of a kernel w is
wᵀ(PᵀP)w − 2(Pᵀy)ᵀw + yᵀy. Its second derivative 2 PᵀP is small, (n, n) for n kernel entries, and is built
without holding P. Whatever full-batch descent does with the image, it does with this matrix alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from core.errors import BadInput
from core.patch_products import LARGEST, checked_pair, patch_products

MOST_EPOCHS = 1_000_000
MOST_NUMBERS = 50_000_000  # of a path: epochs × entries
RANK_TOLERANCE = 1e-10
FOREVER = 10**15  # updates; a loss not reached by then is never reached

Array = np.ndarray[Any, np.dtype[Any]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, eq=False)
class QuadraticLoss:
    """½ wᵀHw − bᵀw + c for kernels w of shape `kernel_shape`, flattened row by row.

    Attributes
    ----------
    kernel_shape : (h, w) or (h, w, C)
    hessian : ndarray, (n, n)
        H, the loss's second derivative: 2 PᵀP for the sum, divided by the number of outputs for the mean.
    linear : ndarray, (n,)
        b.
    constant : float
        c, the loss of the kernel 0.
    """

    kernel_shape: tuple[int, ...]
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
    def unknown(self) -> Floats:
        """(n − rank, h, w): kernels, orthonormal, that may be added without any change of the output."""
        return np.ascontiguousarray(self.eigenvectors[:, ~self._seen].T).reshape(-1, *self.kernel_shape)

    @property
    def minimizer(self) -> Floats:
        """(h, w): the kernel of least loss; of several the one of least norm."""
        return (self.eigenvectors @ self._target).reshape(self.kernel_shape)

    @cached_property
    def min_loss(self) -> float:
        """The loss that no kernel of this size can go below."""
        return self.loss(self.minimizer)

    def loss(self, kernel: Array) -> float:
        """The loss of one kernel (h, w)."""
        w = self._flat(kernel)
        with np.errstate(over="ignore", invalid="ignore"):
            value = float(0.5 * w @ self.hessian @ w - self.linear @ w + self.constant)
        return max(0.0, value) if math.isfinite(value) else math.inf

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
        kernels, losses = self.after(initial_kernel, learning_rate, np.arange(epochs + 1))
        return kernels, losses[:-1]

    def after(self, initial_kernel: Array, learning_rate: float, updates: Array) -> tuple[Floats, Floats]:
        """Kernels (m, h, w) and losses (m,) after each of these numbers of updates, (m,), however large.

        Nothing between them is computed, so a long run costs no more than the points that are drawn.
        """
        away = self._away(initial_kernel, learning_rate)
        with np.errstate(over="ignore", invalid="ignore"):
            factors = (1.0 - learning_rate * self.eigenvalues) ** np.asarray(updates)[:, None]
            left = np.nan_to_num(factors * away, nan=0.0, posinf=np.inf, neginf=-np.inf)
            losses = self.min_loss + 0.5 * (left**2 * self.eigenvalues).sum(axis=1)
            # np.matmul of inf and 0 is nan where a kernel has left float64 in one direction.
            kernels = np.nan_to_num(
                (left + self._target) @ self.eigenvectors.T, nan=np.inf, posinf=np.inf, neginf=-np.inf
            )
        return kernels.reshape(-1, *self.kernel_shape), np.nan_to_num(losses, nan=np.inf, posinf=np.inf)

    def epochs_to(self, loss: float, initial_kernel: Array, learning_rate: float) -> int | None:
        """Updates until the loss is at most `loss` for the first time; None where it never is.

        Notes
        -----
        Above the least loss the loss after t updates is Σ ½λa² (1 − ηλ)²ᵗ, convex in t even where it diverges in
        the end: its lowest t is found by bisection on the slope, and the first t low enough by another one before it.
        """
        away = self._away(initial_kernel, learning_rate)
        weights = 0.5 * self.eigenvalues * away**2
        with np.errstate(divide="ignore"):
            logs = 2.0 * np.log(self.contraction(learning_rate))

        def above(t: int) -> float:
            with np.errstate(over="ignore", invalid="ignore"):
                # An error that is 0 stays 0 however it grows; so does one that a single update has removed.
                return float(np.nan_to_num(weights * np.exp(logs * t if t else 0.0 * weights), posinf=np.inf).sum())

        def falls(t: int) -> bool:
            with np.errstate(over="ignore", invalid="ignore"):
                slopes = np.nan_to_num(weights * np.exp(logs * t), posinf=np.inf) * np.where(logs > -np.inf, logs, 0.0)
                return bool(np.nansum(slopes) < 0)

        least = _first(lambda t: not falls(t), 1, FOREVER)
        if self.min_loss + above(0) <= loss:
            return 0
        found = _first(lambda t: self.min_loss + above(t) <= loss, 1, least)
        return found if self.min_loss + above(found) <= loss else None

    def _away(self, initial_kernel: Array, learning_rate: float) -> Floats:
        """The start minus the minimizer, in the eigenbasis."""
        if not math.isfinite(learning_rate):
            raise BadInput("the learning rate must be a finite number, got {rate}", rate=learning_rate)
        start = self._flat(initial_kernel)
        if not (np.abs(start) <= LARGEST).all():
            raise BadInput("the initial kernel holds a number that is not finite, or larger than 1e100")
        return np.asarray(self.eigenvectors.T @ start - self._target)

    def _flat(self, kernel: Array) -> Floats:
        kernel = np.asarray(kernel, dtype=np.float64)
        if kernel.shape != self.kernel_shape:
            raise BadInput(
                "the kernel has the size {given}; this loss is of kernels of the size {size}",
                given=kernel.shape,
                size=self.kernel_shape,
            )
        return kernel.reshape(-1)

    @cached_property
    def _target(self) -> Floats:
        """The minimizer in the eigenbasis; 0 in the directions that the data do not determine."""
        seen = self._seen
        projected = self.eigenvectors.T @ self.linear
        return np.where(seen, projected / np.where(seen, self.eigenvalues, 1.0), 0.0)


def _first(holds: Any, low: int, high: int) -> int:
    """The first t of low … high from which `holds(t)` is true; `high` where it never is."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def quadratic_loss(image: Array, target: Array, kernel_size: tuple[int, int], loss: str = "sum") -> QuadraticLoss:
    """The squared error of image ⋆ kernel against target, as a quadratic form of the kernel.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, C)
    target : ndarray, (H − h + 1, W − w + 1)
    kernel_size : (h, w)
    loss : {"sum", "mean"}
        Over the outputs.

    Raises
    ------
    BadInput
        Sizes that do not fit, numbers that are not finite or beyond 1e100, a kernel of more than 1024 entries or
        an image that would take more than some seconds.
    """
    if loss not in ("sum", "mean"):
        raise BadInput("there is no loss “{value}”; choose sum or mean", value=loss)
    planes, target = checked_pair(image, target, kernel_size)
    products, towards = patch_products(planes, target, kernel_size)
    scale = 2.0 / target.size if loss == "mean" else 2.0
    constant = float(np.vdot(target, target)) * scale / 2.0
    shape = (*kernel_size, *np.shape(image)[2:])
    return QuadraticLoss(shape, scale * products, scale * towards, constant)
