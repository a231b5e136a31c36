"""Single operations of keras.ops and TensorFlow: what they do to places, by their documentation."""

import pytest

from core.errors import BadInput
from core.networks.graph import Operation
from core.networks.keras.operations import UNLISTED, is_operation, single
from core.window import Window


def found(kind, rank=4, /, **config):
    return single(kind, config, "a", rank)


def test_which_layers_are_operations():
    assert is_operation("Add", "keras.src.ops.numpy") and is_operation("Add", "keras_core.ops")
    assert is_operation("TFOpLambda", None) and is_operation("TensorFlowOpLayer", "tensorflow.keras")
    assert (
        not is_operation("Add", "keras.layers") and not is_operation("Add", "my.ops") and not is_operation("Add", None)
    )


def test_tensorflows_operations_are_known_by_the_function_that_they_name():
    for config, kind in (
        ({"function": "math.add"}, "pointwise"),
        ({"name": "tf.nn.relu"}, "pointwise"),
        ({}, "unknown"),
    ):
        assert found("TFOpLambda", **config).kind == kind
    assert found("TFOpLambda", function="math.reduce_mean", axis=None) == UNLISTED  # its arguments stand elsewhere
    assert found("LeakyRelu").kind == found("leaky_relu").kind == "pointwise"


@pytest.mark.parametrize(
    ("axis", "rank", "keep", "kind"),
    [
        (None, None, False, "everything"),
        ([1, 2], 4, False, "everything"),
        ([-3, -2], 4, True, "everything"),
        ([0, 1, 2, 3], 4, False, "everything"),
        (1, 3, False, "everything"),
        ([-1], 4, True, "pointwise"),
        (3, 4, True, "pointwise"),
        (3, 4, False, "unknown"),
        (1, 4, True, "unknown"),
        ([1, 3], 4, True, "unknown"),
        (-1, None, True, "unknown"),
        (-1, 2, True, "unknown"),
        (4, 4, True, "unknown"),
        (-5, 4, True, "unknown"),
        (-4, 4, True, "unknown"),
        ("x", 4, True, "unknown"),
    ],
)
def test_reductions(axis, rank, keep, kind):
    assert found("Mean", rank, axis=axis, keepdims=keep).kind == kind


def test_pools():
    for name in ("MaxPool", "AveragePool"):
        assert found(name, pool_size=2) == Operation("window", (Window(2, 2),), alike=True)
        assert found(name, pool_size=[3, 2], strides=1, padding="SAME").windows == (
            Window(3, same=True),
            Window(2, same=True),
        )
        assert found(name, pool_size=2, strides=[1, 3]) == Operation("window", (Window(2), Window(2, 3)))
        for config in ({}, {"pool_size": 0}, {"pool_size": 2, "strides": 0}):
            with pytest.raises(BadInput, match="of layer a"):
                found(name, **config)


def test_borders_of_places_alone():
    none = [0, 0]
    assert found("Pad", pad_width=[none, [1, 2], [3, 0], none]).windows == (Window(before=1, after=2), Window(before=3))
    assert found("Pad", pad_width=[none, [1, 2], none]).windows == (Window(before=1, after=2),)
    assert len(found("Pad", pad_width=[none] * 5).windows) == 3
    for sides in (
        2,
        [none, none],
        [none] * 6,
        [none, [1], none],
        [none, 1, none],
        [[0, 1], none, none],
        [none, none, [1, 0]],
    ):
        assert found("Pad", pad_width=sides) == UNLISTED
    with pytest.raises(BadInput, match="pad_width"):
        found("Pad", pad_width=[none, [-1, 0], none])


def test_joining_and_moving():
    assert found("Concatenate", axis=1, data_format="channels_first") == Operation(
        "pointwise", axis=1, channels_first=True
    )
    assert found("Concatenate", axis="x") == found("Concatenate") == Operation("pointwise", axis=-1)
    assert found("Reshape").kind == found("SwapAxes").kind == "flatten"
    assert found("Resize", size=[3, 4]).resize.size == (3, 4)
    assert found("Mystery") == UNLISTED
