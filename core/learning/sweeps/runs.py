"""Running a sweep in short chunks that keep nothing between them: state in, state out.

So a page can draw what is there, tell the time left, and cancel by not asking for more. Full-batch runs are
made together, as rows of one matrix, through the quadratic form; mini-batches train in TensorFlow.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.arrays import Array, Floats
from core.correlation.correlate2d import correlate
from core.learning import training as learning
from core.learning.experiment import KernelLearning
from core.learning.schedules import factors
from core.learning.sweeps.blocks import Block, block, losses
from core.learning.sweeps.sweep import Sweep, in_closed_form
from core.quadratic.loss import QuadraticLoss, quadratic_loss

CHUNK_SECONDS = 0.15


@dataclass(frozen=True, eq=False)
class SweepState:
    """What is known of a sweep so far; arrays are (values, seeds, rates), nan where a run is not done.

    Attributes
    ----------
    done : int
        Runs that are finished; they are made in order.
    losses : ndarray
        After the last update, infinite where the run left float64.
    first_losses : ndarray
        Before the first one: a run that ends higher has diverged.
    distances : ndarray
        Between the learned and the true kernel (Frobenius norm).
    limits : ndarray, (values,)
        The largest stable learning rate; nan where an optimizer has none, or it is not known yet.
    seconds : float
        Time spent in `advance`.
    """

    done: int
    losses: Floats
    first_losses: Floats
    distances: Floats
    limits: Floats
    seconds: float = 0.0
    form: tuple[int, QuadraticLoss] | None = None
    block: Block | None = None
    training: learning.TrainingState | None = None

    @property
    def diverged(self) -> Array:
        """(values, seeds, rates): ended higher than it began."""
        return np.asarray(self.losses > self.first_losses)


def start(sweep: Sweep) -> SweepState:
    """The state before the first run."""
    nothing = np.full(sweep.shape, np.nan)
    return SweepState(0, nothing, nothing, nothing, np.full(len(sweep.values), np.nan))


def finished(sweep: Sweep, state: SweepState) -> bool:
    return state.done == sweep.runs


def fraction(sweep: Sweep, state: SweepState) -> float:
    """The part of the sweep's updates that is made, 0 … 1."""
    part = state.done * sweep.epochs
    if state.block is not None:
        part += (state.block.stop - state.block.first) * state.block.updates
    if state.training is not None:
        part += state.training.epoch
    return part / (sweep.runs * sweep.epochs)


def advance(sweep: Sweep, state: SweepState, seconds: float = CHUNK_SECONDS) -> SweepState:
    """Go on for about `seconds`; a sweep that is finished comes back as it is.

    Longer only where a single form takes longer to build (a quarter of a second for 512² with 15×15), or where
    TensorFlow must first compile.

    Raises
    ------
    BadInput
        A run whose settings break a rule of `KernelLearning`.
    """
    begun = time.perf_counter()
    while not finished(sweep, state) and time.perf_counter() - begun < seconds:
        form = state.form
        if form is None or form[0] != _place(sweep, state.done)[0]:
            if time.perf_counter() - begun > seconds / 3:
                break  # a form cannot be left half built, so it begins a chunk
            state = _with_form(sweep, state)
        elif sweep.trained:
            state = _trained(sweep, state)
        else:
            if state.block is None:
                state = replace(state, block=block(sweep, *form, state.done))
            state = _descended(sweep, state, begun + seconds)
    return replace(state, seconds=state.seconds + time.perf_counter() - begun)


def run(sweep: Sweep) -> SweepState:
    """The whole sweep at once.

    Raises
    ------
    BadInput
        A run whose settings break a rule of `KernelLearning`.
    """
    return advance(sweep, start(sweep), float("inf"))


def table(sweep: Sweep, state: SweepState) -> dict[str, list[Any]]:
    """The finished runs as columns, one row a run, for CSV and JSON."""
    # In order, but for a sweep in lanes, of which each has its own.
    done = np.flatnonzero(~np.isnan(state.losses))
    value, seed, rate = np.unravel_index(done, sweep.shape)
    sizes = [f"{v[0]}x{v[1]}" if isinstance(v, tuple) else v for v in sweep.values]
    return {
        sweep.varied: [sizes[i] for i in value],
        "seed": [sweep.seeds[i] for i in seed],
        "learning_rate": [sweep.rates[i] for i in rate],
        "epochs": [sweep.epochs] * done.size,
        "first_loss": state.first_losses.reshape(-1)[done].tolist(),
        "final_loss": state.losses.reshape(-1)[done].tolist(),
        "distance": state.distances.reshape(-1)[done].tolist(),
        "largest_stable_rate": [float(state.limits[i]) for i in value],
    }


