"""Configurations → graphs: order, names, references that lead nowhere, and the bounds of what is drafted."""

import pytest

from core.errors import BadInput
from core.networks.keras import draft as drafts
from core.networks.keras.config import calls_of, graph_of
from core.networks.keras.draft import MAX_NESTING, MAX_NODES
from tests.core.networks.keras.made import base, conv, model, start


def relu(name, *sources):
    return {
        "class_name": "ReLU",
        "name": name,
        "config": {"name": name},
        "inbound_nodes": [[[s, 0, 0, {}] for s in sources]],
    }


IN = start([None, 8, 8, 1], inbound_nodes=[])


def names(found):
    return [node.name for node in found.nodes]


def test_every_layer_comes_after_its_inputs_otherwise_in_the_files_order():
    layers = [relu("c", "b"), relu("b", "a"), relu("d", "in"), relu("a", "in"), IN]
    found = graph_of(model("m", layers, [["in", 0, 0]], [["c", 0, 0], ["d", 0, 0], ["c", 0, 0]]))
    assert names(found) == ["in", "d", "a", "b", "c"]
    assert [node.inputs for node in found.nodes] == [(), (0,), (0,), (2,), (3,)]
    assert found.outputs == ("c", "d")
    twice = {"class_name": "Add", "name": "s", "config": {}, "inbound_nodes": [[["in", 0, 0], ["in", 0, 0]]]}
    assert graph_of(model("m", [IN, twice], [["in", 0, 0]], [["s", 0, 0]])).nodes[-1].inputs == (0, 0)


def test_what_is_not_in_the_model_or_depends_on_itself_is_named():
    for layers, output, says in (
        ([IN, relu("c", "in"), relu("a", "b"), relu("b", "a")], "b", "layer a depends on itself"),
        ([IN, relu("a", "gone")], "a", "layer a takes its input from gone"),
        ([IN, relu("a", "in")], "gone", "output gone is not in the model"),
    ):
        with pytest.raises(BadInput, match=says):
            graph_of(model("m", layers, [["in", 0, 0]], [[output, 0, 0]]))


def test_calls_of_one_layer_have_its_path():
    shared = {**relu("a", "in"), "inbound_nodes": [[["in", 0, 0, {}]], [["a", 0, 0, {}]]]}
    found, calls = calls_of(model("m", [IN, shared], [["in", 0, 0]], [["a", 1, 0]]))
    assert names(found) == ["in", "a", "a#2"]
    assert [call.path for call in calls] == [("in",), ("a",), ("a",)]
    nested = [start([None, 32, 32, 3], inbound_nodes=[]), base(inbound_nodes=[[["in", 0, 0, {}]]])]
    _, calls = calls_of(model("m", nested, [["in", 0, 0]], [["base", 1, 0]]))
    assert [call.path for call in calls] == [("in",), ("base", "b_in"), ("base", "conv")]


def test_channels_that_the_file_tells_of_what_comes_in():
    told = {"class_name": "__keras_tensor__", "config": {"shape": [None, 8, 9, 5], "keras_history": ["in", 0, 0]}}
    layer = {**conv("a"), "inbound_nodes": [{"args": [told]}]}
    assert graph_of(model("m", [IN, layer], [["in", 0, 0]], [["a", 0, 0]])).nodes[-1].told == 5
    layer["config"]["data_format"] = "channels_first"
    assert graph_of(model("m", [IN, layer], [["in", 0, 0]], [["a", 0, 0]])).nodes[-1].told == 8


def sequential(*layers):
    return {"class_name": "Sequential", "config": {"layers": list(layers)}}


def test_a_chain_begins_with_its_input_or_with_what_its_first_layer_tells():
    assert names(graph_of(sequential(IN, conv("a")))) == ["in", "a"]
    assert names(graph_of(sequential(conv("a")))) == ["input", "a"]
    with pytest.raises(BadInput, match="no layers"):
        graph_of(sequential())
    for layer in ({"config": {}}, {"class_name": "ReLU", "config": {"name": "a" * 201}}, {"config": {"name": 3}}):
        with pytest.raises(BadInput, match="has no name"):
            graph_of(sequential(IN, layer))
    assert names(graph_of(sequential(IN, {"class_name": "ReLU", "config": {"name": "a" * 200}})))[1] == "a" * 200
    assert names(graph_of(sequential(IN, {"class_name": "ReLU", "config": {}})))[1] == "ReLU"
    with pytest.raises(BadInput, match="two layers of the model are named a"):
        graph_of(sequential(IN, conv("a"), conv("a")))


def nested(depth):
    inner = sequential(IN, conv("a", 1))
    for turn in range(depth):
        inner = sequential({**inner, "config": {**inner["config"], "name": f"m{turn}"}})
    return inner


def test_models_in_models_are_bounded():
    assert names(graph_of(nested(MAX_NESTING)))[-1].endswith("/a")
    with pytest.raises(BadInput, match=f"more than {MAX_NESTING} levels"):
        graph_of(nested(MAX_NESTING + 1))


def test_layers_are_bounded(monkeypatch):
    assert MAX_NODES == 10_000
    monkeypatch.setattr(drafts, "MAX_NODES", 4)
    assert len(graph_of(nested(1)).nodes) == 3
    monkeypatch.setattr(drafts, "MAX_NODES", 3)
    with pytest.raises(BadInput, match="more than 3 layers"):  # a nested model is counted, too
        graph_of(nested(1))
    assert len(graph_of(sequential(IN, conv("a"), conv("b"))).nodes) == 3
    with pytest.raises(BadInput, match="more than 3 layers"):
        graph_of(sequential(IN, conv("a"), conv("b"), conv("c")))
