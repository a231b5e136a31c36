"""The chapter's Conv2D as a Keras layer: weight and bias made in `build`, used in `call`.

TensorFlow is imported inside functions only; they run in worker processes.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from core.checks import pair, real
from core.correlation.correlate2d import corr2d
from core.errors import BadInput
from core.numbers import checked_seed


@dataclass(frozen=True)
class LayerRun:
    """What a layer had and gave: weight (h, w), bias, output (H − h + 1, W − w + 1), all float32.

    `difference` is the largest one between the output and the notebook's loops, corr2d + bias.
    """

    weight: Array
    bias: float
    output: Array
    difference: float


def run_layer(image: Array, kernel_size: tuple[int, int], seed: int) -> LayerRun:
    """Build the layer with weights drawn from `seed` and run it on (H, W).

    Raises
    ------
    BadInput
        An image that is not (H, W), a kernel larger than the image, a seed out of range.
    """
    image = real(image, "image")
    if image.ndim != 2:
        raise BadInput("the layer takes an image with rows and columns, got shape {shape}", shape=image.shape)
    kernel_size = h, w = pair(kernel_size, "kernel size", 0)
    H, W = image.shape
    if not (1 <= h <= H and 1 <= w <= W):
        raise BadInput(
            "the {kernel} kernel does not fit into image {image}; this layer does not pad: use a smaller kernel or a larger image",
            kernel=(h, w),
            image=(H, W),
        )
    checked_seed(seed)
    layer = conv2d_layer_class()(kernel_size, seed=seed)
    output = np.asarray(layer(np.asarray(image, dtype=np.float32)))
    weight, bias = np.asarray(layer.weight), float(np.asarray(layer.bias)[0])
    loops = corr2d(np.asarray(image, dtype=np.float32), weight) + np.float32(bias)
    return LayerRun(weight, bias, output, float(np.abs(loops - output).max()))


@functools.cache
def conv2d_layer_class() -> Any:
    """The class itself, made on the first call because TensorFlow must not be imported with the server."""
    import keras
    import tensorflow as tf

    class Conv2D(keras.layers.Layer):  # type: ignore[misc]
        """Cross-correlation with one weight matrix, plus one bias (Dive into Deep Learning, section 7.2.2)."""

        def __init__(self, kernel_size: tuple[int, int], seed: int = 0) -> None:
            super().__init__()
            self.kernel_size = kernel_size
            self.seed = seed

        def build(self, input_shape: Any) -> None:
            def draw(seed: int) -> Any:
                return keras.initializers.RandomNormal(stddev=1.0, seed=seed)

            self.weight = self.add_weight(name="weight", shape=self.kernel_size, initializer=draw(2 * self.seed))
            self.bias = self.add_weight(name="bias", shape=(1,), initializer=draw(2 * self.seed + 1))

        def call(self, inputs: Any) -> Any:
            h, w = self.kernel_size
            rows, columns = inputs.shape[0] - h + 1, inputs.shape[1] - w + 1
            # Whole shifted images are added up, nothing is assigned into: TensorFlow can differentiate this.
            output = tf.zeros((rows, columns)) + self.bias
            for a in range(h):
                for b in range(w):
                    output += inputs[a : a + rows, b : b + columns] * self.weight[a, b]
            return output

    return Conv2D
