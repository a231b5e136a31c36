"""The network learns in Keras on TensorFlow, a few updates at a time, and keeps nothing between calls.

State in, state out: so a run is watched, its rate and epochs are turned in mid-run, it is stopped by not asking for
more, and carried on by any process. TensorFlow is imported inside functions only; they run in worker processes.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from core.errors import BadInput
from core.feature_maps import drawing
from core.feature_maps.network import MAX_SECONDS, Setting, Weights, first_weights
from core.memory import is_small, memory

CHECK_EVERY = 25  # updates from one look at all pictures kept back to the next
REASONS = ("", "time", "diverged")
MAX_CHUNK = 1_000  # updates in one call


@dataclass(frozen=True, eq=False)
class State:
    """Where a training stands.

    Attributes
    ----------
    updates : int
        Made so far: they say which batch is the next.
    weights : tuple of ndarray
        As `Setting.shapes` has them; always finite.
    memory : tuple of ndarray
        What Adam remembers; () before the first update.
    stopped : str
        Why it ended by itself: "time", "diverged", or "".
    seconds : float
        Spent in `advance`.
    """

    updates: int
    weights: Weights
    memory: tuple[Array, ...] = ()
    stopped: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Check:
    """Loss and accuracy over many pictures after `updates` updates: as many seen as unseen ones."""

    updates: int
    seen_loss: float
    seen_accuracy: float
    unseen_loss: float
    unseen_accuracy: float


@dataclass(frozen=True, eq=False)
class Progress:
    """What some updates brought: the batch's loss before each of them, (n,), and the checks made between."""

    losses: Array
    checks: tuple[Check, ...] = ()


def start(setting: Setting) -> State:
    """The state before the first update."""
    return State(0, first_weights(setting))


def advance(setting: Setting, state: State, updates: int) -> tuple[State, Progress]:
    """Make up to `updates` more updates, none beyond the setting's last.

    Raises
    ------
    BadInput
        A state of another network.
    """
    if tuple(weight.shape for weight in state.weights) != setting.shapes:
        raise BadInput("these weights belong to another network; start the training again")
    begun = time.perf_counter()
    count = max(0, min(updates, MAX_CHUNK, setting.updates - state.updates)) if not state.stopped else 0
    losses, checks, weights, memory = _descend(setting, state, count)
    stopped = state.stopped
    finite = int(np.isfinite(losses).sum())
    if finite < count or not all(np.isfinite(part).all() for part in weights):
        stopped = "diverged"
        made = finite if finite < count else count - 1
        losses, checks, weights, memory = _descend(setting, state, made)
        while made and not all(np.isfinite(part).all() for part in weights):
            made -= 1
            losses, checks, weights, memory = _descend(setting, state, made)
    seconds = state.seconds + time.perf_counter() - begun
    if not stopped and seconds >= MAX_SECONDS and state.updates + len(losses) < setting.updates:
        stopped = "time"
    after = State(state.updates + len(losses), weights, memory, stopped, seconds)
    return after, Progress(losses, checks)


def _descend(setting: Setting, state: State, count: int) -> tuple[Array, tuple[Check, ...], Weights, tuple[Array, ...]]:
    """`count` updates, fewer where a loss is not finite (that one is the last of the losses)."""
    if count == 0 and state.updates:
        return np.empty(0, np.float32), (), state.weights, state.memory
    graph = _graph(setting.channels, setting.kernel, setting.depth, setting.pooling, setting.first == "learned")
    seen, unseen = data(setting.seed, setting.noise, 0), data(setting.seed, setting.noise, 1)
    losses: list[float] = []
    checks: list[Check] = []
    with graph.lock:  # the variables are one set, and an executor may use threads
        graph.put(state.weights, state.memory)
        if state.updates == 0:
            checks.append(_check(graph, 0, seen, unseen))
        for update in range(state.updates, state.updates + count):
            chosen = drawing.batch(update, setting.batch, setting.seed)
            losses.append(float(graph.step(seen[0][chosen], seen[1][chosen], np.float32(setting.rate))))
            if not np.isfinite(losses[-1]):
                break
            if (update + 1) % CHECK_EVERY == 0 or update + 1 == setting.updates:
                checks.append(_check(graph, update + 1, seen, unseen))
        weights, memory = graph.take()
    return np.array(losses, np.float32), tuple(checks), weights, memory if count else state.memory


def _check(graph: Graph, updates: int, seen: Any, unseen: Any) -> Check:
    many = len(unseen[0])
    seen_loss, seen_accuracy = graph.judge(seen[0][:many], seen[1][:many])
    unseen_loss, unseen_accuracy = graph.judge(*unseen)
    return Check(updates, *map(float, (seen_loss, seen_accuracy, unseen_loss, unseen_accuracy)))


@functools.lru_cache(maxsize=4)
def data(seed: int, noise: float, part: int) -> tuple[Array, Array]:
    """(N, 28, 28, 1) pictures and their labels, (N,) int32; see `drawing.pictures`."""
    pictures, labels = drawing.pictures(seed, noise, part)
    return pictures[..., None], labels.astype(np.int32)


@dataclass(frozen=True, eq=False)
class Graph:
    """A model with its optimizer, ready to go on from any state."""

    step: Callable[..., Any]
    judge: Callable[..., Any]
    put: Callable[[Weights, tuple[Array, ...]], None]
    take: Callable[[], tuple[Weights, tuple[Array, ...]]]
    lock: threading.Lock


@functools.lru_cache(maxsize=8 if is_small(memory()) else 32)  # some megabytes each
def _graph(channels: int, kernel: int, depth: int, pooling: str, learns: bool) -> Graph:
    """Built and traced once for each architecture; everything else goes in as tensors."""
    import keras
    import tensorflow as tf

    pool = keras.layers.MaxPooling2D if pooling == "max" else keras.layers.AveragePooling2D
    layers: list[Any] = [keras.layers.Input((drawing.SIDE, drawing.SIDE, 1))]
    for layer in range(depth):
        convolution = keras.layers.Conv2D(channels, kernel, padding="same", activation="relu")
        convolution.trainable = learns or layer > 0
        layers += [convolution, pool(2)]
    model = keras.Sequential([*layers, keras.layers.Flatten(), keras.layers.Dense(len(drawing.SHAPES))])
    optimizer = keras.optimizers.Adam()
    optimizer.build(model.trainable_variables)
    fresh = [np.asarray(variable) for variable in optimizer.variables]
    measure = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function  # type: ignore[untyped-decorator]
    def step(pictures: Any, labels: Any, rate: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = measure(labels, model(pictures))
        optimizer.learning_rate.assign(rate)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    @tf.function  # type: ignore[untyped-decorator]
    def judge(pictures: Any, labels: Any) -> Any:
        logits = model(pictures)
        right = tf.equal(tf.argmax(logits, 1, output_type=tf.int32), labels)
        return measure(labels, logits), tf.reduce_mean(tf.cast(right, tf.float32))

    def put(weights: Weights, memory: tuple[Array, ...]) -> None:
        model.set_weights(weights)
        for variable, value in zip(optimizer.variables, memory or fresh, strict=True):
            variable.assign(value)

    def take() -> tuple[Weights, tuple[Array, ...]]:
        return tuple(model.get_weights()), tuple(np.array(variable) for variable in optimizer.variables)

    return Graph(step, judge, put, take, threading.Lock())
