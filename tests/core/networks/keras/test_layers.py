"""Windows of Keras layers, by the rules that Keras documents, in every notation and up to every bound."""

import pytest

from core.checks import MAX_CELLS
from core.errors import BadInput
from core.networks.graph import Operation
from core.networks.keras.config import graph_of
from core.networks.keras.layers import operation
from core.receptive_field.solver import solve
from core.window import Window


def windows(kind, **config):
    found = operation(kind, "keras.layers", config, "a")
    return found.windows if found.kind == "window" else found.kind


@pytest.mark.parametrize("kind", ["Conv2D", "Convolution2D", "SeparableConv2D", "DepthwiseConv2D"])
def test_convolutions(kind):
    assert windows(kind, kernel_size=3) == (Window(3), Window(3))
    assert windows(kind, kernel_size=[3, 5], strides=[1, 2], dilation_rate=[2, 1], padding="SAME") == (
        Window(3, dilation=2, same=True),
        Window(5, 2, same=True),
    )


def test_convolutions_with_one_and_three_axes():
    assert windows("Conv1D", kernel_size=[3], dilation_rate=4, padding="causal") == (Window(3, before=8, dilation=4),)
    assert windows("Conv3D", kernel_size=[1, 2, 3]) == (Window(1), Window(2), Window(3))
    assert windows("Conv4D", kernel_size=3) == windows("ConvTranspose", kernel_size=3) == "unknown"


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("extra", [None, 0, 1])
@pytest.mark.parametrize(
    ("kernel", "stride", "dilation"), [(3, 2, 1), (4, 2, 1), (2, 3, 1), (3, 1, 2), (1, 2, 1), (5, 3, 1)]
)
def test_transposed_convolutions_have_the_size_that_keras_documents(kernel, stride, dilation, extra, padding):
    """keras.src.ops.operation_utils.compute_conv_transpose_output_length, written out."""
    if extra is not None and extra >= stride:
        return
    span, size = (kernel - 1) * dilation + 1, 7
    (window,) = windows(
        "Conv1DTranspose",
        kernel_size=kernel,
        strides=stride,
        dilation_rate=dilation,
        padding=padding,
        output_padding=extra,
    )
    if extra is None:
        expected = size * stride + (max(span - stride, 0) if padding == "valid" else 0)
    else:
        expected = (size - 1) * stride + span + extra - (2 * (span // 2) if padding == "same" else 0)
    assert window.output(size) == expected
    assert (window.kernel, window.stride, window.dilation, window.transposed) == (kernel, stride, dilation, True)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_transposed_convolutions_of_every_number_of_axes(axes):
    assert windows(f"Conv{axes}DTranspose", kernel_size=2, strides=2) == (Window(2, 2, transposed=True),) * axes


def test_pools():
    for kind in ("MaxPooling2D", "MaxPool2D", "AveragePooling2D", "AvgPool2D"):
        assert windows(kind) == (Window(2, 2), Window(2, 2))
        assert windows(kind, pool_size=[3, 2], strides=1, padding="same") == (
            Window(3, same=True),
            Window(2, same=True),
        )
        mean = operation(kind, None, {}, "a").mean
        assert mean == ("inside" if kind.startswith("A") else "")


def test_borders_and_crops_in_every_notation():
    for given in (2, [2, 2], [[2, 2], [2, 2]]):
        assert windows("ZeroPadding2D", padding=given) == (Window(before=2, after=2),) * 2
        assert windows("Cropping2D", cropping=given) == (Window(before=-2, after=-2),) * 2
    assert windows("ZeroPadding2D", padding=[[1, 2], [3, 0]]) == (Window(before=1, after=2), Window(before=3))
    assert windows("ZeroPadding1D", padding=[1, 2]) == (Window(before=1, after=2),)
    assert windows("ZeroPadding1D") == (Window(before=1, after=1),)
    assert windows("Cropping1D", cropping=3) == (Window(before=-3, after=-3),)
    assert windows("Cropping2D", cropping=[[1, 0], 2]) == (Window(before=-1), Window(before=-2, after=-2))
    for wrong in ([1], [1, 2, 3]):
        with pytest.raises(BadInput, match="2 in all"):
            windows("ZeroPadding2D", padding=wrong)
    with pytest.raises(BadInput, match="padding"):
        windows("ZeroPadding2D", padding=-1)


def test_enlargement():
    nearest = [Window(factor, factor, transposed=True) for factor in (2, 3)]
    assert windows("UpSampling2D") == (nearest[0],) * 2
    assert windows("UpSampling2D", size=[2, 3]) == tuple(nearest)
    assert windows("UpSampling1D", size=3) == (nearest[1],)
    assert windows("UpSampling2D", size=[2, 3], interpolation="bilinear") == (
        Window(4, 2, 1, 1, transposed=True),
        Window(5, 3, 1, 1, transposed=True),
    )
    assert windows("UpSampling2D", interpolation="odd") == "unknown"


def test_settings_are_bounded():
    assert windows("Conv1D", kernel_size=MAX_CELLS, strides=MAX_CELLS) == (Window(MAX_CELLS, MAX_CELLS),)
    for config in ({"kernel_size": 0}, {"kernel_size": MAX_CELLS + 1}, {"kernel_size": 1, "strides": 0}, {}):
        with pytest.raises(BadInput, match="of layer a is not a whole number"):
            windows("Conv1D", **config)
    with pytest.raises(BadInput, match="padding sideways of layer a is unknown"):
        windows("Conv1D", kernel_size=1, padding="sideways")
    assert windows("Conv1DTranspose", kernel_size=1, output_padding=0)
    with pytest.raises(BadInput, match="output_padding"):
        windows("Conv1DTranspose", kernel_size=1, output_padding=-1)


def kind(class_name, module="keras.layers", **config):
    found = operation(class_name, module, config, "a")
    return found.kind, found.unlisted


def test_what_wraps_a_layer_does_what_the_layer_does():
    conv = {"class_name": "Conv2D", "module": "keras.layers", "config": {"kernel_size": 3}}
    assert windows("TimeDistributed", layer=conv) == (Window(), Window(3), Window(3))
    assert windows("SpectralNormalization", layer=conv) == (Window(3), Window(3))
    for inner, found in (
        ({"class_name": "Dense", "config": {}}, ("dense", False)),
        ({"class_name": "ReLU", "config": {}}, ("pointwise", False)),
        ({"class_name": "Mine", "config": {}}, ("unknown", False)),
        ({"class_name": "Flatten", "config": {}}, ("unknown", True)),
        ({"class_name": "TimeDistributed", "config": {"layer": conv}}, ("unknown", True)),
        ({"class_name": "Dense"}, ("unknown", False)),
        (None, ("unknown", False)),
    ):
        assert kind("TimeDistributed", layer=inner) == found, inner
    assert kind("SpectralNormalization", layer={"class_name": "Flatten", "config": {}})[0] == "flatten"


def test_paths_are_concatenated_and_normalised_along_the_axes_that_are_named():
    for config, found in (
        ({}, Operation("pointwise", axis=-1)),
        ({"axis": 1, "data_format": "channels_first"}, Operation("pointwise", axis=1, channels_first=True)),
        ({"axis": "x"}, Operation("pointwise", axis=-1)),
    ):
        assert operation("Concatenate", None, config, "a") == found
    for name, config, statistics in (
        ("LayerNormalization", {}, False),
        ("LayerNormalization", {"axis": [3]}, False),
        ("LayerNormalization", {"axis": [1, 2]}, True),
        ("GroupNormalization", {}, True),
        ("RMSNormalization", {"axis": -1}, False),
    ):
        assert operation(name, None, config, "a").statistics is statistics


def test_dense_einsum_on_a_map_stays_where_it_is_and_other_equations_are_not_known_yet():
    for equation in ("abc,cd->abd", "...x,xy->...y", "ab , bc -> ac"):
        assert kind("EinsumDense", equation=equation) == ("dense", False)
    for equation in (
        "abc,bd->adc",
        "abc,abcd->d",
        "ab,b->a",
        "",
        "a" * 10_000,
        "...x,xy->ay",
        "abc,cd->abe",
        "abc,cd->abc",
    ):
        assert kind("EinsumDense", equation=equation) == ("unknown", True), equation


def test_somebody_s_own_layer_is_not_called_keras_s():
    for name, module in (("Mystery", None), ("Mystery", "my.layers"), ("pkg>Conv2D", None), ("Lambda", "keras.layers")):
        assert kind(name, module) == ("unknown", False)
    for name, module in (("Mystery", "keras.layers"), ("Conv7D", None), ("Mystery", "tensorflow.python.keras")):
        assert kind(name, module) == ("unknown", True)
    for module in ("tf_keras.layers", "keras_core.layers", "tensorflow.keras", None):
        assert kind("ReLU", module) == ("pointwise", False)
    assert kind("ReLU", "tensorflowish") == kind("ReLU", "kerasish.layers") == ("unknown", False)
    assert solve(graph_of({"layers": [{"class_name": "Conv2D", "config": {"name": "c", "kernel_size": 3}}]})).rows
