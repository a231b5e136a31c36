"""A quadratic form of a kernel, and of a bias where there is one: its curvatures, its minimum, what it leaves open."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from core.arrays import Array, Floats, Mask
from core.errors import BadInput

RANK_TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class Quadratic:
    """½ wᵀHw − bᵀw + c for kernels w of shape `kernel_shape`, flattened row by row, and where `bias` a number after them.

    With a bias "a kernel (h, w)" is below (n,): the kernel row by row, then the bias; `parts` takes them apart. Where a
    kernel is asked for, one of `kernel_shape` will do too: its bias is 0, where training starts.

    Attributes
    ----------
    kernel_shape : (h, w) or (h, w, C)
    hessian : ndarray, (n, n)
        H, the loss's second derivative: 2 PᵀP for the sum, divided by the number of outputs for the mean.
    linear : ndarray, (n,)
        b.
    constant : float
        c, the loss of the kernel 0.
    bias : bool
        Whether the last of the n numbers is added to every output.
    """

    kernel_shape: tuple[int, ...]
    hessian: Floats
    linear: Floats
    constant: float
    bias: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the kernels that are given back: `kernel_shape`, or (n,) with a bias."""
        return self.linear.shape if self.bias else self.kernel_shape

    def parts(self, weights: Array) -> tuple[Floats, Floats]:
        """Kernels (m, h, w) and biases (m,), 0 where none is learned, of m that this form gave back."""
        flat = np.asarray(weights, dtype=np.float64).reshape(-1, self.linear.size)
        entries = math.prod(self.kernel_shape)
        biases = flat[:, -1] if self.bias else np.zeros(len(flat))
        return flat[:, :entries].reshape(len(flat), *self.kernel_shape), biases

    @property
    def at_best_bias(self) -> Self:
        """The loss of kernels alone, each with the bias that suits it best; without a bias the form itself."""
        if not self.bias:
            return self
        shared, own, pull = self.hessian[:-1, -1], self.hessian[-1, -1], self.linear[-1]
        return replace(
            self,
            hessian=self.hessian[:-1, :-1] - np.outer(shared, shared) / own,
            linear=self.linear[:-1] - pull * shared / own,
            constant=max(0.0, self.constant - float(pull**2 / (2.0 * own))),
            bias=False,
        )

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
    def rank(self) -> int:
        """How many combinations of the kernel's entries the data determine."""
        return int(self._seen.sum())

    @cached_property
    def _seen(self) -> Mask:
        return self.eigenvalues > RANK_TOLERANCE * max(float(self.eigenvalues[-1]), np.finfo(float).tiny)

    @property
    def unknown(self) -> Floats:
        """(n − rank, h, w): kernels, orthonormal, that may be added without any change of the output."""
        free = self.eigenvectors[:, ~self._seen].T
        return np.ascontiguousarray(free).reshape(len(free), *self.shape)

    @property
    def minimizer(self) -> Floats:
        """(h, w): the kernel of least loss; of several the one of least norm."""
        return (self.eigenvectors @ self._target).reshape(self.shape)

    @cached_property
    def min_loss(self) -> float:
        """The loss that no kernel of this size can go below."""
        return self.loss(self.minimizer)

    def loss(self, kernel: Array) -> float:
        """The loss of one kernel (h, w).

        Raises
        ------
        BadInput
            A kernel of another shape.
        """
        w = self._flat(kernel)
        with np.errstate(over="ignore", invalid="ignore"):
            value = float(0.5 * w @ self.hessian @ w - self.linear @ w + self.constant)
        return max(0.0, value) if math.isfinite(value) else math.inf

    def losses(self, kernels: Array) -> Floats:
        """(m,) the losses of m kernels, (m, h, w) or flattened: as differences to the least, so small ones are exact."""
        away = np.asarray(kernels, dtype=np.float64).reshape(-1, self.linear.size) - self.minimizer.reshape(-1)
        with np.errstate(over="ignore", invalid="ignore"):
            above = 0.5 * np.einsum("ij,ij->i", away @ self.hessian, away)
        return np.asarray(np.nan_to_num(self.min_loss + np.maximum(above, 0.0), nan=np.inf, posinf=np.inf))

    def _flat(self, kernel: Array) -> Floats:
        kernel = np.asarray(kernel, dtype=np.float64)
        if self.bias and kernel.shape == self.kernel_shape:
            kernel = np.append(kernel, 0.0)
        if kernel.shape != self.shape:
            raise BadInput(
                "the kernel has size {given}, but this loss is for kernels of size {size}; give one of that size",
                given=kernel.shape,
                size=self.shape,
            )
        return kernel.reshape(-1)

    @cached_property
    def _target(self) -> Floats:
        """The minimizer in the eigenbasis; 0 in the directions that the data do not determine."""
        seen = self._seen
        projected = self.eigenvectors.T @ self.linear
        return np.where(seen, projected / np.where(seen, self.eigenvalues, 1.0), 0.0)
