"""Correlation along one axis: signals in time, and the causal kind that never looks ahead."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.arrays import Floats
from core.checks import plain, real
from core.correlation import correlate2d
from core.errors import BadInput
from core.window import axis

MAX_LENGTH = 2_000
MAX_STEP = 1_000
MAX_REACH = 16_384  # samples from a kernel's first entry to its last, as far as padding goes
PADDINGS = ("valid", "same", "same_lower", "full", "causal")


def padding_of(
    length: int, kernel_length: int, *, stride: int = 1, padding: str = "valid", dilation: int = 1
) -> tuple[int, int]:
    """(before, after): the zeros that `padding` adds to a signal of that length.

    "causal" puts all d(k − 1) of them before the signal, so that output t knows nothing later than input t·stride.
    van den Oord et al., WaveNet, 2016, section 2.1; Keras's Conv1D calls it the same.

    Raises
    ------
    BadInput
        An unknown padding, or a stride or dilation outside 1 … 1000.
    """
    stride, dilation = plain(stride), plain(dilation)
    for name, value in (("stride", stride), ("dilation", dilation)):
        if type(value) is not int or not 1 <= value <= MAX_STEP:
            raise BadInput(
                "{name} must be a whole number from 1 to {most}, got {value}", name=name, most=MAX_STEP, value=value
            )
    reach = axis(kernel_length, dilation=dilation).span - 1
    if reach > MAX_REACH:
        raise BadInput(
            "a kernel of {entries} entries with dilation {dilation} spans {reach} samples, more than the limit of {most}; choose a smaller dilation or kernel",
            entries=kernel_length,
            dilation=dilation,
            reach=reach,
            most=MAX_REACH,
        )
    if padding not in PADDINGS:
        raise BadInput(
            "there is no padding “{padding}”; choose one of {choices}", padding=padding, choices=", ".join(PADDINGS)
        )
    before, after = axis(kernel_length, stride, padding, dilation).padding(length)
    return before or 0, after or 0


def correlate(signal: Floats, kernel: Floats, *, stride: int = 1, padding: str = "valid", dilation: int = 1) -> Floats:
    """y[t] = Σₐ x[t·s − before + a·d] k[a], zeros outside the signal.

    Parameters
    ----------
    signal : ndarray, (n,)
    kernel : ndarray, (k,)
    padding : {"valid", "same", "same_lower", "full", "causal"}

    Returns
    -------
    ndarray, (m,) with m = floor((n + before + after − d(k − 1) − 1) / s) + 1

    Raises
    ------
    BadInput
        A stride, dilation or padding that breaks a rule, or a kernel that does not fit.
    """
    signal, kernel = real(signal, "signal"), real(kernel, "kernel")
    stride, dilation = plain(stride), plain(dilation)
    sides = padding_of(signal.size, kernel.size, stride=stride, padding=padding, dilation=dilation)
    return np.asarray(
        correlate2d.correlate(
            signal[None], kernel[None], stride=(1, stride), padding=((0, 0), sides), dilation=(1, dilation)
        )[0]
    )


def times(
    outputs: int, length: int, kernel_length: int, *, stride: int = 1, padding: str = "valid", dilation: int = 1
) -> Floats:
    """Where outputs stand in time, in samples of the signal: (outputs,).

    A causal one stands at the latest sample that it knows, others at the middle of their window.
    """
    window = axis(kernel_length, stride, padding, dilation)
    ends = np.array([window.reach(t, t, length) for t in range(outputs)], dtype=np.float64).reshape(outputs, 2)
    return ends[:, 1] if padding == "causal" else ends.mean(axis=1)


def signal(name: str, length: int, seed: int = 0) -> Floats:
    """A drawn signal of that many samples: "step", "impulse", "ramp", "waves" or "walk" (these two with seeded noise).

    Raises
    ------
    BadInput
        A length outside 2 … 2000.
    """
    if not 2 <= length <= MAX_LENGTH:
        raise BadInput("the signal must have from 2 to {most} samples, got {length}", most=MAX_LENGTH, length=length)
    return SIGNALS[name](length, np.random.default_rng(seed))


def kernel(name: str, length: int) -> Floats:
    """A kernel by name: "average" of `length` samples, "difference", "second", or "decay" (halves each step back).

    Raises
    ------
    BadInput
        A length outside 1 … 64, where the kernel has one.
    """
    if name in ("average", "decay") and not 1 <= length <= 64:
        raise BadInput("the kernel must have from 1 to 64 entries, got {length}", length=length)
    return KERNELS[name](length)


def _step(length: int, _: np.random.Generator) -> Floats:
    return np.where(np.arange(length) < length // 2, 0.0, 1.0)


def _impulse(length: int, _: np.random.Generator) -> Floats:
    return np.where(np.arange(length) == length // 2, 1.0, 0.0)


def _ramp(length: int, _: np.random.Generator) -> Floats:
    return np.arange(length, dtype=np.float64)


def _waves(length: int, rng: np.random.Generator) -> Floats:
    return np.asarray(np.sin(np.arange(length) * 2 * np.pi / 16) + 0.3 * rng.standard_normal(length))


def _walk(length: int, rng: np.random.Generator) -> Floats:
    return np.asarray(rng.standard_normal(length).cumsum())


def _decay(length: int) -> Floats:
    weights = 0.5 ** np.arange(length, dtype=np.float64)[::-1]
    return np.asarray(weights / weights.sum())


SIGNALS: dict[str, Callable[[int, np.random.Generator], Floats]] = {
    "step": _step,
    "impulse": _impulse,
    "ramp": _ramp,
    "waves": _waves,
    "walk": _walk,
}
KERNELS: dict[str, Callable[[int], Floats]] = {
    "average": lambda length: np.full(length, 1.0 / length),
    "difference": lambda _: np.array([-1.0, 1.0]),
    "second": lambda _: np.array([1.0, -2.0, 1.0]),
    "decay": _decay,
}
