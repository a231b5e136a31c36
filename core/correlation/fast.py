"""How `core.correlation` computes fast: ways to the same sums, and which one is cheapest.

All take a padded image and a kernel of the same float type and return a new array.

lines
    Compiled loops (`core.correlation.compiled`), a block of output rows at a time: any stride, dilation and number of
    channels. Best for kernels up to some hundred entries.
by_fft
    The correlation theorem on tiles that fit into a processor's cache (overlap-save: Oppenheim & Schafer,
    Discrete-Time Signal Processing, section 8.7.3). Its cost hardly grows with the kernel.
rows
    Each kernel row is a one-dimensional correlation of the image read as one long line, by NumPy: what stands
    in for the compiled loops where nothing is compiled.
shifted
    One multiplication and addition an entry of the kernel, over the whole output: for several output channels,
    and, as long as nothing is compiled, for strides and dilations that leave few products.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from core.arrays import Array, Pair
from core.memory import is_small, memory

# The compiler and what it keeps cost 95 MB, half as much again as the whole server: it is called by the first
# correlation of so many products (1024 × 1024 with 5 × 5), whose pictures take that much for themselves. A host with
# little memory does without.
LARGE = float("inf") if is_small(memory()) else 2e7

CORES = min(4, os.cpu_count() or 1)
PRODUCTS = 2_500_000  # from which threads pay
PIXELS = 150_000  # and output numbers, in the frequency domain
SMALL = 200  # entries of a kernel for which compiled loops are cheapest whatever the image
TAPS = 11  # up to so many np.correlate keeps a kernel's row in registers
TILE = 512  # a side of the largest transform: 2 MB of float32 with its spectrum
BLOCK = 32_768  # numbers a block of rows: small enough to stay in the second-level cache

# Microseconds measured on one x86-64 core; only their ratios matter, and only where two ways are close.
_CALL, _PRODUCT, _TRANSFORM, _PIXEL = 1.5, 2.2e-4, 25.0, 7.2e-3
_COMPILED = 3.0e-5

_loops: Any = None  # the module `core.correlation.compiled`, once it is there


def prepare() -> Future[None]:
    """Begin to compile, beside everything else; done when the compiled loops are in use."""
    return _compiling()


def ready() -> Any:
    """The compiled loops, or None as long as nothing is compiled."""
    return _loops


@functools.cache
def _compiling() -> Future[None]:
    # Not a daemon: an interpreter that ends in the middle of compiling would crash.
    pool = ThreadPoolExecutor(1, thread_name_prefix="compile")
    future = pool.submit(_compile)
    pool.shutdown(wait=False)
    return future


def _compile() -> None:
    global _loops
    from core.correlation import compiled

    _loops = compiled


def squares(values: Array) -> float:
    """The sum of squares of a line of numbers; infinity or nan tell nothing but that."""
    if _loops is not None:
        return _loops.squares(values)  # type: ignore[no-any-return]
    with np.errstate(over="ignore", invalid="ignore"):
        # BLAS would wake its threads for a long line: where a browser keeps the cores busy that takes milliseconds.
        return float(np.dot(values, values) if values.size < 10_000 else np.einsum("i,i", values, values))


def dense(image: Array, kernel: Array) -> Array:
    """(H, W) with (h, w), or (H, W, C) with (h, w, C), stride 1: the cheapest way."""
    loops = ready()
    (H, W), (h, w) = image.shape[:2], kernel.shape[:2]
    if loops is None and image.size * h * w > LARGE and compiled_is_cheaper(image.shape, kernel.shape):
        prepare()
    if loops is not None and (h * w < SMALL or compiled_is_cheaper(image.shape, kernel.shape)):
        return compiled(loops, image, kernel, (H - h + 1, W - w + 1))
    if loops is None and by_rows_is_cheaper(image.shape, kernel.shape):
        if image.ndim == 2:
            return by_rows(image, kernel)
        result = by_rows(image[..., 0], kernel[..., 0])
        for channel in range(1, image.shape[2]):
            result += by_rows(image[..., channel], kernel[..., channel])
        return result
    return by_fft(image, kernel)


def strided(image: Array, kernel: Array, size: Pair, stride: Pair, dilation: Pair) -> Array:
    """The same with a stride and a dilation: (h, w, C_in, C_out) gives C_out maps of that size."""
    loops = ready()
    if kernel.ndim > image.ndim:
        return shifted(image, kernel, size, stride, dilation)
    if loops is not None and compiled_is_cheaper((size[0] * stride[0], *image.shape[1:]), kernel.shape):
        return compiled(loops, image, kernel, size, stride, dilation)
    if _few_products(image, kernel, size):
        return shifted(image, kernel, size, stride, dilation)
    every = dense(image, spread(kernel, dilation))
    return every if stride == (1, 1) else np.ascontiguousarray(every[:: stride[0], :: stride[1]])


def _few_products(image: Array, kernel: Array, size: Pair) -> bool:
    """Whether adding shifted images over the output alone beats computing every position and keeping some."""
    taps = kernel.shape[0] * kernel.shape[1]
    return kernel.ndim == 2 and (taps <= 1 or 4 * taps * size[0] * size[1] < 40 * image.shape[0] * image.shape[1])


def by_rows_is_cheaper(image: tuple[int, ...], kernel: tuple[int, ...]) -> bool:
    """Whether `by_rows` costs less than `by_fft` for these shapes."""
    (h, w), pixels = kernel[:2], image[0] * image[1]
    return h * (_CALL * -(-w // TAPS) + _PRODUCT * pixels * w) < _TRANSFORM + _PIXEL * pixels


def compiled_is_cheaper(image: tuple[int, ...], kernel: tuple[int, ...]) -> bool:
    """Whether `compiled` costs less than `by_fft` for these shapes."""
    taps, pixels = kernel[0] * kernel[1], image[0] * image[1]
    return _COMPILED * pixels * taps < _TRANSFORM + _PIXEL * pixels


def compiled(
    loops: Any, image: Array, kernel: Array, size: Pair, stride: Pair = (1, 1), dilation: Pair = (1, 1)
) -> Array:
    """(H, W[, C]) with (h, w[, C]) by compiled loops, blocks of output rows side by side where there are many."""
    out = np.empty(size, image.dtype)
    channels = 1
    if image.ndim == 3:
        rows, _, channels = image.shape
        image, kernel = image.reshape(rows, -1), kernel.reshape(kernel.shape[0], -1)
    if out.size * kernel.size < PRODUCTS:
        loops.lines(out, image, kernel, channels, stride, dilation, 0, size[0])
    else:
        _blocks(loops, out, image, kernel, channels, stride, dilation)
    return out


def _blocks(loops: Any, out: Array, image: Array, kernel: Array, channels: int, stride: Pair, dilation: Pair) -> None:
    lines = out.shape[0]
    block = max(8, min(BLOCK // image.shape[1], -(-lines // CORES)))

    def fill(top: int) -> None:
        loops.lines(out, image, kernel, channels, stride, dilation, top, min(top + block, lines))

    _for_each(fill, range(0, lines, block), threads=True)


def by_rows(image: Array, kernel: Array) -> Array:
    """(H, W) with (h, w) by one-dimensional correlations, a block of output rows at a time."""
    (H, W), (h, w) = image.shape, kernel.shape
    lines, columns = H - h + 1, W - w + 1
    out = np.empty((lines, columns), dtype=image.dtype)
    flat, block = image.reshape(-1), max(1, BLOCK // W)

    def fill(top: int) -> None:
        rows = min(block, lines - top)
        start, stop = top * W, (top + rows) * W - (w - 1)
        total = _line(flat, kernel[0], start, stop)
        for a in range(1, h):
            total += _line(flat, kernel[a], start + a * W, stop + a * W)
        # Windows that reach over a row's end are left out here: an array of all of them would cost more than the sums.
        step = total.itemsize
        out[top : top + rows] = np.ndarray((rows, columns), total.dtype, total, 0, (W * step, step))

    _for_each(fill, range(0, lines, block), threads=out.size * kernel.size >= PRODUCTS)
    return out


def _line(flat: Array, taps: Array, start: int, stop: int) -> Array:
    """`taps` at the positions start … stop of a line."""
    total = np.correlate(flat[start : stop + min(TAPS, taps.size) - 1], taps[:TAPS], "valid")
    for first in range(TAPS, taps.size, TAPS):
        some = taps[first : first + TAPS]
        total += np.correlate(flat[start + first : stop + first + some.size - 1], some, "valid")
    return total


def by_fft(image: Array, kernel: Array) -> Array:
    """(H, W[, C]) with (h, w[, C]) by the discrete Fourier transform, tile by tile."""
    image, kernel = np.atleast_3d(image), np.atleast_3d(kernel)
    H, W, h, w = *image.shape[:2], *kernel.shape[:2]
    lines, columns = H - h + 1, W - w + 1
    size = _transform_size(H, h), _transform_size(W, w)
    spectrum = _spectrum(kernel, size).conj()
    step = size[0] - h + 1, size[1] - w + 1
    out = np.empty((lines, columns), dtype=image.dtype)

    def fill(corner: Pair) -> None:
        top, left = corner
        tile = image[top : top + size[0], left : left + size[1]]
        product = _spectrum(tile, size)
        product *= spectrum
        into = out[top : top + step[0], left : left + step[1]]
        summed = product[0] if len(product) == 1 else product.sum(axis=0)
        into[:] = _back(summed, size)[: into.shape[0], : into.shape[1]]

    corners = [(top, left) for top in range(0, lines, step[0]) for left in range(0, columns, step[1])]
    _for_each(fill, corners, threads=out.size >= PIXELS)
    return out


def shifted(image: Array, kernel: Array, size: Pair, stride: Pair, dilation: Pair) -> Array:
    """The sum over the kernel's entries of the image shifted by each; (h, w, C_in, C_out) gives C_out maps."""
    rows, columns = size
    out = np.zeros((rows, columns, *kernel.shape[3:]), dtype=image.dtype)
    part = np.empty_like(out)
    for a, b in np.ndindex(kernel.shape[:2]):
        top, left = a * dilation[0], b * dilation[1]
        below, right = top + (rows - 1) * stride[0] + 1, left + (columns - 1) * stride[1] + 1
        window = image[top : below : stride[0], left : right : stride[1]]
        if kernel.ndim == 2:
            np.multiply(window, kernel[a, b], out=part)
        else:
            np.matmul(window, kernel[a, b], out=part)
        out += part
    return out


