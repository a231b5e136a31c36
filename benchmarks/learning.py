"""One update of a kernel: `advance` and the quadratic path beside the notebook's loop, Keras, PyTorch and JAX."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.timing import table
from core import learning
from core.correlation import correlate
from core.images import band, noise
from core.learning import Sweep
from core.learning.sweeps import runs as sweep_runs
from core.quadratic import quadratic_loss

CASES = {"6×8, 1×2": (None, (1, 2)), "64², 3×3": (64, (3, 3)), "256², 5×5": (256, (5, 5)), "512², 7×7": (512, (7, 7))}
SECONDS = 1.0

Call = Callable[[int], Any]


def main() -> None:
    """Print microseconds an update, and the sweep."""
    for name in ("torch", "jax"):
        if importlib.util.find_spec(name) is None:
            print(f"missing: {name} is not installed; see benchmarks/requirements.txt")
    rows = []
    for title, (side, size) in CASES.items():
        image = (band() if side is None else noise(side, 1)).astype(np.float32)
        true = np.array([[1.0, -1.0]]) if side is None else np.random.default_rng(2).normal(size=size)
        target = correlate(image.astype(np.float64), true).astype(np.float32)
        form = quadratic_loss(image, target, size)
        rate = 0.5 * form.max_learning_rate
        contenders = {
            "notebook": _notebook(image, target, size, rate),
            "Keras fit": _keras(image, target, size, rate),
            **_torch(image, target, size, rate),
            **_jax(image, target, size, rate),
            "advance": _advance(image, target, size, rate),
        }
        taken = {name: _each(call) for name, call in contenders.items()}
        quadratic = _quadratic(image, target, size, rate)
        fastest = min(taken, key=lambda name: taken[name])
        ours = taken["advance"]
        rows.append(
            [
                title,
                f"{1e6 * ours:,.1f}",
                *(f"{taken[name] / ours:,.1f}" if name in taken else "–" for name in NAMES),
                f"{1e3 * quadratic:,.2f}",
                f"{UPDATES * taken[fastest] / quadratic:,.1f} ({fastest})",
            ]
        )
        print(rows[-1], flush=True)
    print()
    head = ["image, kernel", "advance, µs an update", *(f"{name} ÷ advance" for name in NAMES)]
    print(table([*head, f"quadratic, ms for {UPDATES:,} with set-up", "fastest other ÷ quadratic"], rows))
    sweep = Sweep(band(), np.array([[1.0, -1.0]]), tuple(np.geomspace(1e-3, 0.05, 100)), tuple(range(100)), epochs=200)
    sweep_runs.run(sweep)
    begun = time.perf_counter()
    sweep_runs.run(sweep)
    print(f"\na sweep of {sweep.runs:,} runs of 200 epochs: {time.perf_counter() - begun:.3f} s")


NAMES = ("notebook", "Keras fit", "pytorch", "jax")
UPDATES = 1_000  # that the quadratic path makes, set-up included


def _quadratic(image: np.ndarray, target: np.ndarray, size: tuple[int, int], rate: float) -> float:
    """Seconds for UPDATES updates from the data to the last kernel, best of five."""
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        quadratic_loss(image, target, size).path(np.zeros(size), rate, UPDATES)
        best = min(best, time.perf_counter() - begun)
    return best


def _each(call: Call) -> float:
    """Seconds an update, best of several calls of about a fifth of SECONDS each."""
    call(2)
    begun = time.perf_counter()
    call(10)
    count = int(min(100_000, max(10, 0.2 * SECONDS * 10 / max(time.perf_counter() - begun, 1e-6))))
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        call(count)
        best = min(best, (time.perf_counter() - begun) / count)
    return best


def _advance(image: np.ndarray, target: np.ndarray, size: tuple[int, int], rate: float) -> Call:
    experiment = learning.KernelLearning(image, target, kernel_size=size, learning_rate=rate, epochs=1_000_000)
    state = learning.start(experiment)
    return lambda count: learning.advance(experiment, state, count)


def _notebook(image: np.ndarray, target: np.ndarray, size: tuple[int, int], rate: float) -> Call:
    """The chapter's loop: a Keras Conv2D, a tape, set_weights."""
    import keras
    import tensorflow as tf

    layer = keras.layers.Conv2D(1, size, use_bias=False)
    x, y = image[None, ..., None], target[None, ..., None]
    layer(x)

    def run(count: int) -> None:
        for _ in range(count):
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum((layer(x) - y) ** 2)
            update = rate * tape.gradient(loss, layer.trainable_variables[0])
            layer.set_weights([layer.get_weights()[0] - update.numpy()])

    return run


def _keras(image: np.ndarray, target: np.ndarray, size: tuple[int, int], rate: float) -> Call:
    import keras

    model = keras.Sequential([keras.Input((*image.shape, 1)), keras.layers.Conv2D(1, size, use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(rate * target.size), loss="mse")
    x, y = image[None, ..., None], target[None, ..., None]
    return lambda count: model.fit(x, y, epochs=count, verbose=0)


def _torch(image: np.ndarray, target: np.ndarray, size: tuple[int, int], rate: float) -> dict[str, Call]:
    if importlib.util.find_spec("torch") is None:
        return {}
    import torch

    x, y = torch.from_numpy(image)[None, None], torch.from_numpy(target)[None, None]
    kernel = torch.zeros((1, 1, *size), requires_grad=True)

    def run(count: int) -> None:
        for _ in range(count):
            loss = ((torch.nn.functional.conv2d(x, kernel) - y) ** 2).sum()
            (gradient,) = torch.autograd.grad(loss, kernel)
            with torch.no_grad():
                kernel.sub_(rate * gradient)

    return {"pytorch": run}


def _jax(image: np.ndarray, target: np.ndarray, size: tuple[int, int], rate: float) -> dict[str, Call]:
    if importlib.util.find_spec("jax") is None:
        return {}
    import functools

    import jax

    x, y = image[None, None], target[None, None]

    def loss(kernel: Any) -> Any:
        return ((jax.lax.conv(x, kernel[None, None], (1, 1), "VALID") - y) ** 2).sum()

    @functools.partial(jax.jit, static_argnums=0)
    def steps(count: int, kernel: Any) -> Any:
        def update(kernel: Any, _: Any) -> Any:
            value, gradient = jax.value_and_grad(loss)(kernel)
            return kernel - rate * gradient, value

        return jax.lax.scan(update, kernel, None, length=count)

    start = np.zeros(size, dtype=np.float32)
    return {"jax": lambda count: jax.block_until_ready(steps(count, start))}


if __name__ == "__main__":
    main()
