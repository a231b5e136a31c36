"""The sum over channels as a program to copy, in six libraries, each giving the same numbers.

The programs hold one matrix after another, as people write them: the input is (C_in, H, W), the kernel
(C_out, C_in, h, w). Padding is written out; kernels are not flipped.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Floats
from core.correlation import grouping
from core.correlation.snippets import frame
from core.correlation.snippets.frame import Program, inside, strided
from core.window import output_size

FILE = "channels X.csv"


def snippet(library: str, image: Floats, kernel: Floats, *, stride: int = 1, padding: int = 0, groups: int = 1) -> str:
    """A program that prints every output channel, `Y`: (C_out, rows, columns) in float64.

    Parameters
    ----------
    library : one of `frame.LIBRARIES`
    image : ndarray, (H, W, C_in)
        One of more than 400 numbers is read from FILE, which holds `below_each_other(image)`.
    kernel : ndarray, (h, w, C_in / groups, C_out)
    stride, padding : int
        On both axes, at all four sides.
    groups : int
        Parts of one size that the channels are cut into; an output channel sees one of them.

    Raises
    ------
    BadInput
        An unknown library, as many matrices as channels are wanted, groups that do not divide, a kernel that does not fit.
    """
    frame.check(library)
    grouping.check(image, kernel, groups)
    output_size(image.shape[:2], kernel.shape[:2], stride=stride, padding=padding)  # raises what breaks a rule
    start = [
        f"X = {frame.source(image.transpose(2, 0, 1), FILE)}",
        f"K = {frame.literal(kernel.transpose(3, 2, 0, 1))}",
    ]
    if padding:
        start.append(f"X = np.pad(X, ((0, 0), ({padding}, {padding}), ({padding}, {padding})))  # not the channels")
    h, w = kernel.shape[:2]
    if groups > 1:
        start.append(
            f"groups = {groups}  # X: {image.shape[2] // groups} channels each, K: {kernel.shape[3] // groups} outputs each"
        )
    return frame.whole(start, (_GROUPED if groups > 1 else _CALLS)[library](h, w, stride), "Y")


def below_each_other(image: Floats) -> Floats:
    """(H, W, C) → (C · H, W): the channels one below the other, as a file of rows holds them."""
    return np.ascontiguousarray(image.transpose(2, 0, 1).reshape(-1, image.shape[1]))


def _numpy(h: int, w: int, stride: int) -> Program:
    return [], [
        f"windows = np.lib.stride_tricks.sliding_window_view(X, ({h}, {w}), axis=(1, 2)){strided((stride, stride), ':, ')}",
        'Y = np.einsum("cijab,ocab->oij", windows, K)',
    ]


def _scipy(h: int, w: int, stride: int) -> Program:
    return ["from scipy.signal import correlate"], [
        "# A matrix for every channel leaves one place to go along the channels: [0].",
        'Y = np.stack([correlate(X, kernel, mode="valid", method="direct")[0] for kernel in K])'
        + strided((stride, stride), ":, "),
    ]


def _tensorflow(h: int, w: int, stride: int) -> Program:
    return ["import tensorflow as tf"], [
        "# TensorFlow has the channels last.",
        "Y = tf.nn.conv2d(",
        f'    X.transpose(1, 2, 0)[None], K.transpose(2, 3, 1, 0), strides={stride}, padding="VALID"',
        ")[0].numpy().transpose(2, 0, 1)",
    ]


def _torch(h: int, w: int, stride: int) -> Program:
    return ["import torch"], [
        "Y = torch.nn.functional.conv2d(",
        f"    torch.from_numpy(X)[None], torch.from_numpy(K), stride={stride}",
        ")[0].numpy()",
    ]


def _jax(h: int, w: int, stride: int) -> Program:
    return frame.JAX, [
        "Y = np.asarray(jax.lax.conv_general_dilated(",
        f'    X[None], K, window_strides=({stride}, {stride}), padding="VALID",',
        ")[0])",
    ]


def _opencv(h: int, w: int, stride: int) -> Program:
    return ["import cv2"], [
        "",
        "",
        "def correlate(x, k):",
        "    y = cv2.filter2D(x, cv2.CV_64F, k, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)",
        f"    return y{inside('x', (h, w))}{strided((stride, stride))}  # where the kernel lies inside",
        "",
        "",
        "Y = np.stack([sum(correlate(x, k) for x, k in zip(X, kernel)) for kernel in K])",
    ]


_CALLS = frame.table(_numpy, _scipy, _tensorflow, _torch, _jax, _opencv)


def _numpy_grouped(h: int, w: int, stride: int) -> Program:
    return [], [
        f"windows = np.lib.stride_tricks.sliding_window_view(X, ({h}, {w}), axis=(1, 2)){strided((stride, stride), ':, ')}",
        "parts = zip(np.split(windows, groups), np.split(K, groups))",
        'Y = np.concatenate([np.einsum("cijab,ocab->oij", part, kernels) for part, kernels in parts])',
    ]


def _scipy_grouped(h: int, w: int, stride: int) -> Program:
    return ["from scipy.signal import correlate"], [
        "Y = np.stack([",
        '    correlate(part, kernel, mode="valid", method="direct")[0]',
        "    for part, kernels in zip(np.split(X, groups), np.split(K, groups))",
        "    for kernel in kernels",
        "])" + strided((stride, stride), ":, "),
    ]


def _tensorflow_grouped(h: int, w: int, stride: int) -> Program:
    return ["import tensorflow as tf"], [
        "# TensorFlow has the channels last. Groups one by one: its conv2d knows them, too, but not on every processor.",
        "parts = zip(np.split(X, groups), np.split(K, groups))",
        "Y = tf.concat([",
        f'    tf.nn.conv2d(part.transpose(1, 2, 0)[None], kernels.transpose(2, 3, 1, 0), strides={stride}, padding="VALID")',
        "    for part, kernels in parts",
        "], axis=3)[0].numpy().transpose(2, 0, 1)",
    ]


def _torch_grouped(h: int, w: int, stride: int) -> Program:
    return ["import torch"], [
        "Y = torch.nn.functional.conv2d(",
        f"    torch.from_numpy(X)[None], torch.from_numpy(K), stride={stride}, groups=groups",
        ")[0].numpy()",
    ]


def _jax_grouped(h: int, w: int, stride: int) -> Program:
    return frame.JAX, [
        "Y = np.asarray(jax.lax.conv_general_dilated(",
        f'    X[None], K, window_strides=({stride}, {stride}), padding="VALID", feature_group_count=groups,',
        ")[0])",
    ]


def _opencv_grouped(h: int, w: int, stride: int) -> Program:
    imports, lines = _opencv(h, w, stride)
    return imports, [
        *lines[:-1],
        "Y = np.stack([",
        "    sum(correlate(x, k) for x, k in zip(part, kernel))",
        "    for part, kernels in zip(np.split(X, groups), np.split(K, groups))",
        "    for kernel in kernels",
        "])",
    ]


_GROUPED = frame.table(
    _numpy_grouped, _scipy_grouped, _tensorflow_grouped, _torch_grouped, _jax_grouped, _opencv_grouped
)
