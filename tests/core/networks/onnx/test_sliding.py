"""Windows of ONNX's operators: sizes as onnx evaluates them, bounds, and the notations of older versions."""

import numpy as np
import pytest

from core.errors import BadInput

pytest.importorskip("onnx")
from core.networks.tensors import Constant, Tensor
from core.window import Window
from tests.core.networks.onnx.applied import X, evaluated, ones, read, whole

SIZES = (1, 4, 9, 10)
HALF = np.array([1, 1, 0.5, 1 / 3], np.float32)
# Operations, and the sizes of what comes out.
SLIDING = [
    ("Conv", (X, ones(8, 4, 3, 2)), {"strides": [2, 1], "pads": [1, 0, 2, 1]}),
    ("Conv", (X, ones(8, 2, 3, 3)), {"group": 2, "dilations": [2, 3]}),
    ("Conv", (X, ones(8, 4, 4, 3)), {"strides": [2, 2], "auto_pad": "SAME_UPPER"}),
    ("Conv", (X, ones(8, 4, 3, 3)), {"strides": [3, 2], "auto_pad": "VALID"}),
    ("MaxPool", (X,), {"kernel_shape": [3, 2], "strides": [2, 3], "ceil_mode": 1}),
    ("AveragePool", (X,), {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}),
    ("ConvTranspose", (X, ones(4, 6, 3, 4)), {"strides": [2, 3], "pads": [1, 0, 0, 1], "output_padding": [1, 0]}),
    ("ConvTranspose", (X, ones(4, 3, 3, 3)), {"dilations": [2, 1]}),
    ("Pad", (X, whole(0, 0, 2, 1, 0, 0, 3, 4)), {}),
    ("Pad", (X, whole(2, 1, 3, 4), None, whole(2, -1)), {}),
    ("DepthToSpace", (X,), {"blocksize": 2}),
    ("Resize", (X, None, np.array([1, 1, 2, 3], np.float32)), {}),
    ("Resize", (X, None, None, whole(1, 4, 18, 30)), {"mode": "linear"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "attributes"), SLIDING)
def test_sizes_are_those_of_onnxs_evaluation(kind, given, attributes):
    (found,), _ = read(kind, *given, sizes=SIZES, **attributes)
    assert found.sizes == evaluated(kind, *given, image=ones(*SIZES), **attributes)[0].shape
    assert found.places == (None, None, 0, 1)


def windows(kind, *given, sizes=SIZES, **attributes):
    _, node = read(kind, *given, sizes=sizes, **attributes)
    return node.operation.windows if node.operation.kind == "window" else node.operation.kind


KERNEL = ones(8, 4, 3, 2)


def test_padding_comes_first_at_the_beginning_of_each_axis_and_then_at_the_end():
    assert windows("Conv", X, KERNEL, pads=[1, 2, 3, 4]) == (Window(3, 1, 1, 3), Window(2, 1, 2, 4))
    assert windows("Conv", X, KERNEL, auto_pad="SAME_LOWER") == tuple(Window(k, same=True, lower=True) for k in (3, 2))
    assert windows("Conv", X, KERNEL, auto_pad="SAME_UPPER", strides=2) == tuple(
        Window(k, 2, same=True) for k in (3, 2)
    )
    assert windows("Conv", X, KERNEL, auto_pad="VALID", pads=[1] * 4) == (Window(3), Window(2))
    assert windows("Conv", X, KERNEL, auto_pad="") == windows("Conv", X, KERNEL, auto_pad="NOTSET")
    with pytest.raises(BadInput, match="SIDEWAYS of layer n is unknown"):
        windows("Conv", X, KERNEL, auto_pad="SIDEWAYS")


def test_a_transposed_convolutions_padding_is_split_as_the_specification_says():
    # auto_pad: stride · n cells come out; the larger half of span − stride is cut first, unless SAME_UPPER is asked for.
    weights = ones(4, 6, 4, 5)
    for auto, cut in (("SAME_UPPER", ((1, 1), (1, 2))), ("SAME_LOWER", ((1, 1), (2, 1)))):
        (before, after), (left, right) = cut
        expected = (Window(4, 2, before, after, transposed=True), Window(5, 2, left, right, transposed=True))
        assert windows("ConvTranspose", X, weights, auto_pad=auto, strides=2) == expected
    (found,), node = read(
        "ConvTranspose", X, weights, sizes=SIZES, strides=2, output_shape=[19, 20], output_padding=[1, 0]
    )
    # 2 · 8 + 1 + 4 − 19 = 2, and 2 · 9 + 5 − 20 = 3; the output padding is taken off what is cut behind.
    assert found.sizes == (1, 6, 19, 20)
    assert node.operation.windows == (Window(4, 2, 1, 0, transposed=True), Window(5, 2, 2, 1, transposed=True))
    for lost in ({"output_shape": [18]}, {"output_shape": [1, 6, 18, 20], "sizes": (1, 4, None, 10)}):
        assert windows("ConvTranspose", X, weights, strides=2, **lost) == "unknown"
    (found,), _ = read("ConvTranspose", X, weights, sizes=SIZES, output_shape=[1, 6, 12, 14])  # batch and channels, too
    assert found.sizes == (1, 6, 12, 14)
    with pytest.raises(BadInput, match="output_shape 0"):
        windows("ConvTranspose", X, weights, output_shape=[0, 20])


def test_how_many_channels_come_out():
    for weights, sizes in ((Constant(), 4), (Constant((8, None, 3, 3)), 4), (Constant((4, 7)), 7), (Constant((4,)), 4)):
        found, _ = read("ConvTranspose", X, weights, sizes=SIZES, kernel_shape=[3, 3])
        assert found[0].sizes == (1, sizes, 11, 12)
    assert (
        read("ConvTranspose", X, Constant((4, 3, None, 3)), sizes=SIZES, kernel_shape=[3, 3], group=2)[0][0].sizes[1]
        == 6
    )
    assert read("QLinearConv", X, ones(1), ones(1), KERNEL, sizes=SIZES)[0][0].sizes == (1, 8, 7, 9)
    assert read("DepthToSpace", X, sizes=(1, None, 2, 2), blocksize=2)[0][0].sizes == (1, None, 4, 4)
    assert read("SpaceToDepth", X, sizes=(1, 4, 4, 6), blocksize=2)[0][0].sizes == (1, 16, 2, 3)
    assert read("SpaceToDepth", X, sizes=(1, None, 4, 6), blocksize=2)[0][0].sizes == (1, None, 2, 3)
    for kind in ("DepthToSpace", "SpaceToDepth"):
        assert read(kind, X, sizes=SIZES, blocksize=1)[0][0].sizes == SIZES
        with pytest.raises(BadInput, match="blocksize 0"):
            read(kind, X, sizes=SIZES)


def test_what_has_no_kernel_is_lost():
    for kind, given, attributes in (
        ("Conv", (X, Constant()), {}),
        ("Conv", (X, Constant((8, 4, None, 3))), {}),
        ("Conv", (X, ones(8, 4)), {}),
        ("Conv", (X, ones(8, 4, 1, 1, 1, 1)), {}),
        ("Conv", (X,), {}),
        ("Conv", (KERNEL, X), {"kernel_shape": [3, 2]}),
        ("ConvTranspose", (KERNEL, X), {"kernel_shape": [3, 2]}),
        ("ConvTranspose", (X, Constant()), {}),
        ("MaxPool", (X,), {}),
    ):
        assert windows(kind, *given, **attributes) == "unknown", (kind, attributes)
    with pytest.raises(BadInput, match="kernel_shape 0 of layer n"):
        windows("MaxPool", X, kernel_shape=[0, 1])
    assert windows("MaxPool", X, kernel_shape=[1, 1]) == (Window(), Window())


def test_means_count_the_padding_where_the_attribute_says_so():
    for kind, attributes, mean in (
        ("AveragePool", {"count_include_pad": 1}, "padded"),
        ("AveragePool", {}, "inside"),
        ("QLinearAveragePool", {}, "inside"),
        ("MaxPool", {}, ""),
    ):
        assert read(kind, X, sizes=SIZES, kernel_shape=[2, 2], **attributes)[1].operation.mean == mean


def test_borders_of_some_axes_and_of_older_versions():
    assert windows("Pad", X, pads=[0, 0, 1, 2, 0, 0, 3, 4]) == (Window(before=1, after=3), Window(before=2, after=4))
    assert windows("Pad", X, paddings=[0, 0, 1, 2, 0, 0, 3, 4]) == (
        Window(before=1, after=3),
        Window(before=2, after=4),
    )
    assert windows("Pad", X, whole(-1, -2), None, whole(-2)) == (Window(before=-1, after=-2), Window())
    assert windows("Pad", X, whole(1, 2), None, whole(-4)) == (Window(), Window())  # the batch
    for given in (
        (X, Constant((8,))),
        (X, whole(1, 2)),
        (X, whole(1, 2), None, whole(4)),
        (X, whole(1, 2), None, whole(-5)),
    ):
        assert windows("Pad", *given) == "unknown"
    for cells, fits in ((10_000, True), (10_001, False), (-10_000, True), (-10_001, False)):
        if fits:
            assert windows("Pad", X, whole(cells, 0), None, whole(2))[0] == Window(before=cells)
        else:
            with pytest.raises(BadInput, match="padding"):
                windows("Pad", X, whole(cells, 0), None, whole(2))


UP2, UP3 = (Window(factor, factor, transposed=True) for factor in (2, 3))


def resized(*given, **attributes):
    return windows("Resize", X, *given, **attributes)


def test_resizing_by_each_notation():
    scales, sizes = np.array([1, 1, 2, 3], np.float32), whole(1, 4, 18, 30)
    assert resized(None, scales) == resized(None, None, sizes) == (UP2, UP3)
    assert windows("Upsample", X, scales) == windows("Upsample", X, scales=[1.0, 1.0, 2.0, 3.0]) == (UP2, UP3)
    assert resized(scales) == (UP2, UP3)  # version 10: asymmetric, rounded down
    assert resized(None, None, whole(1, 4, 9, 10)) == (Window(), Window())
    # Channels that are resized move nothing in space.
    assert resized(None, np.array([1, 2.5, 1, 1], np.float32)) == (Window(), Window())
    for lost in (
        (None, np.array([1, 1, 2.5, 1], np.float32)),
        (None, None),
        (None, scales[:3]),
        (None, Constant((4,))),
    ):
        assert resized(*lost) == "unknown", lost
    assert windows("Resize", Tensor(0, None, (), 2), None, scales) == "unknown"


def test_resizing_that_is_not_worked_out_is_lost_unless_nothing_is_resized():
    scales = np.array([1, 1, 2, 4], np.float32)
    for attributes, known in (
        ({"mode": "linear"}, True),
        ({"mode": "linear", "coordinate_transformation_mode": "pytorch_half_pixel"}, True),
        ({"mode": "linear", "coordinate_transformation_mode": "asymmetric"}, True),
        ({"mode": "linear", "coordinate_transformation_mode": "align_corners"}, False),
        ({"mode": "cubic"}, False),
        ({"nearest_mode": "floor"}, False),
        ({"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}, True),
        ({"coordinate_transformation_mode": "asymmetric", "nearest_mode": "ceil"}, False),
        ({"coordinate_transformation_mode": "asymmetric"}, False),  # by 4: a half is rounded down, three quarters up
        ({"coordinate_transformation_mode": "tf_crop_and_resize"}, False),
    ):
        assert (resized(None, scales, **attributes) != "unknown") is known, attributes
        assert resized(None, np.ones(4, np.float32), **attributes) == (Window(), Window())
    twice = np.array([1, 1, 2, 2], np.float32)
    assert resized(None, twice, coordinate_transformation_mode="asymmetric") == (UP2, UP2)
    assert resized(None, HALF, mode="linear") == (Window(2, 2, 0, 0), Window(1, 3, -1, -1))
