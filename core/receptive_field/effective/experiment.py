"""Whose gradient is averaged, and how often: the settings of an effective receptive field, with their bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.arrays import Pair
from core.errors import BadInput
from core.numbers import checked_seed
from core.receptive_field.effective import network as effective_network
from core.receptive_field.effective import training as effective_training
from core.receptive_field.effective.training import UPDATES
from core.receptive_field.field import Row, table
from core.receptive_field.layer import Layer, image_size
from core.receptive_field.regions import Region, regions

KINDS = ("uniform", "linear", "relu", "trained")
MAX_SAMPLES = 2_000
MAX_CHANNELS = 32
MAX_CELLS = 262_144
MAX_PRODUCTS = 600_000_000
MAX_NUMBERS = 20_000_000
INPUTS = 16  # of one trained network


@dataclass(frozen=True)
class EffectiveFieldExperiment:
    """Whose gradient is averaged, and how often.

    Parameters
    ----------
    layers : tuple of Layer
        From the input upwards; the unit is one of the last layer's.
    input_size : int or (rows, columns)
    unit : (row, column)
    kind : {"uniform", "linear", "relu", "trained"}
        Equal weights; normal random weights; the same with a ReLU behind each layer but the last; with ReLU and
        trained (see :mod:`core.receptive_field.effective.training`).
    channels : int
        Of the maps between the first layer and the last convolution; equal weights take 1.
    samples : int
        Gradients to average: each of weights and an input of its own; INPUTS of each trained network.
    seed : int

    Raises
    ------
    BadInput
        Settings out of range, a unit that does not exist or sees nothing, a stack that would take too long.
    """

    layers: tuple[Layer, ...]
    input_size: int | Pair
    unit: Pair
    kind: str = "linear"
    channels: int = 8
    samples: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        _check_settings(self)
        object.__setattr__(self, "input_size", image_size(self.input_size))
        if not self.layers:
            raise BadInput("the stack has no layers yet; add one")
        if self.kind == "uniform":
            object.__setattr__(self, "channels", 1)
        rows = self.rows
        if self.region.clipped is None:
            raise BadInput(
                "unit {unit} sees nothing of the input: its whole receptive field lies in padding or in gaps",
                unit=self.unit,
            )
        _check_work(self, rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The table of the stack on this input."""
        return table(self.layers, self.input_size)

    @property
    def region(self) -> Region:
        """What the unit can depend on, by the formulas."""
        return regions(self.layers, self.unit, self.input_size)[0]

    @property
    def runs(self) -> int:
        """Gradients that are averaged: a single one where nothing is random."""
        fixed = self.kind == "uniform" and all(layer.kind != "pool" for layer in self.layers)
        return 1 if fixed else self.samples

    @property
    def steps(self) -> int:
        """What `advance` makes in all: gradients, and the updates of the networks that are trained."""
        networks = math.ceil(self.runs / INPUTS) if self.kind == "trained" else 0
        return self.runs + networks * UPDATES


def _check_settings(experiment: EffectiveFieldExperiment) -> None:
    if experiment.kind not in KINDS:
        raise BadInput(
            "there is no kind of kernel “{kind}”; choose one of {kinds}",
            kind=str(experiment.kind)[:40],
            kinds=", ".join(KINDS),
        )
    checked_seed(experiment.seed)
    if not _within(experiment.channels, MAX_CHANNELS):
        raise BadInput("channels must be from 1 to {most}, got {value}", most=MAX_CHANNELS, value=experiment.channels)
    if not _within(experiment.samples, MAX_SAMPLES):
        raise BadInput(
            "the number of runs to average must be from 1 to {most}, got {value}",
            most=MAX_SAMPLES,
            value=experiment.samples,
        )


def _within(value: int, most: int) -> bool:
    return 1 <= value <= most and value == int(value)


def _check_work(experiment: EffectiveFieldExperiment, rows: tuple[Row, ...]) -> None:
    cells = math.prod(image_size(experiment.input_size))
    if cells > MAX_CELLS:
        raise BadInput(
            "gradients can be averaged on inputs of up to {most} cells, this one has {cells}: choose a smaller input",
            most=f"{MAX_CELLS:,}",
            cells=f"{cells:,}",
        )
    products, numbers = effective_network.work(rows, experiment.channels)
    times = effective_training.BATCH if experiment.kind == "trained" else 1
    if products * times > MAX_PRODUCTS or numbers * times > MAX_NUMBERS:
        raise BadInput(
            "one step would take {products} multiplications on {numbers} numbers; the limit is {most} on {held}: choose a smaller input, fewer channels or an earlier layer",
            products=f"{products * times:,}",
            numbers=f"{numbers * times:,}",
            most=f"{MAX_PRODUCTS:,}",
            held=f"{MAX_NUMBERS:,}",
        )
