"""Which edges a kernel answers to, and the chapter's exercises, as lessons."""

from __future__ import annotations

import numpy as np

from core import images, kernels
from core.arrays import Floats
from core.correlation import correlate
from core.edges import directions, scenes
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader

RESPONSES = '''
def responses(K, degrees):
    """The strongest response to a straight edge that brightens towards each direction, from 0 to 1 over one pixel."""
    rows, columns = np.indices(K.shape) - (np.array(K.shape) - 1)[:, None, None] / 2
    strongest = []
    for angle in np.radians(degrees):
        at = (np.cos(angle) * columns + np.sin(angle) * rows).ravel()
        middles = np.concatenate([at - 0.5, at + 0.5])  # where the edge lies while the response has its corners
        seen = np.clip(at - middles[:, None] + 0.5, 0, 1) @ K.ravel()
        highest, lowest = seen.max(), seen.min()
        strongest.append(highest if highest >= -lowest * (1 - 1e-9) else lowest)
    return np.array(strongest)
'''


def responses(image: Floats, kernel: Floats, angles: Floats, reader: Reader) -> list[Cell]:
    """The kernel K (h, w) under edges of every direction, in degrees, and on X (H, W) transposed where it fits."""
    _ = reader.translate
    fits = kernel.shape[0] <= image.shape[1] and kernel.shape[1] <= image.shape[0]
    transposed = [
        pieces.text(_("## The same kernel on the transposed input")),
        pieces.code(pieces.corr2d(), "", pieces.assigned("X", image), "Y = corr2d(X.T, K)", "print(Y)"),
        *([pieces.compared(_, "Y", np.asarray(correlate(image.T, kernel)))] if fits else []),
    ]
    return [
        *pieces.beginning(
            reader,
            _(
                "A kernel does not respond equally to all edges. Here it is tried on straight edges in every direction (0°: brighter to the right, 90°: brighter downwards); it misses edges whose response is close to 0."
            ),
            [RESPONSES],
            [
                pieces.assigned("K", kernel),
                f"degrees = np.arange({float(angles[0])}, {float(angles[-1] + angles[1] - angles[0])}, {float(angles[1] - angles[0])})",
            ],
            image,
            kernel,
            tensorflow=False,
        ),
        pieces.code(
            "found = responses(K, degrees)",
            "sizes = np.abs(found)",
            f"print({_('missed, in degrees:')!r}, degrees[sizes <= 0.05 * sizes.max()])",
        ),
        pieces.compared(_, "found", directions.responses(kernel, angles)),
        *(transposed if fits else []),
        pieces.text(_("## The picture"), _("The distance from the centre is the size of the response.")),
        pieces.code(
            'axis = plt.subplot(projection="polar")',
            "axis.set_theta_direction(-1)  # clockwise, as on a screen",
            "axis.plot(np.radians(degrees), sizes)",
            "plt.show()",
        ),
    ]


def diagonal(side: int, reader: Reader) -> list[Cell]:
    """K = [1, −1] on a diagonal edge, on its transpose, and K transposed."""
    _ = reader.translate
    image, kernel = images.diagonal_edge(side), kernels.difference()
    results = {"X ⋆ K": (image, kernel), "Xᵀ ⋆ K": (image.T, kernel), "X ⋆ Kᵀ": (image, kernel.T)}
    return [
        *pieces.beginning(
            reader,
            _("A diagonal edge crosses rows and columns alike, so K = [1, −1] finds it, also in the transposed input."),
            [pieces.corr2d()],
            [pieces.assigned("X", image), pieces.assigned("K", kernel)],
            image,
            tensorflow=False,
        ),
        pieces.code(
            'results = {"X ⋆ K": corr2d(X, K), "Xᵀ ⋆ K": corr2d(X.T, K), "X ⋆ Kᵀ": corr2d(X, K.T)}',
            "for name, values in results.items():",
            "    print(name)",
            "    print(values)",
        ),
        *(pieces.compared(_, f'results["{name}"]', np.asarray(correlate(*given))) for name, given in results.items()),
        pieces.text(_("## The picture")),
        pieces.plotted([("X", "X", False), *((f'results["{name}"]', name, True) for name in results)]),
    ]


def direction(angle: float, side: int, reader: Reader) -> list[Cell]:
    """Scharr's slope along a direction, in degrees, on a disc of that many pixels a side.

    Raises
    ------
    BadInput
        As `along` and `scene` do.
    """
    _ = reader.translate
    kernel, disc = directions.along(angle), scenes.scene("disc", side).picture
    return [
        *pieces.beginning(
            reader,
            _(
                "The slope along a direction v is cos v times the slope to the right plus sin v times the slope downwards. So one kernel responds along v and not at right angles to it: on a disc, the rim fades where it is parallel to v."
            ),
            [pieces.corr2d()],
            [
                f"v = np.radians({angle!r})  # clockwise; 0: to the right",
                pieces.assigned("right", kernels.scharr() / 32.0),
                "K = np.cos(v) * right + np.sin(v) * right.T",
                f"rows, columns = (np.indices(({side}, {side})) + 0.5) / {side} - 0.5",
                "X = np.where(np.hypot(rows, columns) < 0.33, 0.8, 0.2)  # a disc",
                "Y = corr2d(X, K)",
                "print(K)",
            ],
            kernel,
            tensorflow=False,
        ),
        pieces.compared(_, "K", kernel),
        pieces.compared(_, "Y", np.asarray(correlate(disc, kernel))),
        pieces.text(_("## The picture")),
        pieces.plotted([("X", "X", False), ("K", "K", True), ("Y", "Y", True)]),
    ]


def derivative(order: int, row: Floats, reader: Reader) -> list[Cell]:
    """The smallest kernel for a derivative of that order, on powers of n and on a row (n,) of a soft edge.

    Raises
    ------
    BadInput
        As `directions.derivative` does.
    """
    _ = reader.translate
    kernel = directions.derivative(order)
    powers = np.arange(8.0)[None] ** order
    return [
        *pieces.beginning(
            reader,
            _(
                "The difference [−1, 1] applied d times is a derivative of order d. Its kernel has d + 1 entries: with fewer, no kernel cancels all lower powers and keeps this one."
            ),
            [pieces.corr2d()],
            [f"ORDER = {order}", pieces.assigned("edge", row)],
            row,
            tensorflow=False,
        ),
        pieces.code(
            "K = np.array([1.0])",
            "for _ in range(ORDER):",
            "    K = np.convolve(K, [-1.0, 1.0])",
            "powers = np.arange(8.0) ** ORDER",
            "of_powers = corr2d(powers[None], K[None])",
            "of_edge = corr2d(edge[None], K[None])",
            "print(K, of_powers)",
        ),
        pieces.compared(_, "K[None]", kernel),
        pieces.compared(_, "of_powers", np.asarray(correlate(powers, kernel))),
        pieces.compared(_, "of_edge", np.asarray(correlate(row[None], kernel))),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")',
            "axis.plot(edge)",
            "axis.plot(np.arange(of_edge.size) + ORDER / 2, of_edge[0] / np.abs(of_edge).max())",
            "plt.show()",
        ),
    ]
