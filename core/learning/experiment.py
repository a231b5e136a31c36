"""One experiment in learning a kernel: the data, where to start, how to go down, when to stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.checks import pair, real
from core.errors import BadInput
from core.learning.loop import OPTIMIZERS, Shape, digest_of
from core.learning.schedules import SCHEDULES
from core.numbers import checked_seed

MAX_EPOCHS = 1_000_000
MAX_NUMBERS = 4_194_304
MAX_PRODUCTS = 2_000_000_000
MAX_RATE = 1e30
LOSSES = ("sum", "mean")


@dataclass(frozen=True, eq=False)
class KernelLearning:
    """Learn K such that image ⋆ K is the target.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, C)
    target : ndarray, (H − h + 1, W − w + 1)
    kernel_size : (h, w)
    learning_rate : float
        Above 0. A rate that makes the run diverge is allowed.
    epochs : int
        Updates of the kernel: each from the whole image, or from one mini-batch.
    optimizer : {"sgd", "momentum", "nesterov", "rmsprop", "adam"}
        Keras's, with its defaults.
    loss : {"sum", "mean"}
        Of the squared errors over all outputs.
    initial_kernel : ndarray (h, w) or (h, w, C), optional
        Where to start; without it standard normal numbers from `seed`.
    seed : int
        Of the first kernel, the noise and the mini-batches, each with a stream of its own.
    flip : bool
        Learn a layer that convolves: its kernel is flipped on both axes before it correlates.
    momentum : float
        For "momentum" and "nesterov", 0 … 1.
    batch_size : int, optional
        Output places in one update; without it all. A batch's loss is scaled so that a rate means the same as without.
    bias : bool
        Learn one number that is added to every output as well; it starts at 0.
    weight_decay : float
        Before each update the kernel (not the bias) loses this share of itself, times the rate
        (Loshchilov and Hutter 2019, decoupled weight decay).
    noise : float
        Standard deviation of normal noise on the target.
    schedule : {"constant", "step", "exponential", "cosine"}, with decay_every and decay
        See `core.learning.schedules.factors`.
    target_loss, patience, tolerance : optional
        See `core.learning.stopping.first_stop`.
    time_limit : float, optional
        Seconds of computing; looked at about five times a second.

    Raises
    ------
    BadInput
        Sizes that do not fit one another, numbers that are not finite or out of range.
    """

    image: Array
    target: Array
    kernel_size: tuple[int, int] = (1, 2)
    learning_rate: float = 2e-2
    epochs: int = 10
    optimizer: str = "sgd"
    loss: str = "sum"
    initial_kernel: Array | None = None
    seed: int = 0
    flip: bool = False
    momentum: float = 0.9
    batch_size: int | None = None
    bias: bool = False
    weight_decay: float = 0.0
    noise: float = 0.0
    schedule: str = "constant"
    decay_every: int = 100
    decay: float = 0.5
    target_loss: float | None = None
    patience: int | None = None
    tolerance: float = 1e-3
    time_limit: float | None = None
    target_with_noise: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        image = _numbers(
            real(self.image, "image"),
            BadInput("the image contains a number that is not finite in float32; use finite numbers up to 3e38"),
        )
        target = _numbers(
            real(self.target, "target"),
            BadInput("the target contains a number that is not finite in float32; use finite numbers up to 3e38"),
        )
        object.__setattr__(self, "image", image)
        object.__setattr__(self, "target", target)
        self._check_sizes()
        self._check_settings()
        if self.noise:
            drawn = np.random.default_rng((self.seed, 1)).normal(scale=self.noise, size=target.shape)
            target = (target + drawn).astype(np.float32)
        object.__setattr__(self, "target_with_noise", target)

    @property
    def kernel_shape(self) -> tuple[int, ...]:
        """(h, w), or (h, w, C) for an image with channels."""
        return (*self.kernel_size, *self.image.shape[2:])

    @cached_property
    def data_digest(self) -> bytes:
        """What tells image, target and kernel size from all others."""
        return digest_of(self.image.reshape(self.shape.image), self.target_with_noise, self.kernel_size)

    def __getstate__(self) -> dict[str, object]:
        """With the digest: a worker is sent an experiment chunk after chunk, and would compute it each time."""
        return {**vars(self), "data_digest": self.data_digest}

    @property
    def shape(self) -> Shape:
        """What decides the graph that trains it."""
        H, W, C = (*self.image.shape, 1)[:3]
        batch = None if self.batch_size == self.target.size else self.batch_size
        return Shape(
            (H, W, C),
            self.kernel_size,
            self.optimizer,
            self.momentum if self.optimizer in ("momentum", "nesterov") else 0.0,
            self.loss,
            self.flip,
            self.bias,
            self.weight_decay,
            batch,
        )

    def _check_sizes(self) -> None:
        if self.image.ndim not in (2, 3) or self.image.size == 0:
            raise BadInput(
                "the image must have rows and columns, with or without channels, got shape {shape}",
                shape=self.image.shape,
            )
        if self.image.size > MAX_NUMBERS:
            raise BadInput(
                "the image has {pixels} pixels, more than the limit of {most} for learning; choose a smaller side",
                pixels=self.image.size,
                most=MAX_NUMBERS,
            )
        (H, W), (h, w) = self.image.shape[:2], pair(self.kernel_size, "kernel size", 0)
        object.__setattr__(self, "kernel_size", (h, w))
        if not (1 <= h <= H and 1 <= w <= W):
            raise BadInput(
                "kernel {kernel} does not fit into image {image}; use a smaller kernel or a larger image",
                kernel=(h, w),
                image=(H, W),
            )
        if self.target.shape != (H - h + 1, W - w + 1):
            raise BadInput(
                "the target has the size {target}; image {image} and kernel {kernel} give {fits}; use a target of that size",
                target=self.target.shape,
                image=(H, W),
                kernel=(h, w),
                fits=(H - h + 1, W - w + 1),
            )
        if self.initial_kernel is None:
            return
        kernel = _numbers(
            real(self.initial_kernel, "initial kernel"),
            BadInput(
                "the initial kernel contains a number that is not finite in float32; use finite numbers up to 3e38"
            ),
        )
        object.__setattr__(self, "initial_kernel", kernel)
        if kernel.shape != self.kernel_shape:
            raise BadInput(
                "the initial kernel has size {initial}, but the kernel to learn has size {kernel}",
                initial=kernel.shape,
                kernel=self.kernel_shape,
            )

    def _check_choices(self) -> None:
        if self.optimizer not in OPTIMIZERS:
            raise BadInput(
                "there is no optimizer “{value}”; choose one of {choices}",
                value=self.optimizer,
                choices=", ".join(OPTIMIZERS),
            )
        if self.loss not in LOSSES:
            raise BadInput("there is no loss “{value}”; choose sum or mean", value=self.loss)
        if self.schedule not in SCHEDULES:
            raise BadInput(
                "there is no schedule “{value}”; choose one of {choices}",
                value=self.schedule,
                choices=", ".join(SCHEDULES),
            )

    def _check_settings(self) -> None:
        check_rate(self.learning_rate)
        checked_seed(self.seed)
        if not 1 <= self.epochs <= MAX_EPOCHS:
            raise BadInput("epochs must be from 1 to {most:,}, got {epochs}", most=MAX_EPOCHS, epochs=self.epochs)
        self._check_choices()
        places = self.target.size
        for number, low, high, error in (
            (self.momentum, 0, 1, BadInput("momentum must be from 0 to 1, got {v}", v=self.momentum)),
            (self.weight_decay, 0, 1e6, BadInput("weight decay must be from 0 to 1e6, got {v}", v=self.weight_decay)),
            (self.noise, 0, 1e6, BadInput("the noise on the target must be from 0 to 1e6, got {v}", v=self.noise)),
            (self.decay, 0, 1, BadInput("the schedule's decay must be from 0 to 1, got {v}", v=self.decay)),
            (
                self.decay_every,
                1,
                MAX_EPOCHS,
                BadInput(
                    "the schedule must change every 1 to {most:,} updates, got {v}",
                    most=MAX_EPOCHS,
                    v=self.decay_every,
                ),
            ),
            (
                self.batch_size,
                1,
                places,
                BadInput("the batch size must be between 1 and {most:,}, got {v}", most=places, v=self.batch_size),
            ),
            (
                self.target_loss,
                0,
                1e30,
                BadInput("the loss to stop at must be from 0 to 1e30, got {v}", v=self.target_loss),
            ),
            (
                self.patience,
                1,
                1e6,
                BadInput("the patience must be from 1 to 1,000,000 updates, got {v}", v=self.patience),
            ),
            (self.tolerance, 0, 1, BadInput("the plateau's tolerance must be from 0 to 1, got {v}", v=self.tolerance)),
            (
                self.time_limit,
                0,
                86_400,
                BadInput("the time limit must be from 0 seconds to one day, got {v}", v=self.time_limit),
            ),
        ):
            if number is not None and not low <= number <= high:  # also catches NaN
                raise error
        if self.shape.products > MAX_PRODUCTS:
            raise BadInput(
                "one update would take {products:,} multiplications, more than {most:,}; use a smaller image or kernel,"
                " or mini-batches",
                products=self.shape.products,
                most=MAX_PRODUCTS,
            )


def check_rate(rate: float) -> None:
    """A learning rate must be a number above 0; how large is stable is for the data to say.

    Raises
    ------
    BadInput
        The rate is not above 0, or not finite.
    """
    if not 0 < rate <= MAX_RATE:
        raise BadInput("the learning rate must be above 0 and at most {most:g}, got {rate}", most=MAX_RATE, rate=rate)


def _numbers(values: Array, error: BadInput) -> Array:
    with np.errstate(over="ignore"):
        numbers = np.ascontiguousarray(values, dtype=np.float32)
    if not np.isfinite(numbers).all():
        raise error
    return numbers
