"""The loss over a plane of kernels as a lesson."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Floats
from core.correlation.snippets import frame
from core.learning import KernelLearning, start
from core.quadratic import Surface
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import Check, beside
from core.takeaway.programs.learning import singles, the_data
from core.takeaway.programs.learning_a_kernel import form
from core.takeaway.subjects import Reader

MOST = 20_000  # updates of a path

_BIAS = """
shared, own = H[:-1, -1], H[-1, -1]  # the loss of kernels alone, each with the bias that suits it best
c = c - b[-1] ** 2 / (2 * own)
H, b, n = H[:-1, :-1] - np.outer(shared, shared) / own, b[:-1] - b[-1] * shared / own, n - 1
"""


@dataclass(frozen=True, eq=False)
class Plane:
    """A training, the plane that is drawn, and how many updates of the predicted path lie on it (0: none).

    `end` is where the path ends on the screen, (x, y).
    """

    experiment: KernelLearning
    true: Array
    surface: Surface
    names: tuple[str, str]
    updates: int = 0
    end: Floats | None = None


def cells(subject: Plane, reader: Reader) -> list[Cell]:
    """H, the loss at each point of the plane, its two curvatures, the path of training across it."""
    _ = reader.translate
    experiment, surface = subject.experiment, subject.surface
    updates = min(subject.updates, MOST) if subject.end is not None else 0
    low, steep = surface.axes[0]
    checks: list[Check] = [
        (_("loss"), "losses", surface.losses),
        (_("curvatures"), "curvatures", np.array([low, steep])),
    ]
    if updates and updates == subject.updates and subject.end is not None:
        checks.append((_("end of the path"), "path[-1]", subject.end))
    path = [
        *form.descent(experiment),
        "",
        f"first = {singles(start(experiment).kernel)}.astype(float).ravel()",
        *(["first = np.append(first, 0.0)  # the bias"] if experiment.bias else []),
        f"path = (descend(first, {updates})[:, : len(CENTRE)] - CENTRE) @ DIRECTIONS.T",
    ]
    return [
        pieces.opening(
            reader,
            _(
                "The loss over a plane of kernels: its contours are ellipses, because the squared error is a quadratic form. Training moves downhill on this surface, slowly where the ellipses are long."
            ),
        ),
        pieces.imports(experiment.image, tensorflow=False),
        *the_data(_, experiment, subject.true),
        pieces.text(_("## The curvatures"), _("The loss is ½ wᵀHw − bᵀw + c for a kernel w written as one row.")),
        pieces.code(*form.form(experiment)),
        *([pieces.text(_("## The path of training")), pieces.code(*_plane(subject), *path)] if updates else []),
        pieces.text(_("## The plane")),
        pieces.code(
            *([_BIAS.strip("\n"), ""] if experiment.bias else []),
            *form.least(),
            "",
            "",
            *([] if updates else _plane(subject)),
            f"x = np.linspace({float(surface.x[0])!r}, {float(surface.x[-1])!r}, {surface.x.size})",
            f"y = np.linspace({float(surface.y[0])!r}, {float(surface.y[-1])!r}, {surface.y.size})",
            "losses = loss(CENTRE + x[None, :, None] * DIRECTIONS[0] + y[:, None, None] * DIRECTIONS[1])",
            "curvatures = np.maximum(np.linalg.eigvalsh(DIRECTIONS @ H @ DIRECTIONS.T), 0.0)",
            "print(curvatures)",
        ),
        pieces.text(_("## Beside the lab")),
        beside(_, *checks),
        pieces.text(_("## The picture")),
        _picture(subject, bool(updates)),
    ]


def _plane(subject: Plane) -> list[str]:
    return [
        f"CENTRE = {frame.literal(subject.surface.centre)}  # a kernel, and two directions from it",
        f"DIRECTIONS = {frame.literal(subject.surface.directions)}",
    ]


def _picture(subject: Plane, path: bool) -> Cell:
    across, down = subject.names
    return pieces.code(
        'figure, axis = plt.subplots(figsize=(6, 6), layout="constrained")',
        "if np.ptp(losses) > 0:",
        "    axis.contour(x, y, losses, levels=losses.min() + np.ptp(losses) * np.linspace(0, 1, 12)[1:] ** 2)",
        *(['axis.plot(*path.T, "o-", markersize=3)'] if path else []),
        f"axis.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]), xlabel={across!r}, ylabel={down!r})",
        "plt.show()",
    )
