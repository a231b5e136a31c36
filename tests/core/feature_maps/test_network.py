"""The setting's bounds, the maps of one picture, its units, and what the kernels look like."""

import numpy as np
import pytest

from core import kernels
from core.errors import BadInput
from core.feature_maps import Setting, network


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": 0},
        {"channels": 17},
        {"kernel": 4},
        {"kernel": 9},
        {"depth": 1},
        {"depth": 4},
        {"pooling": "none"},
        {"first": "Sobel"},
        {"rate": 0.0},
        {"rate": float("nan")},
        {"rate": float("inf")},
        {"epochs": 0},
        {"epochs": 101},
        {"batch": 7},
        {"batch": 257},
        {"noise": -0.1},
        {"noise": 2.0},
        {"seed": -1},
        {"seed": 2**31},
    ],
    ids=repr,
)
def test_a_number_out_of_its_range_is_a_sentence(wrong):
    with pytest.raises(BadInput):
        Setting(**wrong)


def test_work_beyond_ten_minutes_is_refused_before_it_begins():
    with pytest.raises(BadInput, match="fewer epochs"):
        Setting(channels=16, kernel=7, depth=3, epochs=100)


def test_the_parameters_are_those_counted_by_hand():
    # 3·3·1·8 + 8, then 3·3·8·8 + 8, then 7·7·8 · 8 + 8
    assert Setting().parameters == 80 + 584 + 3144
    assert Setting(depth=3).sides == (28, 14, 7, 3)


def test_sobels_kernel_stands_in_eight_directions_and_has_the_norm_of_a_random_one():
    bank = network.sobel_bank(5, 9)
    scale = np.sqrt(2 / 12)
    np.testing.assert_allclose(bank[1:4, 1:4, 0, 0], kernels.sobel() * scale, rtol=1e-6)
    np.testing.assert_allclose(bank[1:4, 1:4, 0, 4], -kernels.sobel() * scale, rtol=1e-6)
    np.testing.assert_allclose(bank[1:4, 1:4, 0, 2], kernels.sobel().T * scale, rtol=1e-6)
    np.testing.assert_allclose(bank[1:4, 1:4, 0, 1], np.array([[-2, -1, 0], [-1, 0, 1], [0, 1, 2]]) * scale, rtol=1e-6)
    np.testing.assert_array_equal(bank[..., 8], bank[..., 0])
    assert not bank[[0, -1]].any() and not bank[:, [0, -1]].any()