def spread(kernel: Array, dilation: Pair) -> Array:
    """The kernel with zeros between its entries: what its dilation means."""
    if dilation == (1, 1):
        return kernel
    h, w = ((k - 1) * d + 1 for k, d in zip(kernel.shape[:2], dilation, strict=True))
    wide = np.zeros((h, w, *kernel.shape[2:]), dtype=kernel.dtype)
    wide[:: dilation[0], :: dilation[1]] = kernel
    return wide


def _for_each(work: Callable[[Any], None], parts: Sequence[Any], *, threads: bool) -> None:
    """Do all parts, with `threads` side by side. NumPy and SciPy let go of the interpreter meanwhile."""
    if not threads or len(parts) < 2 or CORES < 2:
        for part in parts:
            work(part)
    else:
        for _ in _threads().map(work, parts):
            pass


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CORES, thread_name_prefix="correlate")


def _transform_size(length: int, taps: int) -> int:
    """As long as the image where that is one tile; else a tile that is mostly output, not overlap."""
    return _fast_length(length if length <= TILE else min(length, max(TILE, 4 * taps)))


@functools.lru_cache(maxsize=256)
def _fast_length(length: int) -> int:
    import scipy.fft  # 0.2 s that a server without large kernels never needs

    return int(scipy.fft.next_fast_len(length, real=True))


def _spectrum(values: Array, size: Pair) -> Array:
    import scipy.fft

    planes = np.ascontiguousarray(np.moveaxis(values, 2, 0))
    return np.asarray(scipy.fft.rfft2(planes, size))


def _back(spectrum: Array, size: Pair) -> Array:
    import scipy.fft

    return np.asarray(scipy.fft.irfft2(spectrum, size, overwrite_x=True))
