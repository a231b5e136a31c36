"""Cross-correlation and convolution in two dimensions.

`corr2d` is the definition, two plain loops. `correlate` and `convolve` give the same numbers fast, with
stride, padding, dilation and channels. Kernels here correlate, as in deep learning; `convolve` flips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array, Pair, Sides
from core.checks import MAX_SIDE, plain, real
from core.correlation import fast
from core.errors import BadInput
from core.numbers import MAX_VALUE
from core.window import Window, fitted, output_size, sides_of, windows

MAX_SQUARES = MAX_VALUE**2
SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
BOUNDARIES = (
    "constant",
    "edge",
    "linear_ramp",
    "maximum",
    "mean",
    "median",
    "minimum",
    "reflect",
    "symmetric",
    "wrap",
)


def corr2d(X: Array, K: Array) -> Array:
    """Cross-correlation by its definition.

    Parameters
    ----------
    X : ndarray, shape (H, W)
    K : ndarray, shape (h, w)

    Returns
    -------
    ndarray, shape (H - h + 1, W - w + 1)

    Notes
    -----
    Zhang et al., Dive into Deep Learning, section 7.2.1.
    """
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), dtype=np.result_type(X, K))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


@dataclass(frozen=True, eq=False)
class Correlation:
    """A correlation with the geometry that led to it, so that whoever draws it works nothing out again.

    Attributes
    ----------
    values : ndarray, (rows, columns) or (rows, columns, C_out)
    padded : ndarray, (H + top + bottom, W + left + right) or with channels
        The image as the windows meet it.
    windows : (Window, Window)
        On rows and columns.
    sides : ((top, bottom), (left, right))
        The cells of padding.
    """

    values: Array
    padded: Array
    windows: tuple[Window, Window]
    sides: Sides

    @property
    def stride(self) -> Pair:
        """(rows, columns) from one window to the next."""
        return self.windows[0].stride, self.windows[1].stride

    @property
    def dilation(self) -> Pair:
        """(rows, columns) from one tap to the next."""
        return self.windows[0].dilation, self.windows[1].dilation

    def window(self, row: int, column: int) -> tuple[Pair, ...]:
        """The cells of `padded` that an output cell is computed from, in the kernel's order."""
        down, across = (
            [at * window.stride + tap * window.dilation for tap in range(window.kernel)]
            for at, window in zip((row, column), self.windows, strict=True)
        )
        return tuple((a, b) for a in down for b in across)


def correlate(
    image: Array,
    kernel: Array,
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
    boundary: str = "constant",
    value: float = 0.0,
) -> Array:
    """Cross-correlation of (H, W) with (h, w), of (H, W, C) with (h, w, C), or with (h, w, C_in, C_out).

    Parameters
    ----------
    image, kernel : ndarray
        float32 in, float32 out; float64 stays; integers become float64.
    stride, dilation : int or (rows, columns)
    padding : "valid", "same", "same_lower", "full", int, (rows, columns) or ((top, bottom), (left, right))
    boundary : str
        What stands in the padding: a mode of `numpy.pad`.
    value : float
        What "constant" fills it with.

    Returns
    -------
    ndarray, shape (rows, columns) or (rows, columns, C_out)

    Raises
    ------
    BadInput
        Shapes that do not match, a kernel that does not fit, numbers that are not finite or too large.
    """
    image, kernel = _operands(image, kernel)
    # The commonest case, short: a tiny picture takes less time than working out its windows.
    if not (type(stride) is type(dilation) is int and type(padding) is str):
        stride, padding, dilation = plain(stride), plain(padding), plain(dilation)
    if type(stride) is int and stride == dilation == 1 and padding == "valid" and kernel.ndim == image.ndim:
        if image.shape[0] < kernel.shape[0] or image.shape[1] < kernel.shape[1]:
            output_size(image.shape[:2], kernel.shape[:2])  # raises, with the sentence
        return fast.dense(image, kernel)
    over = windows(kernel.shape[:2], stride=stride, padding=padding, dilation=dilation)
    return _detailed(image, kernel, over, boundary, value).values


def correlation(
    image: Array,
    kernel: Array,
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
    boundary: str = "constant",
    value: float = 0.0,
) -> Correlation:
    """`correlate` with its windows, its padding and the padded image; same arguments.

    Raises
    ------
    BadInput
        As `correlate` does.
    """
    image, kernel = _operands(image, kernel)
    over = windows(kernel.shape[:2], stride=stride, padding=padding, dilation=dilation)
    return _detailed(image, kernel, over, boundary, value)


