"""Which part of a JSON text is the model, and what is said where there is none."""

import json

import pytest

from core.errors import BadInput
from core.keras_graph import receptive_fields
from core.networks.keras.envelope import MAX_ENVELOPES, model_of
from tests.core.networks.keras.made import conv, start


def test_a_tensorflow_js_model_and_the_attributes_of_a_weight_file_are_answered():
    inner = {"class_name": "Sequential", "config": {"name": "s", "layers": [start([None, 32, 32, 1]), conv("conv")]}}
    topology = {"keras_version": "2.15.0", "backend": "tensorflow", "model_config": inner}
    file = {"format": "layers-model", "modelTopology": topology, "weightsManifest": []}
    for found in (file, topology, {"model_config": json.dumps(inner)}, {"modelTopology": inner}):
        assert receptive_fields(found)["conv"].size == (3, 3)
    with pytest.raises(BadInput, match="graph model"):
        receptive_fields({"format": "graph-model", "modelTopology": {"node": []}})


KERAS_1 = {"name": "conv", "batch_input_shape": [None, 64, 64, 3], "nb_filter": 8, "nb_row": 5, "nb_col": 5}


@pytest.mark.parametrize(
    "found",
    [
        {"class_name": "Sequential", "keras_version": "1.2.1", "config": [{"class_name": "Dense", "config": {}}]},
        {"class_name": "Sequential", "config": [{"class_name": "Convolution2D", "config": KERAS_1}]},
        {"class_name": "Sequential", "config": [{"class_name": "Merge", "config": {"name": "m", "layers": []}}]},
        {"class_name": "Model", "config": {"layers": [{"class_name": "Convolution2D", "config": KERAS_1}]}},
    ],
)
def test_a_file_of_keras_1_is_told_so(found):
    with pytest.raises(BadInput, match="Keras 1"):
        receptive_fields(found)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ({"name": "demo", "version": "1.0.0"}, "no list of “layers”.*name, version"),
        ({"type": "FeatureCollection", "features": []}, "type, features"),
        ({"class_name": "MyNet", "config": {"units": 3}}, "MyNet"),
        ({"class_name": "MyNet", "config": {"layers": []}}, "class, MyNet"),
        ({"class_name": "Functional", "config": {}}, "Functional model has no list of layers"),
        ({"modelTopology": {"modelTopology": {"modelTopology": {"modelTopology": {"modelTopology": 1}}}}}, "layers"),
        ({"model_config": "{"}, "not JSON"),
        ({"model_config": {"model_config": []}}, "layers"),
        ({1: 2}, "layers"),
        ("text", "layers"),
        (None, "layers"),
    ],
)
def test_json_that_is_no_model_gets_a_sentence_that_is_true(found, says):
    with pytest.raises(BadInput, match=says):
        receptive_fields(found)


def test_somebody_s_own_layer_with_an_old_argument_is_not_keras_1():
    layers = [start([None, 9, 9, 1]), {"class_name": "Mine", "config": {"name": "m", "subsample": 2, "border_mode": 1}}]
    assert receptive_fields({"layers": layers})["m"].sees == "unknown"


def test_a_model_is_found_inside_some_envelopes():
    inner = {"class_name": "Sequential", "config": {"layers": []}}
    found = inner
    for _ in range(MAX_ENVELOPES):
        found = {"modelTopology": found}
    assert model_of(found) == ("Sequential", {"layers": []})
    with pytest.raises(BadInput, match="no list of “layers”"):
        model_of({"modelTopology": found})
    assert model_of({"layers": [], "output_layers": []})[0] == "Functional"
    assert model_of({"layers": []})[0] == "Sequential"
    for version, told in (("0.3", True), ("1.2.1", True), ("2.1", False), ("10.0", False)):
        if told:
            with pytest.raises(BadInput, match="Keras 1"):
                model_of({**inner, "keras_version": version})
        else:
            assert model_of({**inner, "keras_version": version})[0] == "Sequential"


def test_a_pool_of_keras_2_is_told_from_one_of_keras_1_by_its_arguments():
    pool = {"class_name": "MaxPooling2D", "config": {"pool_size": 2, "padding": "same"}}
    assert model_of({"layers": [pool]})[0] == "Sequential"
    pool["config"]["border_mode"] = "same"
    with pytest.raises(BadInput, match="Keras 1"):
        model_of({"layers": [pool]})
    assert model_of({"layers": [{**pool, "module": "keras.layers"}]})[0] == "Sequential"
