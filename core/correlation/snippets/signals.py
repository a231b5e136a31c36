"""Correlation along one axis as a program to copy, in six libraries, each giving the same numbers."""

from __future__ import annotations

from core.arrays import Floats
from core.correlation import signals
from core.correlation.snippets import frame
from core.correlation.snippets.frame import Program, inside, reach, spread, strided
from core.window import output_size

FILE = "signal x.csv"


def snippet(
    library: str, signal: Floats, kernel: Floats, *, stride: int = 1, padding: str = "valid", dilation: int = 1
) -> str:
    """A program that prints the result, `y`: (m,) in float64.

    Parameters
    ----------
    library : one of `frame.LIBRARIES`
    signal, kernel : ndarray, (n,) and (k,)
        Signals of more than 400 numbers are read from FILE.
    stride, padding, dilation
        As `core.correlation.signals.correlate` takes them.

    Raises
    ------
    BadInput
        An unknown library, settings that break a rule, or a kernel that does not fit.
    """
    frame.check(library)
    sides = signals.padding_of(signal.size, kernel.size, stride=stride, padding=padding, dilation=dilation)
    output_size(  # raises where the kernel does not fit
        (1, signal.size), (1, kernel.size), stride=(1, stride), padding=((0, 0), sides), dilation=(1, dilation)
    )
    start = [f"x = {frame.source(signal, FILE)}", f"k = {frame.literal(kernel)}"]
    if library == "SciPy" and padding == "causal":
        return frame.whole(start, _filter(kernel, stride, dilation), "y")
    if sides != (0, 0):
        note = "zeros before the signal only" if padding == "causal" else "zeros before and after"
        start.append(f"x = np.pad(x, {sides})  # {note}")
    return frame.whole(start, _CALLS[library](kernel, stride, dilation), "y")


def _numpy(kernel: Floats, stride: int, dilation: int) -> Program:
    (span,) = reach(kernel.shape, (dilation,))
    windows = f"np.lib.stride_tricks.sliding_window_view(x, {span}){strided((stride, dilation))}"
    return [], [f"windows = {windows}", "y = windows @ k"]


def _scipy(kernel: Floats, stride: int, dilation: int) -> Program:
    return ["from scipy.signal import correlate"], [
        *spread(kernel.shape, (dilation,), "k"),
        f'y = correlate(x, k, mode="valid", method="direct"){strided((stride,))}',
    ]


def _filter(kernel: Floats, stride: int, dilation: int) -> Program:
    """A causal correlation is what SciPy calls a filter: its weights count from now into the past."""
    return ["from scipy.signal import lfilter"], [
        *spread(kernel.shape, (dilation,), "k"),
        f"y = lfilter(k[::-1], 1.0, x){strided((stride,))}  # causal by its nature; weights from now into the past",
    ]


def _tensorflow(kernel: Floats, stride: int, dilation: int) -> Program:
    return ["import tensorflow as tf"], [
        "y = tf.nn.conv1d(",
        f'    x[None, :, None], k[:, None, None], stride={stride}, padding="VALID", dilations={dilation}',
        ")[0, :, 0].numpy()",
    ]


def _torch(kernel: Floats, stride: int, dilation: int) -> Program:
    return ["import torch"], [
        "y = torch.nn.functional.conv1d(",
        f"    torch.from_numpy(x)[None, None], torch.from_numpy(k)[None, None], stride={stride}, dilation={dilation}",
        ")[0, 0].numpy()",
    ]


def _jax(kernel: Floats, stride: int, dilation: int) -> Program:
    return frame.JAX, [
        "y = np.asarray(jax.lax.conv_general_dilated(",
        f'    x[None, None], k[None, None], window_strides=({stride},), padding="VALID", rhs_dilation=({dilation},),',
        ")[0, 0])",
    ]


def _opencv(kernel: Floats, stride: int, dilation: int) -> Program:
    return ["import cv2"], [
        *spread(kernel.shape, (dilation,), "k"),
        "y = cv2.filter2D(x[None], cv2.CV_64F, k[None], anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)[0]",
        f"y = y{inside('x', reach(kernel.shape, (dilation,)))}{strided((stride,))}  # where the kernel lies inside",
    ]


_CALLS = frame.table(_numpy, _scipy, _tensorflow, _torch, _jax, _opencv)
