"""Sweeps: one experiment repeated over a grid of learning rates, first kernels, and one thing more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.checks import real
from core.correlation.correlate2d import correlate
from core.errors import BadInput
from core.learning.experiment import MAX_EPOCHS, KernelLearning, check_rate
from core.numbers import checked_seed
from core.quadratic.optimizers import Rule
from core.quadratic.patches import checked_pair

Value = str | float | tuple[int, int]

VARIED = ("optimizer", "noise", "kernel_size")
MAX_RUNS = 20_000
MAX_WORK = 500_000_000_000  # multiplications of a whole sweep, about a minute or two
MAX_UPDATES = 2_000_000  # that TensorFlow makes in a sweep of mini-batches


@dataclass(frozen=True, eq=False)
class Sweep:
    """Learn `true_kernel` from an image and its output, once for each (value, seed, rate).

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, C)
    true_kernel : ndarray, (h, w) or (h, w, C)
        Makes the target. A larger kernel is learned with zeros below and to the right of it.
    rates, seeds : tuple
        Learning rates; seeds of the first kernel, the noise and the mini-batches, as in `KernelLearning`.
    varied : {"optimizer", "noise", "kernel_size"}
    values : tuple
        What `varied` takes: names, standard deviations of the noise on the target, or sizes (h, w).
    epochs, optimizer, noise, kernel_size, loss, momentum, weight_decay, schedule, decay_every, decay
        As in `KernelLearning`, where they do not vary; no size means the true kernel's.
    batch_size : int, optional
        Mini-batches are trained in TensorFlow, run by run; all else goes through the quadratic form.
    bias : bool

    Raises
    ------
    BadInput
        Empty or repeated axes, values out of range, more than 20,000 runs or more work than about two minutes.
    """

    image: Array
    true_kernel: Array
    rates: tuple[float, ...]
    seeds: tuple[int, ...]
    varied: str = "optimizer"
    values: tuple[Value, ...] = ("sgd",)
    epochs: int = 200
    optimizer: str = "sgd"
    noise: float = 0.0
    kernel_size: tuple[int, int] | None = None
    loss: str = "sum"
    momentum: float = 0.9
    weight_decay: float = 0.0
    batch_size: int | None = None
    bias: bool = False
    schedule: str = "constant"
    decay_every: int = 100
    decay: float = 0.5

    def __post_init__(self) -> None:
        if self.varied not in VARIED:
            raise BadInput(
                "a sweep can vary the optimizer, the noise or the kernel size, not “{value}”", value=self.varied
            )
        for axis, error in (
            (self.rates, BadInput("list at least one learning rate, without duplicates")),
            (self.seeds, BadInput("list at least one seed, without duplicates")),
            (self.values, BadInput("list at least one value to vary, without duplicates")),
        ):
            if not axis or len(set(axis)) != len(axis):
                raise error
        if self.runs > MAX_RUNS:
            raise BadInput(
                "{values} × {seeds} × {rates} make {runs:,} runs, over the limit of {most:,}; use fewer rates, seeds or values",
                values=len(self.values),
                seeds=len(self.seeds),
                rates=len(self.rates),
                runs=self.runs,
                most=MAX_RUNS,
            )
        if not 1 <= self.epochs <= MAX_EPOCHS:
            raise BadInput("epochs must be from 1 to {most:,}, got {epochs}", most=MAX_EPOCHS, epochs=self.epochs)
        for name, values in (("image", self.image), ("kernel", self.true_kernel)):
            real(values, name)
        if self.true_kernel.ndim != self.image.ndim or self.true_kernel.shape[2:] != self.image.shape[2:]:
            raise BadInput(
                "kernel {kernel} does not match image {image}: the number of channels must be the same; use a kernel with as many channels as the image",
                kernel=self.true_kernel.shape,
                image=self.image.shape,
            )
        for rate in self.rates:
            check_rate(rate)
        for seed in self.seeds:
            checked_seed(seed)
        for value in range(len(self.values)):
            self._check(value)
        for value in range(len(self.values) if self.trained else 1):
            self.experiment(
                value, 0, 0
            )  # refuses what a single run would: a kernel of nan, a batch larger than the output
        if self.work > MAX_WORK or (self.trained and self.runs * self.epochs > MAX_UPDATES):
            raise BadInput(
                "{runs:,} runs of {epochs:,} epochs take too long on this data; use fewer runs or epochs, or a smaller kernel or image",
                runs=self.runs,
                epochs=self.epochs,
            )

    @property
    def trained(self) -> bool:
        """Whether TensorFlow makes the runs, one after another."""
        return bool(self.batch_size)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(values, seeds, rates)."""
        return len(self.values), len(self.seeds), len(self.rates)

    @property
    def runs(self) -> int:
        """How many runs there are; run i is `numpy.unravel_index(i, shape)`."""
        return int(np.prod(self.shape))

    @cached_property
    def work(self) -> int:
        """Multiplications that the updates take; gradient descent in closed form takes next to none."""
        total = 0
        for value in range(len(self.values)):
            size, rule = self.size(value), self.rule(value)
            entries = int(np.prod(size)) * int(np.prod(self.image.shape[2:], dtype=int))
            if self.batch_size:
                total += self.batch_size * entries * self.epochs * (self.runs // len(self.values))
            elif not in_closed_form(self, rule):
                entries += self.bias
                total += (entries**2 + 50 * entries) * self.epochs * (self.runs // len(self.values))
        return total

    def size(self, value: int) -> tuple[int, int]:
        """(h, w) that is learned with the value number `value`."""
        chosen = self.values[value] if self.varied == "kernel_size" else self.kernel_size
        if isinstance(chosen, tuple):
            return chosen
        return self.true_kernel.shape[0], self.true_kernel.shape[1]

    def rule(self, value: int) -> Rule:
        """The optimizer of the value number `value`."""
        name = str(self.values[value]) if self.varied == "optimizer" else self.optimizer
        return Rule(name, self.momentum, self.weight_decay)

    def noise_of(self, value: int) -> float:
        """The standard deviation of the noise with the value number `value`."""
        chosen = self.values[value]
        return float(chosen) if self.varied == "noise" and not isinstance(chosen, tuple) else self.noise

    def wanted_kernel(self, value: int) -> Array:
        """The true kernel, with zeros up to the size that is learned."""
        (h, w), size = self.true_kernel.shape[:2], self.size(value)
        more = ((0, size[0] - h), (0, size[1] - w), (0, 0))
        return np.pad(np.asarray(self.true_kernel, dtype=np.float64), more[: self.true_kernel.ndim])

    def target(self, value: int) -> Array:
        """The output to learn, without noise."""
        image = np.asarray(self.image, dtype=np.float64)
        return correlate(image, self.wanted_kernel(value))

    def experiment(self, value: int, seed: int, rate: int) -> KernelLearning:
        """One run of the sweep, by its three numbers, to train or to reopen alone."""
        return KernelLearning(
            self.image,
            self.target(value),
            kernel_size=self.size(value),
            learning_rate=self.rates[rate],
            epochs=self.epochs,
            optimizer=self.rule(value).name,
            loss=self.loss,
            seed=self.seeds[seed],
            momentum=self.momentum,
            batch_size=self.batch_size,
            bias=self.bias,
            weight_decay=self.weight_decay,
            noise=self.noise_of(value),
            schedule=self.schedule,
            decay_every=self.decay_every,
            decay=self.decay,
        )

    def _check(self, value: int) -> None:
        """The rules of one value: its optimizer, noise and size, and that they fit the data."""
        self.rule(value)
        chosen = self.values[value]
        if self.varied == "kernel_size" and not isinstance(chosen, tuple):
            raise BadInput("a kernel size must be two whole numbers, rows and columns, got {value}", value=chosen)
        if self.varied == "noise" and isinstance(chosen, (str, tuple)):
            raise BadInput("the noise on the target must be from 0 to 1e6, got {v}", v=chosen)
        if not 0 <= self.noise_of(value) <= 1e6:
            raise BadInput("the noise on the target must be from 0 to 1e6, got {v}", v=self.noise_of(value))
        size, true = self.size(value), self.true_kernel.shape[:2]
        if size[0] < true[0] or size[1] < true[1]:
            raise BadInput(
                "a {size} kernel cannot reproduce a true kernel of size {true}; learn one at least as large",
                size=size,
                true=true,
            )
        fits = (max(0, self.image.shape[0] - size[0] + 1), max(0, self.image.shape[1] - size[1] + 1))
        checked_pair(self.image, np.zeros(fits), size)


def in_closed_form(sweep: Sweep, rule: Rule) -> bool:
    """Whether all updates of a rule are one power: plain gradient descent at one rate."""
    return rule.name == "sgd" and not rule.weight_decay and sweep.schedule == "constant"
