"""What a layer sees at a size: by hand on chains and branches, and as the literature has it for VGG-16."""

import csv
import io
import json

import pytest

from core.errors import BadInput
from core.networks import graph_of, zoo
from core.receptive_field.command import main
from core.receptive_field.solver import solve
from core.receptive_field.verdict import first_productive, first_to_see, verdicts


def layer(kind, name, *sources, **config):
    found = {"class_name": kind, "name": name, "config": {"name": name, **config}}
    return {**found, "inbound_nodes": [[[source, 0, 0, {}] for source in sources]] if sources else []}


def network(*layers, size=(None, None, 3)):
    start = layer("InputLayer", "in", batch_shape=[None, *size])
    config = {"layers": [start, *layers], "input_layers": [["in", 0, 0]], "output_layers": [[layers[-1]["name"], 0, 0]]}
    return graph_of({"class_name": "Functional", "config": config})


def convolution(name, source, kernel=3):
    return layer("Conv2D", name, source, filters=4, kernel_size=kernel, padding="same")


CHAIN = network(
    convolution("a", "in"),
    layer("MaxPooling2D", "pool", "a", pool_size=2),
    convolution("b", "pool"),
    convolution("point", "b", 1),
    convolution("c", "point", 5),
    convolution("d", "c"),
    layer("GlobalAveragePooling2D", "mean", "d"),
)


@pytest.mark.parametrize(("kernel", "spare"), [(1, []), (2, ["b"]), (3, ["b"])])
def test_a_window_of_two_cells_behind_the_whole_input_can_be_left_out_and_one_of_a_single_cell_adds_no_padding(
    kernel, spare
):
    found = verdicts(solve(network(convolution("a", "in", 9), convolution("b", "a", kernel)), 8))
    assert [one.layer for one in found if one.spare] == spare


def test_a_chain_by_hand():
    # Fields: a 3, pool 4, b 8, point 8, c 16, d 20; the image has 8 cells, the object 4.
    found = {one.layer: one for one in verdicts(solve(CHAIN, 8), 4)}
    assert [one.sees for one in found.values()] == [
        "less",
        "less",
        "object",
        "object",
        "more",
        "more",
        "more",
        "everything",
    ]
    assert [name for name, one in found.items() if one.spare] == ["c", "d"]  # a window of one cell adds no padding
    assert found["c"].shortest == (16, 16)
    assert tuple(found.values()) == verdicts(solve(CHAIN, 8), (4,)) == verdicts(solve(CHAIN, 8), [4, 4])
    assert [one.sees for one in verdicts(solve(CHAIN, 8))][:4] == ["part"] * 4
    assert first_productive(solve(CHAIN, 8)) == (17, 17)  # d gets 16 cells
    assert not any(one.spare for one in verdicts(solve(CHAIN, 17)))


def test_a_skip_connection_carries_details_past_the_layers_between():
    graph = network(
        convolution("long", "in", 9),
        layer("Add", "sum", "in", "long"),
        convolution("after", "sum"),
        convolution("only", "long"),
    )
    found = {one.layer: one for one in verdicts(solve(graph, 9))}
    assert (found["after"].sees, found["after"].shortest) == ("part", (3, 3))
    assert found["only"].spare


def test_an_image_that_is_large_along_one_axis_is_judged_along_both():
    assert not any(one.spare for one in verdicts(solve(CHAIN, (8, 100))))


def test_a_gate_is_judged_with_and_without():
    graph = network(
        convolution("a", "in"),
        layer("GlobalAveragePooling2D", "squeeze", "a", keepdims=True),
        convolution("excite", "squeeze", 1),
        layer("Multiply", "gated", "a", "excite"),
        convolution("b", "gated"),
    )
    found = {one.layer: one for one in verdicts(solve(graph, 32), 5)}
    assert [(one.sees, one.with_gates) for one in (found["a"], found["gated"], found["b"])] == [
        ("less", "less"),
        ("less", "everything"),
        ("object", "everything"),
    ]


