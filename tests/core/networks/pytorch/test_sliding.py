"""Windows of PyTorch's operators: sizes by the formulas of its documentation, the notations of its programs, and bounds."""

import pytest

from core.errors import BadInput
from core.networks.tensors import FLAT, Constant, Tensor
from core.window import Window
from tests.core.networks.pytorch.applied import X, read, tensor, weights

SIZES = (1, 4, 9, 10)
RANKLESS = Tensor(0, None, (), 2)


def windows(target, *args, sizes=SIZES, **options):
    _, node = read(target, *args, sizes=sizes, **options)
    return node.operation.windows if node.operation.kind == "window" else node.operation.kind


def test_convolutions_by_torchs_formula():
    # ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1
    found, _ = read("conv2d", X, weights(8, 2, 3, 2), None, [2, 1], [1, 2], [1, 3], 2, sizes=SIZES)
    assert (found.sizes, found.places) == ((1, 8, 5, 11), (None, None, 0, 1))
    assert windows("conv2d", X, weights(8, 4, 3, 2)) == (Window(3), Window(2))
    assert windows("conv2d", X, weights(8, 4, 3, 2), None, 2, 1, 3) == (Window(3, 2, 1, 1, 3), Window(2, 2, 1, 1, 3))
    assert windows("conv2d", X, weights(8, 4, 3, 2), padding="valid") == (Window(3), Window(2))
    # "same": d(k − 1) cells in all, an odd one behind.
    assert windows("conv2d", X, weights(8, 4, 4, 3), padding="same", dilation=[1, 3]) == (
        Window(4, 1, 1, 2),
        Window(3, 1, 3, 3, 3),
    )
    with pytest.raises(BadInput, match="padding sideways of layer n is unknown"):
        windows("conv2d", X, weights(8, 4, 3, 2), padding="sideways")
    general = "convolution", X, weights(8, 4, 3, 2), None, [2, 2], [1, 0], [1, 1]
    assert windows(*general, False, [0, 0], 1) == (Window(3, 2, 1, 1), Window(2, 2))
    assert windows("conv1d", X, weights(8, 4, 3), sizes=(1, 4, 9)) == (Window(3),)
    assert len(windows("conv3d", X, weights(8, 4, 3, 3, 3), sizes=(1, 4, 9, 9, 9))) == 3


def test_transposed_convolutions_by_torchs_formula():
    # (n − 1)s − 2p + d(k − 1) + o + 1
    call = "conv_transpose2d", X, weights(4, 3, 3, 2), None, [2, 3], [1, 0], [1, 2], 2, [1, 2]
    found, node = read(*call, sizes=SIZES)
    assert found.sizes == (1, 6, (9 - 1) * 2 - 2 + 2 + 1 + 1, (10 - 1) * 3 + 2 + 2 + 1)
    assert node.operation.windows == (Window(3, 2, 1, 0, transposed=True), Window(2, 3, 0, -2, 2, transposed=True))
    general = read("convolution", X, weights(4, 3, 3, 2), None, [2, 3], [1, 0], [1, 2], True, [1, 2], 2, sizes=SIZES)
    assert (general[0].sizes, general[1].operation) == (found.sizes, node.operation)
    assert read("conv_transpose2d", X, Constant((4, None, 3, 3)), sizes=SIZES)[0].sizes == (1, 4, 11, 12)
    assert read("conv_transpose2d", X, weights(4, 3, 3, 3), groups=0, sizes=SIZES)[0].sizes == (1, 3, 11, 12)


@pytest.mark.parametrize(
    "call",
    [
        ("conv2d", X, Constant()),
        ("conv2d", X, weights(8, 4)),
        ("conv2d", X, weights(8, 4, 1, 1, 1, 1)),
        ("conv2d", X, Constant((8, 4, None, 3))),
        ("conv2d", weights(1, 4, 9, 10), X),
        ("adaptive_avg_pool2d", RANKLESS, 2),
        ("adaptive_avg_pool2d", X, [2, 2, 2]),
        ("adaptive_avg_pool2d", tensor((9,), (0,)), [2, 2]),
        ("adaptive_avg_pool2d", tensor((4, 9, 10), (0, None, 1)), [2, 2]),
        ("adaptive_avg_pool2d", tensor((1, 4, None, 10), (None, None, 0, 1)), [None, 2]),
        ("interpolate", X, None, 2.5),
        ("interpolate", X, None, None),
        ("interpolate", X, None, 2, "bicubic"),
        ("interpolate", X, None, 2, "bilinear", True),
        ("interpolate", RANKLESS, None, 2),
        ("interpolate", tensor((1, 4), (None, None)), None, 2),
        ("pad", X, [1]),
        ("pad", X, [1] * 10),
        ("pad", RANKLESS, [1, 1]),
        ("pad", X, [1, 1], "circular"),
    ],
)
def test_what_cannot_be_told_is_not_known(call):
    assert windows(*call) == "unknown"


def test_pools():
    assert windows("max_pool2d", X, 3) == (Window(3, 3), Window(3, 3))
    assert windows("max_pool2d", X, [3, 2], []) == (Window(3, 3), Window(2, 2))
    assert windows("max_pool2d", X, [3, 2], [2, 1], 1, 2, True) == (
        Window(3, 2, 1, 1, 2, ceil=True),
        Window(2, 1, 1, 1, 2, ceil=True),
    )
    assert windows("avg_pool2d", X, 3, 1, 1, True) == (Window(3, 1, 1, 1, ceil=True),) * 2
    assert windows("lp_pool2d", X, 2, 3) == (Window(3, 3),) * 2
    assert windows("max_pool1d", X, 3, sizes=(1, 4, 9)) == (Window(3, 3),)
    for target, args, mean in (
        ("avg_pool2d", (3,), "padded"),
        ("avg_pool2d", (3, None, 1, False, False), "inside"),
        ("max_pool2d", (3,), ""),
    ):
        assert read(target, X, *args, sizes=SIZES)[1].operation.mean == mean
    for target, options in (("max_pool2d_with_indices", {}), ("boolean_dispatch", {"return_indices": True})):
        values, indices = read(target, X, 3, sizes=SIZES, **options)[0]
        assert values == indices and values.sizes == (1, 4, 3, 3)
    with pytest.raises(BadInput, match="kernel_size"):
        windows("max_pool2d", X)


