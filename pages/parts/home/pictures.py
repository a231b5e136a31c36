"""The small pictures of the front page, each computed from its page's own example."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from core import correlation, feature_maps, figures, images, kernels, quadratic
from core.receptive_field import Layer, receptive_field
from pages.shared.pictures import enlarged

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
HEIGHT, GAP = 180, 12
WIDTH = 2 * HEIGHT + GAP


def cross_correlation() -> Pixels:
    """X = 0 … 8 and its 2×2 output."""
    x = images.picture("counting", side=3, seed=0, colour=False)
    y = correlation.corr2d(x, np.arange(4.0).reshape(2, 2))
    return _beside(figures.signed_rgb(x), figures.signed_rgb(y))


def edge_detection() -> Pixels:
    """A photograph, and where it changes from left to right, with the sign of the change."""
    photograph = images.picture("camera", side=HEIGHT, seed=0, colour=False)
    edges = correlation.correlate(photograph, kernels.NAMED["sobel_x"](), padding="same")
    return _beside(np.repeat(figures.grey_rgb(photograph)[..., None], 3, axis=2), figures.signed_rgb(edges))


def learning_a_kernel() -> Pixels:
    """The notebook's loss before each of twelve updates, as columns on a log scale."""
    losses = _losses()
    height = np.log(losses / losses.min()) / np.log(losses.max() / losses.min())
    filled = np.linspace(1.0, 0.0, HEIGHT)[:, None] <= 0.05 + 0.9 * height[:12]
    gap = WIDTH // 12
    return figures.signed_rgb(np.kron(filled, np.arange(gap) < gap - 6))


def convolution_vs_correlation() -> Pixels:
    """A kernel and the same kernel flipped on both axes."""
    kernel = kernels.NAMED["sobel_x"]()
    return _beside(figures.signed_rgb(kernel), figures.signed_rgb(kernels.flip(kernel)))


def receptive() -> Pixels:
    """The input cells that one unit sees through one and through two 3×3 layers."""
    depth = np.zeros((9, 9))
    for layers in (2, 1, 0):
        field = receptive_field([Layer(f"conv{i}", 3) for i in range(layers)])
        top, left, bottom, right = field.region(4 - layers, 4 - layers)
        depth[top : bottom + 1, left : right + 1] += 1
    square = enlarged(figures.signed_rgb(depth), HEIGHT // 9)
    side = (WIDTH - HEIGHT) // 2
    return np.pad(square, ((0, 0), (side, side), (0, 0)), constant_values=255)


def maps() -> Pixels:
    """A triangle that the small network learns from, and the four maps of a layer of Sobel's kernels."""
    setting = feature_maps.Setting(channels=4, first="sobel", noise=0.0)
    shown, labels = feature_maps.pictures(setting.seed, setting.noise, 1)
    triangle = shown[int(np.flatnonzero(labels == feature_maps.SHAPES.index("triangle"))[0])]
    found = feature_maps.forward(setting, feature_maps.start(setting).weights, triangle).stages[1].maps
    four = np.vstack([np.hstack([found[..., 0], found[..., 1]]), np.hstack([found[..., 2], found[..., 3]])])
    left = enlarged(np.repeat(figures.grey_rgb(triangle)[..., None], 3, axis=2), HEIGHT // len(triangle))
    right = enlarged(figures.signed_rgb(four), HEIGHT // len(four))
    above, beside = (HEIGHT - len(left)) // 2, (WIDTH - GAP - left.shape[1] - right.shape[1]) // 2
    both = np.concatenate([left, np.full((len(left), GAP, 3), 255, dtype=np.uint8), right], axis=1)
    return np.pad(both, ((above, above), (beside, beside), (0, 0)), constant_values=255)


PICTURES: dict[str, Callable[[], Pixels]] = {
    "cross_correlation": cross_correlation,
    "edge_detection": edge_detection,
    "learning_a_kernel": learning_a_kernel,
    "convolution_vs_correlation": convolution_vs_correlation,
    "receptive_field": receptive,
    "feature_maps": maps,
}


def first_sum() -> str:
    """The chapter's first output number."""
    return f"{correlation.corr2d(np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2))[0, 0]:g}"


def edges() -> str:
    """What the chapter's edges come out as, the positive one first."""
    band = images.picture("band", side=8, seed=0, colour=False)
    found = correlation.corr2d(band, np.array([[1.0, -1.0]]))
    return " ".join(f"{value:+g}" for value in (found.max(), found.min())).replace("-", "−")


def tenth_loss() -> str:
    """The notebook's loss before its tenth update."""
    return f"{_losses()[9]:.3f}"


def cells_seen() -> str:
    """How many inputs the chapter's z sees through two 2×2 layers."""
    top, left, bottom, right = receptive_field([Layer("first", 2), Layer("second", 2)]).region(0, 0)
    return f"{(bottom - top + 1) * (right - left + 1)}"


NUMBERS: dict[str, Callable[[], str]] = {
    "cross_correlation": first_sum,
    "edge_detection": edges,
    "learning_a_kernel": tenth_loss,
    "receptive_field": cells_seen,
}


@functools.cache
def number(name: str) -> str:
    """The number to reproduce on a page; empty where it is not about one."""
    return NUMBERS[name]() if name in NUMBERS else ""


@functools.cache
def picture(name: str) -> bytes:
    """The picture of a page, as a PNG file; each is drawn and packed once."""
    return figures.png.pack(PICTURES[name]())


@functools.cache
def _losses() -> np.ndarray[Any, np.dtype[np.float64]]:
    """Before each of twelve updates from the notebook's kernel, at its learning rate."""
    image = images.picture("band", side=8, seed=0, colour=False)
    target = correlation.corr2d(image, np.array([[1.0, -1.0]]))
    form = quadratic.quadratic_loss(image, target, (1, 2))
    return form.path(np.array([[-0.39838535, 1.15418606]]), 2e-2, 12)[1]


def _beside(*parts: Pixels) -> Pixels:
    gap = np.full((HEIGHT, GAP, 3), 255, dtype=np.uint8)
    return np.concatenate([cell for part in parts for cell in (enlarged(part, HEIGHT // len(part)), gap)][:-1], axis=1)
