"""Transposed convolution as a program to copy, in six libraries, each giving the same numbers.

PyTorch and JAX take every setting. The others lay the kernels down without padding: rows and columns are cut off,
or added, afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.arrays import Floats, Pair
from core.correlation.snippets import frame
from core.correlation.snippets.frame import Program, every, inside, reach, spread
from core.correlation.transposed import transposed_trace

FILE = "transposed X.csv"


@dataclass(frozen=True)
class _Sizes:
    """Sizes, (rows, columns).

    Attributes
    ----------
    covered : what one kernel covers, with its dilation
    laid : what all of them cover
    room : the same with the cells of the output padding that lie beyond it
    out : what is left without the padding
    """

    image: Pair
    kernel: Pair
    stride: Pair
    padding: Pair
    extra: Pair
    dilation: Pair
    out: Pair

    @property
    def covered(self) -> Pair:
        rows, columns = reach(self.kernel, self.dilation)
        return rows, columns

    @property
    def laid(self) -> Pair:
        rows, columns = ((n - 1) * s + k for n, s, k in zip(self.image, self.stride, self.covered, strict=True))
        return rows, columns

    @property
    def room(self) -> Pair:
        rows, columns = (max(n, p + m) for n, p, m in zip(self.laid, self.padding, self.out, strict=True))
        return rows, columns


def snippet(
    library: str,
    image: Floats,
    kernel: Floats,
    *,
    stride: Pair,
    padding: Pair = (0, 0),
    output_padding: Pair = (0, 0),
    dilation: int = 1,
) -> str:
    """A program that prints the result, `Y`: (rows, columns) in float64.

    Parameters
    ----------
    library : one of `frame.LIBRARIES`
    image, kernel : ndarray, (H, W) and (h, w)
        Images of more than 400 numbers are read from FILE.
    stride, padding, output_padding, dilation
        As `core.correlation.transposed.transposed` takes them.

    Raises
    ------
    BadInput
        An unknown library, settings that break a rule.
    """
    frame.check(library)
    traced = transposed_trace(
        image.shape, kernel.shape, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation
    )
    sizes = _Sizes(
        traced.input_size,
        traced.kernel_size,
        traced.stride,
        traced.padding,
        output_padding,
        traced.dilation,
        traced.output_size,
    )
    start = [f"X = {frame.source(image, FILE)}", f"K = {frame.literal(kernel)}"]
    return frame.whole(start, _CALLS[library](sizes), "Y")


def _numpy(sizes: _Sizes) -> Program:
    places = ", ".join(
        _place(name, s, k, d) for name, s, k, d in zip("ij", sizes.stride, sizes.covered, sizes.dilation, strict=True)
    )
    return [], [
        f"Y = np.zeros({sizes.room})",
        "for i, j in np.ndindex(X.shape):",
        f"    Y[{places}] += X[i, j] * K",
        *_cut(sizes),
    ]


def _scipy(sizes: _Sizes) -> Program:
    return ["from scipy.signal import convolve2d"], [
        *_apart(sizes),
        *spread(sizes.kernel, sizes.dilation),
        "Y = convolve2d(X, K)  # every overlap",
        *_longer(sizes),
        *_cut(sizes),
    ]


def _tensorflow(sizes: _Sizes) -> Program:
    rows, columns = sizes.room
    return ["import tensorflow as tf"], [
        *spread(sizes.kernel, sizes.dilation),
        "Y = tf.nn.conv2d_transpose(",
        "    X[None, :, :, None], K[:, :, None, None],",
        f'    output_shape=(1, {rows}, {columns}, 1), strides={sizes.stride}, padding="VALID",',
        ")[0, :, :, 0].numpy()",
        *_cut(sizes),
    ]


def _torch(sizes: _Sizes) -> Program:
    return ["import torch"], [
        "Y = torch.nn.functional.conv_transpose2d(",
        "    torch.from_numpy(X)[None, None], torch.from_numpy(K)[None, None],",
        f"    stride={sizes.stride}, padding={sizes.padding}, output_padding={sizes.extra}, dilation={sizes.dilation},",
        ")[0, 0].numpy()",
    ]


def _jax(sizes: _Sizes) -> Program:
    ends = tuple((k - 1 - p, k - 1 - p + e) for k, p, e in zip(sizes.covered, sizes.padding, sizes.extra, strict=True))
    return frame.JAX, [
        "# A correlation with the kernel turned over, on the input with zeros between its numbers.",
        "Y = np.asarray(jax.lax.conv_general_dilated(",
        f"    X[None, None], K[::-1, ::-1][None, None], window_strides=(1, 1), padding={ends},",
        f"    lhs_dilation={sizes.stride}, rhs_dilation={sizes.dilation},",
        ")[0, 0])",
    ]


def _opencv(sizes: _Sizes) -> Program:
    h, w = sizes.covered
    sides = (h - 1, h - 1), (w - 1, w - 1)
    return ["import cv2"], [
        *_apart(sizes),
        *spread(sizes.kernel, sizes.dilation),
        f"X = np.pad(X, {sides})  # every overlap",
        "Y = cv2.filter2D(X, cv2.CV_64F, cv2.flip(K, -1), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)",
        f"Y = Y{inside('X', sizes.covered)}  # where the kernel lies inside",
        *_longer(sizes),
        *_cut(sizes),
    ]


_CALLS = frame.table(_numpy, _scipy, _tensorflow, _torch, _jax, _opencv)


def _place(name: str, stride: int, covered: int, dilation: int) -> str:
    """The cells that the kernel of input cell `name` covers, as a slice."""
    first = name if stride == 1 else f"{stride} * {name}"
    return f"{first} : {first} + {covered}" + ("" if dilation == 1 else f" : {dilation}")


def _apart(sizes: _Sizes) -> list[str]:
    """For libraries without a stride here: the input with zeros between its numbers."""
    if sizes.stride == (1, 1):
        return []
    (H, W), (s, t) = sizes.image, sizes.stride
    return [
        f"apart = np.zeros(({(H - 1) * s + 1}, {(W - 1) * t + 1}))",
        f"apart[{every(s)}, {every(t)}] = X",
        "X = apart",
    ]


def _longer(sizes: _Sizes) -> list[str]:
    (more, aside) = (n - m for n, m in zip(sizes.room, sizes.laid, strict=True))
    return [f"Y = np.pad(Y, ((0, {more}), (0, {aside})))  # the output padding"] if more or aside else []


def _cut(sizes: _Sizes) -> list[str]:
    if sizes.room == sizes.out:
        return []
    (top, left), (rows, columns) = sizes.padding, sizes.out
    return [f"Y = Y[{top} : {top + rows}, {left} : {left + columns}]  # the padding is cut off"]
