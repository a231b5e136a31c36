"""One search for edges, step by step: noise, smoothing, derivative, thinning, threshold; Canny's answer beside it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from core import kernels
from core.arrays import Array
from core.checks import real
from core.edges import operators as edges
from core.edges import scenes
from core.errors import BadInput
from core.numbers import checked_seed

LAPLACIAN = "laplacian"
METHODS = (*edges.OPERATORS, LAPLACIAN)
MAX_NOISE = 1.0
_GRADIENT_STEPS = ("picture", "noisy", "smooth", "first", "second", "magnitude", "direction", "thin", "edges", "canny")
_LAPLACIAN_STEPS = ("picture", "noisy", "smooth", "laplacian", "crossings", "edges", "canny")


@dataclass(frozen=True, eq=False)
class EdgeSearch:
    """A picture and how it is searched; each step is computed when it is first asked for.

    Attributes
    ----------
    picture : ndarray, (H, W), brightness 0 … 1; worked on in float32
    method : one of METHODS: an operator of `core.edges`, or "laplacian" for the zero crossings of LoG
    sigma : width of the Gaussian that smooths first, in pixels
    share : the threshold, a share of the strongest thin edge (or crossing)
    noise, seed : standard deviation of the normal noise that is added, in brightness, and where it starts

    Raises
    ------
    BadInput
        A picture or a setting out of range.
    """

    picture: Array
    method: str = "sobel"
    sigma: float = 1.0
    share: float = 0.2
    noise: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise BadInput(
                "there is no edge operator “{name}”; choose one of {names}",
                name=self.method,
                names=", ".join(METHODS),
            )
        if not 0.0 <= self.noise <= MAX_NOISE:
            raise BadInput(
                "the noise must be from 0 to {limit:g} in brightness, got {noise}",
                limit=MAX_NOISE,
                noise=self.noise,
            )
        checked_seed(self.seed)
        if not 0.0 <= self.sigma <= edges.MAX_SIGMA:
            raise BadInput("σ must be from 0 to {limit:g} pixels, got {sigma}", limit=edges.MAX_SIGMA, sigma=self.sigma)
        edges.check_share(self.share)
        object.__setattr__(self, "picture", np.ascontiguousarray(real(self.picture, "picture"), dtype=np.float32))

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of the steps, in their order."""
        return _LAPLACIAN_STEPS if self.method == LAPLACIAN else _GRADIENT_STEPS

    def step(self, name: str) -> Array:
        """One step's result, (H, W): bool for "edges" and "canny", degrees for "direction", else float32.

        Raises
        ------
        BadInput
            The search has no such step.
        """
        if name not in self.steps:
            raise BadInput("there is no step “{name}”; choose one of {names}", name=name, names=", ".join(self.steps))
        return np.asarray(getattr(self, name))

    # functools.cached_property writes into the instance's __dict__, which a frozen dataclass permits.
    @functools.cached_property
    def noisy(self) -> Array:
        """The picture that is searched."""
        if self.noise == 0.0:
            return self.picture
        grain = np.random.default_rng(self.seed).standard_normal(self.picture.shape, dtype=np.float32)
        return np.asarray(self.picture + np.float32(self.noise) * grain)

    @functools.cached_property
    def smooth(self) -> Array:
        return edges.smooth(self.noisy, self.sigma)

    @functools.cached_property
    def _gradient(self) -> tuple[Array, Array]:
        return edges.gradient(self.smooth, self.method)

    @property
    def first(self) -> Array:
        """The slope along the operator's first axis."""
        return self._gradient[0]

    @property
    def second(self) -> Array:
        return self._gradient[1]

    @functools.cached_property
    def magnitude(self) -> Array:
        return edges.magnitude(self.first, self.second)

    @functools.cached_property
    def direction(self) -> Array:
        return edges.direction(self.first, self.second, edges.operator(self.method).turn)

    @functools.cached_property
    def thin(self) -> Array:
        return edges.thin(self.first, self.second, edges.operator(self.method).turn)

    @functools.cached_property
    def laplacian(self) -> Array:
        """The Laplacian of the smoothed picture, which is the picture under a Laplacian of Gaussian."""
        return edges.same(self.smooth, kernels.laplacian())

    @functools.cached_property
    def crossings(self) -> Array:
        return edges.zero_crossings(self.laplacian)

    @functools.cached_property
    def edges(self) -> Array:
        """What is found: thin edges (or crossings) above the threshold."""
        return edges.above(self.crossings if self.method == LAPLACIAN else self.thin, self.share)

    @functools.cached_property
    def canny(self) -> Array:
        return edges.canny(self.noisy, self.sigma, self.share)


