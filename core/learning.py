"""TensorFlow learns a kernel from an image and the output it should have, by gradient descent.

`advance` keeps nothing between calls: state in, state out, all of it small. So a run can be watched chunk by
chunk, its learning rate changed in mid-run, stopped by not asking for more, and carried on by any process.
TensorFlow is imported inside functions only; they run in worker processes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.errors import BadInput

Array = np.ndarray[Any, np.dtype[Any]]

MOST_EPOCHS = 1_000_000
MOST_PIXELS = 4_194_304
MOST_RATE = 1e6
CHUNK = 1024  # updates in one call of the graph: the buffer for their losses has this fixed size
TINY = 4_096  # output numbers up to which compiling the whole loop pays

LOSSES = ("sum", "mean")


@dataclass(frozen=True, eq=False)
class KernelLearning:
    """One experiment: learn K such that image ⋆ K is the target.

    Parameters
    ----------
    image : ndarray, (H, W)
    target : ndarray, (H − h + 1, W − w + 1)
    kernel_size : (h, w)
    learning_rate : float
    epochs : int
        Updates of the kernel, each from the whole image.
    loss : {"sum", "mean"}
        Of the squared errors over all outputs.
    initial_kernel : ndarray (h, w), optional
        Where to start; without it standard normal numbers from `seed`.
    flip : bool
        Learn a layer that convolves: its kernel is flipped on both axes before it correlates.

    Raises
    ------
    BadInput
        Sizes that do not fit one another, numbers that are not finite, a rate or epochs out of range.
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

    def __post_init__(self) -> None:
        for name in ("image", "target"):
            values = np.ascontiguousarray(getattr(self, name), dtype=np.float32)
            object.__setattr__(self, name, values)
            if values.ndim != 2 or values.size == 0:
                raise BadInput(
                    "the {name} must have rows and columns, got shape {shape}", name=name, shape=values.shape
                )
            if not np.isfinite(values).all():
                raise BadInput("the {name} holds a number that is not finite in float32", name=name)
        if self.image.size > MOST_PIXELS:
            raise BadInput(
                "the image has {pixels} pixels, more than the {most} that are learned from; choose a smaller side",
                pixels=self.image.size,
                most=MOST_PIXELS,
            )
        (H, W), (h, w) = self.image.shape, self.kernel_size
        if h < 1 or w < 1 or h > H or w > W:
            raise BadInput("kernel {kernel} does not fit into image {image}", kernel=(h, w), image=(H, W))
        if self.target.shape != (H - h + 1, W - w + 1):
            raise BadInput(
                "the target has the size {target}; image {image} and kernel {kernel} give {fits}",
                target=self.target.shape,
                image=(H, W),
                kernel=(h, w),
                fits=(H - h + 1, W - w + 1),
            )
        check_rate(self.learning_rate)
        if not 1 <= self.epochs <= MOST_EPOCHS:
            raise BadInput("epochs must be from 1 to {most}, got {epochs}", most=MOST_EPOCHS, epochs=self.epochs)
        if self.loss not in LOSSES:
            raise BadInput("there is no loss “{loss}”; choose sum or mean", loss=self.loss)
        if self.optimizer != "sgd":
            raise BadInput("there is no optimizer “{optimizer}”", optimizer=self.optimizer)
        if self.seed < 0:
            raise BadInput("the seed must be 0 or a larger whole number, got {seed}", seed=self.seed)
        if self.initial_kernel is not None and np.shape(self.initial_kernel) != (h, w):
            raise BadInput(
                "the initial kernel has the size {initial}, the kernel to learn {kernel}",
                initial=np.shape(self.initial_kernel),
                kernel=(h, w),
            )


@dataclass(frozen=True, eq=False)
class TrainingState:
    """Where a run stands after `epoch` updates: the kernel (h, w), float32, finite even after a divergence."""

    epoch: int
    kernel: Array
    diverged: bool = False


@dataclass(frozen=True, eq=False)
class LearningResult:
    """A whole run: losses[i] is the loss before update i + 1; why it stopped ("epochs" or "diverged")."""

    losses: Array
    kernel: Array
    stopped_because: str


