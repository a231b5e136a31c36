"""Gradient descent on a kernel as one TensorFlow graph, the loop over the updates inside it.

Traced once for each `Shape` of an experiment; everything else goes in as tensors. The gradient is
TensorFlow's (GradientTape), the update Keras's own optimizer. TensorFlow is imported inside functions only.
"""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.arrays import Array
from core.memory import is_small, memory

Arrays = tuple[Array, ...]

OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam")
MAX_CHUNK = 1024  # updates in one call of a graph
CHUNK_PRODUCTS = 500_000_000  # multiplications in one call, about 0.2 s
PATCH_BYTES = 2**26  # up to this size the matrix of patches is kept, beyond it that of one kernel row's patches,
ROW_BYTES = 2**27  # and beyond this one, or with more kernel rows than that, the image alone
ROW_SUMS = 31
# A gradient by rows holds all patches at once in the end; where memory is short, only so many bytes of them.
ROW_PATCH_BYTES = 2**27 if is_small(memory()) else 2**40
BATCH_INDICES = 2**20


@dataclass(frozen=True)
class Shape:
    """What of an experiment decides its graph: sizes and kinds, no numbers of the data."""

    image: tuple[int, int, int]
    kernel: tuple[int, int]
    optimizer: str
    momentum: float
    loss: str
    flip: bool
    bias: bool
    weight_decay: float
    batch: int | None

    @property
    def outputs(self) -> tuple[int, int]:
        return self.image[0] - self.kernel[0] + 1, self.image[1] - self.kernel[1] + 1

    @property
    def weights(self) -> tuple[int, int, int]:
        return (*self.kernel, self.image[2])

    @property
    def places(self) -> int:
        return self.outputs[0] * self.outputs[1]

    @property
    def products(self) -> int:
        """Multiplications that one forward pass takes."""
        return (self.batch or self.places) * int(np.prod(self.weights))

    @property
    def chunk(self) -> int:
        """The most updates that one call makes."""
        indices = BATCH_INDICES // self.batch if self.batch else MAX_CHUNK
        return max(1, min(MAX_CHUNK, CHUNK_PRODUCTS // self.products, indices))

    @property
    def form(self) -> str:
        """How the forward pass is computed: "batch", "patches", "rows" or "image"; see `_forward`."""
        if self.batch:
            return "batch"
        if 4 * self.products <= PATCH_BYTES:
            return "patches"
        bytes_of_rows = 4 * self.image[0] * self.outputs[1] * self.kernel[1] * self.image[2]
        by_rows = bytes_of_rows <= ROW_BYTES and self.kernel[0] <= ROW_SUMS and 4 * self.products <= ROW_PATCH_BYTES
        return "rows" if by_rows else "image"


@dataclass(frozen=True)
class Data:
    """Image (H, W, C) and target, float32; equal where the digests are."""

    image: Array = field(compare=False, repr=False)
    target: Array = field(compare=False, repr=False)
    kernel: tuple[int, int]
    digest: bytes


def digest_of(image: Array, target: Array, kernel: tuple[int, int]) -> bytes:
    """What tells these data from all others."""
    digest = hashlib.blake2b(repr((image.shape, kernel)).encode(), digest_size=16)
    digest.update(np.ascontiguousarray(image).tobytes())
    digest.update(np.ascontiguousarray(target).tobytes())
    return digest.digest()


def run(
    shape: Shape, data: Data, state: Arrays, rates: Array, updates: int, first: int, seed: int
) -> tuple[Array, Arrays]:
    """Make up to `shape.chunk` updates.

    Parameters
    ----------
    state : kernel (h, w, C), bias where there is one, then the optimizer's variables; () of those: from the start
    rates : ndarray, (updates,)
    first, seed : int
        Number of the first of these updates, and the seed: they alone decide the mini-batches.

    Returns
    -------
    losses : ndarray, float32
        Before each update; ends with the first that is not finite.
    state : as it came in, after the updates
    """
    graph, fresh, lock = _graph(shape)
    state = (*state, *fresh[len(state) :])
    padded = np.zeros(shape.chunk, dtype=np.float32)
    padded[:updates] = rates
    inputs = _tensors(data, shape.form)
    chosen = np.zeros((1, 1), dtype=np.int32)
    if shape.batch:
        chosen = np.zeros((shape.chunk, shape.batch), dtype=np.int32)
        for i in range(updates):
            chosen[i] = batch(shape.places, shape.batch, first + i, seed)
    with lock:  # the graph's variables are one set, and an executor may use threads
        seen, losses, after = graph(*inputs, state, padded, chosen, np.int32(updates))
    return np.asarray(losses)[: int(seen)], tuple(np.asarray(part) for part in after)


def batch(places: int, size: int, update: int, seed: int) -> Array:
    """The output places of one mini-batch: `size` of them, none twice until a whole pass is over.

    Each pass over the places has an order of its own, drawn from the seed and the number of the pass; so any
    update's batch is known without the ones before it. What is left over at a pass's end waits for another one.
    """
    passes, place = divmod(update, places // size)
    return _order(places, passes, seed)[place * size : (place + 1) * size]


@functools.lru_cache(maxsize=4)
def _order(places: int, passes: int, seed: int) -> Array:
    return np.random.default_rng((seed, 2, passes)).permutation(places).astype(np.int32)


def patches(image: Array, kernel: tuple[int, int]) -> Array:
    """(h w C, places): each row is the image as one weight of the kernel sees it, shifted and cut."""
    (H, W, C), (h, w) = image.shape, kernel
    rows, columns = H - h + 1, W - w + 1
    out = np.empty((h, w, C, rows, columns), dtype=image.dtype)
    for a in range(h):
        for b in range(w):
            out[a, b] = np.moveaxis(image[a : a + rows, b : b + columns], 2, 0)
    return out.reshape(h * w * C, rows * columns)


@functools.lru_cache(maxsize=2)
def _tensors(data: Data, form: str) -> tuple[Any, Any]:
    import tensorflow as tf

    h, w = data.kernel
    prepared = data.image
    if form in ("patches", "rows"):
        prepared = patches(data.image, (h if form == "patches" else 1, w))
    # Kept on TensorFlow's side between the chunks of a run: making them anew would take a good part of a chunk.
    return tf.constant(prepared), tf.constant(data.target.ravel())


def optimizer(name: str, momentum: float, weight_decay: float) -> Any:
    """Keras's optimizer of that name, its own defaults where nothing is said; the rate comes with each update."""
    import keras

    decay = weight_decay or None
    if name == "adam":
        return keras.optimizers.Adam(weight_decay=decay)
    if name == "rmsprop":
        return keras.optimizers.RMSprop(weight_decay=decay)
    return keras.optimizers.SGD(
        momentum=0.0 if name == "sgd" else momentum, nesterov=name == "nesterov", weight_decay=decay
    )


@functools.lru_cache(maxsize=8 if is_small(memory()) else 32)  # some megabytes each
def _graph(shape: Shape) -> tuple[Callable[..., Any], Arrays, threading.Lock]:
    """The compiled loop, the state to start with (kernel and bias 0), and the lock of its variables."""
    import keras
    import tensorflow as tf

    kernel = keras.Variable(np.zeros(shape.weights, dtype=np.float32), name="kernel")
    bias = keras.Variable(np.zeros((), dtype=np.float32), name="bias")
    learned = [kernel, bias] if shape.bias else [kernel]
    keras_optimizer = optimizer(shape.optimizer, shape.momentum, shape.weight_decay)
    keras_optimizer.exclude_from_weight_decay(var_list=[bias])
    keras_optimizer.build(learned)
    variables = [variable.value for variable in (*learned, *keras_optimizer.variables)]
    forward = _forward(shape)
    scale = 1.0 if shape.loss == "sum" else 1.0 / shape.places
    if shape.batch:
        scale *= shape.places / shape.batch  # so that batch and whole have the same loss on average

    def run(image: Any, target: Any, state: Any, rates: Any, chosen: Any, updates: Any) -> Any:
        for variable, value in zip(variables, state, strict=True):
            variable.assign(value)

        def update(i: Any, losses: Any, _loss: Any) -> Any:
            values = [variable.value.read_value() for variable in learned]
            with tf.GradientTape() as tape:
                tape.watch(values)
                used = tf.reverse(values[0], axis=[0, 1]) if shape.flip else values[0]
                output, wanted = forward(image, target, used, chosen[i] if shape.batch else None)
                if shape.bias:
                    output += values[1]
                loss = scale * tf.reduce_sum(tf.square(output - wanted))
            keras_optimizer.learning_rate.assign(rates[i])
            keras_optimizer.apply(tape.gradient(loss, values), learned)
            return i + 1, losses.write(i, loss), loss

        seen, losses, _ = tf.while_loop(
            lambda i, _losses, loss: (i < updates) & tf.math.is_finite(loss),
            update,
            (tf.constant(0), tf.TensorArray(tf.float32, size=shape.chunk, element_shape=()), tf.constant(0.0)),
        )
        return seen, losses.stack(), [variable.read_value() for variable in variables]

    # XLA makes one loop of it all; only its convolution is slower than TensorFlow's own.
    compiled = tf.function(run, autograph=False, jit_compile=shape.form != "image")
    return compiled, tuple(variable.numpy() for variable in variables), threading.Lock()


def _forward(shape: Shape) -> Callable[..., Any]:
    """(what `_tensors` gives, kernel, places of the batch) → output and target there, flat.

    The matrix of all patches is the fastest while it fits: each weight reads one long row. With one kernel row's
    patches, every kernel row is such a product with a part of the same matrix, h times smaller.
    """
    import tensorflow as tf

    h, w, C = shape.weights
    W, (rows, columns) = shape.image[1], shape.outputs
    # Where in the flat image a window's numbers lie, counted from its first.
    a, b, c = np.indices((h, w, C)).reshape(3, -1)
    within = ((a * W + b) * C + c).astype(np.int32)

    def by_patches(matrix: Any, target: Any, kernel: Any, _places: Any) -> Any:
        return tf.linalg.matvec(matrix, tf.reshape(kernel, [-1]), transpose_a=True), target

    def by_rows(matrix: Any, target: Any, kernel: Any, _places: Any) -> Any:
        output = tf.zeros_like(target)
        for row in range(h):
            part = matrix[:, row * columns : (row + rows) * columns]
            output += tf.linalg.matvec(part, tf.reshape(kernel[row], [-1]), transpose_a=True)
        return output, target

    def by_batch(image: Any, target: Any, kernel: Any, places: Any) -> Any:
        corner = (places // columns * W + places % columns) * C
        windows = tf.gather(tf.reshape(image, [-1]), corner[:, None] + within)
        return tf.linalg.matvec(windows, tf.reshape(kernel, [-1])), tf.gather(target, places)

    def by_image(image: Any, target: Any, kernel: Any, _places: Any) -> Any:
        output = tf.nn.conv2d(image[None], kernel[..., None], strides=1, padding="VALID")
        return tf.reshape(output, [-1]), target

    return {"batch": by_batch, "patches": by_patches, "rows": by_rows, "image": by_image}[shape.form]
