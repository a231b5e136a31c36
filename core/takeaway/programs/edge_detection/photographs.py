"""A search for edges on a photograph as a lesson."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.edges import EdgeSearch, detection
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.edge_detection import search as steps
from core.takeaway.subjects import Reader


def cells(
    picture: Array, method: str, sigma: float, share: float, noise: float, seed: int, reader: Reader
) -> list[Cell]:
    """Arguments as of `core.edges.EdgeSearch`.

    Raises
    ------
    BadInput
        A picture or a setting out of range.
    """
    _ = reader.translate
    search = EdgeSearch(picture, method, sigma, share, noise, seed)
    crossing = method == detection.LAPLACIAN
    strength, thin = (search.laplacian, search.crossings) if crossing else (search.magnitude, search.thin)
    return [
        pieces.opening(
            reader,
            _(
                "Edges of a photograph are found in steps, each of them a cross-correlation or a comparison of neighbours."
            ),
        ),
        pieces.imports(search.picture, tensorflow=False),
        *steps.functions(search, reader),
        *steps.settings(search, reader),
        pieces.code(
            "strength, thinned, edges = search(X, SIGMA)",
            f"print({_('edge pixels:')!r}, edges.sum(), {_('on the screen:')!r}, {int(search.edges.sum())})",
        ),
        pieces.compared(_, "strength", np.asarray(strength, dtype=np.float64)),
        pieces.compared(_, "thinned.max(keepdims=True)", np.array([[float(thin.max(initial=0.0))]])),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axes = plt.subplots(1, 3, figsize=(15, 5), layout="constrained")',
            "for axis, values in zip(axes, (X, strength, edges)):",
            '    axis.imshow(values, cmap="gray")',
            "plt.show()",
        ),
    ]