def check_rate(rate: float) -> None:
    """A learning rate must be a number above 0; how large is stable is for the data to say."""
    if not 0 < rate <= MOST_RATE:
        raise BadInput("the learning rate must be above 0 and at most {most:g}, got {rate}", most=MOST_RATE, rate=rate)


def start(experiment: KernelLearning) -> TrainingState:
    """The state before the first update."""
    kernel = experiment.initial_kernel
    if kernel is None:
        kernel = np.random.default_rng(experiment.seed).normal(size=experiment.kernel_size)
    return TrainingState(0, np.asarray(kernel, dtype=np.float32))


def advance(
    experiment: KernelLearning, state: TrainingState, epochs: int, learning_rate: float | None = None
) -> tuple[TrainingState, Array]:
    """Make `epochs` more updates from `state`, in TensorFlow.

    Returns
    -------
    state : TrainingState
    losses : ndarray, (epochs,), float32
        The loss before each update; fewer of them where the run diverged, and `state.diverged` is set.
    """
    rate = experiment.learning_rate if learning_rate is None else learning_rate
    check_rate(rate)
    loop = _loop(experiment.image.shape, experiment.kernel_size, experiment.loss, experiment.flip)
    losses: list[Array] = []
    while epochs > 0 and not state.diverged:
        count = min(epochs, CHUNK)
        kernel, history, made = (
            np.asarray(part) for part in loop(experiment.image, experiment.target, state.kernel, rate, count)
        )
        losses.append(history[: int(made)])
        state = replace(state, epoch=state.epoch + int(made), kernel=kernel, diverged=int(made) < count)
        epochs -= count
    return state, np.concatenate(losses) if losses else np.empty(0, dtype=np.float32)


def learn(experiment: KernelLearning) -> LearningResult:
    """The whole run at once."""
    state, losses = advance(experiment, start(experiment), experiment.epochs)
    return LearningResult(losses, state.kernel, "diverged" if state.diverged else "epochs")


@functools.lru_cache(maxsize=32)
def _loop(shape: tuple[int, int], kernel_size: tuple[int, int], loss: str, flip: bool) -> Callable[..., Any]:
    """Gradient descent for these shapes, its loop inside TensorFlow's graph; traced once."""
    import tensorflow as tf

    h, w = kernel_size
    outputs = (shape[0] - h + 1) * (shape[1] - w + 1)

    def loss_of(image: Any, target: Any, kernel: Any) -> Any:
        used = tf.reverse(kernel, axis=[0, 1]) if flip else kernel
        output = tf.nn.conv2d(image[None, :, :, None], used[:, :, None, None], 1, "VALID")[0, :, :, 0]
        total = tf.reduce_sum(tf.square(output - target))
        return total / outputs if loss == "mean" else total

    def loop(image: Any, target: Any, kernel: Any, rate: Any, count: Any) -> Any:
        def update(i: Any, kernel: Any, history: Any, _finite: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(kernel)
                value = loss_of(image, target, kernel)
            after = kernel - rate * tape.gradient(value, kernel)
            finite = tf.math.is_finite(value) & tf.reduce_all(tf.math.is_finite(after))
            history = tf.tensor_scatter_nd_update(history, [[i]], [value])
            return (
                i + tf.cast(finite, tf.int32),
                tf.where(finite, after, kernel),
                history,
                finite,
            )

        made, kernel, history, _ = tf.while_loop(
            lambda i, _kernel, _history, finite: (i < count) & finite,
            update,
            (tf.constant(0), kernel, tf.zeros([CHUNK]), tf.constant(True)),
        )
        return kernel, history, made

    signature = [
        tf.TensorSpec(shape, tf.float32),
        tf.TensorSpec((shape[0] - h + 1, shape[1] - w + 1), tf.float32),
        tf.TensorSpec(kernel_size, tf.float32),
        tf.TensorSpec((), tf.float32),
        tf.TensorSpec((), tf.int32),
    ]
    return tf.function(loop, input_signature=signature, jit_compile=outputs <= TINY)  # type: ignore[no-any-return]
