"""The experiment as it is checked and sent: what cannot be learned, noise on the target, what decides the graph."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from core import images
from core.errors import BadInput
from core.learning import KernelLearning

BAND = images.band()
EDGES = np.zeros((6, 7))
EDGES[:, 1], EDGES[:, 5] = 1.0, -1.0
NOTEBOOK = KernelLearning(BAND, EDGES, initial_kernel=np.array([[-0.39838535, 1.15418606]]))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"learning_rate": 0.0}, "learning rate must be above 0"),
        ({"learning_rate": -1.0}, "learning rate must be above 0"),
        ({"learning_rate": float("nan")}, "learning rate must be above 0"),
        ({"learning_rate": float("inf")}, "learning rate must be above 0"),
        ({"epochs": 0}, "epochs must be from 1"),
        ({"epochs": 10**6 + 1}, "epochs must be from 1"),
        ({"kernel_size": (7, 2)}, "does not fit into image"),
        ({"kernel_size": (0, 2)}, "does not fit into image"),
        ({"kernel_size": (2, 2)}, "the target has the size"),
        ({"target": np.zeros((7, 6))}, "the target has the size"),
        ({"image": np.full((6, 8), np.nan)}, "the image contains a number that is not finite"),
        ({"target": np.full((6, 7), 1e39)}, "the target contains a number that is not finite"),
        ({"initial_kernel": np.array([[1.0, np.inf]])}, "the initial kernel contains a number"),
        ({"initial_kernel": np.ones((2, 2))}, "the initial kernel has size"),
        ({"image": np.ones(8)}, "must have rows and columns"),
        ({"optimizer": "magic"}, "there is no optimizer “magic”"),
        ({"loss": "max"}, "there is no loss “max”"),
        ({"schedule": "never"}, "there is no schedule “never”"),
        ({"seed": -1}, "the seed must be a whole number from 0 to"),
        ({"momentum": 1.5}, "momentum must be from 0 to 1"),
        ({"weight_decay": -0.1}, "weight decay must be from 0"),
        ({"noise": float("nan")}, "noise on the target must be from 0"),
        ({"batch_size": 43}, "batch size must be between 1 and 42"),
        ({"batch_size": 0}, "batch size must be between 1 and 42"),
        ({"decay": 1.5}, "decay must be from 0 to 1"),
        ({"decay_every": 0}, "must change every 1"),
        ({"target_loss": -1.0}, "loss to stop at must be from 0"),
        ({"patience": 0}, "patience must be from 1"),
        ({"tolerance": 2.0}, "tolerance must be from 0 to 1"),
        ({"time_limit": -1.0}, "time limit must be from 0"),
    ],
)
def test_what_cannot_be_learned_is_said_in_a_sentence(change, sentence):
    with pytest.raises(BadInput, match=sentence):
        replace(NOTEBOOK, **change)


def test_sizes_that_would_take_too_long_are_refused_before_any_work():
    with pytest.raises(BadInput, match="pixels, more than"):
        KernelLearning(np.zeros((4096, 1025)), np.zeros((4096, 1024)))
    with pytest.raises(BadInput, match="multiplications, more than"):
        KernelLearning(np.zeros((2000, 2000)), np.zeros((1970, 1970)), (31, 31))


def test_numbers_that_float32_holds_are_taken_and_larger_ones_refused():
    largest = float(np.finfo(np.float32).max)
    for name, size in (("image", (6, 8)), ("target", (6, 7)), ("initial_kernel", (1, 2))):
        for sign in (1.0, -1.0):
            held = replace(NOTEBOOK, **{name: np.full(size, sign * largest)})
            assert np.isfinite(getattr(held, name)).all() and getattr(held, name).dtype == np.float32
            with pytest.raises(BadInput, match="not finite in float32"):
                replace(NOTEBOOK, **{name: np.full(size, sign * largest * 1.001)})


@pytest.mark.parametrize("size", [(0, 8), (6, 0), (6, 8, 2, 1)])
def test_an_image_has_rows_and_columns(size):
    with pytest.raises(BadInput, match="must have rows and columns"):
        KernelLearning(np.zeros(size), EDGES)


def test_what_decides_the_graph_is_sizes_and_kinds():
    grey, colour = NOTEBOOK.shape, KernelLearning(np.ones((6, 8, 3)), EDGES).shape
    assert (grey.image, grey.weights, grey.outputs) == ((6, 8, 1), (1, 2, 1), (6, 7))
    assert (colour.image, colour.weights) == ((6, 8, 3), (1, 2, 3))
    assert KernelLearning(np.ones((6, 8, 3)), EDGES).kernel_shape == (1, 2, 3) and NOTEBOOK.kernel_shape == (1, 2)
    assert [replace(NOTEBOOK, batch_size=size).shape.batch for size in (None, 1, 41, 42)] == [None, 1, 41, None]
    assert [replace(NOTEBOOK, optimizer=name, momentum=0.5).shape.momentum for name in ("sgd", "momentum", "nesterov", "adam")] == [
        0.0, 0.5, 0.5, 0.0,
    ]  # fmt: skip
    assert replace(NOTEBOOK, learning_rate=1.0, epochs=3, seed=4, noise=0.1).shape == grey


def test_noise_on_the_target_is_seeded_and_of_the_size_asked_for():
    quiet = KernelLearning(np.ones((60, 70)), np.zeros((58, 69)), (3, 2))
    noisy = replace(quiet, noise=0.5, seed=3)
    assert noisy.target_with_noise.std() == pytest.approx(0.5, rel=0.05)
    np.testing.assert_array_equal(noisy.target_with_noise, replace(noisy, epochs=9).target_with_noise)
    assert not np.array_equal(noisy.target_with_noise, replace(noisy, seed=4).target_with_noise)
    np.testing.assert_array_equal(quiet.target_with_noise, quiet.target)


def test_a_worker_is_sent_the_digest_of_the_data_and_need_not_compute_it():
    sent = pickle.loads(pickle.dumps(NOTEBOOK))
    assert vars(sent)["data_digest"] == NOTEBOOK.data_digest
    assert replace(sent, learning_rate=0.001).data_digest == NOTEBOOK.data_digest
    other = (
        replace(NOTEBOOK, noise=0.1),
        replace(NOTEBOOK, noise=0.1, seed=1),
        replace(NOTEBOOK, image=2 * NOTEBOOK.image),
        replace(NOTEBOOK, target=2 * NOTEBOOK.target),
    )
    assert len({NOTEBOOK.data_digest, *(one.data_digest for one in other)}) == 5
    assert vars(pickle.loads(pickle.dumps(other[0])))["data_digest"] == other[0].data_digest
