"""Receptive fields of named networks by experiment, in TensorFlow: light one cell, see which units it reaches.

Runs in a worker. The network is the one that keras.applications builds (without weights); Keras itself then
copies it layer by layer, with one channel, kernels of ones and activations that turn every positive number
into 1. In that arithmetic nothing cancels, no ReLU is dead, nothing over- or underflows, and a unit is lit
exactly where some path leads to it, through Keras's own padding, strides, pools and joins. Global pools, the
start of branches that see everything, give ones: the prediction leaves them out as well, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Mask
from core.errors import BadInput
from core.networks import zoo
from core.receptive_field.cells import box_of, fed, seen
from core.receptive_field.models import solve_config
from core.receptive_field.solver import Solution

MAX_SIDE = 128
_BATCH = 512
_LIT = 1e-6


# Small enough for a few seconds, large enough for every layer; odd where the network takes odd sizes.
_SMALL = {
    "InceptionV3": (75, 75),
    "InceptionResNetV2": (75, 75),
    "Xception": (71, 75),
    "AlexNet": (67, 75),
    "UNet": (32, 48),  # four pools: a size that 16 divides
    "WaveNet": (1100,),
}


def small_size(name: str) -> tuple[int, ...]:
    """An input that the network can be tried on within seconds."""
    return _SMALL.get(name, (32, 45))


def places(size: Sequence[int]) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    """Cells of an input of that size, and units of the last layer, worth looking at: corners and some between."""
    if len(size) == 1:
        return ((0,), (-1,), (size[0] // 2,)), ((0,), (-1,), (size[0] - 70,))
    return ((0, 0), (-1, -1), (size[0] // 2 - 1, 17), (3, 30)), ((0, 0), (-1, -1), (0, -1))


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


def check(name: str, size: Sequence[int], cells: Sequence[Sequence[int]], units: Sequence[Sequence[int]]) -> Report:
    """Light each of ``cells`` of the input and look at all layers; then light every cell and look at ``units``.

    Parameters
    ----------
    name : str
        One of ``core.networks.names()``.
    size : sequence of int
        Of the input, at most 128 a side.
    cells : sequence of (row, column)
        Cells of the input; one number each for a sequence. Negative ones count from the end.
    units : sequence of (row, column)
        Units of the last layer that has any.

    Raises
    ------
    BadInput
        If there is no such network, cell or unit, or if the input is too large.
    """
    solution, model = _prepared(name, size)
    compared, differing = 0, dict.fromkeys(model.names, 0)
    starts = [_place(cell, size) for cell in cells]
    for cell, found in zip(starts, model.reached(starts)):
        predicted = fed(solution, solution.source, cell)
        for layer, mask in found.items():
            expected = predicted.get(layer, np.zeros(mask.shape, np.bool_))
            compared += mask.size
            differing[layer] += int((mask != expected).sum())
    last = model.names[-1]
    ends = [_place(unit, model.size_of(last)) for unit in units]
    if ends:
        reaching = model.reaching(last)
        for unit in ends:
            behind: Mask = np.moveaxis(reaching, 0, -1)[unit].reshape(tuple(size))
            compared += behind.size
            expected = seen(solution, last, unit)[solution.source]
            differing[last] += int(np.sum(behind != expected)) + _box_differs(solution, last, unit, behind)
    return Report(len(model.names), compared, tuple((layer, count) for layer, count in differing.items() if count))


def lit(name: str, size: Sequence[int], cells: Sequence[Sequence[int]]) -> list[dict[str, Mask]]:
    """The experiment alone: for each cell, by layer, the units that it lights (see :func:`check`)."""
    return _prepared(name, size)[1].reached([_place(cell, size) for cell in cells])


def _prepared(name: str, size: Sequence[int]) -> tuple[Solution, _Lights]:
    most = MAX_SIDE if len(size) > 1 else MAX_SIDE**2
    if max(size, default=0) > most:
        raise BadInput(
            "networks are checked on inputs of at most {most} cells per side, got {size}", most=most, size=tuple(size)
        )
    solution = solve_config(zoo.network(name)["config"], tuple(size))
    return solution, _Lights(name, solution, tuple(size))


def _box_differs(solution: Solution, layer: str, unit: Sequence[int], found: Mask) -> int:
    """1 where the field's box, clipped at the border, is not the box around the cells that reach the unit."""
    field = next(row.field for row in solution.rows if row.node.name == layer)
    ends = field.region(*unit)
    axes = len(unit)
    clipped = (
        *(max(0, first) for first in ends[:axes]),
        *(min(cells - 1, last) for cells, last in zip(found.shape, ends[axes:])),
    )
    return int(box_of(found) != clipped)


def _place(cell: Sequence[int], size: Sequence[int]) -> tuple[int, ...]:
    place = tuple(index + cells if index < 0 else index for index, cells in zip(cell, size))
    if len(cell) != len(size) or not all(0 <= index < cells for index, cells in zip(place, size)):
        raise BadInput(
            "unit {unit} is outside its layer of size {size}; choose one inside", unit=tuple(cell), size=tuple(size)
        )
    return place