@dataclass(frozen=True, eq=False)
class View:
    """What a page shows of a search: a few steps in full and all of them small.

    Attributes
    ----------
    full : dict of step to ndarray, (H, W)
    small : dict of step to ndarray, at most `side` pixels a side
    strongest : the largest magnitude (or crossing), in brightness per pixel
    found, canny : how many pixels the threshold and Canny keep
    near_canny : share of the found pixels that are one of Canny's or touch one
    """

    full: dict[str, Array]
    small: dict[str, Array]
    strongest: float
    found: int
    canny: int
    near_canny: float


def look(search: EdgeSearch, full: tuple[str, ...], side: int = 150) -> View:
    """Run the search; only what is shown comes back, so that it can run in another process."""
    strongest = search.crossings if search.method == LAPLACIAN else search.magnitude
    found = int(search.edges.sum())
    near = int((search.edges & _thick(search.canny)).sum())
    return View(
        full={name: search.step(name) for name in full},
        small={name: shrunk(search.step(name), side) for name in search.steps},
        strongest=float(strongest.max(initial=0.0)),
        found=found,
        canny=int(search.canny.sum()),
        near_canny=near / found if found else 0.0,
    )


def shrunk(values: Array, side: int) -> Array:
    """At most `side` pixels a side: of each block the value largest in size, so that thin lines stay."""
    factor = -(-max(values.shape) // side)
    if factor == 1:
        return values
    rows, columns = (max(1, n // factor) for n in values.shape)
    height, width = min(factor, values.shape[0]), min(factor, values.shape[1])
    blocks = values[: rows * height, : columns * width].reshape(rows, height, columns, width)
    if values.dtype == bool:
        return np.asarray(blocks.any(axis=(1, 3)))
    top, bottom = blocks.max(axis=(1, 3)), blocks.min(axis=(1, 3))
    return np.asarray(np.where(top >= -bottom, top, bottom))


@dataclass(frozen=True)
class Score:
    """How one amount of smoothing did: precision, recall and their harmonic mean."""

    sigma: float
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, eq=False)
class SmoothingStudy:
    """The scores over the amount of smoothing, all else equal; `best` is the one with the highest F1."""

    scores: tuple[Score, ...] = field(default=())

    @property
    def best(self) -> Score:
        return max(self.scores, key=lambda score: score.f1)


def study_smoothing(
    scene: scenes.Scene, search: EdgeSearch, tolerance: float, sigmas: tuple[float, ...]
) -> SmoothingStudy:
    """Repeat `search`, noise and all, with each σ, and compare with the scene's known edges.

    Raises
    ------
    BadInput
        A σ out of range.
    """

    def each() -> Iterator[Score]:
        for sigma in sigmas:
            again = EdgeSearch(search.picture, search.method, sigma, search.share, search.noise, search.seed)
            found = scenes.match(again.edges, scene.labels, tolerance)
            yield Score(sigma, found.precision, found.recall, found.f1)

    return SmoothingStudy(tuple(each()))


def _thick(mask: Array) -> Array:
    """The mask and the eight neighbours of each of its pixels."""
    down = mask.copy()
    down[1:] |= mask[:-1]
    down[:-1] |= mask[1:]
    out = down.copy()
    out[:, 1:] |= down[:, :-1]
    out[:, :-1] |= down[:, 1:]
    return out
