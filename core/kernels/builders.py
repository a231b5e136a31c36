"""Kernels built by what they mean. They correlate; a derivative is positive where the image grows in its direction.

Angles are in degrees, clockwise on the screen: 0 points to the right, 90 down.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Floats
from core.errors import BadInput
from core.kernels import named

MAX_SIDE = 15  # entries a side
MAX_ORDER = 6
ROUNDING = 1e-15
BOUNDS = {
    "size": (1, MAX_SIDE),
    "order": (1, MAX_ORDER),
    "length": (1, MAX_SIDE),
    "sigma": (0.1, 20.0),
    "sigma2": (0.1, 20.0),
    "wavelength": (1.0, 100.0),
    "amount": (0.0, 100.0),
    "angle": (-36_000.0, 36_000.0),
}


@dataclass(frozen=True)
class Recipe:
    """What a kernel is made of; each kind looks at some of these (see `PARAMETERS`).

    `size` and `length` in entries, `sigma`, `sigma2` and `wavelength` in pixels, `angle` in degrees.
    """

    kind: str = "derivative"
    size: int = 5
    sigma: float = 1.0
    sigma2: float = 1.6
    angle: float = 0.0
    order: int = 1
    length: int = 7
    wavelength: float = 4.0
    amount: float = 1.0


def build(recipe: Recipe) -> Floats:
    """The kernel of a recipe, (h, w), at most 15 × 15.

    Raises
    ------
    BadInput
        An unknown kind, or a number out of its bounds or not finite.
    """
    if recipe.kind not in KINDS:
        raise BadInput("there is no kernel “{kind}”; choose one of {kinds}", kind=recipe.kind, kinds=", ".join(KINDS))
    for name in PARAMETERS[recipe.kind]:
        value, (low, high) = getattr(recipe, name), BOUNDS[name]
        if not (math.isfinite(value) and low <= value <= high):
            raise _out_of_bounds(name, {"low": low, "high": high, "value": value})
    kernel = np.asarray(KINDS[recipe.kind](recipe), dtype=np.float64)
    # What rounding leaves of a zero would hide that it is one.
    return np.where(np.abs(kernel) < ROUNDING * np.abs(kernel).max(initial=0.0), 0.0, kernel)


def _out_of_bounds(name: str, said: dict[str, Any]) -> BadInput:
    return {
        "size": BadInput("the kernel must have from {low:g} to {high:g} entries per side, got {value}", **said),
        "order": BadInput("the order d must be from {low:g} to {high:g}, got {value}", **said),
        "length": BadInput("the length must be from {low:g} to {high:g} pixels, got {value}", **said),
        "sigma": BadInput("σ must be from {low:g} to {high:g} pixels, got {value}", **said),
        "sigma2": BadInput("σ of the wider Gaussian must be from {low:g} to {high:g} pixels, got {value}", **said),
        "wavelength": BadInput("the wavelength must be from {low:g} to {high:g} pixels, got {value}", **said),
        "amount": BadInput("the amount must be from {low:g} to {high:g}, got {value}", **said),
        "angle": BadInput("the direction must be from {low:g} to {high:g} degrees, got {value}", **said),
    }[name]


def derivative(order: int, angle: float) -> Floats:
    """The derivative of that order along a direction, with the smallest kernel that is exact for polynomials of that degree.

    (v · ∇)ᵈ = Σᵢ C(d, i) cosᵈ⁻ⁱ sinⁱ ∂ₓᵈ⁻ⁱ ∂ᵧⁱ, every ∂ⁱ as i differences and d − i means of two neighbours, so that
    all terms share one centre. Fewer than d + 1 numbers along an axis cannot cancel all d lower powers and keep the
    d-th; along an axis of the grid the other side needs one number only.

    Returns
    -------
    ndarray, (1, d + 1) along the rows, (d + 1, 1) along the columns, else (d + 1, d + 1)
    """
    across, down = _unit(angle)
    if down == 0.0:
        return across**order * _mixed(order, order)[None]
    if across == 0.0:
        return down**order * _mixed(order, order)[:, None]
    terms = [
        math.comb(order, i) * across ** (order - i) * down**i * np.outer(_mixed(order, i), _mixed(order, order - i))
        for i in range(order + 1)
    ]
    return np.asarray(np.sum(terms, axis=0))


def laplacian_of_gaussian(size: int, sigma: float) -> Floats:
    """Samples of ∇²G, (r² − 2σ²) / σ⁴ · exp(−r² / 2σ²) / 2πσ², shifted to add up to 0 (Marr & Hildreth, 1980)."""
    square = _radius_squared(size)
    values = (square - 2 * sigma**2) / sigma**4 * np.exp(-square / (2 * sigma**2)) / (2 * math.pi * sigma**2)
    return np.asarray(values - values.mean())


def difference_of_gaussians(size: int, sigma: float, sigma2: float) -> Floats:
    """A wide blur less a narrow one, close to the Laplacian of Gaussian; adds up to 0.

    Raises
    ------
    BadInput
        The second σ is not the wider one, or a number is out of range.
    """
    if not sigma2 > sigma:
        raise BadInput(
            "the wider σ must be larger than the narrower one, got {sigma2} and {sigma}", sigma2=sigma2, sigma=sigma
        )
    return named.gaussian(size, sigma2) - named.gaussian(size, sigma)


def gabor(size: int, sigma: float, wavelength: float, angle: float) -> Floats:
    """A wave across a Gaussian: exp(−r² / 2σ²) cos(2π u / λ) / 2πσ², u along the direction (Daugman, 1985; real part)."""
    at = np.arange(size) - (size - 1) / 2
    across, down = _unit(angle)
    along = across * at[None] + down * at[:, None]
    envelope = np.exp(-_radius_squared(size) / (2 * sigma**2)) / (2 * math.pi * sigma**2)
    return np.asarray(envelope * np.cos(2 * math.pi * along / wavelength))


def motion(length: int, angle: float) -> Floats:
    """(length, length): the mean along a line through the centre.

    The line crosses columns (or rows, if it is steeper): each holds as much as the line's part within it, shared by
    the two cells between whose middles the line passes. So it is even along the line, whatever its direction.
    """
    across, down = _unit(angle)
    steep = abs(down) > abs(across)
    major, minor = (down, across) if steep else (across, down)
    at = np.arange(length) - (length - 1) / 2
    end = length / 2 * abs(major)
    part = np.clip(np.minimum(at + 0.5, end) - np.maximum(at - 0.5, -end), 0.0, None)
    beside = at * minor / major + (length - 1) / 2
    first = np.floor(beside + 1e-9)
    later = np.clip(beside - first, 0.0, 1.0)
    kernel, n, cell = np.zeros((length, length)), np.arange(length), first.astype(int)
    kernel[cell, n] = part * (1.0 - later)
    inside = cell + 1 < length
    kernel[cell[inside] + 1, n[inside]] += (part * later)[inside]
    return np.asarray((kernel.T if steep else kernel) / kernel.sum())


def _turned(across: Floats, angle: float) -> Floats:
    """A pair of slopes, this one and its transpose, taken along a direction."""
    cosine, sine = _unit(angle)
    return np.asarray(cosine * across + sine * across.T)


def _sharpen(recipe: Recipe) -> Floats:
    return named.identity(3) - recipe.amount * named.laplacian()


def _mixed(order: int, differences: int) -> Floats:
    """(order + 1,): so many differences, and means of two neighbours for the rest."""
    line = np.ones(1)
    for step in range(order):
        line = np.convolve(line, [-1.0, 1.0] if step < differences else [0.5, 0.5])
    return line


def _radius_squared(size: int) -> Floats:
    at = np.arange(size) - (size - 1) / 2
    return np.asarray(at[:, None] ** 2 + at[None] ** 2)


def _unit(angle: float) -> tuple[float, float]:
    """(cos, sin), exact at right angles."""
    quarter, rest = divmod(angle, 90.0)
    if rest == 0.0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarter) % 4]
    return math.cos(math.radians(angle)), math.sin(math.radians(angle))


KINDS: dict[str, Callable[[Recipe], Floats]] = {
    "derivative": lambda r: derivative(r.order, r.angle),
    "box": lambda r: named.box(r.size),
    "gaussian": lambda r: named.gaussian(r.size, r.sigma),
    "motion": lambda r: motion(r.length, r.angle),
    "sharpen": _sharpen,
    "laplacian": lambda r: named.laplacian(),
    "log": lambda r: laplacian_of_gaussian(r.size, r.sigma),
    "dog": lambda r: difference_of_gaussians(r.size, r.sigma, r.sigma2),
    "gabor": lambda r: gabor(r.size, r.sigma, r.wavelength, r.angle),
    "sobel": lambda r: _turned(named.sobel(), r.angle),
    "prewitt": lambda r: _turned(named.prewitt(), r.angle),
    "scharr": lambda r: _turned(named.scharr(), r.angle),
    "roberts": lambda r: named.roberts(),
    "roberts_other": lambda r: named.roberts_other(),
}
PARAMETERS: dict[str, tuple[str, ...]] = {
    "derivative": ("order", "angle"),
    "box": ("size",),
    "gaussian": ("size", "sigma"),
    "motion": ("length", "angle"),
    "sharpen": ("amount",),
    "laplacian": (),
    "log": ("size", "sigma"),
    "dog": ("size", "sigma", "sigma2"),
    "gabor": ("size", "sigma", "wavelength", "angle"),
    "sobel": ("angle",),
    "prewitt": ("angle",),
    "scharr": ("angle",),
    "roberts": (),
    "roberts_other": (),
}
