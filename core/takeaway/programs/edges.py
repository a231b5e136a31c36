"""Edge detection as a lesson."""

from __future__ import annotations

import numpy as np

from core.correlation import correlate
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Edges, Photograph, Reader


def cells(subject: Edges, reader: Reader) -> list[Cell]:
    """X, K, Y and |Y|; then the same kernel on the photograph.

    Raises
    ------
    BadInput
        The kernel does not fit.
    """
    _ = reader.translate
    values = np.asarray(correlate(subject.image, subject.kernel))
    photograph = subject.photograph
    matrices = (subject.image, *(() if photograph is None else (photograph.picture,)))
    made = [
        pieces.opening(
            reader,
            _(
                "A kernel whose entries sum to 0 gives 0 wherever the picture is uniform and another number where it changes: so it finds edges. The sign tells the direction of the change."
            ),
        ),
        pieces.imports(*matrices, tensorflow=False),
        pieces.text(_("## The operation")),
        pieces.code(pieces.corr2d()),
        pieces.text(_("## The settings"), _("Change them, and run the cells below again.")),
        pieces.code(pieces.assigned("X", subject.image), pieces.assigned("K", subject.kernel)),
        pieces.code(
            "Y = corr2d(X, K)",
            "print(Y)",
            f"print({_('numbers that are not 0:')!r}, np.count_nonzero(Y), {_('of')!r}, Y.size)",
        ),
        pieces.compared(_, "Y", values),
        pieces.text(_("## The picture")),
        pieces.plotted(
            [("X", "X", bool(subject.image.min() < 0)), ("K", "K", True), ("Y", "Y", True), ("np.abs(Y)", "|Y|", False)]
        ),
    ]
    return made if photograph is None else [*made, *_on_photograph(photograph, reader)]


def _on_photograph(photograph: Photograph, reader: Reader) -> list[Cell]:
    _ = reader.translate
    return [
        pieces.text(
            _("## The same kernel on a photograph"),
            _(
                "The photograph's border is repeated outwards, so that as many numbers come out as go in. A pixel is an edge where |Y| is at least this share of its largest value."
            ),
        ),
        pieces.code(
            pieces.assigned("photograph", photograph.picture),
            f"SHARE = {photograph.share!r}",
            "before = [(k - 1) // 2 for k in K.shape]",
            'padded = np.pad(photograph, [(b, k - 1 - b) for b, k in zip(before, K.shape)], mode="edge")',
            "strength = np.abs(corr2d(padded, K))",
            "edges = (strength > 0) & (strength >= SHARE * strength.max())",
            f"print({_('edge pixels:')!r}, edges.sum(), {_('on the screen:')!r}, {photograph.found})",
        ),
        pieces.code(
            'figure, axes = plt.subplots(1, 2, figsize=(10, 5), layout="constrained")',
            'axes[0].imshow(photograph, cmap="gray")',
            'axes[1].imshow(edges, cmap="gray")',
            "plt.show()",
        ),
    ]