class _Lights:
    """A network in which numbers are 0 or 1 at every activation."""

    def __init__(self, name: str, solution: Solution, size: tuple[int, ...]) -> None:
        import keras

        keras.backend.clear_session()
        with keras.StatelessScope():  # weights are declared, never made
            original = build(name)
        inputs = keras.Input((*size, 1))
        copy = keras.models.clone_model(original, input_tensors=inputs, clone_function=_lit_layer)
        for weight in copy.weights:
            weight.assign(np.ones(weight.shape) if "kernel" in weight.path else np.zeros(weight.shape))
        # Both lists are in the order in which Keras keeps layers, so that automatic names need not agree.
        layers = [layer for layer in original.layers if type(layer).__name__ != "InputLayer"]
        rows = [row for row in solution.rows if row.operation.kind != "input"]
        if [type(layer).__name__ for layer in layers] != [row.node.label for row in rows]:
            raise BadInput(
                "this version of Keras builds {name} differently: choose another network for this experiment", name=name
            )
        kept = [
            (row.node.name, copy.get_layer(layer.name))
            for layer, row in zip(layers, rows)
            if row.field.sees == "box" and row.size is not None
        ]
        self.names = [layer for layer, _ in kept]
        self._size = size
        self._model = keras.Model(inputs, [layer.output for _, layer in kept])
        self._last = keras.Model(inputs, kept[-1][1].output)

    def size_of(self, layer: str) -> tuple[int, ...]:
        """(rows, columns) of a layer's output."""
        return tuple(self._model.outputs[self.names.index(layer)].shape[1:-1])

    def reached(self, cells: Sequence[tuple[int, ...]]) -> list[dict[str, Mask]]:
        """For each cell, by layer: the units that it lights."""
        image = np.zeros((len(cells), *self._size, 1), np.float32)
        for case, cell in enumerate(cells):
            image[(case, *cell, 0)] = 1
        outputs = [np.asarray(values) for values in self._model(image, training=False)] if len(cells) else []
        return [
            {name: (values[case] > _LIT).any(axis=-1) for name, values in zip(self.names, outputs)}
            for case in range(len(cells))
        ]

    def reaching(self, layer: str) -> Mask:
        """(input cells, *the layer's size): which units of the last layer each cell lights."""
        count = int(np.prod(self._size))
        found = []
        for first in range(0, count, _BATCH):
            image = np.zeros((min(_BATCH, count - first), count), np.float32)
            image[np.arange(len(image)), first + np.arange(len(image))] = 1
            values = np.asarray(self._last(image.reshape(-1, *self._size, 1), training=False))
            found.append((values > _LIT).any(axis=-1))
        return np.concatenate(found)


def build(name: str) -> Any:
    """The network as Keras builds it, without weights that mean anything.

    Raises
    ------
    BadInput
        There is no such network.
    """
    import keras

    from core.networks.zoo import make

    own = {
        "LeNet": make.lenet,
        "AlexNet": make.alexnet,
        "UNet": make.unet,
        "DeepLab": make.deeplab,
        "WaveNet": make.wavenet,
    }
    if name in own:
        return own[name]()
    if name not in make.APPLICATIONS:
        raise BadInput(
            "there is no network “{name}”; choose one of {names}",
            name=name[:40],
            names=", ".join((*own, *make.APPLICATIONS)),
        )
    return getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(None, None, 3))


def _lit_layer(layer: Any) -> Any:
    """The layer's copy: one channel, and activations that make ones of all that is positive."""
    import keras

    kind = type(layer).__name__
    if kind in ("BatchNormalization", "Activation", "ReLU", "Rescaling", "Normalization", "Dropout"):
        return _simple(layer.name, lambda values: values)
    if kind == "CustomScaleLayer":
        return keras.layers.Add(name=layer.name)
    if kind == "GlobalAveragePooling2D":
        return _simple(layer.name, lambda values: keras.ops.ones_like(values[:, 0, 0, :]))
    config = layer.get_config()
    if kind == "Reshape":
        config["target_shape"] = (1, 1, -1)
    if "filters" in config:
        config["filters"] = 1
    if "kernel_size" in config:
        config["activation"] = "linear"
    copy = type(layer).from_config(config)
    if "kernel_size" in config:
        copy.activation = _step
    return copy


def _step(values: Any) -> Any:
    import keras

    return keras.ops.cast(values > _LIT, "float32")


def _simple(name: str, function: Callable[[Any], Any]) -> Any:
    """A layer of one function that takes, and leaves aside, what Keras hands on besides."""
    import keras

    class Simple(keras.layers.Layer):  # type: ignore[misc]
        def call(self, values: Any, mask: Any = None, training: Any = None) -> Any:
            return function(values)

    return Simple(name=name)
