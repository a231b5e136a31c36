"""A run as plain data and arrays, to be kept on a disk, and back: each number is checked on its way in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from core.arrays import Array
from core.errors import BadInput
from core.learning.experiment import MAX_EPOCHS, MAX_RATE, KernelLearning
from core.learning.stopping import REASONS, Watch
from core.learning.training import TrainingState

MAX_MEMORY = 16  # arrays that an optimizer remembers
MAX_KERNELS = 2_000  # of the way that the kernel took
MAX_SECONDS = 86_400.0
_MEMORY = ("<f4", "<i4", "<i8")


@dataclass(frozen=True, eq=False)
class StoredRun:
    """A run as far as it has come.

    Attributes
    ----------
    state : TrainingState
    losses : ndarray, (updates,)
        The loss before each update.
    rates : sequence of (int, float)
        The learning rates, each with the number of updates made before it.
    trajectory : sequence of (int, ndarray)
        After how many updates which kernel.
    """

    state: TrainingState
    losses: Array
    rates: Sequence[tuple[int, float]]
    trajectory: Sequence[tuple[int, Array]]


def store_run(run: StoredRun) -> tuple[dict[str, Any], dict[str, Array]]:
    """The run as what JSON holds, and as named arrays of float32 and whole numbers; nothing is lost."""
    state = run.state
    data = {
        "bias": float(state.bias),
        "stopped": state.stopped,
        "seconds": float(state.seconds),
        "watch": [state.watch.best if math.isfinite(state.watch.best) else None, int(state.watch.since)],
        "rates": [[int(made), float(rate)] for made, rate in run.rates],
        "memory": len(state.memory),
    }
    arrays = {
        "losses": np.asarray(run.losses, dtype=np.float32),  # as TensorFlow gave them
        "kernel": np.asarray(state.kernel, dtype=np.float32),
        "updates": np.array([made for made, _ in run.trajectory], dtype=np.int32),
        "kernels": np.array([kernel for _, kernel in run.trajectory], dtype=np.float32),
    }
    return data, arrays | {f"memory {i}": np.asarray(part) for i, part in enumerate(state.memory)}


def restore_run(experiment: KernelLearning, data: Mapping[str, Any], arrays: Mapping[str, Array]) -> StoredRun:
    """The run of `experiment` that `store_run` gave these of.

    Raises
    ------
    BadInput
        They are not as `store_run` leaves them, or belong to another experiment.
    """
    try:
        return _restored(experiment, data, arrays)
    except (ValueError, TypeError, KeyError, OverflowError, IndexError) as error:
        raise BadInput("a kept run does not fit its settings or was changed, so it is left out") from error


def _restored(experiment: KernelLearning, data: Mapping[str, Any], arrays: Mapping[str, Array]) -> StoredRun:
    shape, losses, kernel = experiment.kernel_shape, arrays["losses"], arrays["kernel"]
    _must(losses.ndim == 1 and losses.size <= MAX_EPOCHS and kernel.shape == shape)
    _must(all(arrays[name].dtype == np.float32 for name in ("losses", "kernel", "kernels")))
    updates, kernels = arrays["updates"], arrays["kernels"]
    _must(updates.dtype == np.int32 and updates.ndim == 1 and kernels.shape == (updates.size, *shape))
    _must(0 < updates.size <= MAX_KERNELS and bool((np.diff(updates) > 0).all()))
    _must(updates[0] == 0 and updates[-1] <= losses.size)
    memory = tuple(arrays[f"memory {i}"] for i in range(_whole(data["memory"], MAX_MEMORY)))
    _must(all(part.dtype.str in _MEMORY and part.shape in ((), experiment.shape.weights) for part in memory))
    best, since = data["watch"]
    watch = Watch(math.inf if best is None else _real(best, math.inf), _whole(since, MAX_EPOCHS))
    stopped = data["stopped"]
    _must(stopped == "" or stopped in REASONS)
    rates = [(_whole(made, losses.size), _real(rate, MAX_RATE)) for made, rate in data["rates"]]
    _must(all(rate > 0 for _, rate in rates) and all(a[0] < b[0] for a, b in pairwise(rates)))
    _must(bool(rates) and rates[0][0] == 0 if losses.size else True)
    bias, seconds = float(data["bias"]), _real(data["seconds"], MAX_SECONDS)
    _must(math.isfinite(bias))
    state = TrainingState(losses.size, kernel, bias, stopped, seconds, memory, watch)
    return StoredRun(state, losses, rates, [(int(made), one) for made, one in zip(updates, kernels, strict=True)])


def _must(right: bool) -> None:
    if not right:
        raise ValueError("not as `store_run` leaves it")


def _whole(value: Any, most: int) -> int:
    _must(type(value) is int and 0 <= value <= most)
    return int(value)


def _real(value: Any, most: float) -> float:
    _must(type(value) in (int, float) and 0 <= value <= most)
    return float(value)
