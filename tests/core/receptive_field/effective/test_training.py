"""Pieces of photographs and the middles of fields that a stack is trained on; Adam's first update by hand."""

import numpy as np
import pytest

from core import images
from core.receptive_field.effective import training
from core.receptive_field.field import table
from core.receptive_field.layer import Layer


def test_pieces_are_cut_out_of_photographs_and_mirrored_where_these_are_too_small(monkeypatch):
    photograph = np.arange(20.0, dtype=np.float32).reshape(4, 5) / 20
    monkeypatch.setattr(training, "_photograph", lambda name: photograph)
    noisy, clean = training.pieces((3, 2), 500, np.random.default_rng(0))
    assert noisy.shape == clean.shape == (500, 3, 2) and noisy.dtype == np.float32
    places = {tuple(piece.ravel().tolist()) for piece in clean}
    assert places == {tuple(photograph[a : a + 3, b : b + 2].ravel().tolist()) for a in range(2) for b in range(4)}
    assert (noisy - clean).std() == pytest.approx(training.NOISE, rel=0.1)
    whole = training.pieces((6, 5), 1, np.random.default_rng(0))[1][0]
    np.testing.assert_array_equal(whole, photograph[[0, 1, 2, 3, 3, 2]])


def test_every_photograph_is_one_that_the_lab_has():
    assert {images.photograph(name).ndim for name in training.PHOTOGRAPHS} == {2}


def test_the_middle_of_a_field_is_a_cell_of_the_input():
    # Units 0 … 3 of a 3 × 5 window at stride 2 with padding 1: rows −1 … 1, columns −1 … 3, and two on.
    rows, columns = training.middles(table([Layer("a", (3, 5), 2, 1)], (8, 9)))
    assert (rows.tolist(), columns.tolist()) == ([0, 2, 4, 6], [1, 3, 5, 7])
    outside = training.middles(table([Layer("a", 1, padding=2)], 3))[0]  # −2 … 4
    assert outside.tolist() == [0, 0, 0, 1, 2, 2, 2]


def test_the_first_update_of_adam_is_the_rate_in_the_direction_of_each_gradient(monkeypatch):
    rows = table([Layer("a", 2)], 6)
    start = training.begin(rows, 1, np.random.default_rng(0), number=3)
    gradient = np.array([2.0, -0.5, 0.0, 1e3], np.float32).reshape(2, 2, 1, 1)
    monkeypatch.setattr(training.effective_network, "loss_gradient", lambda *_, **__: (0.25, (gradient,)))
    once = training.update(rows, start, np.random.default_rng(1))
    moved = (once.weights[0] - start.weights[0]).ravel()
    np.testing.assert_allclose(moved, training.RATE * np.array([-1, 1, 0, -1]), atol=1e-6)
    assert (once.number, once.updates, once.losses) == (3, 1, (0.25,))
    # A second one with no gradient goes on by what is remembered: 0.9 · 0.1 g / (1 − 0.9²), 0.999 · 0.001 g² / (1 − 0.999²).
    monkeypatch.setattr(training.effective_network, "loss_gradient", lambda *_, **__: (0.5, (0 * gradient,)))
    twice = training.update(rows, once, np.random.default_rng(1))
    step = training.RATE * (0.09 / 0.19) / np.sqrt(0.000999 / 0.001999)
    np.testing.assert_allclose((twice.weights[0] - once.weights[0]).ravel(), step * np.array([-1, 1, 0, -1]), atol=1e-6)
    assert (twice.updates, twice.losses) == (2, (0.25, 0.5))
