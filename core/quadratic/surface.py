"""The loss over a plane of kernels: two weights, or two directions, with everything else held.

On a plane the quadratic form is a quadratic form of two numbers: its contours are ellipses, or pairs of lines
where the data leave a direction open, and are computed as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Array, Floats
from core.errors import BadInput
from core.quadratic.loss import QuadraticLoss

MAX_POINTS = 1000
MARGIN = 0.15  # of the framed points' range, on each side
FLAT = 1e-10  # of the larger curvature: below it a direction is open

Extent = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss at centre + x · first + y · second.

    Attributes
    ----------
    x, y : ndarray, (points,)
    losses : ndarray, (points, points)
        Row i belongs to y[i].
    centre : ndarray, (n,)
    directions : ndarray, (2, n)
        Orthonormal.
    curvature : ndarray, (2, 2)
        Second derivative by (x, y).
    lowest : ndarray, (2,)
        (x, y) of the least loss on the plane; of several the one of least norm.
    lowest_loss : float
    """

    x: Floats
    y: Floats
    losses: Floats
    centre: Floats
    directions: Floats
    curvature: Floats
    lowest: Floats
    lowest_loss: float

    @cached_property
    def axes(self) -> tuple[Floats, Floats]:
        """Curvatures (2,), smaller first, and the contours' axes: the columns of (2, 2)."""
        values, vectors = np.linalg.eigh(self.curvature)
        return np.clip(values, 0.0, None), vectors

    def project(self, kernels: Array) -> Floats:
        """(m, 2) coordinates on the plane of m kernels, (m, h, w): of the nearest point where they lie outside."""
        away = np.asarray(kernels, dtype=np.float64).reshape(-1, self.centre.size) - self.centre
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(away @ self.directions.T)

    def contour(self, loss: float, points: int = 121) -> Floats:
        """(m, 2) a line through all (x, y) of this loss; rows of nan part its pieces; empty where there are none."""
        room = 2.0 * (loss - self.lowest_loss)
        (flat, steep), vectors = self.axes
        if room < 0 or steep <= 0:
            return np.empty((0, 2))
        reach = np.sqrt(room / steep)
        if flat > FLAT * steep:
            angle = np.linspace(0.0, 2.0 * np.pi, points)
            along = np.stack([np.sqrt(room / flat) * np.cos(angle), reach * np.sin(angle)])
        else:
            far = np.hypot(np.ptp(self.x), np.ptp(self.y)) + np.hypot(*(self.lowest - [self.x.mean(), self.y.mean()]))
            along = np.array([[-far, far, np.nan, -far, far], [reach, reach, np.nan, -reach, -reach]])
        return np.asarray(self.lowest + (vectors @ along).T)


def plane(form: QuadraticLoss, centre: Array, first: Array, second: Array, extent: Extent, points: int = 61) -> Surface:
    """The loss at `points` × `points` places of the plane through `centre` along two directions.

    Parameters
    ----------
    centre, first, second : ndarray, (h, w)
        The directions must not be parallel; the second is made orthogonal to the first, both of length 1.
    extent : (left, right, bottom, top)

    Raises
    ------
    BadInput
        The edges are no interval, or there are too few or too many points.
    """
    left, right, bottom, top = extent
    if not (left < right and bottom < top and np.isfinite(extent).all()):
        raise BadInput(
            "the bounds of the plot must be finite, left below right and bottom below top, got {extent}", extent=extent
        )
    if not 2 <= points <= MAX_POINTS:
        raise BadInput(
            "a surface must have from 2 to {most} points per side, got {points}", most=MAX_POINTS, points=points
        )
    base, directions = _flat(form, centre), _orthonormal(_flat(form, first), _flat(form, second))
    curvature = directions @ form.hessian @ directions.T
    slope = directions @ (form.hessian @ base - form.linear)
    lowest = -np.linalg.pinv(curvature, rcond=FLAT, hermitian=True) @ slope
    lowest_loss = form.loss((base + lowest @ directions).reshape(form.kernel_shape))
    x, y = np.linspace(left, right, points), np.linspace(bottom, top, points)
    away = np.stack(np.meshgrid(x - lowest[0], y - lowest[1]))
    # As a difference to the least loss: where it is small it stays exact.
    losses = lowest_loss + 0.5 * np.maximum(np.einsum("iab,ij,jab->ab", away, curvature, away), 0.0)
    return Surface(x, y, losses, base, directions, curvature, np.asarray(lowest), lowest_loss)


def weight_directions(form: QuadraticLoss, centre: Array, first: int, second: int) -> tuple[Floats, Floats, Floats]:
    """Centre and directions such that x and y are the weights number `first` and `second` themselves.

    Weights are counted from 0, row by row; the others stay as in `centre`.

    Raises
    ------
    BadInput
        There are no two such weights.
    """
    n = form.linear.size
    if not (0 <= first < n and 0 <= second < n and first != second):
        raise BadInput(
            "the plane needs two different weights from 0 to {last}, got {first} and {second}",
            last=n - 1,
            first=first,
            second=second,
        )
    base = _flat(form, centre).copy()
    base[[first, second]] = 0.0
    unit = np.eye(n)[[first, second]]
    return base.reshape(form.kernel_shape), *(one.reshape(form.kernel_shape) for one in unit)


def extreme_directions(form: QuadraticLoss) -> tuple[Floats, Floats]:
    """The flattest and the steepest eigen-direction of the loss, (h, w) each.

    Raises
    ------
    BadInput
        The kernel has one number only.
    """
    if form.linear.size < 2:
        raise BadInput("a kernel with a single entry spans no plane; choose one with at least two")
    ends = form.eigenvectors[:, [0, -1]].T
    return ends[0].reshape(form.kernel_shape), ends[1].reshape(form.kernel_shape)


def framed(points: Array) -> Extent:
    """(left, right, bottom, top) that hold the (x, y) points, (m, 2), with a margin and equal scales on both axes.

    Points that a diverging path has thrown out of all proportion are left outside.
    """
    points = np.asarray(points, dtype=np.float64)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return (-1.0, 1.0, -1.0, 1.0)
    distance = np.abs(points - points[0]).max(axis=1)
    near = points[distance <= 10.0 * max(float(np.median(distance)), np.finfo(float).tiny)]
    low, high = near.min(axis=0), near.max(axis=0)
    half = max(0.5 * float((high - low).max()) * (1.0 + 2.0 * MARGIN), 1e-3 * max(1.0, float(np.abs(near).max())))
    middle = 0.5 * (low + high)
    return (
        float(middle[0] - half),
        float(middle[0] + half),
        float(middle[1] - half),
        float(middle[1] + half),
    )


def _orthonormal(first: Floats, second: Floats) -> Floats:
    length = float(np.linalg.norm(first))
    first = first / length if length > 0 else first
    rest = second - (second @ first) * first
    other = float(np.linalg.norm(rest))
    if not (length > 0 and other > 1e-9 * float(np.linalg.norm(second))):
        raise BadInput("the two directions of the plane are parallel, or 0; choose two different ones")
    return np.stack([first, rest / other])


def _flat(form: QuadraticLoss, kernel: Array) -> Floats:
    kernel = np.asarray(kernel, dtype=np.float64)
    if kernel.shape != form.kernel_shape or not np.isfinite(kernel).all():
        raise BadInput("the plane needs finite kernels of size {size}; choose other ones", size=form.kernel_shape)
    return kernel.reshape(-1)
