"""Which edges a kernel misses, by hand and against SciPy."""

import numpy as np
import pytest
from scipy import signal

from core import kernels
from core.edges import directions
from core.errors import BadInput

ANGLES = np.arange(0.0, 360.0, 15.0)


def test_the_notebooks_kernel_misses_level_edges_and_no_others():
    assert directions.missed(kernels.difference(), ANGLES).tolist() == [90, 270]
    assert directions.missed(kernels.difference().T, ANGLES).tolist() == [0, 180]


def test_roberts_kernels_miss_the_edges_along_their_own_diagonal():
    assert directions.missed(kernels.roberts(), ANGLES).tolist() == [135, 315]
    assert directions.missed(kernels.roberts_other(), ANGLES).tolist() == [45, 225]


def test_the_laplacian_misses_none():
    assert directions.missed(kernels.laplacian(), ANGLES).size == 0


def test_a_kernel_of_zeros_misses_all():
    assert directions.missed(np.zeros((3, 3)), ANGLES).tolist() == ANGLES.tolist()


def test_an_edge_turned_round_answers_with_the_other_sign():
    seen = directions.responses(kernels.sobel(), ANGLES)
    assert np.allclose(np.roll(seen, 12), -seen)
    # By hand: an upright step under Sobel's kernel gives (1 + 2 + 1) · 1.
    assert seen[0] == 4 and seen[6] == 0


@pytest.mark.parametrize("angle", [0.0, 20.0, 45.0, 90.0, 100.0, 135.0, 170.0, 180.0, 270.0])
def test_the_kernel_along_a_direction_measures_its_slope_and_ignores_what_is_at_right_angles(angle):
    kernel = directions.along(angle)
    rows, columns = np.indices((7, 7))
    for other in (0, 30, 60, 90, 120, 150):
        plane = np.cos(np.radians(other)) * columns + np.sin(np.radians(other)) * rows
        seen = signal.correlate2d(plane, kernel, "valid")
        assert np.allclose(seen, np.cos(np.radians(angle - other)))
    assert directions.missed(kernel, np.array([angle + 90.0, angle, angle + 30.0]), 0.1).tolist() == [angle + 90.0]


@pytest.mark.parametrize("order", range(1, 9))
def test_a_derivative_of_order_d_gives_d_factorial_on_the_d_th_power_and_zero_below(order):
    kernel = directions.derivative(order)
    assert kernel.shape == (1, order + 1)
    at = np.arange(20.0)[None]
    assert np.allclose(signal.correlate2d(at**order, kernel, "valid"), np.prod(np.arange(1.0, order + 1)))
    assert not signal.correlate2d(at ** (order - 1), kernel, "valid").any()


def test_the_second_derivative_by_hand():
    assert directions.derivative(2).tolist() == [[1, -2, 1]]
    assert directions.derivative(1).tolist() == [[-1, 1]]


def drawn_edge(angle, shape, offset):
    """0 on one side of a line and 1 on the other, one pixel of grey between; the line lies `offset` from the middle."""
    rows = np.arange(shape[0])[:, None] - (shape[0] - 1) / 2
    columns = np.arange(shape[1]) - (shape[1] - 1) / 2
    return np.clip(np.cos(np.radians(angle)) * columns + np.sin(np.radians(angle)) * rows - offset + 0.5, 0.0, 1.0)


@pytest.mark.parametrize("name", ["difference", "sobel_x", "roberts", "laplacian", "scharr_y"])
@pytest.mark.parametrize("angle", [0.0, 5.0, 30.0, 45.0, 100.0, 200.0])
def test_no_edge_that_is_drawn_and_correlated_by_scipy_answers_more_and_one_answers_as_much(name, angle):
    kernel = kernels.NAMED[name]()
    shape = tuple(side + 6 for side in kernel.shape)
    drawn = [
        signal.correlate2d(drawn_edge(angle, shape, offset), kernel, "valid") for offset in np.arange(-1, 1, 1 / 64)
    ]
    strongest = max(float(np.abs(seen).max()) for seen in drawn)
    found = abs(directions.responses(kernel, np.array([angle]))[0])
    assert strongest <= found + 1e-9
    assert strongest >= 0.97 * found


def test_the_laplacian_by_hand_answers_1_to_an_upright_edge_and_the_root_of_2_to_a_diagonal_one():
    seen = directions.responses(kernels.laplacian(), np.array([0.0, 45.0, 90.0]))
    assert np.allclose(seen, [1, np.sqrt(2), 1])


def test_what_cannot_be_is_a_sentence():
    for order in (0, 9, -3):
        with pytest.raises(BadInput, match="order must be"):
            directions.derivative(order)
    for angle in (float("nan"), float("inf")):
        with pytest.raises(BadInput, match="angle must be"):
            directions.along(angle)
