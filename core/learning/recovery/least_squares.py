"""Recover a filter: the kernel that turns one picture into another, by least squares on the pixels of both.

Saved pictures have 8 bits: rounding is noise of 1/√12 of a step, which least squares averages away. What is
clipped to black or white is no longer linear, and is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Floats
from core.checks import real
from core.correlation.correlate2d import correlate
from core.errors import BadInput, Message
from core.quadratic.loss import QuadraticLoss
from core.quadratic.patches import checked_pair, masked_patch_products, patch_products

MAX_RIDGE = 1e6


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
class Recovery:
    """The kernel of a pair by least squares, and how well it explains the after picture.

    Attributes
    ----------
    kernel : ndarray, (h, w)
        It correlates; flip it on both axes for what a convolution would use.
    form : QuadraticLoss
        The squared error of a kernel on the pixels that were used: descent on it learns the same kernel.
    predicted, residual : ndarray, (rows, columns) or (rows, columns, C)
        The before picture through the kernel, clipped to 0 … 1, and that minus the after picture.
    psnr : float
        Peak signal-to-noise ratio in dB over all these pixels, 10 log₁₀(1 / mean squared residual).
    used : float
        The share of the pixels that the kernel was computed from.
    notes : what a reader must know, each a sentence
    """

    kernel: Floats
    form: QuadraticLoss
    predicted: Floats
    residual: Floats
    psnr: float
    used: float
    notes: tuple[Message, ...] = ()


def hide(image: Array, kernel: Array, bits: int | None = 8) -> tuple[Floats, Floats]:
    """A before and an after picture of one size, as saved pictures would be: clipped to 0 … 1, rounded to `bits`.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, C), 0 … 1
    kernel : ndarray, (h, w)
        The filter to hide; it acts on each channel alike. At the border the image's edge goes on.
    bits : int, optional
        None keeps every digit, and does not clip.

    Raises
    ------
    BadInput
        There is no such number of bits.
    """
    if bits is not None and not 1 <= bits <= 16:
        raise BadInput("a picture must have 1 to 16 bits per pixel, got {bits}", bits=bits)
    before = _saved(np.asarray(real(image, "picture"), dtype=np.float64), bits)
    planes = before.reshape(*before.shape[:2], -1)
    after = np.stack(
        [correlate(planes[..., c], kernel, padding="same", boundary="edge") for c in range(planes.shape[2])], axis=-1
    )
    return before, _saved(after.reshape(before.shape), bits)


def _saved(values: Floats, bits: int | None) -> Floats:
    if bits is None:
        return values
    steps = 2**bits - 1
    return np.asarray(np.round(np.clip(values, 0.0, 1.0) * steps) / steps)


def pair(before: Array, after: Array, kernel_size: tuple[int, int], *, clipped: bool = True) -> Pair:
    """Match the pixels of two pictures.

    Parameters
    ----------
    before, after : ndarray, (H, W) or (H, W, C)
        Of one size, as editors filter (an even kernel's odd cell at the bottom and right, as "same" padding has
        it), or the after picture smaller or larger by h − 1 and w − 1, as without padding or with all of it.
    clipped : bool
        Whether values of 0 and 1 and beyond may be clipped, and are not to be used.

    Raises
    ------
    BadInput
        Sizes or modes that do not match, and what `core.quadratic.quadratic_loss` refuses.
    """
    before, after = (np.asarray(real(one, "picture"), dtype=np.float64) for one in (before, after))
    if before.ndim not in (2, 3) or before.shape[2:] != after.shape[2:] or before.ndim != after.ndim:
        raise BadInput(
            "one picture is greyscale and the other in colour ({before} and {after}); choose two greyscale or two colour images",
            before=before.shape,
            after=after.shape,
        )
    corner = corner_of(before.shape[:2], after.shape[:2], kernel_size)
    rows, columns = (max(0, n - k + 1) for n, k in zip(before.shape[:2], kernel_size, strict=True))
    cut = after[corner[0] : corner[0] + rows, corner[1] : corner[1] + columns]
    planes, target = np.atleast_3d(before), np.atleast_3d(cut)
    for c in range(planes.shape[2]):
        checked_pair(planes[..., c], target[..., c], kernel_size)
    used = (target > 0.0) & (target < 1.0) if clipped else np.ones(target.shape, dtype=bool)
    return Pair(planes, target, used)


def corner_of(before: tuple[int, ...], after: tuple[int, ...], kernel_size: tuple[int, int]) -> tuple[int, int]:
    """Where in an after picture of that size the output of the first window lies; raises BadInput where nowhere.

    Raises
    ------
    BadInput
        The after picture has no size that fits.
    """
    corner = []
    for n, m, k in zip(before, after, kernel_size, strict=True):
        places = {n: (k - 1) // 2, n - k + 1: 0, n + k - 1: k - 1}
        if m not in places:
            raise BadInput(
                "the pictures have the sizes {before} and {after}; they must be equal, or differ by the kernel size {kernel} minus 1",
                before=before,
                after=after,
                kernel=kernel_size,
            )
        corner.append(places[m])
    return corner[0], corner[1]


def recover(
    before: Array, after: Array, kernel_size: tuple[int, int], *, ridge: float = 0.0, clipped: bool = True
) -> Recovery:
    """The kernel (h, w) of least squared error between before ⋆ kernel and after; one for all channels.

    Parameters
    ----------
    before, after, kernel_size, clipped
        See `pair`.
    ridge : float
        Adds ridge · mean(diag PᵀP) · |kernel|² to the squared error: holds down what the pictures hardly determine.

    Raises
    ------
    BadInput
        As `pair`; no pixel left that is neither black nor white; a ridge out of range.
    """
    if not 0 <= ridge <= MAX_RIDGE:
        raise BadInput("the ridge coefficient must be from 0 to 1e6, got {ridge}", ridge=ridge)
    matched = pair(before, after, kernel_size, clipped=clipped)
    if not matched.used.any():
        raise BadInput(
            "every pixel of the “after” picture is black or white, so there is nothing to learn from; choose a picture with shades in between"
        )
    form = _form(matched)
    n = form.linear.size
    kernel = form.minimizer
    if ridge:
        weight = ridge * float(np.trace(form.hessian)) / n
        kernel = np.asarray(np.linalg.solve(form.hessian + weight * np.eye(n), form.linear)).reshape(kernel_size)
    predicted = np.stack([correlate(matched.image[..., c], kernel) for c in range(matched.image.shape[2])], axis=-1)
    if clipped:
        predicted = np.clip(predicted, 0.0, 1.0)
    residual = predicted - matched.target
    shape = (*matched.target.shape[:2], *np.shape(before)[2:])
    return Recovery(
        kernel,
        form,
        predicted.reshape(shape),
        residual.reshape(shape),
        psnr(residual),
        float(matched.used.mean()),
        _notes(form, matched),
    )


def psnr(residual: Array) -> float:
    """10 log₁₀(1 / mean squared residual) in dB for pictures in 0 … 1; infinite where nothing is left."""
    squared = float(np.mean(np.square(np.asarray(residual, dtype=np.float64))))
    return -10.0 * math.log10(squared) if squared > 0 else math.inf


def relative_error(kernel: Array, true: Array) -> float:
    """|kernel − true| / |true| in the Frobenius norm; infinite for a true kernel of zeros.

    Raises
    ------
    BadInput
        The kernels differ in size.
    """
    if np.shape(kernel) != np.shape(true):
        raise BadInput(
            "the kernels have the sizes {first} and {second}; compare two of the same size",
            first=np.shape(kernel),
            second=np.shape(true),
        )
    size = float(np.linalg.norm(true))
    return float(np.linalg.norm(np.asarray(kernel) - true)) / size if size > 0 else math.inf


def _form(matched: Pair) -> QuadraticLoss:
    """The squared error on the used pixels of all channels."""
    size = matched.kernel_size
    n = size[0] * size[1]
    products, cross_products, constant = np.zeros((n, n)), np.zeros(n), 0.0
    for c in range(matched.image.shape[2]):
        image, target, used = matched.image[..., c : c + 1], matched.target[..., c], matched.used[..., c]
        left_out = ~used
        if 2 * np.count_nonzero(left_out) < used.size:
            # All of them by the fast way, less the few that are left out.
            whole, part = patch_products(image, target, size), masked_patch_products(image, target, size, left_out)
            products += whole[0] - part[0]
            cross_products += whole[1] - part[1]
        else:
            part = masked_patch_products(image, target, size, used)
            products += part[0]
            cross_products += part[1]
        constant += float((target[used] ** 2).sum())
    return QuadraticLoss(size, 2.0 * products, 2.0 * cross_products, constant)


def _notes(form: QuadraticLoss, matched: Pair) -> tuple[Message, ...]:
    notes: list[Message] = []
    n = form.linear.size
    if form.rank < n:
        notes.append(
            Message(
                "These pictures determine only {rank} of {entries} independent combinations of the kernel's entries; of all kernels that fit equally well, the one with the smallest norm is shown.",
                rank=form.rank,
                entries=n,
            )
        )
    left_out = matched.used.size - int(np.count_nonzero(matched.used))
    if left_out:
        notes.append(
            Message(
                "{count:,} of the “after” picture's {all:,} values are black or white, possibly clipped, and were left out.",
                count=left_out,
                all=matched.used.size,
            )
        )
    return tuple(notes)
