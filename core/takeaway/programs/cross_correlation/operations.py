"""Pooling and transposed convolution as lessons."""

from __future__ import annotations

from typing import Any

from core.arrays import Floats, Pair
from core.correlation import pooling as pool
from core.correlation import transposed as transposing
from core.correlation.snippets import frame
from core.correlation.snippets import pooling as pooling_snippets
from core.correlation.snippets import transposed as transposed_snippets
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader

NONE = ((0, 0), (0, 0))
POOL2D = '''
def pool2d(X, size, stride, dilation, pooled):
    """The largest number, or the mean, of every window: `pooled` leaves out what is nan."""
    h, w = [(k - 1) * d + 1 for k, d in zip(size, dilation)]
    Y = np.zeros([(n - span) // s + 1 for n, span, s in zip(X.shape, (h, w), stride)])
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = pooled(X[top : top + h : dilation[0], left : left + w : dilation[1]])
    return Y
'''


def pooling(
    kind: str,
    image: Floats,
    window: Pair,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    ceil_mode: bool,
    count_include_pad: bool,
    reader: Reader,
) -> list[Cell]:
    """Maximum ("max") or mean ("average") of every window; other arguments as of `core.correlation.pooling.average_pool`.

    Raises
    ------
    BadInput
        Settings that break a rule.
    """
    _ = reader.translate
    options: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    counted: dict[str, Any] = {} if kind == "max" else {"count_include_pad": count_include_pad}
    values = (pool.max_pool if kind == "max" else pool.average_pool)(image, window, **options, **counted)
    traced = pool.pooling_trace(image.shape, window, **options)
    beyond = tuple((0, axis.beyond(n)) for axis, n in zip(traced.windows, traced.input_size, strict=True))
    sides = tuple((p, p) for p in padding)
    border = "0.0" if kind == "average" and count_include_pad else "np.nan"
    program = ""
    if dilation == (1, 1) and not ceil_mode:  # what TensorFlow has a call for
        program = pooling_snippets.snippet("TensorFlow", kind, image, window, **options, **counted)
    return [
        *pieces.beginning(
            reader,
            _(
                "Pooling takes one number from every window: the largest one, or the mean. There is no kernel, so nothing is learned."
            ),
            [POOL2D],
            [
                pieces.assigned("X", image),
                f"SIZE, STRIDE, DILATION = {window}, {stride}, {dilation}",
                f"padded = np.pad(X, {sides}, constant_values={border})",
                *([] if beyond == NONE else [f"padded = np.pad(padded, {beyond}, constant_values=np.nan)"]),
            ],
            image,
            tensorflow=bool(program),
        ),
        pieces.code(
            f"Y = pool2d(padded, SIZE, STRIDE, DILATION, np.{'nanmax' if kind == 'max' else 'nanmean'})", "print(Y)"
        ),
        pieces.compared(_, "Y", values),
        *_tensorflow(reader, program, "X", f"X = {frame.source(image, pooling_snippets.file_of(kind))}"),
        pieces.text(_("## The picture")),
        pieces.plotted([(name, name, bool(image.min() < 0)) for name in ("X", "Y")]),
    ]


def transposed(
    image: Floats, kernel: Floats, stride: Pair, padding: Pair, output_padding: Pair, dilation: int, reader: Reader
) -> list[Cell]:
    """Arguments as of `core.correlation.transposed.transposed`.

    Raises
    ------
    BadInput
        Settings that break a rule.
    """
    _ = reader.translate
    options: dict[str, Any] = {
        "stride": stride,
        "padding": padding,
        "output_padding": output_padding,
        "dilation": dilation,
    }
    values = transposing.transposed(image, kernel, **options)
    given = (f"X = {frame.source(image, transposed_snippets.FILE)}", f"K = {frame.literal(kernel)}")
    loops = transposed_snippets.snippet("NumPy", image, kernel, **options)
    return [
        *pieces.beginning(
            reader,
            _(
                "A transposed convolution goes the other way: each number of the input scales a copy of the kernel, and overlapping copies are added. So the output is larger than the input."
            ),
            [pieces.borrowed(loops, "trans_conv(X, K)", *given)],
            [pieces.assigned("X", image), pieces.assigned("K", kernel)],
            image,
            kernel,
        ),
        pieces.code("Y = trans_conv(X, K)", "print(Y)"),
        pieces.compared(_, "Y", values),
        *_tensorflow(reader, transposed_snippets.snippet("TensorFlow", image, kernel, **options), "X, K", *given),
        pieces.text(_("## The picture")),
        pieces.plotted([("X", "X", bool(image.min() < 0)), ("K", "K", True), ("Y", "Y", bool(values.min() < 0))]),
    ]


def _tensorflow(reader: Reader, program: str, inputs: str, *given: str) -> list[Cell]:
    """The program to copy for TensorFlow, and how far its result is from Y; nothing where there is no program."""
    _ = reader.translate
    if not program:
        return []
    return [
        pieces.text(_("## The same in TensorFlow")),
        pieces.code(
            pieces.borrowed(program, f"in_tensorflow({inputs})", *given),
            "",
            "",
            pieces.apart(_, f"in_tensorflow({inputs})"),
        ),
    ]
