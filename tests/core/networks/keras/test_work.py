"""What Keras layers compute with: weights by the shapes that Keras documents, counted by hand."""

import math

import pytest

from core.networks.forms import Form, counted
from core.networks.graph import Operation
from core.networks.keras.layers import operation
from core.networks.keras.sequence_work import MAX_VALUE, UNCOUNTED, positive
from core.networks.keras.work import work_of
from core.networks.work import Work

MAP = Form(4, (10, 9))


def work(kind, first=False, rank=None, **config):
    return work_of(kind, operation(kind, "keras.layers", config, "a", rank), config, "a", first, rank)


def parameters(found, form=MAP):
    """(trained numbers, kept numbers)."""
    assert found.counted
    counts = [(counted(one.shape, form, one.groups), one.trained) for one in found.weights]
    return sum(count for count, trained in counts if trained), sum(count for count, trained in counts if not trained)


@pytest.mark.parametrize(
    ("kind", "config", "trained", "kept"),
    [
        ("Conv2D", {"filters": 8, "kernel_size": 3}, 9 * 4 * 8 + 8, 0),
        ("Conv2D", {"filters": 8, "kernel_size": [3, 5], "groups": 2, "use_bias": False}, 15 * 2 * 8, 0),
        ("Conv1D", {"filters": 8, "kernel_size": [3]}, 3 * 4 * 8 + 8, 0),
        ("Conv2DTranspose", {"filters": 8, "kernel_size": 3}, 9 * 8 * 4 + 8, 0),
        ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2}, 9 * 8 + 8, 0),
        ("SeparableConv2D", {"filters": 8, "kernel_size": 3, "depth_multiplier": 2}, 9 * 8 + 8 * 8 + 8, 0),
        ("SeparableConv2D", {"filters": 8, "kernel_size": 3, "use_bias": False}, 9 * 4 + 4 * 8, 0),
        ("Dense", {"units": 3}, 15, 0),
        ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": [None, 7], "bias_axes": "d"}, 4 * 7 + 7, 0),
        ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": 7}, 28, 0),
        ("BatchNormalization", {}, 8, 8),
        ("BatchNormalization", {"scale": False}, 4, 8),
        ("BatchNormalization", {"center": False}, 4, 8),
        ("GroupNormalization", {"center": False}, 4, 0),
        ("LayerNormalization", {}, 8, 0),
        ("LayerNormalization", {"axis": [-1]}, 8, 0),
        ("LayerNormalization", {"axis": [1, 3]}, 2 * 4 * 10, 0),
        ("LayerNormalization", {"axis": [2, 3]}, 2 * 4 * 9, 0),
        ("LayerNormalization", {"axis": [1, 2, 3]}, 2 * 4 * 90, 0),
        ("LayerNormalization", {"rms_scaling": True, "scale": False}, 4, 0),
        ("LayerNormalization", {"scale": False, "center": False}, 0, 0),
        ("RMSNormalization", {}, 4, 0),
        ("Normalization", {}, 0, 9),
        ("Normalization", {"axis": None}, 0, 3),
        ("Normalization", {"mean": 0.5, "variance": 2.0}, 0, 0),
        ("PReLU", {}, 360, 0),
        ("PReLU", {"shared_axes": [1, 2]}, 4, 0),
        ("LayerScale", {"projection_dim": 4}, 4, 0),
        ("TimeDistributed", {"layer": {"class_name": "Dense", "config": {"units": 3}}}, 15, 0),
        ("Embedding", {"input_dim": 100, "output_dim": 16}, 1600, 0),
        ("LSTM", {"units": 7}, 4 * (4 * 7 + 49 + 7), 0),
        ("GRU", {"units": 7}, 3 * (4 * 7 + 49 + 14), 0),
        ("GRU", {"units": 7, "reset_after": False}, 3 * (4 * 7 + 49 + 7), 0),
        ("SimpleRNN", {"units": 7, "use_bias": False}, 4 * 7 + 49, 0),
        ("Bidirectional", {"layer": {"class_name": "LSTM", "config": {"units": 7}}}, 8 * (4 * 7 + 49 + 7), 0),
        ("MultiHeadAttention", {"num_heads": 3, "key_dim": 5}, 3 * (4 * 15 + 15) + 15 * 4 + 4, 0),
        (
            "MultiHeadAttention",
            {"num_heads": 3, "key_dim": 5, "value_dim": 2, "output_shape": [6], "use_bias": False},
            2 * 4 * 15 + 4 * 6 + 6 * 6,
            0,
        ),
        ("ReLU", {}, 0, 0),
    ],
)  # fmt: skip
def test_parameters_are_those_that_keras_documents(kind, config, trained, kept):
    assert parameters(work(kind, **config)) == (trained, kept)