def _operands(image: Array, kernel: Array) -> tuple[Array, Array]:
    # Again the commonest case, short; NumPy has one object for each of the two types.
    kind = image.dtype if type(image) is type(kernel) is np.ndarray else None
    if kind is None or kind is not kernel.dtype or not (kind is SINGLE or kind is DOUBLE):
        image, kernel = real(image, "image"), real(kernel, "kernel")
        kind = SINGLE if image.dtype == SINGLE and kernel.dtype == SINGLE else DOUBLE
    image, kernel = _checked(image, kind, "image"), _checked(kernel, kind, "kernel")
    _check_channels(image, kernel)
    return image, kernel


def _detailed(image: Array, kernel: Array, over: tuple[Window, Window], boundary: str, value: float) -> Correlation:
    size = fitted(over, image.shape[:2])
    sides = sides_of(over, image.shape[:2])
    padded = pad(image, sides, boundary, value)
    (down, gap), (across, aside) = ((window.stride, window.dilation) for window in over)
    values = fast.strided(padded, kernel, size, (down, across), (gap, aside))
    return Correlation(values, padded, over, sides)


def convolve(image: Array, kernel: Array, **options: Any) -> Array:
    """True convolution: `correlate` with the kernel flipped on both axes; same arguments.

    Raises
    ------
    BadInput
        As `correlate` does.
    """
    return correlate(image, np.asarray(kernel)[::-1, ::-1], **options)


def pad(image: Array, sides: Sides, boundary: str = "constant", value: float = 0.0) -> Array:
    """The image with ((top, bottom), (left, right)) cells around it, filled as `numpy.pad`'s mode says.

    "constant" fills it with `value`.

    Raises
    ------
    BadInput
        An unknown mode, a value that is not finite or above 1e100, or a result larger than 16,384 cells a side.
    """
    if sides == ((0, 0), (0, 0)):
        return image
    if boundary not in BOUNDARIES:
        raise BadInput(
            "there is no boundary “{boundary}”; choose one of {modes}", boundary=boundary, modes=", ".join(BOUNDARIES)
        )
    largest = max(n + sum(ends) for n, ends in zip(image.shape, sides, strict=False))
    if largest > MAX_SIDE:
        raise BadInput(
            "the padded image would be {side} cells long, more than {limit}; use less padding",
            side=largest,
            limit=MAX_SIDE,
        )
    width = (*sides, *((0, 0),) * (image.ndim - 2))
    if not abs(value) <= MAX_VALUE:
        raise BadInput("the border's value must be a finite number between −1e100 and 1e100, got {value}", value=value)
    if boundary == "constant":
        return np.pad(image, width, constant_values=value)
    return np.pad(image, width, mode=boundary)  # type: ignore[call-overload,no-any-return]


def _checked(values: Array, kind: np.dtype[Any], name: str) -> Array:
    """The values as contiguous floats of that kind, every one of them finite and not too large."""
    if (values.dtype is not kind and values.dtype != kind) or not values.flags.c_contiguous:
        values = np.ascontiguousarray(values, dtype=kind)
    if values.size == 0 or values.ndim < 2:
        raise BadInput("the {name} needs rows and columns, got shape {shape}", name=name, shape=values.shape)
    flat = values.reshape(-1)
    # One pass: the sum of squares is finite only if every number is. Only what fails is searched.
    if not fast.squares(flat) <= MAX_SQUARES:
        check_finite(values, name)
    return values


def check_finite(values: Array, name: str) -> None:
    """Refuse what cannot be computed with, and say where it stands.

    Raises
    ------
    BadInput
        A value that is not finite, or above 1e100 in size.
    """
    bad = ~(np.isfinite(values) & (np.abs(values.astype(np.float64)) <= MAX_VALUE))
    if bad.any():
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        raise BadInput(
            "the {name} has {value} at {place}; numbers must be finite and no larger than 1e100",
            name=name,
            value=float(values[place]),
            place=place,
        )


def _check_channels(image: Array, kernel: Array) -> None:
    if image.ndim == kernel.ndim == 2:
        return
    if image.ndim == 3 and kernel.ndim in (3, 4) and image.shape[2] == kernel.shape[2]:
        return
    raise BadInput(
        "kernel {kernel} does not match image {image}: the number of channels must be the same; use a kernel with as many channels as the image",
        kernel=kernel.shape,
        image=image.shape,
    )
