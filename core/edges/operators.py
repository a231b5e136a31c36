"""Where a picture changes: gradients, their size and direction, thin edges, zero crossings, Canny's edges.

Pictures are (H, W), rows first, brightness in any unit; derivatives are in that unit per pixel, positive where the
picture grows to the right or downwards. Angles are in degrees, clockwise on the screen: 0 points right, 90 down.
All results are as large as the picture: at its border the outermost pixels are repeated. float32 stays float32.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import kernels
from core.arrays import Array, Mask
from core.checks import real
from core.correlation.correlate2d import correlate
from core.errors import BadInput

MAX_SIGMA = 32.0
_BLOCK = 65_536  # pixels a block: what `thin` keeps of them stays in the cache


@dataclass(frozen=True, eq=False)
class Operator:
    """Two kernels whose responses are the gradient's parts along two axes at right angles.

    `turn` is the angle of the first axis in degrees: 0 where the axes are those of the picture.
    """

    first: Array
    second: Array
    turn: float = 0.0


def operator(name: str) -> Operator:
    """The pair of kernels by name, each scaled so that a slope of 1 a pixel gives 1.

    Raises
    ------
    BadInput
        A name that is not in OPERATORS.
    """
    if name == "roberts":  # rise along the two diagonals, whose pixels are √2 apart
        return Operator(-kernels.roberts() / math.sqrt(2), -kernels.roberts_other() / math.sqrt(2), turn=45.0)
    across = {
        "difference": -kernels.difference(),
        "prewitt": kernels.prewitt() / 6.0,
        "sobel": kernels.sobel() / 8.0,
        "scharr": kernels.scharr() / 32.0,
    }.get(name)
    if across is None:
        raise BadInput("there is no edge operator “{name}”; choose one of {names}", name=name, names=_listed())
    return Operator(across, np.ascontiguousarray(across.T))


OPERATORS = ("difference", "roberts", "prewitt", "sobel", "scharr")


def smooth(picture: Array, sigma: float) -> Array:
    """The picture under a Gaussian of `sigma` pixels, cut off at 4 σ; 0 gives the picture itself.

    Raises
    ------
    BadInput
        A σ that is negative, not finite or above 32.
    """
    if not 0.0 <= sigma <= MAX_SIGMA:
        raise BadInput("σ must be from 0 to {limit:g} pixels, got {sigma}", limit=MAX_SIGMA, sigma=sigma)
    radius = int(4.0 * sigma + 0.5)
    if radius == 0:
        return real(picture, "picture")
    at = np.arange(-radius, radius + 1)
    line = np.exp(-0.5 * (at / sigma) ** 2)
    line = (line / line.sum()).astype(_kind(picture))
    # A Gaussian is separable: down the columns, then along the rows.
    return same(same(picture, line[:, None]), line[None, :])


def same(picture: Array, kernel: Array) -> Array:
    """`correlate` with as many pixels out as in; the border's pixels are repeated outwards.

    Raises
    ------
    BadInput
        Numbers that are not real, not finite or above 1e100.
    """
    kind = _kind(picture)
    return correlate(np.asarray(picture, kind), np.asarray(kernel, kind), padding="same", boundary="edge")


def gradient(picture: Array, name: str = "sobel") -> tuple[Array, Array]:
    """The responses along the operator's two axes; brightness per pixel.

    Raises
    ------
    BadInput
        An unknown operator, or a picture that holds no real numbers.
    """
    pair = operator(name)
    return same(picture, pair.first), same(picture, pair.second)


def magnitude(first: Array, second: Array) -> Array:
    """The gradient's length, whatever its direction: √(first² + second²).

    Raises
    ------
    BadInput
        Numbers that are not real.
    """
    return np.hypot(real(first, "picture"), real(second, "picture"))


def direction(first: Array, second: Array, turn: float = 0.0) -> Array:
    """The angle towards the brighter side, 0 … 360 degrees; 0 also where there is no slope.

    Raises
    ------
    BadInput
        Responses that are no real numbers.
    """
    kind = _kind(first)
    angle = np.degrees(np.arctan2(second, first)) + kind(turn)
    angle = np.where((first == 0) & (second == 0), kind(0.0), angle)
    return np.asarray(np.mod(angle, kind(360.0)) % kind(360.0), dtype=kind)


def thin(first: Array, second: Array, turn: float = 0.0) -> Array:
    """The magnitude where it is largest across the edge, 0 elsewhere: edges one pixel wide.

    Each pixel is compared with the two values one step ahead and one behind along its gradient, which lie between
    pixels and are interpolated. Of two equal neighbours the first one stays.

    Notes
    -----
    Canny, A Computational Approach to Edge Detection, PAMI 1986, section VIII.

    Raises
    ------
    BadInput
        Responses that are no real numbers.
    """
    if turn:
        angle = math.radians(turn)
        c, s = math.cos(angle), math.sin(angle)
        first, second = c * first - s * second, s * first + c * second
    size = magnitude(first, second)
    around = np.pad(size, 1, mode="edge")
    out = np.empty_like(size)
    rows = max(1, _BLOCK // size.shape[1])
    for top in range(0, size.shape[0], rows):
        block = slice(top, top + rows)
        out[block] = _thin(around[top : top + rows + 2], first[block], second[block])
    return out


def zero_crossings(values: Array) -> Array:
    """How steeply `values` passes through zero at each pixel; 0 where it does not.

    A crossing lies between two neighbours of opposite sign (or at a zero between them) and belongs to the one nearer
    to zero; its steepness is their difference. Rounding noise, below a billionth of the largest value (a hundred
    thousandth for float32), counts as zero.

    Notes
    -----
    Marr & Hildreth, Theory of Edge Detection, 1980.

    Raises
    ------
    BadInput
        Values that are no real numbers.
    """
    values = np.asarray(values, dtype=_kind(values))
    noise = (1e-5 if values.dtype == np.float32 else 1e-9) * float(np.abs(values).max(initial=0.0))
    values = np.where(np.abs(values) <= noise, values.dtype.type(0), values)
    out = np.zeros_like(values)
    for across in (values, values.T):
        mine = out if across is values else out.T
        left, right = across[:, :-1], across[:, 1:]
        jump = np.where(left * right < 0, np.abs(right - left), 0)
        nearer = np.abs(left) <= np.abs(right)
        np.maximum(mine[:, :-1], np.where(nearer, jump, 0), out=mine[:, :-1])
        np.maximum(mine[:, 1:], np.where(nearer, 0, jump), out=mine[:, 1:])
        before, at, after = across[:, :-2], across[:, 1:-1], across[:, 2:]
        through = np.where((at == 0) & (before * after < 0), np.abs(after - before), 0)
        np.maximum(mine[:, 1:-1], through, out=mine[:, 1:-1])
    return out


def above(strength: Array, share: float) -> Mask:
    """Where `strength` is at least `share` of its largest value, and not zero.

    Raises
    ------
    BadInput
        A share outside 0 … 1.
    """
    check_share(share)
    return np.asarray((strength > 0) & (strength >= share * float(strength.max(initial=0.0))))


def check_share(share: float) -> None:
    """Raise BadInput unless the threshold is a share from 0 to 1.

    Raises
    ------
    BadInput
        The threshold is no share from 0 to 1.
    """
    if not 0.0 <= share <= 1.0:
        raise BadInput(
            "the threshold is a fraction of the strongest edge and must be from 0 to 1, got {share}", share=share
        )


def canny(picture: Array, sigma: float, share: float) -> Mask:
    """scikit-image's Canny: the yardstick. Strong edges from `share` of the strongest, weak ones from half of that.

    Weak edges stay where they touch strong ones (hysteresis), which a single threshold cannot do.

    Raises
    ------
    BadInput
        The threshold or σ is out of range.
    """
    check_share(share)
    if not 0.0 <= sigma <= MAX_SIGMA:
        raise BadInput("σ must be from 0 to {limit:g} pixels, got {sigma}", limit=MAX_SIGMA, sigma=sigma)
    picture = np.asarray(picture, dtype=_kind(picture))  # scikit-image takes few kinds of whole numbers
    from skimage import feature  # 30 MB that only a visit to this needs

    # Its thresholds are in units of its own Sobel sums, 8 times the slope.
    strongest = 8.0 * float(magnitude(*gradient(smooth(picture, sigma))).max(initial=0.0))
    if strongest == 0.0:
        return np.zeros(np.shape(picture), dtype=bool)
    high = share * strongest
    return np.asarray(feature.canny(picture, sigma=sigma, low_threshold=high / 2, high_threshold=high, mode="nearest"))


def _thin(around: Array, first: Array, second: Array) -> Array:
    """One block of `thin`; `around` is its magnitude with a border of one pixel."""
    here = around[1:-1, 1:-1]
    flat = np.abs(first) >= np.abs(second)
    with np.errstate(invalid="ignore", divide="ignore"):
        aside = np.minimum(np.abs(first), np.abs(second)) / np.maximum(np.abs(first), np.abs(second))
    aside = np.nan_to_num(aside)
    falling = first * second > 0  # the gradient runs along the main diagonal
    # Behind and ahead, straight and diagonal: rows down and columns right by `first`, `second` positive.
    east, west, south, north = around[1:-1, 2:], around[1:-1, :-2], around[2:, 1:-1], around[:-2, 1:-1]
    southeast, northwest, northeast, southwest = around[2:, 2:], around[:-2, :-2], around[:-2, 2:], around[2:, :-2]
    ahead = np.where(flat, east, south)
    ahead = ahead + aside * (np.where(falling, southeast, np.where(flat, northeast, southwest)) - ahead)
    behind = np.where(flat, west, north)
    behind = behind + aside * (np.where(falling, northwest, np.where(flat, southwest, northeast)) - behind)
    return np.where((here > behind) & (here >= ahead), here, 0).astype(here.dtype)


def _kind(values: Array) -> Any:
    return np.float32 if real(values, "picture").dtype == np.float32 else np.float64


def _listed() -> str:
    return ", ".join(OPERATORS)
