"""Receptive fields of named networks by experiment, in TensorFlow: light one cell, see which units it reaches.

Runs in a worker. The network is the one that keras.applications builds (without weights); Keras itself then
copies it layer by layer, with one channel, kernels of ones and activations that turn every positive number
into 1. In that arithmetic nothing cancels, no ReLU is dead, nothing over- or underflows, and a unit is lit
exactly where some path leads to it, through Keras's own padding, strides, pools and joins. Global pools, the
start of branches that see everything, give ones: the prediction leaves them out as well, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.arrays import Mask
from core.errors import BadInput
from core.networks import zoo
from core.receptive_field.models import solve_config
from core.receptive_field.perturbation.comparison import check_built
from core.receptive_field.perturbation.lights import MAX_SIDE, Lights, Report, compare, place_of, simple, step
from core.receptive_field.solver import Solution

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
    return compare(solution, model, cells, units)


def lit(name: str, size: Sequence[int], cells: Sequence[Sequence[int]]) -> list[dict[str, Mask]]:
    """The experiment alone: for each cell, by layer, the units that it lights (see :func:`check`).

    Raises
    ------
    BadInput
        There is no such network or cell, or the input is too large.
    """
    return _prepared(name, size)[1].reached([place_of(cell, size) for cell in cells])


def _prepared(name: str, size: Sequence[int]) -> tuple[Solution, Lights]:
    most = MAX_SIDE if len(size) > 1 else MAX_SIDE**2
    if max(size, default=0) > most:
        raise BadInput(
            "networks are checked on inputs of at most {most} cells per side, got {size}", most=most, size=tuple(size)
        )
    solution = solve_config(zoo.network(name)["config"], tuple(size))
    return solution, _lit(name, solution, tuple(size))


def _lit(name: str, solution: Solution, size: tuple[int, ...]) -> Lights:
    """The network's copy."""
    import keras

    with keras.StatelessScope(initialize_variables=False):  # weights are declared, never made: up to 0.3 GB
        original = build(name)
    keras.backend.clear_session()  # or the next scope that ends would make them after all
    inputs = keras.Input((*size, 1))
    copy = keras.models.clone_model(original, input_tensors=inputs, clone_function=_lit_layer)
    for weight in copy.weights:
        weight.assign(np.ones(weight.shape) if "kernel" in weight.path else np.zeros(weight.shape))
    # Both lists are in the order in which Keras keeps layers, so that automatic names need not agree.
    layers = [layer for layer in original.layers if type(layer).__name__ != "InputLayer"]
    rows = [row for row in solution.rows if row.operation.kind != "input"]
    check_built([type(layer).__name__ for layer in layers], [row.node.label for row in rows], name)
    kept = {
        row.node.name: copy.get_layer(layer.name).output
        for layer, row in zip(layers, rows)
        if row.field.sees == "box" and row.size is not None
    }
    return Lights(size, inputs, kept)


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
        return simple(layer.name, lambda values: values)
    if kind == "CustomScaleLayer":
        return keras.layers.Add(name=layer.name)
    if kind == "GlobalAveragePooling2D":
        return simple(layer.name, lambda values: keras.ops.ones_like(values[:, 0, 0, :]))
    config = layer.get_config()
    if kind == "Reshape":
        config["target_shape"] = (1, 1, -1)
    if "filters" in config:
        config["filters"] = 1
    if "kernel_size" in config:
        config["activation"] = "linear"
    copy = type(layer).from_config(config)
    if "kernel_size" in config:
        copy.activation = step
    return copy
