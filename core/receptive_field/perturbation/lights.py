"""A network in which numbers are 0 or 1 at every activation, and what it says beside a prediction, cell by cell.

One channel, kernels of ones, activations that turn every number but 0 into 1: nothing cancels, no ReLU is dead, nothing
over- or underflows, and a unit is lit exactly where some path leads to it. Built and run in a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Mask
from core.errors import BadInput
from core.receptive_field.cells import box_of, fed, seen
from core.receptive_field.solver import Solution

LIT = 1e-6
MAX_SIDE = 128
_BATCH = 512


@dataclass(frozen=True)
class Report:
    """What came of it.

    Attributes
    ----------
    layers : int
        Layers with units that have a place.
    compared : int
        Pairs of a cell and a unit.
    differing : tuple of (layer, pairs)
        Where experiment and prediction disagree.
    """

    layers: int
    compared: int
    differing: tuple[tuple[str, int], ...]


class Lights:
    """A network that is lit.

    Parameters
    ----------
    size : tuple of int
        Of its input.
    inputs : keras.KerasTensor
    outputs : mapping of str to keras.KerasTensor
        What is looked at, by layer; the last one's units are looked at alone, too.
    batch : int
        How many inputs are lit at once.
    """

    def __init__(self, size: tuple[int, ...], inputs: Any, outputs: dict[str, Any], batch: int = _BATCH) -> None:
        import keras

        self.names, self.size, self._batch = list(outputs), size, batch
        self._model = keras.Model(inputs, list(outputs.values()))
        self._last = keras.Model(inputs, outputs[self.names[-1]])

    def size_of(self, layer: str) -> tuple[int, ...]:
        """(rows, columns) of a layer's output."""
        return tuple(self._model.outputs[self.names.index(layer)].shape[1:-1])

    def reached(self, cells: Sequence[tuple[int, ...]]) -> list[dict[str, Mask]]:
        """For each cell, by layer: the units that it lights."""
        image = np.zeros((len(cells), *self.size, 1), np.float32)
        for case, cell in enumerate(cells):
            image[(case, *cell, 0)] = 1
        outputs = [np.asarray(values) for values in self._model(image, training=False)] if len(cells) else []
        return [
            {name: (np.abs(values[case]) > LIT).any(axis=-1) for name, values in zip(self.names, outputs)}
            for case in range(len(cells))
        ]

    def reaching(self, layer: str) -> Mask:
        """(input cells, *the layer's size): which units of the last layer each cell lights."""
        count = int(np.prod(self.size))
        found = []
        for first in range(0, count, self._batch):
            image = np.zeros((min(self._batch, count - first), count), np.float32)
            image[np.arange(len(image)), first + np.arange(len(image))] = 1
            values = np.asarray(self._last(image.reshape(-1, *self.size, 1), training=False))
            found.append((np.abs(values) > LIT).any(axis=-1))
        return np.concatenate(found)


def compare(
    solution: Solution, model: Lights, cells: Sequence[Sequence[int]], units: Sequence[Sequence[int]]
) -> Report:
    """Light each of ``cells`` of the input and look at all layers; then light every cell and look at ``units``.

    Raises
    ------
    BadInput
        If there is no such cell or unit.
    """
    compared, differing = 0, dict.fromkeys(model.names, 0)
    size = model.size
    starts = [place_of(cell, size) for cell in cells]
    for cell, found in zip(starts, model.reached(starts)):
        predicted = fed(solution, solution.source, cell)
        for layer, mask in found.items():
            expected = predicted.get(layer, np.zeros(mask.shape, np.bool_))
            compared += mask.size
            differing[layer] += int((mask != expected).sum())
    last = model.names[-1]
    ends = [place_of(unit, model.size_of(last)) for unit in units]
    if ends:
        reaching = model.reaching(last)
        for unit in ends:
            behind: Mask = np.moveaxis(reaching, 0, -1)[unit].reshape(size)
            compared += behind.size
            expected = seen(solution, last, unit)[solution.source]
            differing[last] += int(np.sum(behind != expected)) + _box_differs(solution, last, unit, behind)
    return Report(len(model.names), compared, tuple((layer, count) for layer, count in differing.items() if count))


def _box_differs(solution: Solution, layer: str, unit: Sequence[int], found: Mask) -> int:
    """1 where the field's box lies inside the input and is not the box around the cells that reach the unit."""
    field = next(row.field for row in solution.rows if row.node.name == layer)
    ends, axes = field.region(*unit), len(unit)
    inside = min(ends[:axes]) >= 0 and all(last < cells for cells, last in zip(found.shape, ends[axes:]))
    return int(inside and box_of(found) != ends)


def place_of(cell: Sequence[int], size: Sequence[int]) -> tuple[int, ...]:
    """The cell with negative numbers counted from the end; raises BadInput where there is none.

    Raises
    ------
    BadInput
        There is no such unit.
    """
    found = tuple(index + cells if index < 0 else index for index, cells in zip(cell, size))
    if len(cell) != len(size) or not all(0 <= index < cells for index, cells in zip(found, size)):
        raise BadInput(
            "unit {unit} is outside its layer of size {size}; choose one inside", unit=tuple(cell), size=tuple(size)
        )
    return found


def step(values: Any) -> Any:
    """1 for every number but 0."""
    import keras

    return keras.ops.cast(keras.ops.absolute(values) > LIT, "float32")


def simple(name: str | None, function: Callable[[Any], Any]) -> Any:
    """A layer of one function that takes, and leaves aside, what Keras hands on besides."""
    import keras

    class Simple(keras.layers.Layer):  # type: ignore[misc]
        def call(self, values: Any, mask: Any = None, training: Any = None) -> Any:
            return function(values)

    return Simple(name=name)
