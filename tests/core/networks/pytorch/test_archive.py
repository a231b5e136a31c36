"""The JSON of an exported program, as PyTorch's schema has it: values of every kind, names, and bounds."""

import json

import pytest

from core.errors import BadInput
from core.networks.pytorch import archive
from core.networks.pytorch.archive import MAX_DEPTH, SCHEMA, has_program, parse
from core.networks.pytorch.program import Call, Ref
from core.networks.tensors import Constant


def named(name):
    return {"as_tensor": {"name": name}}


def program(*nodes, inputs=(), signature=(), sizes=None, outputs=()):
    values = {name: {"sizes": shape} for name, shape in (sizes or {}).items()}
    graph = {"inputs": list(inputs), "nodes": list(nodes), "outputs": list(outputs), "tensor_values": values}
    module = {"graph": graph, "signature": {"input_specs": list(signature)}}
    return parse(json.dumps({"schema_version": {"major": SCHEMA}, "graph_module": module}).encode())


Y = (named("y"),)


def node(target="torch.ops.aten.relu.default", outputs=Y, **inputs):
    given = [{"name": name, "arg": value} for name, value in inputs.items()]
    return {"target": target, "inputs": given, "outputs": list(outputs)}


def test_inputs_weights_shapes_and_outputs():
    specs = [
        {"parameter": {"arg": {"name": "w"}, "parameter_name": "w"}},
        {"buffer": {"arg": {"name": "m"}}},
        {"user_input": {"arg": named("x")}},
    ]
    one, free = {"as_int": 1}, {"as_expr": {"expr_str": "s0"}}
    sizes = {
        "w": [{"as_int": 3}],
        "x": [one, {"as_int": 0}, free, {"as_int": 2**31 - 1}, {"as_int": 2**31}, {"as_int": -1}],
        "y": [one] * 16,
    }
    found = program(
        node(self=named("x")),
        inputs=[named(name) for name in "wmx"],
        signature=specs,
        sizes=sizes,
        outputs=[named("y"), {"as_none": True}],
    )
    assert found.constants == {"w": Constant((3,), name="w"), "m": Constant(None)}
    assert found.inputs == {"x": (1, 0, None, 2**31 - 1, None, None)}
    assert found.outputs == ["y"]
    assert found.calls == [Call("relu", ("y",), (), {"self": Ref("x")}, "relu", ((1,) * 16,))]
    assert program(node(), sizes={"y": [one] * 17}).calls[0].sizes == (None,)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"as_int": 3}, 3),
        ({"as_float": 1.5}, 1.5),
        ({"as_bool": True}, True),
        ({"as_string": "same"}, "same"),
        ({"as_int": [3]}, None),
        ({"as_none": True}, None),
        ({"as_ints": [1, 2, None]}, [1, 2]),
        ({"as_floats": [0.5]}, [0.5]),
        (named("x"), Ref("x")),
        ({"as_sym_int": {"as_name": "s"}}, Ref("s")),
        ({"as_sym_int": {"as_int": 7}}, 7),
        ({"as_optional_tensor": named("x")}, Ref("x")),
        ({"as_optional_tensor": {"as_none": True}}, None),
        ({"as_tensors": [{"name": "x"}, {"name": "y"}]}, [Ref("x"), Ref("y")]),
        ({"as_sym_ints": [{"as_name": "s"}, {"as_int": 7}]}, [Ref("s"), 7]),
        ({"as_optional_tensors": [named("x"), {"as_none": True}]}, [Ref("x"), None]),
        ({"as_mystery": 3}, None),
        ({"as_int": 3, "as_float": 1.0}, None),
        (3, None),
    ],
)
def test_arguments_of_every_kind(value, found):
    assert program(node(it=value)).calls[0].kwargs == {"it": found}


def test_operators_and_the_names_of_their_results():
    for target, found in (
        ("torch.ops.aten.conv2d.default", "conv2d"),
        ("torch.ops.prims.sum.default", "sum"),
        ("_operator.add", "add"),
        ("torch.ops.own.mystery.default", "unknown"),
        ("torch.ops.aten", "unknown"),
    ):
        assert program(node(target)).calls[0].target == found
    assert program(node("torch.ops.own.mystery.default")).calls[0].label == "mystery.default"
    pair = program(node(outputs=[{"as_tensors": [{"name": "a"}, {"name": "b"}]}])).calls[0]
    single = program(node(outputs=[{"as_tensors": [{"name": "a"}]}])).calls[0]
    two = program(node(outputs=[named("a"), named("b")])).calls[0]
    assert (pair.names, single.names, two.names) == (("a", "b"), ("a", "a#rest"), ("a", "b"))
    assert program({**node(outputs=()), "name": "n"}).calls[0].names == ("n",)


def test_what_nests_too_deeply_is_not_followed():
    def optional(depth):
        value = named("x")
        for _ in range(depth):
            value = {"as_optional_tensor": value}
        return program(node(it=value)).calls[0].kwargs["it"]

    assert (optional(MAX_DEPTH), optional(MAX_DEPTH + 1)) == (Ref("x"), None)


def test_operations_are_bounded(monkeypatch):
    monkeypatch.setattr(archive, "MAX_CALLS", 2)
    assert len(program(node(), node()).calls) == 2
    with pytest.raises(BadInput, match="too many operations"):
        program(node(), node(), node())


def test_which_archives_hold_a_program():
    for names, found in (
        (["m/models/model.json"], True),
        (["serialized_exported_program.json"], True),
        (["models/model.json"], True),
        (["m/model.json", "models.json", "m/models/model.txt"], False),
    ):
        assert has_program(names) is found
