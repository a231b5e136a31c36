"""Why the chapter's first layer cannot be differentiated: its output is assigned item by item.

`Variable.assign` puts values into memory; no tape records what they were made of. Run both ways of writing
the layer and see what TensorFlow answers. TensorFlow is imported inside functions only, for the workers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from core.checks import real
from core.errors import BadInput

WAYS = ("tensor", "variable", "sum")  # items assigned to a tensor, to a variable; shifted images added up
MAX_OUTPUTS = 1024


@dataclass(frozen=True, eq=False)
class Differentiated:
    """What TensorFlow answered.

    Attributes
    ----------
    output : ndarray (H − h + 1, W − w + 1), or None where the way cannot even be run
    gradient : ndarray (h, w) of the output's sum with respect to the kernel, or None where TensorFlow has none
    error : str
        TensorFlow's own words, "" where there are none.
    """

    output: Array | None
    gradient: Array | None
    error: str = ""


def differentiate(way: str, image: Array, kernel: Array) -> Differentiated:
    """Correlate (H, W) with (h, w) in one of `WAYS` under a tape, and ask for the gradient of the output's sum.

    Raises
    ------
    BadInput
        An unknown way, a kernel that does not fit, or too many outputs for a loop over them.
    """
    import tensorflow as tf

    image, kernel = real(image, "image"), real(kernel, "kernel")
    rows, columns = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    if rows < 1 or columns < 1:
        raise BadInput(
            "kernel {kernel} does not fit into image {image}; use a smaller kernel or a larger image",
            kernel=kernel.shape,
            image=image.shape,
        )
    if rows * columns > MAX_OUTPUTS:
        raise BadInput(
            "{outputs} outputs are too many to assign one by one (at most {most}); use a smaller image",
            outputs=rows * columns,
            most=MAX_OUTPUTS,
        )
    written = dict(zip(WAYS, (assigned_to_tensor, assigned_to_variable, summed), strict=True)).get(way)
    if written is None:
        raise BadInput("there is no variant “{way}” of the layer; choose one of {ways}", way=way, ways=", ".join(WAYS))
    weight = tf.Variable(kernel.astype(np.float32))
    try:
        with tf.GradientTape() as tape:
            output = written(tf.constant(image.astype(np.float32)), weight)
            total = tf.reduce_sum(output)
        gradient = tape.gradient(total, weight)
    except TypeError as error:
        return Differentiated(None, None, f"{type(error).__name__}: {error}")
    return Differentiated(output.numpy(), None if gradient is None else gradient.numpy())


def assigned_to_tensor(X: Any, K: Any) -> Any:
    """corr2d as NumPy has it: TensorFlow's tensors do not take an item."""
    import tensorflow as tf

    h, w = K.shape
    Y = tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = tf.reduce_sum(X[i : i + h, j : j + w] * K)
    return Y


def assigned_to_variable(X: Any, K: Any) -> Any:
    """corr2d as the chapter has it: a variable takes items, and forgets where they came from."""
    import tensorflow as tf

    h, w = K.shape
    Y = tf.Variable(tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j].assign(tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return Y


def summed(X: Any, K: Any) -> Any:
    """The same numbers as a sum of shifted images, each times one weight: every step is on the tape."""
    import tensorflow as tf

    h, w = K.shape
    Y = tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for a in range(h):
        for b in range(w):
            Y += X[a : a + Y.shape[0], b : b + Y.shape[1]] * K[a, b]
    return Y
