"""A plane of kernels seen from above: contours of the loss, its axes, and trajectories across it, drawn in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.arrays import Array
from core.quadratic import Extent, Surface
from pages.shared import charts
from pages.shared.page import Page
from pages.shared.scripts import component

_mount = component("plane_chart", Path(__file__).with_name("plane_chart.js"), charts.SHEET)
LEVELS = (0.9, 0.6, 0.4, 0.25, 0.14, 0.07, 0.03, 0.01, 0.002)  # of the picture's highest loss above its least
FAR = 20.0  # half pictures: a trajectory is drawn no further out


@dataclass(frozen=True)
class Trajectory:
    """A trajectory across the plane: `points` (m, 2); `style` is "line", "dashed" or "dot" (a single place)."""

    name: str
    points: Array
    colour: str
    style: str = "line"


def plane_chart(
    page: Page, surface: Surface, extent: Extent, trajectories: Sequence[Trajectory], *, words: Sequence[str], key: str
) -> None:
    """Draw the surface's contours and the trajectories, in the page's language.

    Parameters
    ----------
    words : (horizontal axis, vertical axis, "loss", what a screen reader is told of the picture)
    """
    _ = page.translate
    top = float(surface.losses.max()) - surface.lowest_loss
    contours = [surface.contour(surface.lowest_loss + level * top, points=61) for level in LEVELS if top > 0]
    steep, flat = surface.axes[0][1], surface.axes[0][0]
    _mount(
        key=key,
        data={
            "extent": list(extent),
            "contours": [_sent(points) for points in contours if len(points)],
            "closed": bool(steep > 0 and flat > 1e-10 * steep),
            "lowest": surface.lowest.tolist(),
            "lowestLoss": surface.lowest_loss,
            "curvature": surface.curvature.tolist(),
            "axes": surface.axes[1].T.tolist(),
            "trajectories": [
                {
                    "name": trajectory.name,
                    "colour": trajectory.colour,
                    "style": trajectory.style,
                    "points": _sent(_near(trajectory.points, extent)),
                }
                for trajectory in trajectories
            ],
            "words": list(words),
            "reading": {
                "keys": _("Arrow keys read the loss; Page Up and Page Down follow the path of the kernel."),
                "step": _("{name}, point {step} of {last}:"),
                "summary": _(
                    "{name}: the loss starts at {start}, ends at {end} (point {last}), lowest {lowest} (point {at})."
                ),
                "grew": _("The loss ends above its starting value."),
            },
        },
    )


def _near(points: Array, extent: Extent) -> Array:
    """The points up to the first that a diverging run has thrown far out of the picture, that one moved nearer."""
    left, right, bottom, top = extent
    middle = np.array([left + right, bottom + top]) / 2
    half = (right - left) / 2
    points = np.nan_to_num(np.asarray(points, dtype=np.float64), nan=1e300, posinf=1e300, neginf=-1e300)
    away = np.abs(points - middle).max(axis=1, initial=0.0)
    out = np.flatnonzero(away > FAR * half)
    if not len(out):
        return points
    first = int(out[0])
    moved = middle + (points[first] - middle) * (FAR * half / away[first])
    return np.vstack([points[:first], moved])


def _sent(points: Array) -> list[list[float] | None]:
    """Places as short numbers; None parts the pieces of a contour."""
    return [
        None if not np.isfinite(place).all() else [float(f"{number:.6g}") for number in place]
        for place in np.asarray(points)
    ]
