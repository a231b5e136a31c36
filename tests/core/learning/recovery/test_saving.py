"""What saving does: against Pillow's JPEG, the cosine transform as a matrix, and Laplace's distribution."""

import io

import numpy as np
import pytest
from PIL import Image

from core.learning.recovery import photographs, saving

# JPEG's cosine transform (ITU-T T.81, A.3.3) as a matrix: C pixels Cᵀ
C = np.array([[np.cos((2 * x + 1) * u * np.pi / 16) / (2 if u else 2**1.5) for x in range(8)] for u in range(8)])
TABLE = np.arange(3.0, 67.0).reshape(8, 8)
RNG = np.random.default_rng(5)


def coefficients(tiles):
    """(blocks, 8, 8) of tiles in 0 … 1."""
    m, rows, columns = tiles.shape
    blocks = (255.0 * tiles - 128.0).reshape(m, rows // 8, 8, columns // 8, 8).swapaxes(2, 3).reshape(-1, 8, 8)
    return C @ blocks @ C.T


def test_without_loss_values_are_cut_off_and_rounded():
    values = np.array([[[-0.2, 0.0, 0.3, 1.0, 1.2]]])
    assert saving.saved(values, None)[0, 0].tolist() == [0, 0, 76 / 255, 1, 1]
    assert saving.saved(values, None, 65_535)[0, 0, 2] == 19_660 / 65_535


@pytest.mark.parametrize("quality", [30, 75, 95])
def test_a_jpeg_comes_back_as_pillow_gives_it(quality):
    pixels = np.clip(RNG.normal(128, 40, (32, 24)), 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    file = photographs.read(buffer.getvalue())
    found = saving.saved(pixels[None] / 255, file.table)[0]
    # libjpeg transforms in whole numbers: a coefficient that lies midway between two steps may be rounded to the other one.
    assert np.mean(np.abs(255 * found - file.pixels) > 1.5) < 0.2


def test_each_coefficient_is_rounded_to_its_own_step():
    values = RNG.random((2, 16, 8))
    steps = np.rint(coefficients(np.rint(255 * values) / 255) / TABLE) * TABLE
    pixels = np.clip(np.rint(C.T @ steps @ C) + 128, 0, 255) / 255
    found = saving.saved(values, TABLE).reshape(-1, 8, 8)
    assert found == pytest.approx(pixels)


@pytest.mark.parametrize("levels", [255, 65_535])
def test_an_original_without_loss_lies_within_half_a_step(levels):
    values = np.full((1, 30, 30), 0.4)
    off = levels * (saving.original(values, None, np.random.default_rng(1), levels) - values)
    assert -0.5 <= off.min() < -0.45 and 0.45 < off.max() <= 0.5


def test_an_original_of_a_jpeg_is_rounded_to_the_same_coefficients():
    values = saving.saved(np.clip(RNG.normal(0.5, 0.15, (3, 24, 16)), 0.1, 0.9), TABLE)
    drawn = saving.original(values, TABLE, np.random.default_rng(1))
    whole = np.rint(coefficients(values) / TABLE)
    off = coefficients(drawn) / TABLE - whole
    assert np.abs(off).max() <= 0.5 + 1e-9
    assert np.abs(off).mean() > 0.1
    kept = np.abs(whole) > 1
    kept[:, 0, 0] = False  # a block's mean is drawn on either side alike
    assert (off * np.sign(whole))[kept].mean() < 0  # of what is not 0 the smaller ones are likelier


@pytest.mark.parametrize("scale", [0.3, 1.0, 3.0])
def test_coefficients_are_drawn_from_the_distribution_that_the_others_tell(scale):
    true = np.random.default_rng(2).laplace(scale=scale, size=(1, 30, 30, 8, 8))
    kept = (TABLE * np.rint(true)).reshape(-1, 8, 8)
    tiles = (C.T @ kept @ C).reshape(1, 30, 30, 8, 8).swapaxes(2, 3).reshape(1, 240, 240)
    drawn = coefficients(saving.original((tiles + 128) / 255, TABLE, np.random.default_rng(3))) / TABLE
    for u, v in ((0, 1), (3, 2), (7, 7)):
        assert np.abs(drawn[:, u, v]).mean() == pytest.approx(scale, rel=0.12)
        assert (drawn[:, u, v] < 0).mean() == pytest.approx(0.5, abs=0.06)


def test_the_variance_is_that_of_uniform_errors():
    """A step s leaves s²/12 of a coefficient, and the transform keeps the sum of squares."""
    assert saving.variance(None) * 255**2 == pytest.approx(1 / 12)
    assert saving.variance(None, 65_535) * 65_535**2 == pytest.approx(1 / 12)
    table = np.full((8, 8), 6)
    table[0, 0] = 10
    assert saving.variance(table) * 255**2 == pytest.approx((63 * 36 + 100) / 64 / 12 + 1 / 12)
