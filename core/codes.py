"""The current cross-correlation as a program to copy, in six libraries, each giving the same numbers.

Padding is written out, as the libraries mean different things by the same word; kernels are not flipped, as all the
functions used here correlate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.correlation import pair, resolve_padding
from core.errors import BadInput

Array = np.ndarray[Any, np.dtype[np.float64]]

LITERAL = 400  # numbers up to which an image is written into the program
FILE = "X.csv"
LIBRARIES = ("NumPy", "SciPy", "TensorFlow", "PyTorch", "JAX", "OpenCV")


def snippet(
    library: str,
    image: Array,
    kernel: Array,
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
) -> str:
    """A program that ends with the result in `Y`, (rows, columns) in float64.

    Parameters
    ----------
    library : one of LIBRARIES
    image, kernel : ndarray, (H, W) and (h, w)
        Images of more than 400 numbers are read from X.csv: see `needs_file`.
    stride, padding, dilation
        As `core.correlation.correlate` takes them.

    Raises
    ------
    BadInput
        An unknown library, or settings that break a rule.
    """
    if library not in LIBRARIES:
        raise BadInput(
            "there is no library “{library}”; choose one of {all}", library=library, all=", ".join(LIBRARIES)
        )
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    sides = resolve_padding(image.shape, kernel.shape, stride=steps, padding=padding, dilation=gaps)
    start = [f"X = {_source(image)}", f"K = {_matrix(kernel)}"]
    if sides != ((0, 0), (0, 0)):
        start.append(f"X = np.pad(X, {sides})  # rows above and below, columns left and right")
    imports, lines = _CALLS[library](kernel, steps, gaps)
    return "\n".join(["import numpy as np", *imports, "", *start, *lines]) + "\n"


def needs_file(image: Array) -> bool:
    """Whether the program reads the image from X.csv."""
    return image.size > LITERAL


Program = tuple[list[str], list[str]]
Pair = tuple[int, int]


def _numpy(kernel: Array, steps: Pair, gaps: Pair) -> Program:
    h, w = _reach(kernel, gaps)
    windows = f"np.lib.stride_tricks.sliding_window_view(X, ({h}, {w}))"
    places = ", ".join(_every(n) for n in (*steps, *gaps))
    cut = "" if {*steps, *gaps} == {1} else f"[{places}]"
    return [], [f"windows = {windows}{cut}", 'Y = np.einsum("ijab,ab->ij", windows, K)']


def _scipy(kernel: Array, steps: Pair, gaps: Pair) -> Program:
    return ["from scipy.signal import correlate2d"], [
        *_spread(kernel, gaps),
        f'Y = correlate2d(X, K, mode="valid"){_strided(steps)}',
    ]


def _tensorflow(kernel: Array, steps: Pair, gaps: Pair) -> Program:
    return ["import tensorflow as tf"], [
        "Y = tf.nn.conv2d(",
        "    X[None, :, :, None], K[:, :, None, None],",
        f'    strides={list(steps)}, padding="VALID", dilations={list(gaps)},',
        ")[0, :, :, 0].numpy()",
    ]


def _torch(kernel: Array, steps: Pair, gaps: Pair) -> Program:
    return ["import torch"], [
        "Y = torch.nn.functional.conv2d(",
        "    torch.from_numpy(X)[None, None], torch.from_numpy(K)[None, None],",
        f"    stride={steps}, dilation={gaps},",
        ")[0, 0].numpy()",
    ]


def _jax(kernel: Array, steps: Pair, gaps: Pair) -> Program:
    return ["import jax", "", 'jax.config.update("jax_enable_x64", True)'], [
        "Y = np.asarray(jax.lax.conv_general_dilated(",
        f'    X[None, None], K[None, None], window_strides={steps}, padding="VALID", rhs_dilation={gaps},',
        ")[0, 0])",
    ]


def _opencv(kernel: Array, steps: Pair, gaps: Pair) -> Program:
    h, w = _reach(kernel, gaps)
    return ["import cv2"], [
        *_spread(kernel, gaps),
        "Y = cv2.filter2D(X, cv2.CV_64F, K, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)",
        f"Y = Y[: X.shape[0] - {h - 1}, : X.shape[1] - {w - 1}]{_strided(steps)}  # where the kernel lies inside",
    ]


_CALLS = {
    "NumPy": _numpy,
    "SciPy": _scipy,
    "TensorFlow": _tensorflow,
    "PyTorch": _torch,
    "JAX": _jax,
    "OpenCV": _opencv,
}


def _source(image: Array) -> str:
    return f'np.loadtxt("{FILE}", delimiter=",", ndmin=2)' if needs_file(image) else _matrix(image)


def _matrix(values: Array) -> str:
    """The array as a literal; every digit that float64 holds."""
    rows = ["[" + ", ".join(repr(float(value)) for value in row) + "]" for row in values]
    if len(rows) == 1:
        return f"np.array([{rows[0]}])"
    return "np.array([\n" + "".join(f"    {row},\n" for row in rows) + "])"


def _reach(kernel: Array, gaps: Pair) -> Pair:
    h, w = ((k - 1) * d + 1 for k, d in zip(kernel.shape, gaps, strict=True))
    return h, w


def _spread(kernel: Array, gaps: Pair) -> list[str]:
    """For libraries without dilation: the kernel with zeros between its entries."""
    if gaps == (1, 1):
        return []
    return [
        f"dilated = np.zeros({_reach(kernel, gaps)})",
        f"dilated[::{gaps[0]}, ::{gaps[1]}] = K",
        "K = dilated",
    ]


def _strided(steps: Pair) -> str:
    return "" if steps == (1, 1) else f"[{_every(steps[0])}, {_every(steps[1])}]"


def _every(n: int) -> str:
    return ":" if n == 1 else f"::{n}"
