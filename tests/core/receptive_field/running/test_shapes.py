"""Shapes, variables and multiplications of each kind of layer, worked by hand on a map of 5 × 6 cells and 2 channels."""

import pytest

from core.errors import BadInput
from core.networks.graph import Operation
from core.networks.resampling import Resize
from core.receptive_field.running.shapes import Variable, outcome
from core.window import Window

MAP = (5, 6, 2)
POINT = Operation("pointwise")
THREE = Operation("window", (Window(3), Window(3)))  # 3 × 4 places, 9 taps


def made(kind, operation=POINT, *shapes, **given):
    return outcome(kind, given, operation, shapes or (MAP,), "a")


@pytest.mark.parametrize(
    ("kind", "operation", "given", "shape", "variables", "products", "kept"),
    [
        ("Conv2D", THREE, {"filters": 4}, (3, 4, 4), {"kernel": (3, 3, 2, 4), "bias": (4,)}, 12 * 9 * 2 * 4, 48 * 2),
        (
            "Conv2D",
            THREE,
            {"filters": 4, "groups": 2, "use_bias": False, "activation": "relu"},
            (3, 4, 4),
            {"kernel": (3, 3, 1, 4)},
            12 * 9 * 1 * 4,
            48 * 2,
        ),
        (
            "DepthwiseConv2D",
            THREE,
            {"depth_multiplier": 3, "activation": "relu"},
            (3, 4, 6),
            {"kernel": (3, 3, 2, 3), "bias": (6,)},
            12 * 9 * 6,
            72 * 3,
        ),
        (
            "SeparableConv2D",
            THREE,
            {"depth_multiplier": 3, "filters": 5, "activation": "linear"},
            (3, 4, 5),
            {"depthwise_kernel": (3, 3, 2, 3), "pointwise_kernel": (1, 1, 6, 5), "bias": (5,)},
            12 * (9 * 6 + 6 * 5),
            60 * 2 + 72,
        ),
        (
            "Conv2DTranspose",
            Operation("window", (Window(3, 2, transposed=True), Window(3, transposed=True))),
            {"filters": 4},
            (11, 8, 4),
            {"kernel": (3, 3, 4, 2), "bias": (4,)},
            30 * 9 * 2 * 4,
            352 * 2,
        ),
        ("Dense", POINT, {"units": 7}, (5, 6, 7), {"kernel": (2, 7), "bias": (7,)}, 60 * 7, 210 * 2),
        ("MaxPooling2D", THREE, {}, (3, 4, 2), {}, 0, 24),
        ("Resizing", Operation("resize", resize=Resize((3, 4))), {}, (3, 4, 2), {}, 0, 24),
        ("GlobalMaxPooling2D", POINT, {}, (2,), {}, 0, 0),
        ("GlobalAveragePooling2D", POINT, {"keepdims": True}, (1, 1, 2), {}, 0, 0),
        ("Flatten", POINT, {}, (60,), {}, 0, 0),
        ("Reshape", POINT, {"target_shape": (-1, 4)}, (15, 4), {}, 0, 0),
        ("Reshape", POINT, {"target_shape": (60,)}, (60,), {}, 0, 0),
        ("Permute", POINT, {"dims": (3, 1, 2)}, (2, 5, 6), {}, 0, 60),
        ("ReLU", POINT, {}, MAP, {}, 60, 60),
        ("PReLU", POINT, {}, MAP, {"alpha": (5, 6, 2)}, 60, 60),
        ("PReLU", POINT, {"shared_axes": (1, 2)}, MAP, {"alpha": (1, 1, 2)}, 60, 60),
        ("PReLU", POINT, {"shared_axes": 1}, MAP, {"alpha": (1, 6, 2)}, 60, 60),
        ("LayerScale", POINT, {}, MAP, {"gamma": (2,)}, 60, 60),
        ("LayerScale", POINT, {"projection_dim": 2}, MAP, {"gamma": (2,)}, 60, 60),
        ("Normalization", POINT, {"axis": (3,)}, MAP, {"mean": (2,), "variance": (2,), "count": ()}, 60, 60),
        ("Normalization", POINT, {"mean": 0.5, "variance": 2.0}, MAP, {}, 60, 60),
        ("GroupNormalization", POINT, {"center": False}, MAP, {"gamma": (2,)}, 60, 120),
        ("LayerNormalization", POINT, {"axis": (1, -1)}, MAP, {"gamma": (5, 2), "beta": (5, 2)}, 60, 120),
        (
            "BatchNormalization",
            POINT,
            {"scale": False, "axis": -3},
            MAP,
            {"beta": (5,), "moving_mean": (5,), "moving_variance": (5,)},
            60,
            120,
        ),
    ],
)
def test_what_a_layer_makes_of_a_map(kind, operation, given, shape, variables, products, kept):
    found = made(kind, operation, **given)
    assert found.shape == shape
    assert found.variables == tuple(Variable(*one) for one in variables.items())
    assert (found.products, found.kept) == (products, kept)


