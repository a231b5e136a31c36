"""What can be said of a kernel as a lesson."""

from __future__ import annotations

import numpy as np

from core.arrays import Floats
from core.kernels import POINTS, facts
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader


def cells(kernel: Floats, built: str, reader: Reader) -> list[Cell]:
    """K (h, w), and how it was built: "gaussian(size=5, sigma=1.0)".

    Raises
    ------
    BadInput
        As `facts` does.
    """
    _ = reader.translate
    found = facts(kernel)
    vectors = [
        "i, j = np.unravel_index(np.abs(K).argmax(), K.shape)",
        "column, row = K[:, [j]], K[[i]] / K[i, j]",
        "print(column, row)",
        f"print({_('largest difference from K:')!r}, np.abs(column * row - K).max())",
    ]
    return [
        pieces.opening(
            reader,
            _(
                "A kernel's numbers say what it does: their sum is the factor for uniform areas, its rank tells whether it is a column times a row, and its frequency response is the factor for each frequency of the picture."
            ),
        ),
        pieces.imports(kernel, tensorflow=False),
        pieces.text(_("## The kernel")),
        pieces.code(f"# {built}", pieces.assigned("K", kernel)),
        pieces.text(_("## Sum and symmetry")),
        pieces.code(
            "flipped = K[::-1, ::-1]",
            f"print({_('sum:')!r}, K.sum())",
            f"print({_('rotated by 180°: unchanged, its negative:')!r}, np.allclose(flipped, K), np.allclose(flipped, -K))",
        ),
        pieces.compared(_, "np.array([K.sum()])", np.array([found.total])),
        pieces.compared(_, "flipped", np.asarray(found.flipped)),
        pieces.text(
            _("## Rank"),
            _("The singular values that are not 0 are counted. Rank 1: a column times a row makes the kernel."),
        ),
        pieces.code(
            "singular_values = np.linalg.svd(K, compute_uv=False)",
            "print(singular_values)",
            *(vectors if found.rank == 1 else []),
        ),
        pieces.compared(_, "singular_values", found.singular_values),
        pieces.text(
            _("## Frequency response"), _("The constant component is in the middle, the finest detail at the rim.")
        ),
        pieces.code(f"response = np.abs(np.fft.fftshift(np.fft.fft2(K, ({POINTS}, {POINTS}))))"),
        pieces.compared(_, "response", found.response),
        pieces.text(_("## The picture")),
        pieces.plotted([("K", "K", True), ("response / (response.max() or 1)", "|F(K)|", False)]),
    ]
