"""Remarks on layers as they are said, and one for many."""

from core.keras_graph import solve_config
from core.networks.zoo import network
from core.receptive_field.layer import Layer
from core.receptive_field.notices import Notice, fields_differ, grouped, size_needed, strides_differ
from core.receptive_field.regions import receptive_field


def test_one_notice_stands_for_many_layers():
    solution = solve_config(network("EfficientNetB0")["config"], 224)
    gates = [notice for notice in solution.notices if notice.topic == "gate"]
    said = [notice for notice in grouped(solution.notices) if notice.topic == "gate"]
    assert len(gates) == 16
    assert len(said) == 1
    assert f"(+{len(gates) - 3})" in str(said[0])
    assert str(said[0]).startswith(gates[0].layer)
    assert grouped(()) == ()


def test_the_first_layers_are_named_and_the_others_counted_and_so_are_what_they_differ_in():
    def named(layers):
        (one,) = grouped([size_needed(layer) for layer in layers])
        return one.layer

    assert (named("a"), named("abc"), named("abcd"), named("aab")) == ("a", "a, b, c", "a, b, c … (+1)", "a, b")
    apart = [fields_differ(layer, distances) for layer, distances in zip("abcd", [(1, 2), (0.5, None), (1, 2), (3,)])]
    (one,) = grouped(apart)
    assert dict(one.values)["cells"] == "1, 2; 0.5, ?; 3" and one.topic == "centre"
    assert dict(grouped([*apart, fields_differ("e", (9,))])[0].values)["cells"] == "1, 2; 0.5, ?; 3 …"
    both = grouped([Notice.gate("a"), Notice.statistics("b"), Notice.gate("c")])
    assert [(one.topic, one.layer) for one in both] == [("gate", "a, c"), ("statistics", "b")]


def test_different_strides_are_named_once_each():
    paths = [receptive_field([Layer("a", 1, stride)]) for stride in (2, (1, 2), 2)]
    assert dict(strides_differ("sum", paths).values)["strides"] == "1×2 ≠ 2×2"
