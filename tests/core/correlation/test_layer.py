"""The chapter's layer, run where TensorFlow runs: in a worker."""

import sys

import cloudpickle
import numpy as np
import pytest
from scipy import signal

from core import workers
from core.correlation import layer as conv_layer
from core.errors import BadInput

pytestmark = pytest.mark.slow

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # these functions run in the workers too


def run_layer(*args):
    return workers.run(conv_layer.run_layer, *args, timeout=300)


def test_the_layer_correlates_with_its_weight_and_adds_its_bias():
    image = np.random.default_rng(0).normal(size=(9, 7)).astype(np.float32)
    run = run_layer(image, (3, 2), 4)
    assert run.weight.shape == (3, 2)
    np.testing.assert_allclose(run.output, signal.correlate2d(image, run.weight, "valid") + run.bias, rtol=0, atol=1e-5)
    assert 0.0 <= run.difference < 1e-5


def test_weight_and_bias_come_from_the_seed():
    image = np.ones((3, 3), dtype=np.float32)
    first, again, other = (run_layer(image, (2, 2), seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.weight, again.weight)
    assert first.bias == again.bias
    assert first.bias != other.bias
    assert not np.array_equal(first.weight, other.weight)
    assert first.bias not in first.weight


def test_the_largest_seed_works():
    assert np.isfinite(run_layer(np.ones((2, 2)), (1, 1), 2**31 - 1).output).all()


def gradients_and_summary():
    import tensorflow as tf

    layer = conv_layer.conv2d_layer_class()((2, 2), seed=1)
    image = tf.reshape(tf.range(9.0), (3, 3))
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(image))
    weight, bias = tape.gradient(total, layer.trainable_weights)
    return weight.numpy(), bias.numpy(), layer.count_params()


def test_tensorflow_differentiates_it_by_hand_the_gradient_of_the_sum_is_each_window_corners_sum():
    weight, bias, count = workers.run(gradients_and_summary)
    np.testing.assert_array_equal(weight, [[0 + 1 + 3 + 4, 1 + 2 + 4 + 5], [3 + 4 + 6 + 7, 4 + 5 + 7 + 8]])
    np.testing.assert_array_equal(bias, [4.0])
    assert count == 5


@pytest.mark.parametrize(
    ("image", "size", "seed", "sentence"),
    [
        (np.ones((2, 3)), (3, 3), 0, "does not fit into image"),
        (np.ones((2, 3)), (0, 1), 0, "does not fit into image"),
        (np.ones((2, 3)), (1, 1), -1, "the seed must be a whole number from 0"),
        (np.ones((2, 3, 3)), (1, 1), 0, "takes an image with rows and columns"),
    ],
)
def test_what_cannot_run_is_said_in_a_sentence(image, size, seed, sentence):
    with pytest.raises(BadInput, match=sentence):
        conv_layer.run_layer(image, size, seed)
