"""The kernel of a pair of pictures by gradient descent in TensorFlow, on pixels that least squares uses too.

The layer that learns sees a picture of its own: a row for each pixel that is learned from, the window about it laid
flat, (pixels, h·w). So pixels that may be clipped are left out, and the channels of a colour picture are more rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Floats
from core.correlation.correlate2d import correlate
from core.errors import BadInput, Message
from core.learning.experiment import KernelLearning
from core.quadratic.loss import RANK_TOLERANCE

MAX_PIXELS = 40_000  # 0.3 ms an update with a 5 × 5 kernel
MAX_ROW_NUMBERS = (
    2**21
)  # pixels × h·w: half of what `KernelLearning` takes, so that large kernels come far in their time
MAX_UPDATES = 20_000
SECONDS = 15.0  # of computing
LEFT = 1e-5  # of the first kernel's error in the slowest direction, when all updates are made
MAX_CONDITION = 1e7  # beyond it lies what 8-bit pictures do not determine


@dataclass(frozen=True, eq=False)
class Pair:
    """Two pictures, matched pixel to pixel.

    Attributes
    ----------
    image : ndarray, (H, W, C)
    target : ndarray, (H − h + 1, W − w + 1, C)
        The part of the after picture that windows of the before picture reach.
    used : ndarray of bool, like target
        False where it is black or white: there it may be clipped.
    """

    image: Floats
    target: Floats
    used: Array

    @property
    def kernel_size(self) -> tuple[int, int]:
        return self.image.shape[0] - self.target.shape[0] + 1, self.image.shape[1] - self.target.shape[1] + 1


@dataclass(frozen=True, eq=False)
class Task:
    """What is handed to `core.learning.learn`, and what a reader must know of it.

    Its result's kernel is (1, h·w): the kernel (h, w), flat.
    """

    experiment: KernelLearning
    notes: tuple[Message, ...] = ()


def task(pair: Pair, *, most: int = MAX_PIXELS, seconds: float = SECONDS) -> Task:
    """The training that finds the pair's kernel: its data, and a method that converges on them.

    Where there are more than `most` pixels, those whose windows have the most contrast are taken: they tell kernels
    apart that flat ones do not, so the loss is also rounder and fewer updates are needed. They are chosen by the
    before picture alone, which leaves least squares unbiased.

    Raises
    ------
    BadInput
        No pixel that may be used.

    Notes
    -----
    Rate and momentum are Nesterov's for a quadratic with eigenvalues from μ to L (Lessard, Recht and Packard 2016,
    table 1): with s = √(3 L/μ + 1), rate 4 / (3 L + μ), momentum (s − 2) / (s + 2), and each update leaves 1 − 2/s.
    Plain descent would need about √(L/3μ) times as many: a hundred.
    """
    h, w = pair.kernel_size
    usable = np.flatnonzero(pair.used)
    if not usable.size:
        raise BadInput(
            "every pixel of the “after” picture is black or white, so there is nothing to learn from; choose a picture with shades in between"
        )
    places = _most_contrast(pair, usable, min(most, MAX_ROW_NUMBERS // (h * w)))
    i, j, c = np.unravel_index(places, pair.target.shape)
    windows = np.lib.stride_tricks.sliding_window_view(pair.image, (h, w), axis=(0, 1))
    rows = windows[i, j, c].reshape(len(places), h * w)
    rate, momentum, updates = _method(rows)
    experiment = KernelLearning(
        rows,
        pair.target[i, j, c][:, None],
        kernel_size=(1, h * w),
        learning_rate=rate,
        epochs=min(updates, MAX_UPDATES),
        optimizer="nesterov",
        momentum=momentum,
        loss="mean",
        initial_kernel=np.zeros((1, h * w)),
        time_limit=seconds,
    )
    return Task(experiment, _notes(pair, len(places), usable.size, updates))


def _notes(pair: Pair, taken: int, usable: int, updates: int) -> tuple[Message, ...]:
    notes: list[Message] = []
    if pair.image.shape[2] > 1:
        notes.append(
            Message("All {channels} channels are used, with one kernel for all of them.", channels=pair.image.shape[2])
        )
    if taken < usable:
        notes.append(
            Message(
                "It learns from the {taken:,} values with the highest local contrast, out of {usable:,} that are neither black nor white.",
                taken=taken,
                usable=usable,
            )
        )
    if updates > MAX_UPDATES:
        notes.append(
            Message(
                "These pictures need {updates:,} updates, more than the limit of {most:,} per run: the remaining error is larger than usual.",
                updates=updates,
                most=MAX_UPDATES,
            )
        )
    return tuple(notes)


def _most_contrast(pair: Pair, usable: Array, most: int) -> Array:
    """Of the usable places, counted in the flat target, the `most` with the largest variance within their windows."""
    if usable.size <= most:
        return usable
    h, w = pair.kernel_size
    mean = np.full((h, w), 1.0 / (h * w))
    planes = [pair.image[..., c] for c in range(pair.image.shape[2])]
    variance = np.stack([correlate(plane**2, mean) - correlate(plane, mean) ** 2 for plane in planes], axis=-1)
    ranks = np.argpartition(variance.reshape(-1)[usable], usable.size - most)
    return np.sort(usable[ranks[usable.size - most :]])


def _method(rows: Floats) -> tuple[float, float, int]:
    """Learning rate, momentum and number of updates that converge on the mean squared error of these rows."""
    values = np.linalg.eigvalsh(rows.T @ rows) * (2.0 / len(rows))
    largest = float(values[-1])
    if largest <= 0:  # a black picture: no update changes anything
        return 1.0, 0.0, 1
    smallest = max(float(values[values > RANK_TOLERANCE * largest][0]), largest / MAX_CONDITION)
    s = math.sqrt(3.0 * largest / smallest + 1.0)
    # No rate is left with s = 2, a loss that is round: one update is enough.
    updates = math.ceil(math.log(LEFT) / math.log(1.0 - 2.0 / s)) if s > 2.0 else 1
    return 4.0 / (3.0 * largest + smallest), (s - 2.0) / (s + 2.0), updates
