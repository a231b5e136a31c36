"""A plan as a network of Keras's layers, in a worker: built, given its numbers, asked for a gradient.

Classes are looked up in ``keras.layers`` by names from the table of :mod:`core.receptive_field.running.allowed`; names
of layers from the model are not handed on. Keras and TensorFlow are imported inside functions only.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from core.arrays import Array, Floats, Singles
from core.errors import BadInput
from core.receptive_field.running.allowed import PASSED
from core.receptive_field.running.plan import Plan, Step

Numbers = Mapping[tuple[str, ...], tuple[Singles, ...]]  # by layer, in the order of its variables
_SMALLEST_DEVIATION = 1e-7  # keras.config.epsilon()
_MADE_HERE = ("CustomScaleLayer", "LayerScale", "Normalization")


class Network:
    """The layers of a plan, with their variables.

    Parameters
    ----------
    plan : Plan
    """

    def __init__(self, plan: Plan) -> None:
        import keras

        keras.backend.clear_session()
        self.plan, self._own = plan, dict[tuple[str, ...], tuple[Singles, ...]]()
        layers: dict[tuple[str, ...], Any] = {}
        values: list[Any] = []
        inputs: list[Any] = []
        for step in plan.steps:
            before = [values[place] for place in step.inputs]
            if not before:
                inputs.append(keras.Input(step.outcome.shape))
                values.append(inputs[-1])
            elif step.kind in PASSED:
                values.append(before[0])
            else:
                layer = layers.setdefault(step.layer, None) or self._made(step)
                layers[step.layer] = layer
                values.append(layer(before if len(before) > 1 else before[0]))
        self._model = keras.Model(inputs, values[-1])
        self._source = [place for place, step in enumerate(plan.steps) if not step.inputs].index(plan.source)
        self._layers = layers

    def _made(self, step: Step) -> Any:
        import keras

        given = dict(step.arguments)
        if step.kind in _MADE_HERE:
            return _simple(functools.partial(_FUNCTIONS[step.kind], given, self._own, step.layer))
        made = getattr(keras.layers, step.kind)
        # Numbers are put in afterwards: drawing some here would only take time.
        nothing = {
            f"{name.replace('kernel', '').strip('_') or 'kernel'}_initializer": "zeros" for name in _kernels(step)
        }
        return made(**given, **nothing, dtype="float32")

    def fill(self, numbers: Callable[[Step], tuple[Singles, ...]]) -> None:
        """Put numbers into the variables: those that each layer is given, one layer after the other, so that no two are held.

        Raises
        ------
        BadInput
            If this version of Keras has other variables than were expected.
        """
        for step in self.plan.owners:
            values = numbers(step)
            if step.kind in _MADE_HERE:
                self._own[step.layer] = values
                continue
            variables = self._layers[step.layer].weights
            if [tuple(one.shape) for one in variables] != [one.shape for one in step.outcome.variables]:
                raise BadInput(
                    "this version of Keras builds {name} differently: choose an earlier layer", name=step.name
                )
            for variable, value in zip(variables, values):
                variable.assign(value)

    def output(self, image: Array) -> Singles:
        """The last layer's map, (rows, columns, channels), for an image of the source's shape."""
        found: Singles = np.asarray(self._run(self._entering(image)), np.float32)[0]
        return found

    def gradient(self, image: Array, unit: tuple[int, ...], mix: Array) -> Floats:
        """∂ (mix · unit) / ∂ image, of the image's shape; `mix` has a number for each channel of the unit."""
        import tensorflow as tf

        entering = self._entering(image)
        x = entering[self._source]
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.tensordot(self._run(entering)[(0, *unit)], tf.constant(mix, tf.float32), 1)
        found: Floats = np.asarray(tape.gradient(y, x, unconnected_gradients="zero"), np.float64)[0]
        return found

    def _run(self, entering: list[Any]) -> Any:
        return self._model(entering if len(entering) > 1 else entering[0], training=False)

    def _entering(self, image: Array) -> list[Any]:
        """All inputs as a batch of one: the image, and zeros for the others."""
        import tensorflow as tf

        starts = [step.outcome.shape for step in self.plan.steps if not step.inputs]
        found = [tf.zeros((1, *shape)) for shape in starts]
        found[self._source] = tf.constant(np.asarray(image, np.float32)[None])
        return found


def drawn(step: Step, rng: np.random.Generator) -> tuple[Singles, ...]:
    """Random numbers for a layer: kernels normal with variance 2 / fan-in (He et al. 2015), all else as Keras begins with it."""
    return tuple(_draw(step, at, rng) for at in range(len(step.outcome.variables)))


def _draw(step: Step, at: int, rng: np.random.Generator) -> Singles:
    name, shape = step.outcome.variables[at].name, step.outcome.variables[at].shape
    if "kernel" in name:
        entries = math.prod(shape[:-1])
        if step.kind.endswith("Transpose"):
            stride = dict(step.arguments).get("strides") or 1
            each = stride if isinstance(stride, tuple) else (stride,) * (len(shape) - 2)
            entries = math.prod(shape[:-2]) * shape[-1] // math.prod(each)
        elif step.kind.startswith("Depthwise") or name.startswith("depthwise"):
            entries = math.prod(shape[:-2])
        return rng.normal(0, math.sqrt(2 / max(1, entries)), shape).astype(np.float32)
    return (np.ones if name in ("gamma", "moving_variance", "variance") else np.zeros)(shape, np.float32)


def _kernels(step: Step) -> list[str]:
    """The arguments' names of a layer's kernels; a depthwise layer calls its own depthwise."""
    names = [one.name for one in step.outcome.variables if "kernel" in one.name]
    return ["depthwise_kernel"] if step.kind.startswith("Depthwise") else names


def _scaled(given: Mapping[str, Any], own: Numbers, layer: tuple[str, ...], values: Any) -> Any:
    return values[0] + values[1] * (given.get("scale") or 1.0)


def _layer_scale(given: Mapping[str, Any], own: Numbers, layer: tuple[str, ...], values: Any) -> Any:
    return values * own[layer][0] if layer in own else values


def _normalised(given: Mapping[str, Any], own: Numbers, layer: tuple[str, ...], values: Any) -> Any:
    mean, variance = given.get("mean"), given.get("variance")
    if mean is None or variance is None:
        mean, variance = own[layer][:2] if layer in own else (0.0, 1.0)
    return (values - np.float32(mean)) / np.maximum(np.sqrt(np.float32(variance)), np.float32(_SMALLEST_DEVIATION))


_FUNCTIONS = {"CustomScaleLayer": _scaled, "LayerScale": _layer_scale, "Normalization": _normalised}


def _simple(function: Any) -> Any:
    """A layer of one function: Keras's own class has no variables that could be filled from outside, or is not public."""
    import keras

    class Simple(keras.layers.Layer):  # type: ignore[misc]
        def call(self, values: Any) -> Any:
            return function(values)

    return Simple()
