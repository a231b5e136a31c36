"""Calls of layers while a model is read: names, inputs, and the outputs of nested models."""

import pytest

from core.errors import BadInput
from core.networks.graph import Operation
from core.networks.keras.draft import Call, Draft, LayerCall, Tensor
from core.networks.work import Work
from tests.core.networks.keras.made import conv, start


def test_outputs_of_a_nested_model_are_the_layers_that_they_come_from():
    draft, inner, outer = Draft(False), Call("m/", "a", 0), Call("", "m", 0)
    draft.paths["m/"] = ("m",)
    draft.add(inner, {}, "ReLU", Operation("pointwise"), [])
    draft.models[outer] = [Tensor(inner, 0)]
    assert draft.resolve(Tensor(outer, 0)) == draft.resolve(Tensor(inner, 5)) == inner
    assert (inner.name, Call("m/", "a", 1).name, draft.path(inner)) == ("m/a", "m/a#2", ("m", "a"))
    for output in (-1, 1):
        with pytest.raises(BadInput, match="nested model m has no such output"):
            draft.resolve(Tensor(outer, output))
    draft.models[outer] = [Tensor(outer, 0)]  # its own output
    with pytest.raises(BadInput, match="no such output"):
        draft.resolve(Tensor(outer, 0))
    with pytest.raises(BadInput, match="two layers"):
        draft.check(outer)


def test_an_input_is_told_by_its_layer_or_by_the_model_that_begins_with_another():
    draft, layer = Draft(False), start([None, 8, 9, 3])
    draft.input(Call("", "in", 0), layer)
    found = draft.nodes[Call("", "in", 0)]
    assert (found.label, found.operation, found.inputs) == ("InputLayer", Operation("input", size=(8, 9)), [])
    assert found.work == Work(features=(3,))
    assert draft.layers[Call("", "in", 0)] == LayerCall(("in",), layer)
    draft.input(Call("", "input", 0), conv("a"), {"build_input_shape": [None, 4, 4, None]})
    assert draft.nodes[Call("", "input", 0)].work == Work()
    assert draft.layers[Call("", "input", 0)].layer == {"config": {"batch_shape": [None, 4, 4, None]}}
