"""Each argument of a layer at its last allowed and first refused value, and whose classes are built at all."""

import math

import pytest

from core.errors import BadInput
from core.receptive_field.running.allowed import arguments


def given(kind, argument, value):
    """What a layer is given for that argument."""
    found, checked = arguments({"class_name": kind, "config": {argument: value}}, "a")
    assert found == kind
    ((name, taken),) = checked
    return name, taken


@pytest.mark.parametrize(
    ("kind", "argument", "allowed", "refused"),
    [
        ("Dense", "units", [1, 1_000_000], [0, 1_000_001, -1, 2.5, "8", None, True]),
        ("Conv2D", "groups", [1], [0]),
        ("Conv1D", "kernel_size", [3, (3,), None], [[], -1, 10_001, "3"]),
        ("Conv3D", "strides", [(1, 2, 10_000)], [(1, 1, 1, 1), (1, -1, 1), (1, None, 1)]),
        ("ZeroPadding1D", "padding", [2, (0, 2), ((1, 2),), None], [(-1, 2), [], (1, 1, 1, 1)]),
        ("Cropping3D", "cropping", [((1, 2), (3, 4), (0, 0))], [((1, 2),) * 4, ((1, 2, 3, 4),) * 3, ((-1, 0),) * 3]),
        ("BatchNormalization", "axis", [-5, 5, (1, 2, -3, -2, -1), None], [-6, 6, (1,) * 6, 0.5, (7,)]),
        ("Reshape", "target_shape", [(-1,), (1, 2, 3, 4, 10**9)], [(), (1,) * 6, (-2, 1), (10**9 + 1,), 4, None]),
        ("Conv2D", "use_bias", [True, False], ["yes", 1, None]),
        ("ELU", "alpha", [1e9, -1e9, None], [math.nextafter(1e9, 2e9), -1e10, math.nan, math.inf, 10**400, True, "1"]),
        ("Rescaling", "scale", [0.5, (1.0,) * 4096, None], [[1] * 4097, [math.nan], [[1.0]], "1"]),
        ("Conv2D", "data_format", ["channels_last"], ["channels_first", None, 3]),
        ("MaxPooling2D", "padding", ["valid", "same", "causal"], ["full", None, 0]),
        (
            "Activation",
            "activation",
            ["relu", "softmax"],
            ["os.system", "", 3, {"class_name": "function", "config": "f"}],
        ),
    ],
)
def test_an_argument_is_taken_as_it_is_or_refused_in_a_sentence(kind, argument, allowed, refused):
    for value in allowed:
        assert given(kind, argument, value) == (argument, value)
        if isinstance(value, tuple):  # as JSON has it
            assert given(kind, argument, list(value)) == (argument, value)
    for value in refused:
        with pytest.raises(BadInput, match=f"{argument} .*of layer a"):
            given(kind, argument, value)


def test_names_are_those_of_keras_3_and_numbers_are_floats():
    assert given("Conv2D", "padding", "SAME") == ("padding", "same")
    assert given("Conv2D", "activation", None) == ("activation", "linear")
    assert type(given("ReLU", "max_value", 6)[1]) is float
    assert given("LeakyReLU", "alpha", 0.25) == ("negative_slope", 0.25)  # as Keras 2 called it
    assert given("LeakyReLU", "negative_slope", 0.25) == ("negative_slope", 0.25)
    assert given("ELU", "alpha", 0.25) == ("alpha", 0.25)
    config = {"units": 3, "activation": "relu", "kernel_initializer": {"class_name": "Evil"}, "name": "d"}
    assert arguments({"class_name": "Dense", "config": config}, "d")[1] == (("activation", "relu"), ("units", 3))


@pytest.mark.parametrize("module", [None, "keras", "keras.layers", "keras.src.layers.core", "tf_keras.x", "keras_core"])
def test_classes_of_keras_are_built_by_their_own_names(module):
    layer = {"class_name": "ReLU", "config": {}, "module": module}
    for registered in (None, "ReLU"):
        assert arguments({**layer, "registered_name": registered}, "a") == ("ReLU", ())
    assert arguments({"class_name": "Dropout", "config": {"rate": "any"}, "module": module}, "a") == ("Dropout", ())


@pytest.mark.parametrize(
    "other",
    [
        {"module": "kerasx.layers"},
        {"module": "os"},
        {"module": ["keras"]},
        {"registered_name": "evil>ReLU"},
        {"registered_name": ["ReLU"]},
        {"class_name": "Lambda"},
        {"class_name": "TimeDistributed"},
        {"class_name": "evil>ReLU"},
    ],
    ids=str,
)
def test_anything_elses_class_is_refused(other):
    with pytest.raises(BadInput, match=r"layer a is of the class .*: only Keras's own layers"):
        arguments({"class_name": "ReLU", "config": {}, **other}, "a")


def test_a_layer_without_its_own_config_is_a_sentence():
    with pytest.raises(BadInput, match="not a JSON object with its own “config”"):
        arguments({"class_name": "Conv2D", "config": [3]}, "a")
    with pytest.raises(BadInput, match="not a JSON object with its own “config”"):
        arguments({"class_name": ["Conv2D"], "config": {}}, "a")