@pytest.mark.parametrize(
    ("kind", "config", "form", "features"),
    [
        ("Conv2D", {"filters": 8, "kernel_size": 3}, "features", 8),
        ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2}, "features", 8),
        ("Dense", {"units": 3}, "features", 3),
        ("LSTM", {"units": 7}, "steps", 7),
        ("Bidirectional", {"layer": {"class_name": "LSTM", "config": {"units": 7}}}, "steps", 14),
        ("Bidirectional", {"layer": {"class_name": "LSTM", "config": {"units": 7}}, "merge_mode": "sum"}, "steps", 7),
        ("MultiHeadAttention", {"num_heads": 3, "key_dim": 5}, "features", 4),
        ("Embedding", {"input_dim": 100, "output_dim": 16}, "features", 16),
    ],
)  # fmt: skip
def test_how_many_channels_come_out(kind, config, form, features):
    found = work(kind, **config)
    assert (found.form, counted(found.features, MAP)) == (form, features)


def test_how_often_its_numbers_are_multiplied():
    for kind, times in (("Conv2D", "outputs"), ("Conv2DTranspose", "inputs"), ("DepthwiseConv2D", "outputs")):
        kernel, bias = work(kind, filters=8, kernel_size=3).weights
        assert (kernel.times, bias.times, bias.added, kernel.added) == (times, "never", True, False)
    attention = work("MultiHeadAttention", num_heads=3, key_dim=5, value_dim=2, use_bias=False)
    assert [one.times for one in attention.weights] == ["outputs", "inputs", "inputs", "outputs"]
    assert attention.pairs == ((3, 5), (3, 2))
    assert [one.times for one in work("GRU", units=7).weights] == ["inputs", "inputs", "never"]
    assert work("Dense", units=3).weights[0].key == "a/kernel"
    both = work("Bidirectional", layer={"class_name": "SimpleRNN", "config": {"units": 7, "use_bias": False}})
    ways = ("forward/kernel", "forward/recurrent", "backward/kernel", "backward/recurrent")
    assert [one.key for one in both.weights] == [f"a/{way}" for way in ways]


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("Conv2D", {"kernel_size": 3}),
        ("Dense", {}),
        ("EinsumDense", {"equation": "abc,cde->abde", "output_shape": [7]}),
        ("EinsumDense", {"equation": "abc,cd->abd"}),
        ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": [7], "bias_axes": "bd"}),
        ("LayerNormalization", {"axis": [1]}),
        ("LayerNormalization", {"axis": [2, 4]}),
        ("LayerNormalization", {"axis": [0, 1]}),
        ("Normalization", {"axis": [1, 2]}),
        ("PReLU", {"shared_axes": [2]}),
        ("LayerScale", {}),
        ("Embedding", {"input_dim": 3}),
        ("Embedding", {"output_dim": 3}),
        ("LSTM", {}),
        ("Bidirectional", {"layer": {"class_name": "LSTM", "config": {"units": 7}}, "merge_mode": None}),
        ("Bidirectional", {"layer": {"class_name": "Dense", "config": {"units": 7}}}),
        ("Bidirectional", {"layer": {"class_name": "LSTM", "config": {}}}),
        ("Bidirectional", {"layer": {"class_name": "LSTM"}}),
        ("Bidirectional", {}),
        ("MultiHeadAttention", {"num_heads": 3}),
        ("MultiHeadAttention", {"num_heads": 3, "key_dim": 5, "output_shape": [0]}),
        ("TimeDistributed", {"layer": {"class_name": "Flatten", "config": {}}}),
        ("TimeDistributed", {"layer": {"class_name": "Dense", "config": {"units": 3}, "registered_name": "my.Dense"}}),
        ("TimeDistributed", {}),
        ("SpectralNormalization", {"layer": {"class_name": "Dense", "config": {"units": 3}}}),
        ("Reshape", {}),
        ("Reshape", {"target_shape": [1] * 8}),
        ("Permute", {"dims": [1, 3]}),
        ("Permute", {"dims": [0, 1]}),
        ("Permute", {"dims": ["x"]}),
        ("Permute", {}),
        ("Mine", {}),
    ],
)
def test_what_is_not_told_is_not_counted(kind, config):
    assert not work(kind, **config).counted


