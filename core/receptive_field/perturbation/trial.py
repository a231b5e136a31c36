"""Receptive fields by experiment: change a number of the input, run the stack again, see which units change.

A real forward pass in NumPy with kernels of its own, and none of the arithmetic that predicts receptive
fields: this is what the prediction is held against. One channel stands for all, as no layer here treats
places differently in different channels.

So that a unit that depends on a cell cannot fail to change, nothing may cancel and no maximum may hide a
change: images hold no negative number, kernels no entry below 1, padding is 0, and where the stack takes
maxima a cell is raised by so much that whatever it reaches outgrows every number that was there before.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats, Mask, Pair
from core.errors import BadInput
from core.receptive_field.layer import Layer, both, image_size
from core.receptive_field.perturbation.layers import forward, length, padding

MAX_STEPS = 300_000_000
"""Multiplications and comparisons that one experiment may take: about a second."""
MAX_BAND_STEPS = 1_000_000_000
_OVERHEAD = 2_000  # what one NumPy call costs, in numbers
_LARGEST = 1e300
_EXACT = 2.0**50
_BATCH = 4_000_000  # numbers that are held at once


@dataclass(frozen=True)
class Trial:
    """A stack with numbers in it.

    Attributes
    ----------
    layers : tuple of Layer
        From the input upwards.
    kernels : tuple of (h, w) array, or None for pools
        Whole numbers 1, 2, 3, 1, …
    amount : float
        What a cell is raised by: 1 where that cannot get lost, else more than any number in the stack.
    before : tuple of (H, W) array
        The image and every layer's output, unperturbed.
    """

    layers: tuple[Layer, ...]
    kernels: tuple[Floats | None, ...]
    amount: float
    before: tuple[Floats, ...]

    def after(self, cell: Pair, depth: int = 0) -> tuple[Floats, ...]:
        """The map at ``depth`` (0: the image) with one cell raised, and the outputs of all layers behind it.

        Raises
        ------
        BadInput
            If there is no such cell or layer.
        """
        maps = next(self._runs(depth, [cell], len(self.layers)))
        return tuple(found[0] for found in maps)

    def changes(self, cell: Pair, depth: int = 0) -> tuple[Mask, ...]:
        """For the map at ``depth`` and every layer behind it, (H, W): the units that change with one cell.

        Raises
        ------
        BadInput
            If there is no such cell or layer.
        """
        return tuple(after != before for after, before in zip(self.after(cell, depth), self.before[depth:]))

    def causes(self, unit: Pair, depth: int) -> tuple[Mask, ...]:
        """For the input and every layer up to ``depth``, (H, W): the cells whose change changes one unit.

        Every cell of each of those maps is raised in its turn.

        Raises
        ------
        BadInput
            If there is no such unit, or if it would take more than 300 million steps.
        """
        self._check(unit, depth)
        check_steps(sum(self.steps(start, depth) * self.before[start].size for start in range(depth)))
        old = self.before[depth][unit]
        found = []
        for start in range(depth + 1):
            runs = self._runs(start, list(np.ndindex(self.before[start].shape)), depth)
            news = np.concatenate([maps[-1][:, unit[0], unit[1]] for maps in runs])
            found.append((news != old).reshape(self.before[start].shape))
        return tuple(found)

    def bands(self, unit: Pair, depth: int) -> tuple[Mask, Mask]:
        """The rows and the columns of the input, each raised as a whole, that change one unit: (H,) and (W,).

        As nothing cancels, a row changes the unit if and only if one of its cells does. That takes H + W runs
        in place of H · W, so that it can be asked of large inputs.

        Raises
        ------
        BadInput
            If there is no such unit, or if it would take more than a thousand million steps.
        """
        self._check(unit, depth)
        H, W = self.before[0].shape
        check_steps(self.steps(0, depth) * (H + W), MAX_BAND_STEPS)
        found = np.zeros(H + W, np.bool_)
        for index in range(H + W):
            image = self.before[0].copy()
            image[(index,) if index < H else (slice(None), index - H)] += self.amount
            after = forward(self.layers[:depth], self.kernels[:depth], image[None])[-1]
            found[index] = after[0, unit[0], unit[1]] != self.before[depth][unit]
        return found[:H], found[H:]

    def everything(self) -> Iterator[tuple[list[Pair], tuple[Mask, ...]]]:
        """Every input cell in its turn, some at a time: the cells, and (cells, H, W) of changes for each layer.

        Raises
        ------
        BadInput
            If it would take more than 300 million steps.
        """
        cells = list(np.ndindex(self.before[0].shape))
        check_steps(self.steps(0, len(self.layers)) * len(cells))
        done = 0
        for maps in self._runs(0, cells, len(self.layers)):
            count = len(maps[0])
            yield cells[done : done + count], tuple(new != old for new, old in zip(maps[1:], self.before[1:]))
            done += count

    def steps(self, start: int, stop: int) -> int:
        """Steps of one forward pass from the map at ``start`` to the one at ``stop``."""
        return sum(
            math.prod(both(layer.kernel)) * max(before.size, after.size)
            for layer, before, after in zip(
                self.layers[start:stop], self.before[start:stop], self.before[start + 1 : stop + 1]
            )
        )

    def _runs(self, start: int, cells: Sequence[Pair], stop: int) -> Iterator[list[Floats]]:
        """The maps from ``start`` to ``stop``, each with as many cases first as fit, one for each raised cell."""
        at_once = max(1, _BATCH // max(values.size for values in self.before))
        for first in range(0, len(cells), at_once):
            some = cells[first : first + at_once]
            for cell in some:
                self._check(cell, start)
            maps = np.repeat(self.before[start][None], len(some), axis=0)
            rows, columns = zip(*some)
            maps[np.arange(len(some)), rows, columns] += self.amount
            yield forward(self.layers[start:stop], self.kernels[start:stop], maps)

    def _check(self, cell: Pair, depth: int) -> None:
        if not 0 <= depth <= len(self.layers):
            raise BadInput(
                "there is no layer {depth}: the stack has {count}; choose one of them",
                depth=depth,
                count=len(self.layers),
            )
        size = self.before[depth].shape
        if len(cell) != 2 or not all(0 <= index < cells for index, cells in zip(cell, size)):
            raise BadInput(
                "unit {unit} is outside its layer of size {size}; choose one inside", unit=tuple(cell), size=size
            )


def trial(layers: Sequence[Layer], input_size: int | Pair) -> Trial:
    """Numbers for a stack: an image of 0 … 9 again and again, kernels of 1, 2, 3 again and again.

    Raises
    ------
    BadInput
        If a layer has no unit left, if one pass takes more than 300 million steps, or if the stack is so deep
        that its numbers outgrow what the computer can hold.
    """
    size = image_size(input_size)
    kernels = tuple(_kernel(layer) for layer in _within_reach(layers, size))
    image = (np.arange(float(math.prod(size))) % 10).reshape(size)
    growth = math.prod(int(kernel.sum()) for kernel in kernels if kernel is not None)
    shrink = math.prod(math.prod(both(layer.kernel)) for layer in layers if layer.kind == "average")
    bound = 9 * growth
    if bound * bound * shrink > _LARGEST:
        raise BadInput("the values overflow float64 for a stack this deep: remove layers to check it")
    before = [maps[0] for maps in forward(layers, kernels, image[None])]
    largest = max(float(values.max()) for values in before)
    small = not any(layer.kind == "pool" for layer in layers) and bound * shrink < _EXACT
    amount = 1.0 if small else (largest + 1.0) * shrink
    return Trial(tuple(layers), kernels, amount, tuple(before))


def check_steps(steps: int, most: int = MAX_STEPS) -> None:
    """BadInput where an experiment would take too long.

    Raises
    ------
    BadInput
        More steps than are run here.
    """
    if steps > most:
        raise BadInput(
            "this experiment would take {steps} steps, more than the limit of {most}: choose a smaller input or fewer layers",
            steps=f"{steps:,}",
            most=f"{most:,}",
        )


def _within_reach(layers: Sequence[Layer], size: Pair) -> Sequence[Layer]:
    """The layers themselves, once their sizes are known to be possible: kernels are made afterwards."""
    steps = 0
    for layer in layers:
        taps = both(layer.kernel)
        paddings = [padding(layer, axis, cells) for axis, cells in enumerate(size)]
        out = tuple(length(layer, axis, cells, sum(paddings[axis])) for axis, cells in enumerate(size))
        if min(out) < 1:
            raise BadInput(
                "layer {layer} has no units on an input of size {size}: use a larger input", layer=layer.name, size=size
            )
        padded = math.prod(cells + max(0, *sides) for cells, sides in zip(size, paddings))
        steps += math.prod(taps) * (max(padded, math.prod(out)) + _OVERHEAD)
        check_steps(steps)
        size = out[0], out[1]
    return layers


def _kernel(layer: Layer) -> Floats | None:
    """1, 2, 3, 1, 2, 3, … in reading order; pools have none."""
    if layer.kind in ("pool", "average"):
        return None
    h, w = both(layer.kernel)
    kernel: Floats = np.arange(h * w, dtype=np.float64).reshape(h, w) % 3 + 1
    return kernel