def test_vgg16_at_32_pixels_has_the_spare_layers_of_the_literature():
    """Richter et al. 2021, figure 1: at 32 × 32 the border of VGG-16 lies behind the first convolution of its fourth block."""
    description = zoo.network("VGG16")
    found = verdicts(solve(graph_of(description["config"]), 32))
    # Fields: block3_conv3 40, block3_pool 44: from the first layer on whose input sees 32 cells.
    assert next(one.layer for one in found if one.spare) == "block3_conv3"
    assert [one.layer for one in found if one.spare][-1] == "block5_pool"


def test_no_size_and_an_object_that_is_none_are_sentences():
    with pytest.raises(BadInput, match="choose an input size"):
        verdicts(solve(CHAIN))
    for wanted in (0, [1, 2, 3], -4, 10**12):
        with pytest.raises(BadInput, match="object"):
            verdicts(solve(CHAIN, 8), wanted)


def test_the_first_layer_that_sees_an_object():
    grown = (
        layer("Conv2D", "a", "in", filters=4, kernel_size=3),
        layer("Conv2D", "b", "a", filters=4, kernel_size=3, strides=2),
        layer("Conv2D", "c", "b", filters=4, kernel_size=[1, 9]),
        layer("Conv2D", "d", "c", filters=4, kernel_size=3),
    )
    solution = solve(network(*grown, size=(64, 64, 3)))
    assert first_to_see(solution, 1).node.name == "in"
    assert first_to_see(solution, 4).node.name == "b"  # a: 3, b: 5
    assert first_to_see(solution, (5, 6)).node.name == "c"  # 5 × 21
    assert first_to_see(solution, 9).node.name == first_to_see(solution, [9]).node.name == "d"  # 9 × 25
    assert first_to_see(solution, 10) is None
    mean = layer("GlobalAveragePooling2D", "mean", "d")
    assert first_to_see(solve(network(*grown, mean, size=(64, 64, 3))), 50).node.name == "mean"
    # A side branch that sees everything starts before the first box that is large enough, and is not the answer.
    found = first_to_see(solve(graph_of(zoo.network("EfficientNetB0")["config"]), 224), 52)
    assert found.field.sees == "box" and found.field.size[0] >= 52
    for wrong in (0, -1, (1, 2, 3), [], 10**12):
        with pytest.raises(BadInput):
            first_to_see(solution, wrong)
    assert first_to_see(solution, (64, 64)) is None  # as large as the input, which no layer sees
    with pytest.raises(BadInput, match="an object of 64 × 65 is larger than the input of 64 × 64"):
        first_to_see(solution, (64, 65))
    assert first_to_see(solve(network(*grown)), 65) is None


def test_the_command_line_says_cost_and_verdict_in_every_form(tmp_path, capsys):
    path = tmp_path / "model.json"
    config = {
        "layers": [
            layer("InputLayer", "in", batch_shape=[None, None, None, 3]),
            convolution("a", "in", 9),
            convolution("b", "a"),
        ]
    }
    path.write_text(json.dumps({"class_name": "Sequential", "config": config}))
    assert main([str(path), "--size", "8", "--object", "4"]) == 0
    out = capsys.readouterr().out
    b = next(line for line in out.splitlines() if line.startswith("b "))
    assert b.split()[-8:] == ["more", "than", "the", "input", "(could", "be", "left", "out)"]
    parameters = 9 * 9 * 3 * 4 + 4 + 3 * 3 * 4 * 4 + 4
    assert f"{parameters:,} parameters" in out
    assert main([str(path), "--size", "8", "--object", "4", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["in_all"]["parameters"] == parameters
    assert found["in_all"]["multiply_adds"] == 64 * (9 * 9 * 3 * 4 + 3 * 3 * 4 * 4)
    assert [one["verdict"] for one in found["layers"]] == ["less", "object", "more"]
    assert found["layers"][2]["could_be_left_out"] is True
    assert main([str(path), "--csv"]) == 0
    record = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))[1]
    assert (record["parameters"], record["multiply_adds"], record["verdict"]) == ("976", "?", "?")
