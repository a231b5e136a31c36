"""Pooling as a program to copy, in six libraries, each giving the same numbers.

PyTorch takes the padding as numbers and counts it in a mean or not. For the others it is written out first: −∞ for
a maximum, zeros for a mean; where they shall not count, a matrix of ones says which cells are inside.
"""

from __future__ import annotations

from core.arrays import Floats, Pair
from core.correlation.connectivity import Connections
from core.correlation.pooling import pooling_trace
from core.correlation.snippets import frame
from core.correlation.snippets.frame import Program, inside, reach, strided
from core.errors import BadInput

KINDS = ("max", "average")


def snippet(
    library: str,
    kind: str,
    image: Floats,
    window: Pair,
    *,
    stride: Pair,
    padding: Pair = (0, 0),
    dilation: Pair = (1, 1),
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> str:
    """A program that prints the result, `Y`: (rows, columns) in float64.

    Parameters
    ----------
    library : one of `frame.LIBRARIES`
    kind : one of KINDS
    image : ndarray, (H, W)
        One of more than 400 numbers is read from `file_of(kind)`.
    window, stride, padding, dilation, ceil_mode, count_include_pad
        As `core.correlation.pooling.average_pool` takes them, (rows, columns).

    Raises
    ------
    BadInput
        An unknown library or pooling, settings that break a rule.
    """
    frame.check(library)
    if kind not in KINDS:
        raise BadInput("there is no pooling “{kind}”; choose one of {all}", kind=kind, all=", ".join(KINDS))
    traced = pooling_trace(
        image.shape, window, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
    )  # raises what breaks a rule
    start = [f"X = {frame.source(image, file_of(kind))}"]
    counted = count_include_pad or padding == (0, 0)
    if dilation != (1, 1) or ceil_mode:
        program = _torch_further if library == "PyTorch" else _numpy_further
        if library not in ("NumPy", "PyTorch") or (library == "PyTorch" and kind == "average" and dilation != (1, 1)):
            raise BadInput("{library} has no call for this pooling; choose NumPy or another library", library=library)
        return frame.whole(start, program(kind, traced, padding, ceil_mode, counted), "Y")
    if library == "PyTorch":  # its padding is an argument
        return frame.whole(start, _torch(kind, window, stride, padding, counted), "Y")
    start += _padded(library, kind, padding, counted)
    if library == "NumPy":
        return frame.whole(start, _numpy(kind, window, stride, counted), "Y")
    imports, pooled = _CALLS[library](kind, window, stride)
    lines = [f"Y = {pooled.format('X')}"] if counted or kind == "max" else _alone(pooled)
    return frame.whole(start, (imports, lines), "Y")


def file_of(kind: str) -> str:
    """The file that an input of many numbers is read from."""
    return f"{kind} X.csv"


def _padded(library: str, kind: str, padding: Pair, counted: bool) -> list[str]:
    if padding == (0, 0):
        return []
    (p, q) = padding
    sides = f"(({p}, {p}), ({q}, {q}))"
    if kind == "max":
        return [f"X = np.pad(X, {sides}, constant_values=-np.inf)  # never the largest"]
    if counted:
        return [f"X = np.pad(X, {sides})  # zeros, which count in the mean"]
    if library == "NumPy":
        return [f"X = np.pad(X, {sides}, constant_values=np.nan)  # what nanmean leaves out"]
    return [f"inside = np.pad(np.ones(X.shape), {sides})", f"X = np.pad(X, {sides})"]


def _alone(means: str) -> list[str]:
    """The mean over the cells of the input alone: that with zeros, by the share of the window that lies inside."""
    return ["", "", "def means(x):", f"    return {means.format('x')}", "", "", "Y = means(X) / means(inside)"]


def _numpy(kind: str, window: Pair, stride: Pair, counted: bool) -> Program:
    named = "max" if kind == "max" else "mean" if counted else "nanmean"
    return [], [
        f"windows = np.lib.stride_tricks.sliding_window_view(X, {window}){strided(stride)}",
        f"Y = np.{named}(windows, axis=(2, 3))",
    ]


def _numpy_further(kind: str, traced: Connections, padding: Pair, ceil_mode: bool, counted: bool) -> Program:
    """With dilation, or windows that reach over the border: there stands what nanmax and nanmean leave out."""
    (p, q), (down, across) = padding, traced.dilation
    spans = reach(traced.kernel_size, traced.dilation)
    sides = tuple(
        (0, max(0, (m - 1) * s + span - n - 2 * edge))
        for n, m, s, span, edge in zip(
            traced.input_size, traced.output_size, traced.stride, spans, padding, strict=True
        )
    )
    kept = "" if kind == "average" and counted else ", constant_values=np.nan"
    lines = [] if padding == (0, 0) else [f"X = np.pad(X, (({p}, {p}), ({q}, {q})){kept})"]
    if any(after for _, after in sides):
        lines.append(f"X = np.pad(X, {sides}, constant_values=np.nan)  # beyond the padding nothing counts")
    (s, t), named = traced.stride, "nanmax" if kind == "max" else "nanmean"
    return [], [
        *lines,
        f"windows = np.lib.stride_tricks.sliding_window_view(X, {spans})[::{s}, ::{t}, ::{down}, ::{across}]",
        f"Y = np.{named}(windows, axis=(2, 3))",
    ]


def _torch_further(kind: str, traced: Connections, padding: Pair, ceil_mode: bool, counted: bool) -> Program:
    named = {"max": "max_pool2d", "average": "avg_pool2d"}[kind]
    further = f", dilation={traced.dilation}" if kind == "max" else "" if counted else ", count_include_pad=False"
    return ["import torch"], [
        f"Y = torch.nn.functional.{named}(",
        f"    torch.from_numpy(X)[None, None], {traced.kernel_size}, stride={traced.stride}, padding={padding},"
        f" ceil_mode={ceil_mode}{further}",
        ")[0, 0].numpy()",
    ]


Pooled = tuple[list[str], str]  # imports, and the call on the matrix called {0}


def _scipy(kind: str, window: Pair, stride: Pair) -> Pooled:
    if kind == "max":
        # The filter's window is centred; the origin moves it, so that it begins at its cell.
        origin = tuple(-(k // 2) for k in window)
        call = f"maximum_filter({{0}}, {window}, origin={origin}){inside('{0}', window)}{strided(stride)}"
        return ["from scipy.ndimage import maximum_filter"], call
    entries = window[0] * window[1]
    call = f'correlate2d({{0}}, np.full({window}, 1 / {entries}), mode="valid"){strided(stride)}'
    return ["from scipy.signal import correlate2d"], call


def _tensorflow(kind: str, window: Pair, stride: Pair) -> Pooled:
    named = {"max": "max_pool2d", "average": "avg_pool2d"}[kind]
    # Given an array, TensorFlow's pooling goes over to float32; a tensor it leaves as it is.
    call = f'tf.nn.{named}(tf.constant({{0}})[None, :, :, None], {window}, {stride}, "VALID")[0, :, :, 0].numpy()'
    return ["import tensorflow as tf"], call


def _torch(kind: str, window: Pair, stride: Pair, padding: Pair, counted: bool) -> Program:
    named = {"max": "max_pool2d", "average": "avg_pool2d"}[kind]
    extra = "" if kind == "max" else f", count_include_pad={counted}"
    return ["import torch"], [
        f"Y = torch.nn.functional.{named}(",
        f"    torch.from_numpy(X)[None, None], {window}, stride={stride}, padding={padding}{extra}",
        ")[0, 0].numpy()",
    ]


def _jax(kind: str, window: Pair, stride: Pair) -> Pooled:
    start, name, share = {"max": ("-np.inf", "max", ""), "average": ("0.0", "add", f" / {window[0] * window[1]}")}[kind]
    call = f'np.asarray(jax.lax.reduce_window({{0}}, {start}, jax.lax.{name}, {window}, {stride}, "VALID"){share})'
    return frame.JAX, call


def _opencv(kind: str, window: Pair, stride: Pair) -> Pooled:
    if kind == "max":
        call = f"cv2.dilate({{0}}, np.ones({window}, np.uint8), anchor=(0, 0))"
    else:
        size = window[1], window[0]  # OpenCV has the width first
        call = f"cv2.boxFilter({{0}}, cv2.CV_64F, {size}, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)"
    return ["import cv2"], f"{call}{inside('{0}', window)}{strided(stride)}"


_CALLS = {"SciPy": _scipy, "TensorFlow": _tensorflow, "JAX": _jax, "OpenCV": _opencv}
