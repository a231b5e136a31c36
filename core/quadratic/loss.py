"""The loss as a quadratic form: what gradient descent will do, without training.

With P the matrix of patches (one row an output cell), the summed squared error of a kernel w is
wᵀ(PᵀP)w − 2(Pᵀy)ᵀw + yᵀy. Its second derivative 2 PᵀP is small, (n, n) for n kernel entries, and is built
without holding P. Whatever full-batch descent does with the image, it does with this matrix alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array, Floats
from core.checks import pair
from core.errors import BadInput
from core.numbers import MAX_VALUE
from core.quadratic.convergence import first_below
from core.quadratic.form import RANK_TOLERANCE, Quadratic
from core.quadratic.optimizers import Rule
from core.quadratic.patches import checked_pair, patch_products, with_ones
from core.quadratic.trajectory import loopless, trajectory

__all__ = ["RANK_TOLERANCE", "QuadraticLoss", "quadratic_loss"]

MAX_EPOCHS = 1_000_000
MAX_NUMBERS = 50_000_000  # of a path: epochs × entries
MAX_PATH_WORK = 5_000_000_000  # multiplications of updates made one by one, some seconds
UPDATE_WORK = 10_000  # what one update costs besides its n² of them


@dataclass(frozen=True, eq=False)
class QuadraticLoss(Quadratic):
    """The loss of training, with what its curvatures say of every way to go down; see `Quadratic` for its attributes."""

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

    def stable_rate(self, rule: Rule) -> float | None:
        """The rate above which full-batch training by this rule diverges; None where no rate does."""
        if not (self.bias and rule.weight_decay) or rule.adaptive:
            return rule.max_learning_rate(float(self.eigenvalues[-1]))
        return replace(rule, weight_decay=0.0).max_learning_rate(rule.steepest(self.hessian, self.decayed))

    @property
    def decayed(self) -> Floats:
        """(n,) 1 where weight decay applies; 0 for the bias."""
        return np.append(np.ones(self.linear.size - 1), 0.0 if self.bias else 1.0)

    def contraction(self, learning_rate: float) -> Floats:
        """(n,) |1 − ηλ|: what one update leaves of the error in each eigen-direction."""
        return np.asarray(np.abs(1.0 - learning_rate * self.eigenvalues))

    def path(
        self,
        initial_kernel: Array,
        learning_rate: float | Array,
        epochs: int,
        *,
        optimizer: str = "sgd",
        momentum: float = 0.9,
        weight_decay: float = 0.0,
    ) -> tuple[Floats, Floats]:
        """The kernels and losses of full-batch training, without the image.

        Plain gradient descent at one rate is in closed form, wₜ = w* + V (1 − ηλ)ᵗ Vᵀ (w₀ − w*); what else there
        is makes its updates on H, see `core.quadratic.trajectory`. Weight decay spares the bias.

        Parameters
        ----------
        learning_rate : float or ndarray, (epochs,)
            One, or one for each update: a schedule.
        optimizer, momentum, weight_decay
            See `core.quadratic.optimizers.Rule`.

        Returns
        -------
        kernels : ndarray, (epochs + 1, h, w)
            Before the first update, and after each.
        losses : ndarray, (epochs,)
            The loss before each update, as training prints it. Infinite where it leaves float64.

        Raises
        ------
        BadInput
            More numbers than can be drawn.
        """
        n = self.linear.size
        rule = Rule(optimizer, momentum, weight_decay)
        closed = rule.name == "sgd" and not weight_decay and np.ndim(learning_rate) == 0
        rates = np.asarray(learning_rate, dtype=np.float64)
        mixed = self.bias and bool(weight_decay)
        work = 0 if closed or loopless(rule, rates.reshape(-1), mixed) else epochs * (n * n + UPDATE_WORK)
        if not 0 <= epochs <= MAX_EPOCHS or (epochs + 1) * n > MAX_NUMBERS or work > MAX_PATH_WORK:
            raise BadInput(
                "{epochs} epochs of a {entries}-entry kernel are more than can be drawn; use fewer epochs or a smaller kernel",
                epochs=epochs,
                entries=n,
            )
        if closed:
            kernels, losses = self.after(initial_kernel, float(learning_rate), np.arange(epochs + 1))
            return kernels, losses[:-1]
        start, rates = self._start(initial_kernel, rates), np.broadcast_to(rates, epochs)
        kernels = trajectory(
            self.hessian, self.linear, start, rates, rule, eigen=self._eigen, decayed=self.decayed if mixed else None
        )
        return kernels.reshape(-1, *self.shape), self.losses(kernels[:-1])

    def after(self, initial_kernel: Array, learning_rate: float, updates: Array) -> tuple[Floats, Floats]:
        """Kernels (m, h, w) and losses (m,) after each of these numbers of updates, (m,), however large.

        Nothing between them is computed, so a long run costs no more than the points that are drawn.

        Raises
        ------
        BadInput
            A kernel of another shape, with a number that is not finite or beyond 1e100; a learning rate that is not finite.
        """
        left = self._left(initial_kernel, learning_rate, updates)
        with np.errstate(over="ignore", invalid="ignore"):
            # np.matmul of inf and 0 is nan where a kernel has left float64 in one direction.
            kernels = np.nan_to_num(
                (left + self._target) @ self.eigenvectors.T, nan=np.inf, posinf=np.inf, neginf=-np.inf
            )
        return kernels.reshape(-1, *self.shape), self._losses_of(left)

    def losses_after(self, initial_kernel: Array, learning_rate: float, updates: Array) -> Floats:
        """The losses of `after`, (m,), without the kernels, which cost most of it.

        Raises
        ------
        BadInput
            As `after` does.
        """
        return self._losses_of(self._left(initial_kernel, learning_rate, updates))

    def _left(self, initial_kernel: Array, learning_rate: float, updates: Array) -> Floats:
        """(m, n): what is left of the error in each eigen-direction after so many updates."""
        away = self._away(initial_kernel, learning_rate)
        with np.errstate(over="ignore", invalid="ignore"):
            left = (1.0 - learning_rate * self.eigenvalues) ** np.asarray(updates)[:, None] * away
        left[np.isnan(left)] = 0.0
        return np.asarray(left)

    def _losses_of(self, left: Floats) -> Floats:
        with np.errstate(over="ignore", invalid="ignore"):
            losses = self.min_loss + 0.5 * (left**2) @ self.eigenvalues
        return np.nan_to_num(losses, nan=np.inf, posinf=np.inf)

    def epochs_to(self, loss: float, initial_kernel: Array, learning_rate: float) -> int | None:
        """Updates of gradient descent until the loss is at most `loss` for the first time; None where it never is.

        Raises
        ------
        BadInput
            As `after` does.
        """
        above = 0.5 * self.eigenvalues * self._away(initial_kernel, learning_rate) ** 2
        return first_below(above, self.contraction(learning_rate), loss - self.min_loss)

    def _away(self, initial_kernel: Array, learning_rate: float) -> Floats:
        """The start minus the minimizer, in the eigenbasis."""
        start = self._start(initial_kernel, np.asarray(learning_rate))
        return np.asarray(self.eigenvectors.T @ start - self._target)

    def _start(self, initial_kernel: Array, rates: Array) -> Floats:
        """The first kernel, flattened, where it and the rates are numbers to begin with."""
        if not np.isfinite(rates).all():
            rate = rates[~np.isfinite(rates)].flat[0]
            raise BadInput("the learning rate must be a finite number, got {rate}", rate=rate)
        start = self._flat(initial_kernel)
        if not (np.abs(start) <= MAX_VALUE).all():
            raise BadInput(
                "the initial kernel contains a number that is not finite, or larger than 1e100; use finite numbers up to 1e100"
            )
        return start


def quadratic_loss(
    image: Array, target: Array, kernel_size: tuple[int, int], loss: str = "sum", bias: bool = False
) -> QuadraticLoss:
    """The squared error of image ⋆ kernel against target, as a quadratic form of the kernel.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, C)
    target : ndarray, (H − h + 1, W − w + 1)
    kernel_size : (h, w)
    loss : {"sum", "mean"}
        Over the outputs.
    bias : bool
        Learn a number that is added to every output as well.

    Raises
    ------
    BadInput
        Sizes that do not fit, numbers that are not finite or beyond 1e100, a kernel of more than 1024 entries or
        an image that would take more than some seconds.
    """
    if loss not in ("sum", "mean"):
        raise BadInput("there is no loss “{value}”; choose sum or mean", value=loss)
    kernel_size = pair(kernel_size, "kernel size", 0)
    planes, target = checked_pair(image, target, kernel_size)
    products, cross_products = patch_products(planes, target, kernel_size)
    if bias:
        products, cross_products = with_ones(planes, target, products, cross_products)
    scale = 2.0 / target.size if loss == "mean" else 2.0
    constant = float(np.vdot(target, target)) * scale / 2.0
    shape = (*kernel_size, *np.shape(image)[2:])
    return QuadraticLoss(shape, scale * products, scale * cross_products, constant, bias)
