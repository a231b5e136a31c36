"""Runs that are made together: how many, where they begin, and where they can end, by NumPy's least squares."""

import numpy as np
import pytest

from core.learning import KernelLearning, start
from core.learning.sweeps import blocks
from core.learning.sweeps.sweep import Sweep
from core.quadratic import quadratic_loss

IMAGE = np.random.default_rng(11).normal(size=(7, 8))
KERNEL = np.array([[1.0, -2.0], [0.5, 0.0]])


def made(first=0, value=0, **settings):
    """The block from a run on, the sweep and its form."""
    sweep = Sweep(**{"image": IMAGE, "true_kernel": KERNEL, "rates": (0.1, 0.2, 0.3), "seeds": (4, 9), **settings})
    form = quadratic_loss(IMAGE, sweep.target(value), sweep.size(value), sweep.loss, bias=sweep.bias)
    return blocks.block(sweep, value, form, first), sweep, form


@pytest.mark.parametrize(
    ("numbers", "products", "stop"),
    [(8, 10**9, 2), (7, 10**9, 1), (1, 10**9, 1), (100, 48, 3), (100, 47, 2), (100, 10**9, 6)],
)
def test_a_block_has_as_many_runs_as_its_bounds_allow(numbers, products, stop, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_NUMBERS", numbers)  # 4 entries a run
    monkeypatch.setattr(blocks, "BLOCK_PRODUCTS", products)  # 16 an update
    block, *_ = made()
    assert (block.first, block.stop, len(block.kernels)) == (0, stop, stop)


def test_of_noisy_targets_so_many_are_drawn_for_one_block(monkeypatch):
    noisy = {"varied": "noise", "values": (0.0, 0.5)}
    for pixels, stop in ((56, 9), (111, 9), (112, 12), (1, 9)):  # 56 of one image; 3 rates share a target
        monkeypatch.setattr(blocks, "NOISE_PIXELS", pixels)
        assert made(6, 1, **noisy)[0].stop == stop
        assert made(0, 0, **noisy)[0].stop == 6  # to the end of its value, which has no noise


def test_runs_begin_where_training_begins():
    block, sweep, _ = made(2, bias=True)
    assert (block.first, block.stop) == (2, 6)
    for kernel, (seed, rate) in zip(block.kernels, [(0, 2), (1, 0), (1, 1), (1, 2)], strict=True):
        expected = start(sweep.experiment(0, seed, rate)).kernel
        assert kernel.tolist() == [*expected.ravel().tolist(), 0.0]


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("loss", ["sum", "mean"])
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_the_least_loss_is_that_of_least_squares_and_the_first_one_of_the_definition(noise, loss, bias):
    block, sweep, form = made(noise=noise, loss=loss, bias=bias)
    patches = np.lib.stride_tricks.sliding_window_view(IMAGE, (2, 2)).reshape(-1, 4)
    patches = np.column_stack([patches, np.ones(len(patches))]) if bias else patches
    scale = 1 / len(patches) if loss == "mean" else 1.0
    for run, seed in ((0, 0), (5, 1)):
        experiment: KernelLearning = sweep.experiment(0, seed, 0)
        target = experiment.target_with_noise.astype(float).ravel() if noise else sweep.target(0).ravel()
        best, squares, *_ = np.linalg.lstsq(patches, target, rcond=None)
        assert form.eigenvectors @ block.least[run] == pytest.approx(best, abs=1e-9)
        assert block.floor[run] == pytest.approx(scale * squares[0], abs=1e-9)
        first = scale * ((patches @ block.kernels[run] - target) ** 2).sum()
        assert block.first_losses[run] == pytest.approx(first, rel=1e-6)


def test_what_the_data_do_not_determine_stays_at_0_and_a_loss_beyond_all_is_infinite():
    flat = Sweep(np.ones((4, 4)), np.ones((1, 2)), (0.1,), (3,))
    form = quadratic_loss(flat.image, flat.target(0), (1, 2))
    block = blocks.block(flat, 0, form, 0)
    assert form.eigenvectors @ block.least[0] == pytest.approx([1.0, 1.0])
    assert np.count_nonzero(np.abs(block.least[0]) > 1e-12) == 1
    assert blocks.losses(form, np.array([[1e200, 1e200]]), block.least, block.floor).tolist() == [np.inf]
