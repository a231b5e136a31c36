"""Inputs of Keras models: their shapes, as layers, models and files of both versions tell them."""

import pytest

from core.errors import BadInput
from core.keras_graph import receptive_fields, solve_config
from core.networks import graph_of
from core.networks.graph import MAX_SIDE, Operation
from core.networks.keras.inputs import (
    input_channels,
    input_operation,
    input_shape,
    references,
    stores_channels_first,
    told_shape,
)
from tests.core.networks.keras.made import base, conv, model, start


def test_a_sequential_that_begins_with_a_model_takes_that_models_input():
    layers = [base("Model"), {"class_name": "MaxPooling2D", "config": {"name": "pool", "pool_size": [2, 2]}}]
    solution = solve_config({"class_name": "Sequential", "config": {"name": "s", "layers": layers}})
    assert solution.rows[0].size == (32, 32)
    assert solution.rows[-1].field.size == (4, 4)
    inner = {"class_name": "Sequential", "config": {"name": "i", "layers": [start([None, 9, 8, 1]), conv("a")]}}
    twice = {"class_name": "Sequential", "config": {"name": "o", "layers": [inner, conv("b")]}}
    assert solve_config({"class_name": "Sequential", "config": {"layers": [twice]}}).rows[0].size == (9, 8)


@pytest.mark.parametrize("cells", [16_000, 9_600_000, 100_000_000])
def test_minutes_of_sound_are_answered(cells):
    layer = {"class_name": "Conv1D", "config": {"name": "conv", "kernel_size": [80], "strides": [4], "padding": "same"}}
    layers = [start([None, cells, 1]), layer]
    row = solve_config({"class_name": "Sequential", "config": {"layers": layers}}).rows[-1]
    assert (row.size, row.field.size) == ((cells // 4,), (80,))
    free = [start([None, None, 1]), layer]
    assert solve_config({"layers": free}, cells).rows[-1].size == (cells // 4,)
    with pytest.raises(BadInput, match="100000000"):
        solve_config({"layers": free}, 100_000_001)


def test_a_vector_of_features_is_told_apart_from_a_map():
    layers = [{"class_name": "Dense", "config": {"name": "d", "units": 8, "batch_input_shape": [None, 25_800]}}]
    with pytest.raises(BadInput, match="no spatial axes"):
        receptive_fields({"class_name": "Sequential", "config": {"layers": layers}})
    with pytest.raises(BadInput, match="not a list of sizes from 1 to 100000000"):
        receptive_fields({"layers": [start([None, 0, 4, 1]), conv("a")]})


def test_a_models_inputs_are_a_list_and_commas_in_names_do_not_matter():
    names = ("left, upper", "right")
    layers = [start([None, 8, 8, 1], name, inbound_nodes=[]) for name in names]
    add = {"class_name": "Add", "name": "sum", "config": {"name": "sum"}}
    add["inbound_nodes"] = [[[names[0], 0, 0, {}], [names[1], 0, 0, {}]]]
    found = model("m", [*layers, add], [[name, 0, 0] for name in names], [["sum", 0, 0]])
    assert graph_of(found).inputs == names
    with pytest.raises(BadInput) as raised:
        solve_config(found)
    assert raised.value.values["names"] == names
    assert solve_config(found, source=names[0]).source == names[0]


def told(*shape, field="batch_shape", **config):
    return {"class_name": "InputLayer", "config": {"name": "in", field: list(shape) or None, **config}}


def test_a_shape_is_a_batch_places_and_channels_in_the_models_order():
    image = told(None, 32, 40, 3)
    assert input_operation(image, False) == Operation("input", size=(32, 40))
    assert input_operation(image, True) == Operation("input", size=(40, 3))
    assert (input_channels(image, False), input_channels(image, True)) == (3, 32)
    vector = told(None, 7)
    assert (input_operation(vector, False), input_channels(vector, False)) == (Operation("input", length=7), 7)
    assert input_channels(told(None, 32, 40, None), False) is input_channels(told(7), False) is None
    for layer, around in (
        (told(None, 9, 1, field="batch_input_shape"), None),
        (told(), {"build_input_shape": [None, 9, 1]}),
        ({**told(), "build_config": {"input_shape": [None, 9, 1]}}, None),
    ):
        assert input_shape(layer, around) == [None, 9, 1]


def test_sizes_of_inputs_are_bounded():
    assert input_operation(told(None, MAX_SIDE, 1, 3), False).size == (MAX_SIDE, 1)
    for size in (MAX_SIDE + 1, 0, -1, True, "8", 1.5):
        with pytest.raises(BadInput, match="not a list of sizes"):
            input_operation(told(None, size, 4, 3), False)
    with pytest.raises(BadInput, match="not a list of sizes"):
        input_operation({"config": {"batch_shape": "abc"}}, False)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_without_a_shape_the_first_layers_class_tells_how_many_axes_there_are(axes):
    layer = {"class_name": f"Conv{axes}D", "config": {}}
    assert input_operation(layer, False) == Operation("input", size=(None,) * axes)
    with pytest.raises(BadInput, match="does not give the shape"):
        input_operation({"class_name": "Conv4D", "config": {}}, False)


def test_the_first_layer_that_says_so_tells_the_order():
    def layers(*formats):
        return {"layers": [{"config": {"data_format": one} if one else {}} for one in formats]}

    assert stores_channels_first(layers(None, "channels_first", "channels_last"))
    assert not stores_channels_first(layers("odd", "channels_last", "channels_first"))
    assert not stores_channels_first(layers())
    assert stores_channels_first({"layers": [{"config": layers("channels_first")}, *layers("channels_last")["layers"]]})


def tensor(*history, shape=(None, 8)):
    return {"class_name": "__keras_tensor__", "config": {"shape": list(shape), "keras_history": list(history)}}


def test_references_of_both_versions_are_in_their_order():
    older = [[["a", 0, 0, {"y": ["c", 2, 0]}], ["b", 0, 1]]]
    assert list(references(older)) == [("a", 0, 0), ("c", 2, 0), ("b", 0, 1)]
    newer = [{"args": [[tensor("a", 0, 0), tensor("b", 1, 0)]], "kwargs": {"key": tensor("c", 0, 2)}}]
    assert list(references(newer)) == [("a", 0, 0), ("b", 1, 0), ("c", 0, 2)]
    assert list(references([["_CONSTANT_VALUE", -1, 3.0], ["_CONSTANT_VALUE", -1, 3], "a", ["a", 0]])) == []


def test_the_shape_of_the_first_tensor_of_a_call():
    nodes = [{"args": [tensor("a", 0, 0, shape=(1, 2)), tensor("b", 0, 0)]}, {"kwargs": {"x": [tensor("c", 0, 0)]}}]
    assert [told_shape(nodes, turn) for turn in range(3)] == [[1, 2], [None, 8], None]
    assert told_shape(None, 0) is told_shape([{"args": []}], 0) is None
    assert told_shape([{"args": [{**tensor("a", 0, 0), "config": {}}]}], 0) is None