def _place(sweep: Sweep, number: int) -> tuple[int, int, int]:
    value, seed, rate = np.unravel_index(number, sweep.shape)
    return int(value), int(seed), int(rate)


def _with_form(sweep: Sweep, state: SweepState) -> SweepState:
    """The quadratic form of the next value, and what it says of stability."""
    value = _place(sweep, state.done)[0]
    form = quadratic_loss(sweep.image, sweep.target(value), sweep.size(value), sweep.loss, bias=sweep.bias)
    limit = form.stable_rate(sweep.rule(value))
    limits = state.limits.copy()
    limits[value] = np.nan if limit is None else limit
    return replace(state, form=(value, form), limits=limits)


def _descended(sweep: Sweep, state: SweepState, until: float) -> SweepState:
    """The block's updates until `until`, and its results where it is through."""
    assert state.form is not None and state.block is not None
    (value, form), at = state.form, state.block
    rule = sweep.rule(value)
    rates = np.asarray(sweep.rates)[np.arange(at.first, at.stop) % len(sweep.rates), None]
    with np.errstate(over="ignore", invalid="ignore"):
        if in_closed_form(sweep, rule):
            power = (1.0 - rates * form.eigenvalues) ** sweep.epochs
            away = np.nan_to_num(power * (at.kernels @ form.eigenvectors - at.least), nan=0.0, posinf=np.inf)
            return _recorded(sweep, state, away + at.least)
        kernels, memory, updates = at.kernels.copy(), tuple(part.copy() for part in at.memory), at.updates
        scheduled = factors(
            sweep.schedule,
            np.arange(sweep.epochs),
            epochs=sweep.epochs,
            every=sweep.decay_every,
            decay=sweep.decay,
        )
        while updates < sweep.epochs:
            updates += 1
            rate = rates * scheduled[updates - 1]
            rule.update(kernels, memory, kernels @ form.hessian - at.linear, rate, updates, form.decayed)
            if time.perf_counter() > until:
                break
        if updates == sweep.epochs:
            return _recorded(sweep, state, kernels @ form.eigenvectors)
    return replace(state, block=replace(at, updates=updates, kernels=kernels, memory=memory))


def _recorded(sweep: Sweep, state: SweepState, end: Floats) -> SweepState:
    """The block's results: `end`, (runs, n), are the last kernels in the eigenbasis."""
    assert state.form is not None and state.block is not None
    (value, form), at = state.form, state.block
    true = sweep.wanted_kernel(value).reshape(-1)
    with np.errstate(over="ignore", invalid="ignore"):
        apart = (end @ form.eigenvectors.T)[:, : true.size] - true  # the kernel's; a bias comes behind it
        distances = np.nan_to_num(np.sqrt((apart**2).sum(axis=1)), nan=np.inf, posinf=np.inf)
    ends = losses(form, end, at.least, at.floor)
    return replace(_put(state, at.first, at.stop, ends, at.first_losses, distances), block=None)


def _trained(sweep: Sweep, state: SweepState) -> SweepState:
    """One call of the compiled loop for the run under way, and its results where it is through."""
    value, seed, rate = _place(sweep, state.done)
    experiment = sweep.experiment(value, seed, rate)
    training = state.training or learning.start(experiment)
    count = min(sweep.epochs - training.epoch, experiment.shape.chunk)
    training, _ = learning.advance(experiment, training, count)
    if not training.stopped and training.epoch < sweep.epochs:
        return replace(state, training=training)
    loss = np.inf if training.diverged else _loss(experiment, training)
    apart = np.asarray(training.kernel, dtype=np.float64) - sweep.wanted_kernel(value)
    distance = np.inf if training.diverged else float(np.linalg.norm(apart))
    first = _loss(experiment, learning.start(experiment))
    return replace(_put(state, state.done, state.done + 1, loss, first, distance), training=None)


def _loss(experiment: KernelLearning, state: learning.TrainingState) -> float:
    """Over all outputs, as everywhere in a sweep: a batch's own would be a sample of it."""
    output = correlate(np.asarray(experiment.image, dtype=np.float64), np.asarray(state.kernel, dtype=np.float64))
    error = output + state.bias - experiment.target_with_noise
    squares = float(np.vdot(error, error))
    return squares / error.size if experiment.loss == "mean" else squares


def _put(state: SweepState, first: int, stop: int, losses: Any, first_losses: Any, distances: Any) -> SweepState:
    """The state with the results of the runs first … stop − 1."""

    def filled(before: Floats, values: Any) -> Floats:
        after = before.copy()
        after.reshape(-1)[first:stop] = values
        return after

    return replace(
        state,
        done=stop,
        losses=filled(state.losses, losses),
        first_losses=filled(state.first_losses, first_losses),
        distances=filled(state.distances, distances),
    )
