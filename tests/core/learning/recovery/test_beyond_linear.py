"""Whether a residual follows other functions of the window: nearly all of one that is one, nearly nothing of noise."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.ndimage import maximum_filter, median_filter

from core.learning.recovery.beyond_linear import FEWEST, predicted_share
from tests.core.learning.recovery import made

BEFORE = 0.2 + 0.6 * np.random.default_rng(2).random((10, 34, 34))
NOISE = 0.01 * np.random.default_rng(3).normal(size=(10, 32, 32))
HELD = np.arange(10) % 2 == 0


def share(residual, *, used=None, floor=1e-9, before=BEFORE, held=HELD):
    """Of a residual, where the after picture was predicted to be the middle of each 3 × 3 window."""
    used = np.ones(residual.shape, dtype=bool) if used is None else used
    sample = made.tiles(before, before[:, 1:-1, 1:-1] + residual, (3, 3), held=held)
    return predicted_share(sample, SimpleNamespace(residual=residual, used=used), (3, 3), floor)


def inner(function, **settings):
    return np.stack([function(tile, **settings)[1:-1, 1:-1] for tile in BEFORE])


@pytest.mark.parametrize(
    "made_by",
    [
        lambda: inner(median_filter, size=3),
        lambda: inner(maximum_filter, size=3),
        lambda: BEFORE[:, 1:-1, 1:-1] ** 3,
        lambda: np.maximum(BEFORE[:, 1:-1, 1:-1] - 0.5, 0.0),
    ],
    ids=["median", "maximum", "cube", "bend"],
)
def test_another_function_of_the_window_is_predicted(made_by):
    assert share(0.1 * made_by()) > 0.9
    assert 0.4 < share(0.1 * (made_by() - made_by().mean()) + NOISE * 0.5) < 0.999


@pytest.mark.parametrize("strength", [1e-3, 1.0, 5.0])
def test_noise_of_any_strength_and_what_is_linear_are_not(strength):
    assert abs(share(strength * NOISE)) < 0.03
    assert abs(share(strength * NOISE + 0.1 * BEFORE[:, :-2, 2:] - 0.02)) < 0.03


def test_below_rounding_and_of_few_pixels_nothing_is_asked():
    residual = 0.1 * inner(median_filter, size=3)
    assert share(residual, floor=1.0) == 0.0
    used = np.zeros(residual.shape, dtype=bool)
    for learned, judging, asked in ((FEWEST, FEWEST, True), (FEWEST - 1, FEWEST, False), (FEWEST, FEWEST - 1, False)):
        used[:] = False
        used[1].flat[:learned] = used[0].flat[:judging] = True
        assert (share(residual, used=used) > 0.5) == asked
