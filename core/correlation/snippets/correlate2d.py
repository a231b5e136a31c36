"""The current cross-correlation as a program to copy, in six libraries, each giving the same numbers.

Padding is written out, as the libraries mean different things by the same word; kernels are not flipped, as all the
functions used here correlate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.arrays import Floats, Pair
from core.checks import pair
from core.correlation.snippets import frame
from core.correlation.snippets.frame import Program, inside, reach, spread, strided
from core.window import output_size, resolve_padding

FILE = "X.csv"
LIBRARIES = frame.LIBRARIES


def snippet(
    library: str,
    image: Floats,
    kernel: Floats,
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
) -> str:
    """A program that prints the result, `Y`: (rows, columns) in float64.

    Parameters
    ----------
    library : one of LIBRARIES
    image, kernel : ndarray, (H, W) and (h, w)
        Images of more than 400 numbers are read from X.csv: see `frame.needs_file`.
    stride, padding, dilation
        As `core.correlation.correlate` takes them.

    Raises
    ------
    BadInput
        An unknown library, settings that break a rule, or a kernel that does not fit.
    """
    frame.check(library)
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    output_size(image.shape, kernel.shape, stride=steps, padding=padding, dilation=gaps)  # raises what breaks a rule
    sides = resolve_padding(image.shape, kernel.shape, stride=steps, padding=padding, dilation=gaps)
    start = [f"X = {frame.source(image, FILE)}", f"K = {frame.literal(kernel)}"]
    if sides != ((0, 0), (0, 0)):
        start.append(f"X = np.pad(X, {sides})  # rows above and below, columns left and right")
    return frame.whole(start, _CALLS[library](kernel, steps, gaps), "Y")


def _numpy(kernel: Floats, steps: Pair, gaps: Pair) -> Program:
    windows = f"np.lib.stride_tricks.sliding_window_view(X, {reach(kernel.shape, gaps)})"
    return [], [f"windows = {windows}{strided((*steps, *gaps))}", 'Y = np.einsum("ijab,ab->ij", windows, K)']


def _scipy(kernel: Floats, steps: Pair, gaps: Pair) -> Program:
    return ["from scipy.signal import correlate2d"], [
        *spread(kernel.shape, gaps),
        f'Y = correlate2d(X, K, mode="valid"){strided(steps)}',
    ]


def _tensorflow(kernel: Floats, steps: Pair, gaps: Pair) -> Program:
    return ["import tensorflow as tf"], [
        "Y = tf.nn.conv2d(",
        "    X[None, :, :, None], K[:, :, None, None],",
        f'    strides={list(steps)}, padding="VALID", dilations={list(gaps)},',
        ")[0, :, :, 0].numpy()",
    ]


def _torch(kernel: Floats, steps: Pair, gaps: Pair) -> Program:
    return ["import torch"], [
        "Y = torch.nn.functional.conv2d(",
        "    torch.from_numpy(X)[None, None], torch.from_numpy(K)[None, None],",
        f"    stride={steps}, dilation={gaps},",
        ")[0, 0].numpy()",
    ]


def _jax(kernel: Floats, steps: Pair, gaps: Pair) -> Program:
    return frame.JAX, [
        "Y = np.asarray(jax.lax.conv_general_dilated(",
        f'    X[None, None], K[None, None], window_strides={steps}, padding="VALID", rhs_dilation={gaps},',
        ")[0, 0])",
    ]


def _opencv(kernel: Floats, steps: Pair, gaps: Pair) -> Program:
    return ["import cv2"], [
        *spread(kernel.shape, gaps),
        "Y = cv2.filter2D(X, cv2.CV_64F, K, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)",
        f"Y = Y{inside('X', reach(kernel.shape, gaps))}{strided(steps)}  # where the kernel lies inside",
    ]


_CALLS = frame.table(_numpy, _scipy, _tensorflow, _torch, _jax, _opencv)
