"""Correlation as a matrix product, both ways, as a lesson."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.arrays import Floats, Pair, Sides
from core.correlation import correlation, matrix
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader

BOTH = '''
def matrices(X, K, stride, sides, dilation):
    """P with a patch of the padded X as each row, and T with K where the window lies; a column of T is a cell of X."""
    padded = np.pad(X, sides)
    place = np.pad(np.arange(X.size).reshape(X.shape), sides, constant_values=-1)  # of each cell; -1: padding
    h, w = [(k - 1) * d + 1 for k, d in zip(K.shape, dilation)]
    P, T = [], []
    for top in range(0, padded.shape[0] - h + 1, stride[0]):
        for left in range(0, padded.shape[1] - w + 1, stride[1]):
            window = slice(top, top + h, dilation[0]), slice(left, left + w, dilation[1])
            inside = place[window] >= 0
            row = np.zeros(X.size)
            row[place[window][inside]] = K[inside]
            P.append(padded[window].ravel())
            T.append(row)
    return np.array(P), np.array(T)
'''


def cells(image: Floats, kernel: Floats, stride: Pair, sides: Sides, dilation: Pair, reader: Reader) -> list[Cell]:
    """X (H, W), K (h, w); stride and dilation (rows, columns), padding ((top, bottom), (left, right)).

    Raises
    ------
    BadInput
        Settings that break a rule, matrices that are too large.
    """
    _ = reader.translate
    options: dict[str, Any] = {"stride": stride, "padding": sides, "dilation": dilation}
    values = np.asarray(correlation(image, kernel, **options).values, dtype=np.float64)
    return [
        *pieces.beginning(
            reader,
            _(
                "A cross-correlation is linear, so it is a matrix product, in two ways: y = P k, where each row of P is a patch of the input, and y = T x, where each row of T holds the kernel where its window lies. Small letters are the matrices read row by row."
            ),
            [pieces.STRIDED, BOTH],
            [
                pieces.assigned("X", image),
                pieces.assigned("K", kernel),
                f"STRIDE, SIDES, DILATION = {stride}, {sides}, {dilation}",
            ],
            image,
            kernel,
            tensorflow=False,
        ),
        pieces.code(
            "Y = corr2d(np.pad(X, SIDES), K, STRIDE, DILATION)",
            "P, T = matrices(X, K, STRIDE, SIDES, DILATION)",
            "by_patches = (P @ K.ravel()).reshape(Y.shape)",
            "by_kernel = (T @ X.ravel()).reshape(Y.shape)",
            "print(P.shape, T.shape)",
            f"print({_('largest differences from corr2d:')!r}, np.abs(by_patches - Y).max(), np.abs(by_kernel - Y).max())",
        ),
        pieces.compared(_, "P", np.asarray(matrix.im2col(image, kernel.shape, **options), dtype=np.float64)),
        pieces.compared(_, "T", np.asarray(matrix.toeplitz(kernel, image.shape, **options), dtype=np.float64)),
        pieces.compared(_, "by_patches", values),
        pieces.text(_("## The picture")),
        pieces.plotted([("P", "P", bool(image.min() < 0)), ("T", "T", True), ("Y", "Y", True)]),
    ]
