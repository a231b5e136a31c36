"""Pictures drawn by rule, number by number."""

import numpy as np
import pytest

from core import patterns


def test_the_notebooks_images_are_its_numbers():
    assert patterns.counting().tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert patterns.band().tolist() == [[1, 1, 0, 0, 0, 0, 1, 1]] * 6


def test_drawn_patterns_are_what_their_names_say():
    assert patterns.step_edge(4).tolist() == [[0, 0, 1, 1]] * 4
    assert patterns.diagonal_edge(3).tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert np.argwhere(patterns.impulse(5)).tolist() == [[2, 2]]
    assert patterns.checkerboard(4, cells=2).tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]]


def test_noise_comes_back_from_its_seed():
    assert np.array_equal(patterns.noise(9, 3), patterns.noise(9, 3))
    assert not np.array_equal(patterns.noise(9, 3), patterns.noise(9, 4))
    assert ((patterns.noise(9) >= 0) & (patterns.noise(9) < 1)).all() and patterns.noise(9).shape == (9, 9)


@pytest.mark.parametrize(
    ("side", "cells", "row"), [(5, 2, "00011"), (7, 7, "0101010"), (5, 7, "01010"), (1, 7, "0"), (8, 3, "00011100")]
)
def test_squares_are_cut_where_they_do_not_divide(side, cells, row):
    assert "".join(f"{value:g}" for value in patterns.checkerboard(side, cells)[0]) == row


@pytest.mark.parametrize("side", [1, 2, 28])
@pytest.mark.parametrize("name", patterns.SIZED)
def test_a_pattern_has_the_side_asked_for(name, side):
    image = patterns.SIZED[name](side)
    assert image.shape == (side, side) and image.dtype == np.float64 and set(np.unique(image)) <= {0.0, 1.0}


def test_edges_and_the_middle_of_an_odd_side():
    assert patterns.step_edge(5)[0].tolist() == [0, 0, 1, 1, 1]
    assert np.argwhere(patterns.impulse(4)).tolist() == [[2, 2]]
