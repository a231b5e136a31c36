"""Channels in groups: cut into equal parts, of which an output channel sees one only.

The kernel of g groups is (h, w, C_in / g, C_out), output channels of the first group first, as PyTorch's `groups=` has it.
With as many groups as input channels it is depthwise: every channel by itself (Howard et al., MobileNets, 2017, section 3.1).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from core.arrays import Array
from core.correlation.correlate2d import correlate
from core.errors import BadInput


def grouped(image: Array, kernel: Array, groups: int = 1, **options: Any) -> Array:
    """Every output channel, each from the channels of its own group.

    Parameters
    ----------
    image : ndarray, (H, W, C_in)
    kernel : ndarray, (h, w, C_in / groups, C_out)
        Output channels of the first group first.
    groups : int
        A divisor of C_in and C_out.
    **options
        stride, padding, dilation, boundary, as `core.correlation.correlate` takes them.

    Returns
    -------
    ndarray, (rows, columns, C_out)

    Raises
    ------
    BadInput
        Groups that do not divide both, a kernel with other matrices or that does not fit.
    """
    check(image, kernel, groups)
    each = kernel.shape[3] // groups
    parts = [
        correlate(
            image[..., group_of(g * each, image, kernel, groups)], kernel[..., g * each : (g + 1) * each], **options
        )
        for g in range(groups)
    ]
    return np.concatenate(parts, axis=-1)


def group_of(output: int, image: Array, kernel: Array, groups: int) -> slice:
    """The input channels that an output channel (from 0) sees."""
    size = image.shape[2] // groups
    group = output // (kernel.shape[3] // groups)
    return slice(group * size, (group + 1) * size)


def split(kernel: Array, groups: int) -> Array:
    """A kernel with one output, its matrices dealt out to groups: (h, w, C, 1) → (h, w, C / groups, groups).

    Every group then has one output, which sees the matrices that its channels had before.
    """
    h, w, count = kernel.shape[:3]
    return kernel[..., 0].reshape(h, w, groups, count // groups).transpose(0, 1, 3, 2)


def check(image: Array, kernel: Array, groups: int = 1) -> None:
    """Raise BadInput where the kernel has not one matrix for each channel that an output sees.

    Raises
    ------
    BadInput
        Groups that do not divide the channels; matrices that are not one for each channel of a group.
    """
    check_groups(image.shape[2], groups)
    if kernel.ndim == 4 and kernel.shape[3] % groups:
        raise BadInput(
            "{outputs} output channels cannot be divided into {groups} groups of one size; choose another number of groups or another kernel",
            outputs=kernel.shape[3],
            groups=groups,
        )
    if groups > 1 and image.shape[2] // groups != kernel.shape[2]:
        raise BadInput(
            "with {groups} groups each output channel needs {wanted} matrices, one for each channel of its group, and this kernel has {matrices}; choose another kernel or number of groups",
            groups=groups,
            wanted=image.shape[2] // groups,
            matrices=kernel.shape[2],
        )
    if image.shape[2] != kernel.shape[2] * groups:
        raise BadInput(
            "the input has {channels} channels but the kernel has matrices for {matrices}; the two must match: choose another kernel or another input",
            channels=image.shape[2],
            matrices=kernel.shape[2],
        )


def check_groups(inputs: int, groups: int) -> None:
    """Raise BadInput where that many input channels cannot be cut into groups of one size.

    Raises
    ------
    BadInput
        Groups that do not divide the channels.
    """
    if type(groups) is not int or groups < 1 or inputs % groups:
        raise BadInput(
            "{inputs} input channels cannot be divided into {groups} groups of one size; choose one of {possible}",
            inputs=inputs,
            groups=groups,
            possible=", ".join(str(n) for n in range(1, inputs + 1) if inputs % n == 0),
        )
