"""Drawn scenes whose edges are known, and how well a set of edges matches them.

A scene is a map of labels, (H, W): each label has one brightness, so the edges run between the pixels, where two
neighbours differ in label. A found edge pixel is half a pixel away from an edge at its side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Floats, Labels, Mask
from core.errors import BadInput

MAX_TOLERANCE = 32.0


@dataclass(frozen=True, eq=False)
class Scene:
    """A drawn picture, (H, W) in 0 … 1, and the label of each of its pixels."""

    picture: Floats
    labels: Labels


@dataclass(frozen=True, eq=False)
class Match:
    """Edges found, beside the known ones.

    Attributes
    ----------
    precision : float
        Share of the found pixels that lie within the tolerance of a known edge; 1 where nothing was found.
    recall : float
        Share of the known edges, in steps of one pixel's side, that have a found pixel within the tolerance.
    false : ndarray of bool, (H, W)
        Found pixels without a known edge near them.
    missed : ndarray of bool, (H, W)
        Pixels above or left of a known edge without a found pixel near it.
    """

    precision: float
    recall: float
    false: Mask
    missed: Mask

    @property
    def f1(self) -> float:
        """The harmonic mean of both: high only where both are."""
        total = self.precision + self.recall
        return 2.0 * self.precision * self.recall / total if total else 0.0


def scene(name: str, side: int) -> Scene:
    """The scene of that name, (side, side).

    Raises
    ------
    BadInput
        An unknown name, or a side outside 16 … 2048.
    """
    if name not in SCENES:
        raise BadInput("there is no image “{name}”; choose one of {names}", name=name, names=", ".join(SCENES))
    if not 16 <= side <= 2048:
        raise BadInput("the side must be from {low} to {high} pixels, got {side}", low=16, high=2048, side=side)
    rows, columns = (np.indices((side, side)) + 0.5) / side - 0.5  # the middle is (0, 0), the picture 1 wide
    levels, labels = SCENES[name](rows, columns)
    return Scene(np.asarray(levels)[labels], labels)


def match(found: Mask, labels: Labels, tolerance: float) -> Match:
    """Compare edge pixels, (H, W), with the scene's known edges.

    Distances are from the middle of a pixel to the middle of the side it shares with its neighbour. A known edge may
    be found by several pixels: thick edges cost precision only beyond the tolerance.

    Raises
    ------
    BadInput
        A tolerance outside 0.5 … 32 pixels.
    """
    return matches(found, labels, (tolerance,))[0]


def matches(found: Mask, labels: Labels, tolerances: Sequence[float]) -> tuple[Match, ...]:
    """`match` for each of several tolerances: the distances are measured once.

    Raises
    ------
    BadInput
        A tolerance out of range.
    """
    for tolerance in tolerances:
        if not 0.5 <= tolerance <= MAX_TOLERANCE:
            raise BadInput(
                "the tolerance must be from 0.5 to {limit:g} pixels, got {tolerance}",
                limit=MAX_TOLERANCE,
                tolerance=tolerance,
            )
    from scipy.ndimage import distance_transform_edt

    # On a grid twice as fine, pixels lie at even places and the sides between them at odd ones.
    fine = (2 * labels.shape[0] - 1, 2 * labels.shape[1] - 1)
    known = np.zeros(fine, dtype=bool)
    known[::2, 1::2] = labels[:, 1:] != labels[:, :-1]
    known[1::2, ::2] = labels[1:] != labels[:-1]
    pixels = np.zeros(fine, dtype=bool)
    pixels[::2, ::2] = found

    def distance(places: Mask) -> Floats:
        return np.asarray(distance_transform_edt(~places) if places.any() else np.full(fine, np.inf))

    to_known, to_pixels = distance(known), distance(pixels)

    def within(tolerance: float) -> Match:
        false = pixels & (to_known > 2.0 * tolerance + 1e-9)
        missed = known & (to_pixels > 2.0 * tolerance + 1e-9)
        return Match(
            precision=1.0 - false.sum() / max(1, pixels.sum()),
            recall=1.0 - missed.sum() / max(1, known.sum()),
            false=false[::2, ::2],
            missed=_beside(missed),
        )

    return tuple(map(within, tolerances))


def _beside(sides: Mask) -> Mask:
    """The pixels above or left of sides on the fine grid."""
    pixels = sides[::2, ::2].copy()
    pixels[:, :-1] |= sides[::2, 1::2]
    pixels[:-1] |= sides[1::2, ::2]
    return pixels


def _disc(rows: Floats, columns: Floats) -> tuple[list[float], Any]:
    return [0.2, 0.8], (np.hypot(rows, columns) < 0.33).astype(np.intp)


def _shapes(rows: Floats, columns: Floats) -> tuple[list[float], Any]:
    """A disc, a square on its corner, a triangle and a thin bar, of different contrast."""
    labels = np.zeros(rows.shape, dtype=np.intp)
    labels[np.hypot(rows + 0.22, columns + 0.22) < 0.17] = 1
    labels[np.abs(rows + 0.22) + np.abs(columns - 0.22) < 0.2] = 2
    labels[(rows < 0.38) & (rows > 0.04) & (np.abs(columns + 0.22) < 0.5 * (rows - 0.04))] = 3
    labels[(np.abs(0.94 * (columns - 0.22) + 0.34 * (rows - 0.2)) < 0.035) & (np.abs(rows - 0.2) < 0.18)] = 4
    return [0.45, 0.9, 0.1, 0.7, 0.0], labels


def _bars(rows: Floats, columns: Floats) -> tuple[list[float], Any]:
    """Upright bars that grow narrower to the right, the way a lens is tested."""
    ends = np.array([0.06, 0.24, 0.38, 0.51, 0.61, 0.69, 0.76, 0.815, 0.86, 0.895, 0.925, 0.945])
    number = np.searchsorted(ends, columns + 0.5, side="right") % 2
    return [0.85, 0.15], np.where(np.abs(rows) < 0.36, number, 0).astype(np.intp)


def _star(rows: Floats, columns: Floats) -> tuple[list[float], Any]:
    """Siemens' star: edges of every direction, closer together towards the middle."""
    radius, angle = np.hypot(rows, columns), np.arctan2(rows, columns)
    sector = np.floor((angle + np.pi) / (2 * np.pi) * 24 + 0.25).astype(np.intp) % 2
    return [0.15, 0.85, 0.5], np.where((radius < 0.42) & (radius > 0.06), sector, 2)


SCENES: dict[str, Callable[[Floats, Floats], tuple[list[float], Any]]] = {
    "shapes": _shapes,
    "disc": _disc,
    "bars": _bars,
    "star": _star,
}
