"""The laws of convolution, and the answer to a single white pixel, as lessons."""

from __future__ import annotations

import numpy as np

from core.arrays import Floats, Pair
from core.conventions import laws
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader

FULL = '''
def correlate(X, K):
    """Cross-correlation over every overlap, zeros outside: (H + h - 1, W + w - 1)."""
    (h, w) = K.shape
    return corr2d(np.pad(X, ((h - 1, h - 1), (w - 1, w - 1))), K)


def convolve(X, K):
    """Convolution: the same with the kernel flipped on both axes."""
    return correlate(X, K[::-1, ::-1])
'''
SIDES = '''
def shifted(X):
    """X on a larger sheet, moved down and to the right."""
    return np.pad(X, ((SHIFT[0], 0), (SHIFT[1], 0)))


def by_spectra(X, K):
    """The product of both spectra, transformed back."""
    size = (X.shape[0] + K.shape[0] - 1, X.shape[1] + K.shape[1] - 1)
    return np.fft.irfft2(np.fft.rfft2(X, size) * np.fft.rfft2(K, size), size)


def sides(law, o):
    """Both sides of a law, `o` in place of the operation."""
    return {
        "commutativity": lambda: (o(X, K), o(K, X)),
        "associativity": lambda: (o(o(X, K), B), o(X, o(K, B))),
        "shift": lambda: (o(shifted(X), K), shifted(o(X, K))),
        "theorem": lambda: (o(X, K), by_spectra(X, K)),
    }[law]()
'''


def cells(law: str, image: Floats, kernel: Floats, second: Floats, shift: Pair, reader: Reader) -> list[Cell]:
    """X, K, B, how far down and to the right X is moved, and the law that is drawn.

    Raises
    ------
    BadInput
        An unknown law, matrices that are too large.
    """
    _ = reader.translate
    tried = {
        (name, operation): laws.sides(name, operation, image, kernel, second, shift)
        for operation in laws.OPERATIONS
        for name in laws.LAWS
    }
    apart = np.array([[tried[name, operation].apart for operation in laws.OPERATIONS] for name in laws.LAWS])
    return [
        *pieces.beginning(
            reader,
            _(
                "Convolution can be reordered like multiplication and is a product of spectra; in general, neither holds for cross-correlation. Both results move with the image."
            ),
            [pieces.corr2d(), FULL],
            [
                pieces.assigned("X", image),
                pieces.assigned("K", kernel),
                pieces.assigned("B", second),
                f"SHIFT = {shift}  # down, to the right",
            ],
            image,
            kernel,
            second,
            tensorflow=False,
        ),
        pieces.text(_("## The laws")),
        pieces.code(SIDES),
        pieces.code(
            f"LAWS = {list(laws.LAWS)!r}",
            "apart = np.zeros((len(LAWS), 2))",
            "for row, law in enumerate(LAWS):",
            "    for column, operation in enumerate((convolve, correlate)):",
            "        left, right = sides(law, operation)",
            "        apart[row, column] = np.abs(left - right).max()",
            f"        print(law, operation.__name__, {_('largest difference:')!r}, apart[row, column])",
        ),
        pieces.compared(_, "apart", apart),
        pieces.text(_("## The picture")),
        pieces.code(f"convolved, other = sides({law!r}, convolve)", f"correlated, another = sides({law!r}, correlate)"),
        pieces.compared(_, "convolved", tried[law, "convolution"].left),
        pieces.compared(_, "correlated", tried[law, "correlation"].left),
        pieces.plotted(
            [
                (values, f"{sign} {side}", True)
                for sign, pair in (("∗", ("convolved", "other")), ("⋆", ("correlated", "another")))
                for values, side in zip(pair, (_("left side"), _("right side")), strict=True)
            ]
        ),
    ]


def impulse(kernel: Floats, reader: Reader) -> list[Cell]:
    """One white pixel under both operations."""
    _ = reader.translate
    point, convolved = laws.impulse_response(kernel, "convolution")
    correlated = laws.impulse_response(kernel, "correlation")[1]
    h, w = kernel.shape
    return [
        *pieces.beginning(
            reader,
            _(
                "The response to a single white pixel shows the kernel: convolution gives the kernel back, cross-correlation its flip."
            ),
            [pieces.corr2d()],
            [
                pieces.assigned("K", kernel),
                f"impulse = np.zeros({point.shape})",
                f"impulse[{h}, {w}] = 1.0",
                "correlated, convolved = corr2d(impulse, K), corr2d(impulse, K[::-1, ::-1])",
                "print(correlated)",
                "print(convolved)",
            ],
            kernel,
            tensorflow=False,
        ),
        pieces.compared(_, "correlated", correlated),
        pieces.compared(_, "convolved", convolved),
        pieces.text(_("## The picture")),
        pieces.plotted(
            [("impulse", "δ", False), ("K", "K", True), ("correlated", "δ ⋆ K", True), ("convolved", "δ ∗ K", True)]
        ),
    ]
