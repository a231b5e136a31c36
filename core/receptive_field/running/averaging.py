"""The effective receptive field of one unit of a whole network: its gradients, averaged, in a worker.

As :mod:`core.receptive_field.effective.averaging` has it for stacks. The unit's channels are mixed by random numbers,
whose squares average to one, so that the mean counts every channel alike.
"""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass, field, replace

import numpy as np

from core.arrays import Floats, Pair, Singles
from core.errors import BadInput
from core.numbers import checked_seed
from core.receptive_field.effective import theory, training
from core.receptive_field.effective.averaging import EffectiveFieldResult, EffectiveState
from core.receptive_field.effective.experiment import MAX_CELLS
from core.receptive_field.regions import Box
from core.receptive_field.running.network import Network, drawn
from core.receptive_field.running.plan import Plan

INPUTS = ("noise", "unit", "signed", "bytes")
MAX_SAMPLES = 200


@dataclass(frozen=True)
class Weights:
    """A model's own numbers, by layer; two are the same where their digests are."""

    digest: str
    numbers: dict[tuple[str, ...], tuple[Singles, ...]] = field(compare=False, repr=False)


@dataclass(frozen=True)
class NetworkFieldExperiment:
    """Whose gradient is averaged, and how often.

    Parameters
    ----------
    plan : Plan
        The network up to the unit's layer.
    unit : (row, column)
    box : (top, left, bottom, right)
        The unit's theoretical field, inclusive; it may reach beyond the input.
    inputs : {"noise", "unit", "signed", "bytes"}
        Normal noise, or pieces of photographs from 0 to 1, from −1 to 1 or from 0 to 255.
    samples : int
        Gradients to average, each on an input of its own and, without `weights`, with random weights of its own.
    seed : int
    weights : Weights, optional
        The model's own.

    Raises
    ------
    BadInput
        Settings out of range, a network that does not work on rows and columns, a unit that sees nothing.
    """

    plan: Plan
    unit: Pair
    box: Box
    inputs: str = "noise"
    samples: int = 10
    seed: int = 0
    weights: Weights | None = None

    def __post_init__(self) -> None:
        size, last = self.plan.size, self.plan.steps[-1].outcome.shape[:-1]
        if len(size) != 2 or len(last) != 2:
            raise BadInput("gradients are averaged for networks whose input has rows and columns")
        if size[0] * size[1] > MAX_CELLS:
            raise BadInput(
                "gradients can be averaged on inputs of up to {most} cells, this one has {cells}: choose a smaller input",
                most=f"{MAX_CELLS:,}",
                cells=f"{size[0] * size[1]:,}",
            )
        if not (0 <= self.unit[0] < last[0] and 0 <= self.unit[1] < last[1]):
            raise BadInput(
                "unit {unit} is outside its layer of size {size}; choose one inside", unit=self.unit, size=last
            )
        if self.inputs not in INPUTS:
            raise BadInput("unknown kind of input “{kind}”", kind=str(self.inputs)[:40])
        if not 1 <= self.samples <= MAX_SAMPLES:
            raise BadInput(
                "the number of runs to average must be from 1 to {most}, got {value}",
                most=MAX_SAMPLES,
                value=self.samples,
            )
        checked_seed(self.seed)
        top, left, bottom, right = self.clipped
        if top > bottom or left > right:
            raise BadInput(
                "unit {unit} sees nothing of the input: its whole receptive field lies in padding or in gaps",
                unit=self.unit,
            )

    @property
    def input_size(self) -> Pair:
        """(rows, columns)."""
        return self.plan.size[0], self.plan.size[1]

    @property
    def clipped(self) -> Box:
        """The part of the box that lies inside the input."""
        (rows, columns), (top, left, bottom, right) = self.input_size, self.box
        return max(0, top), max(0, left), min(rows - 1, bottom), min(columns - 1, right)

    @property
    def runs(self) -> int:
        """Gradients that are averaged."""
        return self.samples

    @property
    def steps(self) -> int:
        """What `advance` makes in all."""
        return self.samples


def start(experiment: NetworkFieldExperiment) -> EffectiveState:
    """Nothing averaged yet."""
    return EffectiveState(0, 0, np.zeros(experiment.input_size))


def advance(experiment: NetworkFieldExperiment, state: EffectiveState, steps: int) -> EffectiveState:
    """Take up to `steps` more gradients, in Keras. Each one's numbers come from the seed and its own number.

    Raises
    ------
    BadInput
        If this version of Keras has other variables than were expected.
    """
    begun = time.perf_counter()
    network = _network(experiment.plan)
    if experiment.weights is not None:
        numbers = experiment.weights.numbers
        network.fill(lambda step: numbers[step.layer])
    for _ in range(min(steps, experiment.samples - state.samples)):
        energy = _energy(experiment, network, state.samples)
        total = float(energy.sum())
        seen = np.isfinite(total) and total > 0
        state = replace(
            state,
            samples=state.samples + 1,
            steps=state.steps + 1,
            silent=state.silent + (not seen),
            energy=state.energy + energy / total if seen else state.energy,
        )
    if state.samples >= experiment.samples:
        _network.cache_clear()  # its memory is given back
    return replace(state, seconds=state.seconds + time.perf_counter() - begun)


def result(experiment: NetworkFieldExperiment, energy: Floats) -> EffectiveFieldResult:
    """What an energy says."""
    total = float(energy.sum())
    energy = energy / total if total > 0 else energy
    return EffectiveFieldResult(energy, theory.smallest(energy), experiment.clipped, theory.deviation(energy))


@functools.lru_cache(maxsize=1)
def _network(plan: Plan) -> Network:
    """Built once for the calls that follow one another in a worker; what it gives depends on the plan alone."""
    return Network(plan)


def _energy(experiment: NetworkFieldExperiment, network: Network, sample: int) -> Floats:
    """The squared gradient of one sample, summed over the input's channels."""
    rng = np.random.default_rng((experiment.seed, sample))
    if experiment.weights is None:
        network.fill(lambda step: drawn(step, rng))
    source, last = (experiment.plan.steps[at].outcome.shape for at in (experiment.plan.source, -1))
    if experiment.inputs == "noise":
        image = rng.normal(size=source)
    else:
        values = training.pieces(experiment.input_size, 1, rng)[1][0][:, :, None] * np.ones(source[-1])
        image = {"unit": values, "signed": 2 * values - 1, "bytes": 255 * values}[experiment.inputs]
    gradient = network.gradient(image, experiment.unit, rng.normal(size=last[-1]))
    energy: Floats = (gradient**2).sum(axis=-1)
    return energy
