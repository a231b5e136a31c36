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
        for step in plan.steps:  # in symbols: it makes the variables
            before = [values[place] for place in step.inputs]
            if not before:
                values.append(keras.Input(step.outcome.shape))
            elif step.kind in PASSED:
                values.append(before[0])
            else:
                layer = layers.setdefault(step.layer, None) or self._made(step)
                layers[step.layer] = layer
                values.append(layer(before if len(before) > 1 else before[0]))
        self._layers = layers
        self._used_last = {before: place for place, step in enumerate(plan.steps) for before in step.inputs}

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
        found: Singles = np.asarray(self._run(self._entering(image), len(self.plan.steps) - 1), np.float32)[0]
        return found

    def gradient(self, image: Array, unit: tuple[int, ...], mix: Array) -> Floats:
        """∂ (mix · unit) / ∂ image, of the image's shape; `mix` has a number for each channel of the unit.

        Part by part of the plan: only the maps between them are kept on the way there (Chen, Xu, Zhang & Guestrin 2016,
        "Training Deep Nets with Sublinear Memory Cost").
        """
        import tensorflow as tf

        entering, ends = self._entering(image), self.plan.parts
        begins = [self.plan.source, *ends[:-1]]
        kept = [entering.pop(self.plan.source)]
        for begin, end in zip(begins, ends[:-1]):
            kept.append(self._run({**entering, begin: kept[-1]}, end))
        slope = None
        for begin, end in zip(reversed(begins), reversed(ends)):
            x = kept.pop()
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(x)
                y = self._run({**entering, begin: x}, end)
                if slope is None:
                    y = tf.tensordot(y[(0, *unit)], tf.constant(mix, tf.float32), 1)
            slope = tape.gradient(y, x, slope, unconnected_gradients="zero")
        found: Floats = np.asarray(slope, np.float64)[0]
        return found

    def _run(self, known: dict[int, Any], end: int) -> Any:
        """What the step `end` gives, of the values at the steps that are known; each is let go once it was used last."""
        values = dict(known)
        for place in range(end + 1):
            step = self.plan.steps[place]
            if place in values or not step.inputs or any(before not in values for before in step.inputs):
                continue  # known, or comes before what is
            before = [values[one] for one in step.inputs]
            for one in step.inputs:
                if self._used_last[one] == place:
                    values.pop(one, None)
            if step.kind in PASSED:
                values[place] = before[0]
            else:
                values[place] = self._layers[step.layer](before if len(before) > 1 else before[0])
        return values[end]

    def _entering(self, image: Array) -> dict[int, Any]:
        """All inputs as a batch of one, by their places: the image, and zeros for the others."""
        import tensorflow as tf

        found = {
            place: tf.zeros((1, *step.outcome.shape)) for place, step in enumerate(self.plan.steps) if not step.inputs
        }
        found[self.plan.source] = tf.constant(np.asarray(image, np.float32)[None])
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
