"""Which named kernel a learned one looks like: every size, sign and place, and the cosine by hand."""

import numpy as np
import pytest

from core import kernels
from core.feature_maps import nearest


@pytest.mark.parametrize("name", ["sobel_x", "sobel_y", "prewitt_x", "laplacian", "identity", "box"])
@pytest.mark.parametrize("factor", [0.3, -2.0])
def test_a_named_kernel_of_any_size_and_sign_is_told(name, factor):
    found = nearest(kernels.NAMED[name]() * factor)
    assert (found.name, found.cosine) == (name, pytest.approx(np.sign(factor)))


def test_a_small_kernel_is_found_at_every_place():
    large = np.zeros((5, 5))
    large[4, 2:4] = [2, -2]
    found = nearest(large)
    assert (found.name, found.shift, found.cosine) == ("difference", (4, 2), pytest.approx(1))


def test_the_cosine_is_the_one_worked_by_hand():
    # [1 −1] in [1 −1 1]: 2 / (√2 · √3)
    found = nearest(np.array([[0, 0, 0], [1, -1, 1], [0, 0, 0]]))
    assert (found.name, abs(found.cosine)) == ("difference", pytest.approx(2 / np.sqrt(6)))
    assert nearest(np.zeros((3, 3))) is None
