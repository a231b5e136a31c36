"""TensorFlow learns a kernel from an image and the output it should have, by gradient descent.

`advance` keeps nothing between calls: state in, state out, all of it small. So a run can be watched chunk by
chunk, its learning rate changed in mid-run, stopped by not asking for more, and carried on by any process.
TensorFlow is imported inside functions only; they run in worker processes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from core import images
from core.arrays import Array
from core.learning import loop, schedules
from core.learning.experiment import KernelLearning, check_rate
from core.learning.stopping import Watch, first_stop

NOTHING_SEEN = Watch()


@dataclass(frozen=True, eq=False)
class TrainingState:
    """Where a run stands.

    Attributes
    ----------
    epoch : int
        Updates made.
    kernel : ndarray, (h, w) or (h, w, C), float32
        Finite even after a divergence: from before the update that would have broken it.
    bias : float
    stopped : str
        Why the run ended by itself, one of `core.learning.stopping.REASONS`, or "".
    seconds : float
        Time spent in `advance`.
    memory : tuple of ndarray
        What the optimizer remembers; () before the first update.
    watch : Watch
        What the plateau rule remembers.
    """

    epoch: int
    kernel: Array
    bias: float = 0.0
    stopped: str = ""
    seconds: float = 0.0
    memory: tuple[Array, ...] = ()
    watch: Watch = NOTHING_SEEN

    @property
    def diverged(self) -> bool:
        return self.stopped == "diverged"


@dataclass(frozen=True, eq=False)
class LearningResult:
    """A whole run: losses[i] is the loss before update i + 1; `stopped_because` is one of `core.learning.stopping.REASONS`."""

    losses: Array
    kernel: Array
    stopped_because: str
    bias: float = 0.0
    seconds: float = 0.0


def start(experiment: KernelLearning) -> TrainingState:
    """The state before the first update."""
    kernel = experiment.initial_kernel
    if kernel is None:
        kernel = np.random.default_rng(experiment.seed).normal(size=experiment.kernel_shape)
    return TrainingState(0, np.asarray(kernel, dtype=np.float32))


def advance(
    experiment: KernelLearning, state: TrainingState, epochs: int, learning_rate: float | None = None
) -> tuple[TrainingState, Array]:
    """Make `epochs` more updates from `state`, in TensorFlow.

    Parameters
    ----------
    learning_rate : float, optional
        In place of the experiment's; its schedule still applies.

    Returns
    -------
    state : TrainingState
    losses : ndarray, float32
        The loss before each update made: `epochs` of them, or fewer where the run stopped; always finite.

    Raises
    ------
    BadInput
        A learning rate that is not above 0 and finite.
    """
    rate = experiment.learning_rate if learning_rate is None else learning_rate
    check_rate(rate)
    data = loop.Data(
        experiment.image.reshape(experiment.shape.image),
        experiment.target_with_noise,
        experiment.kernel_size,
        experiment.data_digest,
    )
    losses = [np.empty(0, dtype=np.float32)]
    while epochs > 0 and not state.stopped:
        count = min(epochs, experiment.shape.chunk)
        state, seen = _chunk(experiment, data, state, count, rate)
        losses.append(seen)
        epochs -= count
    return state, np.concatenate(losses)


def learn(experiment: KernelLearning) -> LearningResult:
    """The whole run at once.

    Raises
    ------
    BadInput
        A state or rate that `advance` refuses.
    """
    state, losses = advance(experiment, start(experiment), experiment.epochs)
    return LearningResult(losses, state.kernel, state.stopped or "epochs", state.bias, state.seconds)


def _chunk(
    experiment: KernelLearning, data: loop.Data, state: TrainingState, count: int, rate: float
) -> tuple[TrainingState, Array]:
    """Up to `count` updates, which one call of the graph can make, and the stop rules on their losses."""
    begun = time.perf_counter()
    rates = rate * schedules.factors(
        experiment.schedule,
        state.epoch + np.arange(count),
        epochs=experiment.epochs,
        every=experiment.decay_every,
        decay=experiment.decay,
    )
    before: loop.Arrays = (
        state.kernel.reshape(experiment.shape.weights),
        *((np.asarray(state.bias, dtype=np.float32),) if experiment.bias else ()),
        *state.memory,
    )

    def run(updates: int) -> tuple[Array, loop.Arrays]:
        if updates == 0:
            return np.empty(0, dtype=np.float32), before
        return loop.run(experiment.shape, data, before, rates[:updates], updates, state.epoch, experiment.seed)

    losses, after = run(count)
    finite = int(np.isfinite(losses).sum())
    made, stopped, watch = first_stop(
        losses[:finite].tolist(),
        state.watch,
        target_loss=experiment.target_loss,
        patience=experiment.patience,
        tolerance=experiment.tolerance,
    )
    if not stopped and finite < count:
        stopped = "diverged"
    # The graph knows no rules: where the run ends earlier, the same updates are made again, fewer of them.
    if made < count:
        _, after = run(made)
    while not all(np.isfinite(part).all() for part in after):
        stopped, made = "diverged", made - 1
        _, after = run(made)
    seconds = state.seconds + time.perf_counter() - begun
    if not stopped and experiment.time_limit is not None and seconds >= experiment.time_limit:
        stopped = "time"
    kernel, rest = after[0].reshape(experiment.kernel_shape), after[1:]
    bias, memory = (float(rest[0]), rest[1:]) if experiment.bias else (0.0, rest)
    return TrainingState(state.epoch + made, kernel, bias, stopped, seconds, memory, watch), losses[:made]


def warm_up() -> None:
    """Compile the notebook's own run, so that a worker's first visitor finds it ready."""
    band = images.band()
    learn(KernelLearning(band, band[:, 1:]))