@pytest.mark.parametrize(
    ("kind", "given", "shapes", "shape"),
    [
        ("Add", {}, [MAP, (5, 1, 2)], MAP),
        ("Multiply", {}, [(2,), MAP, (1, 1, 1)], MAP),
        ("Maximum", {}, [MAP], MAP),
        ("CustomScaleLayer", {}, [MAP, MAP], MAP),
        ("Concatenate", {}, [MAP, (5, 6, 7)], (5, 6, 9)),
        ("Concatenate", {"axis": 3}, [MAP, (5, 6, 7)], (5, 6, 9)),
        ("Concatenate", {"axis": 1}, [MAP, (4, 6, 2)], (9, 6, 2)),
        ("Concatenate", {"axis": -3}, [MAP, MAP, MAP], (15, 6, 2)),
    ],
)
def test_what_several_maps_become(kind, given, shapes, shape):
    assert made(kind, POINT, *shapes, **given).shape == shape


@pytest.mark.parametrize(
    ("kind", "operation", "given", "shapes"),
    [
        ("ReLU", POINT, {}, [MAP, MAP]),
        ("CustomScaleLayer", POINT, {}, [MAP]),
        ("Conv2D", THREE, {}, [MAP]),  # no filters
        ("Conv2D", THREE, {"filters": 4}, [(5, 2, 2)]),
        ("Conv2D", THREE, {"filters": 4}, [(5, 2)]),
        ("Conv2D", THREE, {"filters": 4, "groups": 4}, [MAP]),
        ("Conv2D", THREE, {"filters": 3, "groups": 2}, [MAP]),
        ("Resizing", Operation("resize", resize=Resize((3, 4))), {}, [(5, 2)]),
        ("Reshape", POINT, {}, [MAP]),
        ("Reshape", POINT, {"target_shape": (7, -1)}, [MAP]),
        ("Reshape", POINT, {"target_shape": (-1, -1)}, [MAP]),
        ("Reshape", POINT, {"target_shape": (0, -1)}, [MAP]),
        ("Reshape", POINT, {"target_shape": (30,)}, [MAP]),
        ("Permute", POINT, {}, [MAP]),
        ("Permute", POINT, {"dims": (0, 1, 2)}, [MAP]),
        ("Permute", POINT, {"dims": (1, 2, 2)}, [MAP]),
        ("Permute", POINT, {"dims": 1}, [MAP]),
        ("Normalization", POINT, {"axis": 2}, [MAP]),
        ("Normalization", POINT, {"axis": (1, 3)}, [MAP]),
        ("BatchNormalization", POINT, {"axis": 0}, [MAP]),
        ("BatchNormalization", POINT, {"axis": (0, 1)}, [MAP]),
        ("BatchNormalization", POINT, {"axis": 4}, [MAP]),
        ("BatchNormalization", POINT, {"axis": -4}, [MAP]),
        ("Add", POINT, {}, [MAP, (4, 6, 2)]),
        ("Add", POINT, {}, [MAP, (6, 2)]),
        ("Concatenate", POINT, {"axis": 0}, [MAP, MAP]),
        ("Concatenate", POINT, {"axis": 4}, [MAP, MAP]),
        ("Concatenate", POINT, {"axis": -4}, [MAP, MAP]),
        ("Concatenate", POINT, {"axis": (1,)}, [MAP, MAP]),
        ("Concatenate", POINT, {}, [MAP, (5, 2)]),
        ("Concatenate", POINT, {}, [MAP, (5, 7, 2)]),
        ("Concatenate", POINT, {"axis": 1}, [MAP, (5, 6, 3)]),
    ],
)
def test_what_does_not_fit_a_layer_is_a_sentence_with_its_shapes(kind, operation, given, shapes):
    with pytest.raises(BadInput) as raised:
        made(kind, operation, *shapes, **given)
    assert raised.value.values["shape"] == " + ".join("×".join(map(str, shape)) for shape in shapes)


def test_a_layer_that_nothing_goes_into_is_a_sentence():
    with pytest.raises(BadInput, match="layer a cannot be run on a map of the shape –"):
        outcome("Add", {}, POINT, [], "a")
