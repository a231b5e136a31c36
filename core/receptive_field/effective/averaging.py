"""Effective receptive fields: how much each cell of the input really moves one unit.

The gradient of one unit with respect to the input, in TensorFlow, averaged over random weights and inputs
(Luo, Li, Urtasun & Zemel, NeurIPS 2016, sections 2 and 3.1). `advance` keeps nothing between calls: state in,
state out. So an average can be watched while it grows, and stopped by not asking for more.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array, Floats, Mask
from core.errors import BadInput
from core.receptive_field.effective import network as effective_network
from core.receptive_field.effective import training as effective_training
from core.receptive_field.effective.experiment import INPUTS, EffectiveFieldExperiment
from core.receptive_field.effective.theory import deviation, smallest
from core.receptive_field.effective.training import UPDATES, Training
from core.receptive_field.field import Row
from core.receptive_field.layer import Layer, image_size
from core.receptive_field.regions import Box

DEPTHS = (1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True, eq=False)
class EffectiveState:
    """Where an average stands.

    Attributes
    ----------
    samples : int
        Gradients taken so far.
    silent : int
        Those among them that were zero everywhere: every way to the unit was closed by a ReLU. They do not count.
    energy : ndarray, (H, W)
        The sum of the squared gradients, each divided by its own sum.
    steps : int
        Steps of `EffectiveField.steps` made.
    seconds : float
        Time spent in `advance`.
    training : Training or None
        The network in training, or in use.
    losses : tuple of float
        Of the newest network, before each update.
    """

    samples: int
    silent: int
    energy: Floats
    steps: int = 0
    seconds: float = 0.0
    training: Training | None = None

    @property
    def losses(self) -> tuple[float, ...]:
        return () if self.training is None else self.training.losses


@dataclass(frozen=True, eq=False)
class EffectiveFieldResult:
    """What an energy says.

    Attributes
    ----------
    energy : ndarray, (H, W)
        Mean squared gradient; its sum is 1, or 0 while there is none.
    held : ndarray of bool, (H, W)
        The fewest cells that hold 95 % of it.
    box : (top, left, bottom, right)
        The theoretical receptive field inside the input, inclusive.
    deviation : (float, float)
        The energy's standard deviation along rows and columns, in cells.
    """

    energy: Floats
    held: Mask
    box: Box
    deviation: tuple[float, float]

    @property
    def cells(self) -> int:
        """Cells in the theoretical box."""
        top, left, bottom, right = self.box
        return (bottom - top + 1) * (right - left + 1)

    @property
    def share(self) -> float:
        """Of the box's cells, those that hold 95 % of the energy: 0 … 1."""
        return float(self.held.sum()) / self.cells

    @property
    def side(self) -> float:
        """The side of a square of as many cells as hold 95 % of the energy."""
        return math.sqrt(float(self.held.sum()))

    @property
    def theoretical_side(self) -> float:
        """The side of a square of as many cells as the theoretical box has."""
        return math.sqrt(self.cells)


def start(experiment: EffectiveFieldExperiment) -> EffectiveState:
    """Nothing averaged yet."""
    return EffectiveState(0, 0, np.zeros(image_size(experiment.input_size)))


def finished(experiment: EffectiveFieldExperiment, state: EffectiveState) -> bool:
    """Whether all gradients have been taken."""
    return state.samples >= experiment.runs


def advance(experiment: EffectiveFieldExperiment, state: EffectiveState, steps: int) -> EffectiveState:
    """Take up to `steps` more steps, in TensorFlow: gradients, or updates of a network before its gradients.

    Each step's numbers come from the seed and the step's own number, so it makes no difference in how many
    calls they are taken.
    """
    begun = time.perf_counter()
    rows = experiment.rows
    for _ in range(steps):
        if finished(experiment, state):
            break
        state = replace(_step(experiment, rows, state), steps=state.steps + 1)
    return replace(state, seconds=state.seconds + time.perf_counter() - begun)


def result(experiment: EffectiveFieldExperiment, energy: Floats) -> EffectiveFieldResult:
    """What an energy (H, W) says, measured or expected."""
    total = float(energy.sum())
    energy = energy / total if total > 0 else energy
    box = experiment.region.clipped
    assert box is not None  # checked by the experiment
    return EffectiveFieldResult(energy, smallest(energy), box, deviation(energy))


def growth(
    kernel: int, kind: str, *, channels: int = 8, samples: int = 50, seed: int = 0
) -> dict[int, EffectiveFieldExperiment]:
    """By depth n: n convolutions of k × k at stride 1, on an input that is just the field of their one unit.

    As many of DEPTHS as can be computed in time.

    Raises
    ------
    BadInput
        If the kernel is not from 2 to 15, or a setting is out of range.
    """
    if not 2 <= kernel <= 15:
        raise BadInput("the kernel size must be between 2 and 15, got {kernel}", kernel=kernel)
    found: dict[int, EffectiveFieldExperiment] = {}
    for depth in DEPTHS:
        layers = tuple(Layer(f"conv{at}", kernel) for at in range(1, depth + 1))
        try:
            found[depth] = EffectiveFieldExperiment(
                layers, depth * (kernel - 1) + 1, (0, 0), kind, channels=channels, samples=samples, seed=seed
            )
        except BadInput:
            if not found:
                raise
            break
    return found


def _step(experiment: EffectiveFieldExperiment, rows: tuple[Row, ...], state: EffectiveState) -> EffectiveState:
    training = state.training
    if experiment.kind == "trained":
        number = state.samples // INPUTS
        if training is None or training.number != number:
            training = effective_training.begin(rows, experiment.channels, _rng(experiment, 1, number), number)
        if training.updates < UPDATES:
            rng = _rng(experiment, 2, number, training.updates)
            return replace(state, training=effective_training.update(rows, training, rng))
    energy = _energy(experiment, rows, state.samples, training)
    total = float(energy.sum())
    if not (math.isfinite(total) and total > 0):
        return replace(state, samples=state.samples + 1, silent=state.silent + 1, training=training)
    return replace(state, samples=state.samples + 1, energy=state.energy + energy / total, training=training)


def _energy(
    experiment: EffectiveFieldExperiment, rows: tuple[Row, ...], sample: int, training: Training | None
) -> Floats:
    """The squared gradient of one sample."""
    rng = _rng(experiment, 0, sample)
    size = image_size(experiment.input_size)
    relu = experiment.kind in ("relu", "trained")
    if training is not None:
        image: Array = effective_training.pieces(size, 1, rng)[0][0]
        weights = training.weights
    else:
        gain = 2.0 if relu else 1.0
        weights = effective_network.draw(rows, experiment.channels, None if experiment.kind == "uniform" else rng, gain)
        image = rng.normal(size=size)
    gradient = effective_network.unit_gradient(rows, weights, image, experiment.unit, relu=relu)
    energy: Floats = gradient**2
    return energy


def _rng(experiment: EffectiveFieldExperiment, *stream: int) -> np.random.Generator:
    return np.random.default_rng((experiment.seed, *stream))
