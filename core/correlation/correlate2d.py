"""Cross-correlation and convolution in two dimensions.

`corr2d` is the definition, two plain loops. `correlate` and `convolve` give the same numbers fast, with
stride, padding, dilation and channels. Kernels here correlate, as in deep learning; `convolve` flips.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.arrays import Array, Pair, Sides
from core.correlation import fast
from core.errors import BadInput

MAX_SIDE = 16_384
MAX_VALUE = 1e100
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


def output_size(
    size: Sequence[int],
    kernel_size: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
) -> Pair:
    """(rows, columns) of the output: floor((n + p - d (k - 1) - 1) / s) + 1 on each axis.

    Raises
    ------
    BadInput
        A stride or dilation below 1, or a kernel that does not fit.
    """
    sides = resolve_padding(size, kernel_size, stride=stride, padding=padding, dilation=dilation)
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    out = []
    for n, k, (before, after), s, d in zip(size, kernel_size, sides, steps, gaps, strict=True):
        room = n + before + after - d * (k - 1) - 1
        if room < 0 and gaps == (1, 1) and sides == ((0, 0), (0, 0)):
            raise BadInput(
                "kernel {kernel} does not fit into image {image} without padding; use a smaller kernel or a larger image",
                kernel=tuple(map(int, kernel_size)),
                image=tuple(map(int, size)),
            )
        if room < 0:
            raise BadInput(
                "kernel {kernel} with dilation {dilation} does not fit into image {image} with {above} + {below} rows"
                " and {left} + {right} columns of padding; use a smaller kernel, a larger image or more padding",
                kernel=tuple(map(int, kernel_size)),
                dilation=gaps,
                image=tuple(map(int, size)),
                above=sides[0][0],
                below=sides[0][1],
                left=sides[1][0],
                right=sides[1][1],
            )
        out.append(room // s + 1)
    return out[0], out[1]


def resolve_padding(
    size: Sequence[int],
    kernel_size: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
) -> Sides:
    """((top, bottom), (left, right)): the cells that `padding` adds for these sizes.

    "same" is TensorFlow's rule: the output has ceil(n / s) cells, the odd cell goes to the bottom and right.
    """
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    reach = [d * (k - 1) for k, d in zip(kernel_size, gaps, strict=True)]
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "full":
        return (reach[0], reach[0]), (reach[1], reach[1])
    if padding == "same":
        totals = [max((-(-n // s) - 1) * s + r + 1 - n, 0) for n, s, r in zip(size, steps, reach, strict=True)]
        return (totals[0] // 2, totals[0] - totals[0] // 2), (totals[1] // 2, totals[1] - totals[1] // 2)
    return _explicit(padding)


def correlate(
    image: Array,
    kernel: Array,
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
    boundary: str = "constant",
) -> Array:
    """Cross-correlation of (H, W) with (h, w), of (H, W, C) with (h, w, C), or with (h, w, C_in, C_out).

    Parameters
    ----------
    image, kernel : ndarray
        float32 in, float32 out; float64 stays; integers become float64.
    stride, dilation : int or (rows, columns)
    padding : "valid", "same", "full", int, (rows, columns) or ((top, bottom), (left, right))
    boundary : str
        What stands in the padding: a mode of `numpy.pad`.

    Returns
    -------
    ndarray, shape (rows, columns) or (rows, columns, C_out)

    Raises
    ------
    BadInput
        Shapes that do not match, a kernel that does not fit, numbers that are not finite or too large.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    kind = SINGLE if image.dtype == SINGLE and kernel.dtype == SINGLE else DOUBLE
    image, kernel = _checked(image, kind, "image"), _checked(kernel, kind, "kernel")
    _check_channels(image, kernel)
    if stride == dilation == 1 and padding == "valid" and kernel.ndim == image.ndim:
        if image.shape[0] < kernel.shape[0] or image.shape[1] < kernel.shape[1]:
            output_size(image.shape[:2], kernel.shape[:2])  # raises, with the sentence
        return fast.dense(image, kernel)
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    options: dict[str, Any] = {"stride": steps, "padding": padding, "dilation": gaps}
    size = output_size(image.shape[:2], kernel.shape[:2], **options)
    image = pad(image, resolve_padding(image.shape[:2], kernel.shape[:2], **options), boundary)
    return fast.sparse(image, kernel, size, steps, gaps)


def convolve(image: Array, kernel: Array, **options: Any) -> Array:
    """True convolution: `correlate` with the kernel flipped on both axes; same arguments."""
    return correlate(image, np.asarray(kernel)[::-1, ::-1], **options)


def pair(value: int | Sequence[int], name: str) -> Pair:
    """(rows, columns) from an int or a pair; both at least 1."""
    both = (value, value) if isinstance(value, int) else tuple(value) if isinstance(value, (list, tuple)) else ()
    if len(both) != 2 or any(not isinstance(v, (int, np.integer)) or not 1 <= v <= MAX_SIDE for v in both):
        raise BadInput("{name} must be a whole number of at least 1 on each axis, got {value}", name=name, value=value)
    return int(both[0]), int(both[1])


def _explicit(padding: Any) -> Sides:
    try:
        sides = np.broadcast_to(np.asarray(padding).reshape(-1, 1) if np.ndim(padding) == 1 else padding, (2, 2))
        whole = np.issubdtype(sides.dtype, np.integer)
    except (ValueError, TypeError):
        whole = False
    if not whole or sides.min() < 0 or sides.max() > MAX_SIDE:
        raise BadInput(
            "padding must be valid, same, full or whole numbers from 0 to {limit}, got {padding}",
            limit=MAX_SIDE,
            padding=padding,
        )
    (top, bottom), (left, right) = sides.tolist()
    return (top, bottom), (left, right)


def pad(image: Array, sides: Sides, boundary: str = "constant") -> Array:
    """The image with ((top, bottom), (left, right)) cells around it, filled as `numpy.pad`'s mode says.

    Raises
    ------
    BadInput
        An unknown mode, or a result larger than 16,384 cells a side.
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
    return np.pad(image, width, mode=boundary)  # type: ignore[call-overload,no-any-return]


def _checked(values: Array, kind: np.dtype[Any], name: str) -> Array:
    """The values as contiguous floats of that kind, every one of them finite and not too large."""
    if values.dtype != kind or not values.flags.c_contiguous:
        values = np.ascontiguousarray(values, dtype=kind)
    if values.size == 0 or values.ndim < 2:
        raise BadInput("the {name} needs rows and columns, got shape {shape}", name=name, shape=values.shape)
    flat = values.reshape(-1)
    # One pass: the sum of squares is finite only if every number is. Only what fails is searched.
    if not fast.squares(flat) <= MAX_SQUARES:
        bad = ~(np.isfinite(values) & (np.abs(values.astype(np.float64)) <= MAX_VALUE))
        if bad.any():
            place = tuple(int(i) for i in np.argwhere(bad)[0])
            raise BadInput(
                "the {name} has {value} at {place}; numbers must be finite and no larger than 1e100",
                name=name,
                value=float(values[place]),
                place=place,
            )
    return values


def _check_channels(image: Array, kernel: Array) -> None:
    if image.ndim == kernel.ndim == 2:
        return
    if image.ndim == 3 and kernel.ndim in (3, 4) and image.shape[2] == kernel.shape[2]:
        return
    raise BadInput(
        "kernel {kernel} does not match image {image}: the number of channels must be the same",
        kernel=kernel.shape,
        image=image.shape,
    )
