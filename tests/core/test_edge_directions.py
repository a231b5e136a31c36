"""Which edges a kernel misses, by hand and against SciPy."""

import numpy as np
import pytest
from scipy import signal

from core import edge_directions, kernels
from core.errors import BadInput

ANGLES = np.arange(0.0, 360.0, 15.0)


def test_the_notebooks_kernel_misses_level_edges_and_no_others():
    assert edge_directions.missed(kernels.difference(), ANGLES).tolist() == [90, 270]
    assert edge_directions.missed(kernels.difference().T, ANGLES).tolist() == [0, 180]


def test_roberts_kernels_miss_the_edges_along_their_own_diagonal():
    assert edge_directions.missed(kernels.roberts(), ANGLES).tolist() == [135, 315]
    assert edge_directions.missed(kernels.roberts_other(), ANGLES).tolist() == [45, 225]


def test_the_laplacian_misses_none():
    assert edge_directions.missed(kernels.laplacian(), ANGLES).size == 0


def test_a_kernel_of_zeros_misses_all():
    assert edge_directions.missed(np.zeros((3, 3)), ANGLES).tolist() == ANGLES.tolist()


def test_an_edge_turned_round_answers_with_the_other_sign():
    seen = edge_directions.responses(kernels.sobel(), ANGLES)
    assert np.allclose(np.roll(seen, 12), -seen)
    # By hand: an upright step under Sobel's kernel gives (1 + 2 + 1) · 1.
    assert seen[0] == 4 and seen[6] == 0


@pytest.mark.parametrize("angle", [0.0, 20.0, 45.0, 90.0, 100.0, 135.0, 170.0])
def test_the_kernel_along_a_direction_measures_its_slope_and_ignores_what_is_at_right_angles(angle):
    kernel = edge_directions.along(angle)
    rows, columns = np.indices((7, 7))
    for other in (0, 30, 60, 90, 120, 150):
        plane = np.cos(np.radians(other)) * columns + np.sin(np.radians(other)) * rows
        seen = signal.correlate2d(plane, kernel, "valid")
        assert np.allclose(seen, np.cos(np.radians(angle - other)))
    assert edge_directions.missed(kernel, np.array([angle + 90.0, angle, angle + 30.0]), 0.1).tolist() == [angle + 90.0]


@pytest.mark.parametrize("order", range(1, 9))
def test_a_derivative_of_order_d_gives_d_factorial_on_the_d_th_power_and_zero_below(order):
    kernel = edge_directions.derivative(order)
    assert kernel.shape == (1, order + 1)
    at = np.arange(20.0)[None]
    assert np.allclose(signal.correlate2d(at**order, kernel, "valid"), np.prod(np.arange(1.0, order + 1)))
    assert not signal.correlate2d(at ** (order - 1), kernel, "valid").any()


def test_the_second_derivative_by_hand():
    assert edge_directions.derivative(2).tolist() == [[1, -2, 1]]
    assert edge_directions.derivative(1).tolist() == [[-1, 1]]


def test_an_edge_at_a_right_angle_is_exact():
    assert edge_directions.straight_edge(90.0, (4, 3)).tolist() == [[0] * 3, [0] * 3, [1] * 3, [1] * 3]
    assert edge_directions.straight_edge(180.0, (1, 4)).tolist() == [[1, 1, 0, 0]]


def test_what_cannot_be_is_a_sentence():
    for order in (0, 9, -3):
        with pytest.raises(BadInput, match="order must be"):
            edge_directions.derivative(order)
    for angle in (float("nan"), float("inf")):
        with pytest.raises(BadInput, match="angle must be"):
            edge_directions.along(angle)