def test_adaptive_pools():
    found, node = read("adaptive_avg_pool2d", X, [3, None], sizes=SIZES)
    assert (found.sizes, node.operation.resize.size, node.operation.resize.interpolation) == (
        (1, 4, 3, 10),
        (3, 10),
        "adaptive",
    )
    for cells in (1, [1], [1, 1]):
        found, node = read("adaptive_avg_pool2d", X, cells, sizes=SIZES)
        assert (found.sizes, node.operation.kind) == ((1, 4, 1, 1), "everything")
    assert read("adaptive_max_pool1d", X, 3, sizes=(1, 4, 9))[0].sizes == (1, 4, 3)
    turned = read("adaptive_avg_pool2d", tensor((1, 4, 9, 10), (None, None, 1, 0)), [3, 2])[1]
    assert turned.operation.resize.size == (2, 3)  # by the input's axes
    # One axis of two is left: of what is pooled, and of what is not.
    assert windows("adaptive_avg_pool1d", tensor((4, 2, 10), (0, None, 1)), 1) == "unknown"
    with pytest.raises(BadInput, match="output_size 0"):
        windows("adaptive_avg_pool2d", X, 0)


UP2, UP3 = (Window(factor, factor, transposed=True) for factor in (2, 3))


def test_resizing_by_each_notation():
    for call in (
        ("interpolate", X, [18, 30]),
        ("interpolate", X, None, [2, 3]),
        ("interpolate", X, None, [2.0, 3.0], "nearest"),
        ("upsample_nearest2d", X, [18, 30]),
        ("upsample_nearest2d", X, None, [2.0, 3.0]),
    ):
        assert windows(*call) == (UP2, UP3), call
    assert windows("interpolate", X, None, 2) == (UP2, UP2)
    bilinear = (Window(4, 2, 1, 1, transposed=True),) * 2
    for call in (
        ("interpolate", X, None, 2, "bilinear"),
        ("interpolate", X, None, 2, "bilinear", False),
        ("upsample_bilinear2d", X, [18, 20], False),
        ("upsample_bilinear2d", X, None, False, [2.0, 2.0]),
    ):
        assert windows(*call) == bilinear, call
    assert windows("interpolate", X, None, 1, "bilinear", True) == (Window(), Window())
    assert windows("interpolate", X, None, None, told=((1, 4, 18, 30),)) == (UP2, UP3)
    assert windows("interpolate", X, None, None, told=((1, 4),)) == "unknown"
    # By half: torch's "nearest" takes the first of two cells, "nearest-exact" and both halves of "linear" the middle.
    assert windows("interpolate", X, None, 0.5, sizes=(1, 4, 8, 8)) == (Window(1, 2, 0, -1),) * 2
    assert windows("interpolate", X, None, 1 / 3, "nearest-exact", sizes=(1, 4, 9, 9)) == (Window(1, 3, -1, -1),) * 2
    assert (
        windows("_upsample_nearest_exact2d", X, None, [1 / 3, 1 / 3], sizes=(1, 4, 9, 9)) == (Window(1, 3, -1, -1),) * 2
    )
    # A scale decides where a size is not known, the size where both are.
    assert windows("interpolate", X, [18, 30], [5, 5]) == (UP2, UP3)
    assert windows("interpolate", X, [18, 30], [2, 3], sizes=(1, 4, None, None)) == (UP2, UP3)


def test_borders_begin_at_the_last_dimension():
    assert windows("pad", X, [1, 2, 3, 4]) == (Window(before=3, after=4), Window(before=1, after=2))
    assert windows("constant_pad_nd", X, [-1, 0]) == (Window(), Window(before=-1))
    assert windows("pad", X, 2) == (Window(before=2, after=2),) * 2
    assert windows("pad", X, [0, 0, 0, 0, 1, 1]) == (Window(), Window())  # channels
    assert windows("pad", X, [1, 1], "reflect") == (Window(), Window(before=1, after=1))
    assert read("pad", X, [1] * 8, sizes=SIZES)[0].sizes == (3, 6, 11, 12)
    assert windows("pad", X, [10_000, -1])[1] == Window(before=10_000, after=-1)
    for cells in (10_001, -10_001):
        with pytest.raises(BadInput, match="padding"):
            windows("pad", X, [0, cells])


def test_pixels_are_shuffled():
    assert read("pixel_shuffle", X, 2, sizes=SIZES)[0].sizes == (1, 1, 18, 20)
    assert read("pixel_unshuffle", X, 2, sizes=(1, 4, 8, 10))[0].sizes == (1, 16, 4, 5)
    assert windows("pixel_shuffle", X, 2) == (UP2, UP2)
    assert windows("pixel_unshuffle", X, 3) == (Window(3, 3),) * 2
    assert read("pixel_shuffle", X, 2, sizes=(1, None, 2, 2))[0].sizes == (1, None, 4, 4)
    assert windows("pixel_shuffle", tensor((1, 60), (None, FLAT)), 2) == "unknown"
    with pytest.raises(BadInput, match="factor 0"):
        windows("pixel_shuffle", X, 0)
