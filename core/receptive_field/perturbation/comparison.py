"""The experiment of :mod:`core.receptive_field.perturbation.trial` beside the prediction of :mod:`core.receptive_field`, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Mask, Pair
from core.errors import BadInput
from core.receptive_field.perturbation.trial import Trial
from core.receptive_field.regions import projection, regions


@dataclass(frozen=True)
class Comparison:
    """One map, cell by cell.

    Attributes
    ----------
    changed, predicted : (H, W) array of bool
        What the experiment found and what the arithmetic says.
    """

    changed: Mask
    predicted: Mask

    @property
    def differing(self) -> list[Pair]:
        """The cells (row, column) on which they disagree."""
        return [(int(row), int(column)) for row, column in np.argwhere(self.changed != self.predicted)]


def from_cell(trial: Trial, cell: Pair) -> tuple[Comparison, ...]:
    """Which units of the input and of each layer change with one input cell, and which should.

    Raises
    ------
    BadInput
        A cell outside the input, or an experiment that is too large.
    """
    size = _size(trial)
    predicted = projection(trial.layers, cell, size)
    return tuple(Comparison(found, region.mask) for found, region in zip(trial.changes(cell), predicted))


def to_unit(trial: Trial, unit: Pair, depth: int) -> tuple[Comparison, ...]:
    """Which cells of the input and of each layer up to ``depth`` change one unit, and which should.

    Raises
    ------
    BadInput
        If there is no such unit, or if perturbing all those cells takes too long.
    """
    predicted = regions(trial.layers, unit, _size(trial), depth)
    return tuple(Comparison(found, region.mask) for found, region in zip(trial.causes(unit, depth), predicted))


def bands(trial: Trial, unit: Pair, depth: int) -> tuple[Comparison, Comparison]:
    """The input's rows (H, 1) and columns (1, W) that change one unit, each raised as a whole, and which should.

    Raises
    ------
    BadInput
        If there is no such unit, or if that takes too long as well.
    """
    region = regions(trial.layers, unit, _size(trial), depth)[0]
    rows, columns = trial.bands(unit, depth)

    return (
        Comparison(rows[:, None], np.logical_or.reduce(region.mask, axis=1)[:, None]),
        Comparison(columns[None], np.logical_or.reduce(region.mask, axis=0)[None]),
    )


def all_pairs(trial: Trial) -> tuple[int, int]:
    """Every input cell with every unit of every layer: (pairs compared, pairs on which the two disagree).

    Raises
    ------
    BadInput
        If that takes too long.
    """
    rows, columns = _predicted(trial, 0), _predicted(trial, 1)
    pairs = wrong = 0
    for cells, changes in trial.everything():
        down, across = (list(indices) for indices in zip(*cells))
        for found, row, column in zip(changes, rows, columns):
            expected = row[down][:, :, None] & column[across][:, None, :]
            pairs += found.size
            wrong += int((found != expected).sum())
    return pairs, wrong


def _predicted(trial: Trial, axis: int) -> list[Mask]:
    """For each layer (cells of the input, units): which units along one axis a cell should change."""
    sizes = [values.shape[axis] for values in trial.before]
    found = [np.zeros((sizes[0], size), np.bool_) for size in sizes[1:]]
    for index in range(sizes[0]):
        cell = (index, 0) if axis == 0 else (0, index)
        for mask, region in zip(found, projection(trial.layers, cell, _size(trial))[1:]):
            mask[index, list(region.rows if axis == 0 else region.columns)] = True
    return found


def _size(trial: Trial) -> Pair:
    rows, columns = trial.before[0].shape
    return rows, columns


def check_built(found: list[str], known: list[str], name: str) -> None:
    """Raise BadInput where Keras's layers, by their classes, are not those that the network's fields were worked out for.

    Raises
    ------
    BadInput
        They differ.
    """
    if found != known:
        raise BadInput(
            "this version of Keras builds {name} differently: choose another network for this experiment", name=name
        )
