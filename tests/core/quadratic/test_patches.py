"""The products of the matrix of patches against that matrix written out, whatever the blocks; and what does not fit."""

import numpy as np
import pytest
from hypothesis import given

from core.errors import BadInput
from core.quadratic import patches as module
from core.quadratic import quadratic_loss
from core.quadratic.patches import checked_pair, patch_products, with_ones, work
from tests.core.quadratic.problems import patches, problems


@pytest.mark.parametrize("numbers", [1, 40, 100, module.BLOCK_NUMBERS])
def test_products_are_those_of_the_matrix_however_many_rows_a_block_has(monkeypatch, numbers):
    monkeypatch.setattr(module, "BLOCK_NUMBERS", numbers)
    rng = np.random.default_rng(0)
    for size, (h, w) in (((9, 8, 2), (3, 2)), ((7, 5, 1), (1, 3)), ((6, 6, 1), (6, 1)), ((4, 3, 3), (4, 3))):
        image, target = rng.normal(size=size), rng.normal(size=(size[0] - h + 1, size[1] - w + 1))
        matrix = patches(image, h, w)
        found = patch_products(image, target, (h, w))
        for one, expected in zip(found, (matrix.T @ matrix, matrix.T @ target.ravel()), strict=True):
            np.testing.assert_allclose(one, expected, atol=1e-12)


@given(problems())
def test_a_bias_is_a_column_of_ones(problem):
    image, target, kernel = problem
    planes, target = checked_pair(image, target, kernel.shape[:2])
    matrix = patches(image, *kernel.shape[:2], 1.0)
    found = with_ones(planes, target, *patch_products(planes, target, kernel.shape[:2]))
    for one, expected in zip(found, (matrix.T @ matrix, matrix.T @ target.ravel()), strict=True):
        np.testing.assert_allclose(one, expected, atol=1e-11)


def test_the_work_is_h_products_of_an_image_row_with_itself():
    assert (work((9, 8), (3, 2)), work((9, 8, 5), (3, 2))) == (3 * 9 * 8 * 2**2, 3 * 9 * 8 * (2 * 5) ** 2)


def test_numbers_entries_and_work_at_their_last_allowed_value(monkeypatch):
    image, target = np.full((4, 3), -1e100), np.full((3, 2), 1e100)
    planes, same = checked_pair(image, target, (2, 2))
    assert planes.shape == (4, 3, 1) and planes.dtype == same.dtype == np.float64
    monkeypatch.setattr(module, "MAX_ENTRIES", 4)
    monkeypatch.setattr(module, "MAX_WORK", work((4, 3), (2, 2)))
    checked_pair(image, target, (2, 2))
    for name, value, says in (
        ("MAX_WORK", module.MAX_WORK - 1, "12 pixels takes too long"),
        ("MAX_ENTRIES", 3, "4 entries"),
    ):
        monkeypatch.setattr(module, name, value)
        with pytest.raises(BadInput, match=says):
            checked_pair(image, target, (2, 2))


@pytest.mark.parametrize(
    ("image", "target", "size", "said"),
    [
        (np.ones((3, 3)), np.ones((1, 1)), (5, 5), "does not fit into image (3, 3) without padding"),
        (np.ones((3, 3)), np.ones((3, 3)), (0, 1), "does not fit"),
        (np.ones((3, 3)), np.ones((3, 3)), (2, 2), "the target has the size (3, 3)"),
        (np.ones(3), np.ones(3), (1, 1), "rows and columns"),
        (np.ones((0, 3)), np.ones((0, 3)), (1, 1), "rows and columns"),
        (np.array([[1.0, np.nan]]), np.ones((1, 2)), (1, 1), "the image contains a number that is not finite"),
        (np.ones((1, 2)), np.array([[np.inf, 1.0]]), (1, 1), "the target contains a number that is not finite"),
        (np.array([[1e200, 1.0]]), np.ones((1, 2)), (1, 1), "larger than 1e100"),
        (np.ones((40, 40)), np.ones((1, 1)), (40, 40), "1600 entries exceeds the limit of 1024"),
        (np.ones((2048, 2048, 3)), np.ones((2031, 2031)), (18, 18), "takes too long"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_sentence(image, target, size, said):
    with pytest.raises(BadInput) as error:
        quadratic_loss(image, target, size)
    assert said in str(error.value)
