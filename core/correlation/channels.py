"""Channels: what each input channel adds to the sum, and stacks of matrices as people type them.

An image (H, W, C_in) meets a kernel (h, w, C_in, C_out): every output channel is the sum, over the input
channels, of the correlation of that channel with its own matrix. Zhang et al., Dive into Deep Learning,
section 7.4 (6.4 in the printed book), calls it `corr2d_multi_in_out`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from core.correlation import grouping
from core.correlation.correlate2d import correlate
from core.errors import BadInput
from core.kernels.named import sobel
from core.numbers import MAX_CHARACTERS, parse_numbers, shortest

MAX_IN, MAX_OUT = 8, 16
MAX_KERNEL = 15, 15
# Thousandths of red, green and blue: ITU-R BT.601 (brightness) and JPEG's two colour differences.
_GREY = (299.0, 587.0, 114.0)
_BLUE = (-168.736, -331.264, 500.0)
_RED = (500.0, -418.688, -81.312)


@dataclass(frozen=True, eq=False)
class Steps:
    """How one output channel comes about.

    Attributes
    ----------
    partial : ndarray, (rows, columns, C_in)
        Each input channel correlated with its own matrix.
    running : ndarray, (rows, columns, C_in)
        `running[..., c]` is the sum of `partial` up to channel c; the last is the output.
    """

    partial: Array
    running: Array

    @property
    def output(self) -> Array:
        """(rows, columns): the sum over all input channels."""
        return self.running[..., -1]


def steps(image: Array, kernel: Array, **options: Any) -> Steps:
    """The sum over channels, step by step.

    Parameters
    ----------
    image : ndarray, (H, W, C_in)
    kernel : ndarray, (h, w, C_in)
        The matrices of one output channel: `kernel[..., c_out]` of a (h, w, C_in, C_out) one.
    **options
        stride, padding, dilation, boundary, as `core.correlation.correlate` takes them.

    Raises
    ------
    BadInput
        As many matrices as channels are wanted; a kernel that does not fit.
    """
    if image.ndim != 3 or kernel.ndim != 3:
        raise BadInput(
            "image {image} and kernel {kernel} need rows, columns and channels; pass arrays with three axes",
            image=image.shape,
            kernel=kernel.shape,
        )
    grouping.check(image, kernel)
    partial = np.stack([correlate(image[..., c], kernel[..., c], **options) for c in range(image.shape[2])], axis=-1)
    return Steps(partial, np.cumsum(partial, axis=-1))


def parameters(kernel: Array) -> tuple[int, int]:
    """(weights, biases) of a layer with this (h, w, C, C_out) kernel, C channels a group: h·w·C·C_out and C_out."""
    return int(kernel.size), int(kernel.shape[3])


def parse_stack(text: str, max_shape: tuple[int, int] = (64, 64), most: int = MAX_IN) -> Array:
    """Matrices of one size, a blank line between them → (H, W, matrices), float64.

    Nested lists ``[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]`` are read as well, the outermost level being the matrices.

    Raises
    ------
    BadInput
        Nothing typed, matrices of different sizes or more than `most` of them, a cell that is no finite number;
        where there are several matrices, the sentence says in which one.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput("the text is longer than {limit} characters; paste a smaller matrix", limit=MAX_CHARACTERS)
    # Two brackets closed before a comma end a matrix, as an empty line does.
    text = re.sub(r"\]\s*\]\s*,", "\n\n", text)
    blocks = [
        block for block in re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", text.replace("\r", "")) if block.strip(" \n[]\t")
    ]
    if len(blocks) > most:
        raise BadInput(
            "{found} matrices exceed the limit of {most} drawn here; remove some",
            found=len(blocks),
            most=most,
        )
    matrices = [parse_numbers(block, max_shape) for block in blocks or [""]]
    for place, matrix in enumerate(matrices, 1):
        if matrix.shape != matrices[0].shape:
            raise BadInput(
                "matrix {place} is {found} and matrix 1 is {expected}; all channels need the same size",
                place=place,
                found=f"{matrix.shape[0]} × {matrix.shape[1]}",
                expected=f"{matrices[0].shape[0]} × {matrices[0].shape[1]}",
            )
    return np.stack(matrices, axis=-1)


def parse_kernels(text: str, channels: int) -> Array:
    """Matrices with blank lines between → (h, w, channels, C_out): first all of output channel 1, then of 2, …

    Raises
    ------
    BadInput
        What `parse_stack` refuses; a number of matrices that is no multiple of `channels`.
    """
    stack = parse_stack(text, MAX_KERNEL, most=MAX_IN * MAX_OUT)
    h, w, found = stack.shape
    if found % channels:
        raise BadInput(
            "{found} kernel matrices do not match an input with {channels} channels: each output channel needs {channels} of them; add or remove some",
            found=found,
            channels=channels,
        )
    if found // channels > MAX_OUT:
        raise BadInput(
            "{found} output channels exceed the limit of {most} drawn here; remove some",
            found=found // channels,
            most=MAX_OUT,
        )
    return stack.reshape(h, w, found // channels, channels).transpose(0, 1, 3, 2)


def stack_text(stack: Array) -> str:
    """(H, W, matrices) as `parse_stack` reads it back, digit for digit."""
    return "\n\n".join(
        "\n".join(" ".join(shortest(value) for value in row) for row in matrix)
        for matrix in np.moveaxis(stack, -1, 0).tolist()
    )


def book_image() -> Array:
    """(3, 3, 2): 0 … 8 and 1 … 9, the two channels of Dive into Deep Learning, section 7.4.1."""
    first = np.arange(9.0).reshape(3, 3)
    return np.stack([first, first + 1.0], axis=-1)


def book_kernel(outputs: int = 1) -> Array:
    """(2, 2, 2, outputs): K, K + 1, K + 2 … of Dive into Deep Learning, sections 7.4.1 and 7.4.2."""
    first = np.arange(4.0).reshape(2, 2)
    one = np.stack([first, first + 1.0], axis=-1)
    return np.stack([one + c for c in range(outputs)], axis=-1)


def grey_weights() -> Array:
    """(1, 1, 3, 1): red, green and blue → grey with 0.299, 0.587, 0.114 (ITU-R BT.601)."""
    return np.array(_GREY).reshape(1, 1, 3, 1) / 1000.0


def colour_mixing() -> Array:
    """(1, 1, 3, 3): red, green and blue → brightness and two colour differences, as JPEG stores them (without +½)."""
    return np.array([_GREY, _BLUE, _RED]).T.reshape(1, 1, 3, 3) / 1000.0


def mean_weights(channels: int) -> Array:
    """(1, 1, channels, 1): every channel counts the same."""
    return np.full((1, 1, channels, 1), 1.0 / channels)


def edges_of_all(channels: int) -> Array:
    """(3, 3, channels, 2): Sobel's kernel on every channel, output 1 from left to right, output 2 from top to bottom."""
    return np.repeat(np.stack([sobel(), sobel().T], axis=-1)[:, :, None, :], channels, axis=2)
