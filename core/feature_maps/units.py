"""One unit of the network: the part of the picture that it sees, the window it is computed from, and what excites it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.errors import BadInput
from core.feature_maps.drawing import SIDE, pictures
from core.feature_maps.forward import POOL, Answer, forward
from core.feature_maps.network import Setting, Weights
from core.receptive_field import Layer, receptive_field


@dataclass(frozen=True)
class Unit:
    """Stage 1 is the first convolution, 2 its pooling and so on; channel, row and column are counted from 0."""

    stage: int = 1
    channel: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True, eq=False)
class Sum:
    """How a unit's number comes about.

    Attributes
    ----------
    inputs : ndarray, (h, w, C)
        The window under it in the stage before, 0 in the padding; one channel for pooling.
    kernel : ndarray, (h, w, C), or None for pooling
    bias, value : float
    """

    inputs: Array
    kernel: Array | None
    bias: float
    value: float


def checked(setting: Setting, unit: Unit) -> Unit:
    """The unit, if the network has it.

    Raises
    ------
    BadInput
        It has no such stage, channel, row or column.
    """
    side = side_of(setting, unit.stage) if 1 <= unit.stage <= 2 * setting.depth else 0
    if not (0 <= unit.channel < setting.channels and 0 <= unit.row < side and 0 <= unit.column < side):
        raise BadInput("this network has no unit ({row}, {column}) in channel {channel} of stage {stage}", **vars(unit))
    return unit


def nearest_unit(setting: Setting, unit: Unit) -> Unit:
    """The unit, moved into the network where it lies outside, as one of an older link may."""
    stage = min(max(unit.stage, 1), 2 * setting.depth)
    side = side_of(setting, stage)
    inside = (
        min(max(value, 0), most - 1)
        for value, most in ((unit.channel, setting.channels), (unit.row, side), (unit.column, side))
    )
    return Unit(stage, *inside)


def side_of(setting: Setting, stage: int) -> int:
    """Side of the maps of a stage: 0 is the picture."""
    return setting.sides[stage // 2]


def layers(setting: Setting, stages: int) -> tuple[Layer, ...]:
    """The network up to a stage, as `core.receptive_field` takes it."""
    found = []
    for layer in range(1, setting.depth + 1):
        found.append(Layer(f"conv{layer}", setting.kernel, padding="same"))
        found.append(Layer(f"pool{layer}", POOL, POOL, kind="pool"))
    return tuple(found[:stages])


def field(setting: Setting, unit: Unit) -> tuple[int, int, int, int]:
    """(top, left, bottom, right) of what the unit sees of the picture, inclusive; beyond it where it sees padding.

    Raises
    ------
    BadInput
        The network has no such unit.
    """
    unit = checked(setting, unit)
    top, left, bottom, right = receptive_field(layers(setting, unit.stage), SIDE).region(unit.row, unit.column)
    return top, left, bottom, right


def patch(setting: Setting, unit: Unit, picture: Array) -> Array:
    """The part of the picture that the unit sees, cut at the picture's border.

    Raises
    ------
    BadInput
        The network has no such unit.
    """
    top, left, bottom, right = field(setting, unit)
    return np.asarray(picture)[max(top, 0) : bottom + 1, max(left, 0) : right + 1]


def sum_of(setting: Setting, weights: Weights, answer: Answer, unit: Unit) -> Sum:
    """The window under the unit, its kernel and its number.

    Raises
    ------
    BadInput
        The network has no such unit.
    """
    unit = checked(setting, unit)
    before, value = answer.stages[unit.stage - 1].maps, answer.stages[unit.stage].maps
    own = float(value[unit.row, unit.column, unit.channel])
    if unit.stage % 2 == 0:
        rows, columns = (slice(POOL * at, POOL * at + POOL) for at in (unit.row, unit.column))
        return Sum(before[rows, columns, unit.channel : unit.channel + 1], None, 0.0, own)
    layer, half = unit.stage // 2, setting.kernel // 2
    padded = np.pad(before, ((half, half), (half, half), (0, 0)))
    window = padded[unit.row : unit.row + setting.kernel, unit.column : unit.column + setting.kernel]
    kernel, bias = weights[2 * layer][..., unit.channel], float(weights[2 * layer + 1][unit.channel])
    return Sum(window, np.asarray(kernel, dtype=np.float64), bias, own)


@dataclass(frozen=True, eq=False)
class Exciting:
    """For every unit of a stage the pictures of the set kept back that it answers to most, the largest answer first.

    Attributes
    ----------
    places : ndarray, (count, side, side, C)
        Which pictures.
    values : ndarray of the same shape
        What the unit answers; 0 where it answers to no more.
    """

    places: Array
    values: Array

    def of(self, unit: Unit) -> tuple[tuple[int, float], ...]:
        """(place, answer) of the pictures that one unit answers to at all."""
        at = (slice(None), unit.row, unit.column, unit.channel)
        found = zip(self.places[at].tolist(), self.values[at].tolist(), strict=True)
        return tuple((place, value) for place, value in found if value > 0)


def most_exciting(setting: Setting, weights: Weights, count: int) -> tuple[Exciting, ...]:
    """`count` pictures for every unit of every stage after the picture, from one pass over the set kept back."""
    shown, _labels = pictures(setting.seed, setting.noise, 1)
    answers = [forward(setting, weights, picture).stages for picture in shown]
    found = []
    for stage in range(1, 2 * setting.depth + 1):
        values = np.stack([stages[stage].maps for stages in answers]).astype(np.float32)
        places = np.argsort(-values, axis=0, kind="stable")[:count]
        found.append(Exciting(places.astype(np.uint16), np.take_along_axis(values, places, axis=0)))
    return tuple(found)
