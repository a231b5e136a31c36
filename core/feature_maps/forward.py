"""All maps of a trained network for one picture, from `core.correlation` alone: no TensorFlow, so a page may draw them at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.correlation import correlate
from core.correlation.pooling import average_pool, max_pool
from core.errors import BadInput
from core.feature_maps.drawing import SIDE
from core.feature_maps.network import Setting, Weights

POOL = 2
MAX_PIXEL = 1e6  # what is sent to the browser, in float32, stays finite


@dataclass(frozen=True, eq=False)
class Stage:
    """One layer's maps for one picture.

    Attributes
    ----------
    name : str
        "picture", "conv1", "pool1", "conv2" …
    maps : ndarray, (side, side, C)
        After ReLU, where it is a convolution.
    """

    name: str
    maps: Array

    @property
    def kind(self) -> str:
        """ "picture", "conv" or "pool"."""
        return self.name.rstrip("123")


@dataclass(frozen=True, eq=False)
class Answer:
    """What the network makes of one picture: every stage from the picture on, and one probability a shape."""

    stages: tuple[Stage, ...]
    probabilities: Array


def forward(setting: Setting, weights: Weights, picture: Array) -> Answer:
    """Every map, and the probabilities.

    Parameters
    ----------
    weights : as `Setting.shapes` has them
    picture : ndarray, (28, 28)

    Raises
    ------
    BadInput
        A picture of another size, or with a number that is not finite or too large.
    """
    picture = np.asarray(picture, dtype=np.float64)
    if picture.shape != (SIDE, SIDE) or not (np.abs(picture) <= MAX_PIXEL).all():
        raise BadInput(
            "the picture must have {side} × {side} numbers, none larger in size than {most:,.0f}",
            side=SIDE,
            most=MAX_PIXEL,
        )
    pool = max_pool if setting.pooling == "max" else average_pool
    maps, stages = picture[..., None], [Stage("picture", picture[..., None])]
    for layer in range(setting.depth):
        kernel, bias = (np.asarray(part, dtype=np.float64) for part in weights[2 * layer : 2 * layer + 2])
        maps = np.maximum(correlate(maps, kernel, padding="same").reshape(*maps.shape[:2], -1) + bias, 0.0)
        stages.append(Stage(f"conv{layer + 1}", maps))
        maps = pool(maps, POOL)
        stages.append(Stage(f"pool{layer + 1}", maps))
    logits = maps.reshape(-1) @ np.asarray(weights[-2], dtype=np.float64) + weights[-1]
    likely = np.exp(logits - logits.max())
    return Answer(tuple(stages), likely / likely.sum())
