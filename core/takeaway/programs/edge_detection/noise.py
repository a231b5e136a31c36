"""What smoothing first is worth, against edges that are known, as a lesson."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.edges import EdgeSearch, detection, scenes
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.edge_detection import search as steps
from core.takeaway.subjects import Reader

SCORES = '''
def near(places, steps):
    """Where one of the places is at most so many steps away."""
    (H, W), most = places.shape, int(steps)
    padded, found = np.pad(places, most), np.zeros_like(places)
    for down in range(-most, most + 1):
        for right in range(-most, most + 1):
            if down**2 + right**2 <= steps**2:
                found |= padded[most + down : most + down + H, most + right : most + right + W]
    return found


def scores(edges, tolerance):
    """Precision, recall and F1. On a grid twice as fine, pixels lie at even places, the sides between them at odd ones."""
    H, W = scene.shape
    known, pixels = np.zeros((2, 2 * H - 1, 2 * W - 1), dtype=bool)
    known[::2, 1::2], known[1::2, ::2] = scene[:, 1:] != scene[:, :-1], scene[1:] != scene[:-1]
    pixels[::2, ::2] = edges
    steps = 2 * tolerance + 1e-9
    precision = 1 - (pixels & ~near(known, steps)).sum() / max(1, pixels.sum())
    recall = 1 - (known & ~near(pixels, steps)).sum() / max(1, known.sum())
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)
'''


def cells(
    search: EdgeSearch,
    name: str,
    tolerance: float,
    sigmas: Sequence[float],
    tolerances: Sequence[float],
    reader: Reader,
) -> list[Cell]:
    """A search in the scene of that name, and how far, in pixels, a found pixel may be from a known edge.

    Raises
    ------
    BadInput
        A setting out of range.
    """
    _ = reader.translate
    scene = scenes.scene(name, len(search.picture))
    found = scenes.matches(search.edges, scene.labels, (tolerance, *tolerances))
    each = np.array([[match.precision, match.recall, match.f1] for match in found])
    study = detection.study_smoothing(scene, search, tolerance, tuple(sigmas))
    return [
        pieces.opening(
            reader,
            _(
                "Noise produces edges where there are none. Smoothing first removes them, but too much of it moves or removes true edges. In a drawn scene the true edges are known, so the result can be scored."
            ),
        ),
        pieces.imports(scene.picture, tensorflow=False),
        *steps.functions(search, reader),
        *steps.settings(search, reader),
        pieces.text(
            _("## Scores"),
            _(
                "Precision: the share of the found pixels that lie near a true edge. Recall: the share of the true edges that were found. F1 is high only where both are."
            ),
        ),
        pieces.code(pieces.assigned("scene", search.picture), f"TOLERANCE = {tolerance!r}  # pixels", "", "", SCORES),
        pieces.code(
            "strength, thinned, edges = search(X, SIGMA)",
            "found = np.array(scores(edges, TOLERANCE))",
            f"print({_('precision, recall, F1:')!r}, found)",
        ),
        pieces.compared(_, "found", each[0]),
        pieces.text(_("## Over the tolerance, and over the smoothing")),
        pieces.code(
            f"TOLERANCES = np.array({list(tolerances)!r})",
            f"SIGMAS = np.array({list(sigmas)!r})",
            "over_tolerance = np.array([scores(edges, each) for each in TOLERANCES])",
            "over_sigma = np.array([scores(search(X, sigma)[2], TOLERANCE) for sigma in SIGMAS])",
            f"print({_('best σ:')!r}, SIGMAS[over_sigma[:, 2].argmax()])",
        ),
        pieces.compared(_, "over_tolerance", each[1:]),
        pieces.compared(_, "over_sigma", np.array([[one.precision, one.recall, one.f1] for one in study.scores])),
        *_drawn(reader),
    ]


def _drawn(reader: Reader) -> list[Cell]:
    _ = reader.translate
    return [
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axes = plt.subplots(1, 3, figsize=(15, 5), layout="constrained")',
            'axes[0].imshow(X, cmap="gray")',
            'axes[1].imshow(edges, cmap="gray")',
            f"axes[2].plot(SIGMAS, over_sigma, label=[{_('precision')!r}, {_('recall')!r}, 'F1'])",
            'axes[2].set(xlabel="σ")',
            "axes[2].legend()",
            "plt.show()",
        ),
    ]