def test_a_normalisation_along_another_axis_than_the_channels_is_not_counted():
    for axis, rank, first, known in (
        (-1, 4, False, True),
        (3, 4, False, True),
        ([3], 4, False, True),
        ([1], 4, False, False),
        (1, 4, False, False),
        (1, 4, True, True),
        (-3, 4, True, True),
        (-1, 4, True, False),
        (1, None, False, True),
        (None, 4, False, True),
    ):
        for kind in ("BatchNormalization", "GroupNormalization"):
            assert work(kind, first, rank, axis=axis).counted is known, (axis, rank, first)
    assert work("LayerNormalization", False, 4, axis=-1).counted
    assert not work("LayerNormalization", True, axis=[1, 2]).counted
    assert work("PReLU", True, shared_axes=[2, 3]).counted and not work("PReLU", True, shared_axes=[1, 2]).counted


def test_layers_that_move_and_single_operations_have_no_weights():
    assert work("Reshape", target_shape=[2, -1, MAX_VALUE]) == Work(form="target", target=(2, -1, MAX_VALUE))
    assert work("Reshape", target_shape=[1] * 7).counted
    assert work("Reshape", target_shape=[MAX_VALUE + 1, "x"]).target == (None, None)
    assert work("Permute", True, dims=[2, 1]) == Work(form="permuted", target=(2, 1), channels_first=True)
    assert work("Permute", data_format="channels_last", first=True, dims=[1]).channels_first is False
    assert work("RepeatVector", n=3).target == (3,)
    assert work("Flatten") == Work(form="flat")
    assert work("Concatenate", axis=1) == Work(form="joined", axis=1)
    assert work("Concatenate", axis="x").axis == -1
    assert work("MaxPooling2D").pool and work("GlobalAveragePooling2D").pool
    assert not work("ReLU").pool and not work("ZeroPadding2D").pool
    assert work("GlobalMaxPool3D", keepdims=True) == Work(form="pooled", target=(1, 1, 1), keep=True, pool=True)
    pointwise, joined = Operation("pointwise"), Operation("pointwise", axis=2)
    assert work_of("Relu", pointwise, {}, "a", False) == Work(form="same")
    assert work_of("Concatenated", joined, {}, "a", False) == Work(form="joined", axis=2)
    assert work_of("Mean", Operation("everything"), {"keepdims": True}, "a", False) == Work(form="pooled", keep=True)
    assert work_of("Transposed", Operation("flatten"), {}, "a", False) == UNCOUNTED
    # A cell that stays where it is keeps its channels, whatever nobody has counted.
    assert work("PReLU", shared_axes=[2]) == Work(form="same", counted=False)


def test_whole_numbers_from_1_on():
    for value, found in ((1, 1), (MAX_VALUE, MAX_VALUE), (0, 7), (MAX_VALUE + 1, 7), (True, 7), (1.0, 7), (None, 7)):
        assert positive(value, 7) == found
    assert math.prod(work("Embedding", input_dim=MAX_VALUE, output_dim=1).weights[0].shape) == MAX_VALUE
