"""Layers that nobody knows, described by hand; a layer's units that differ."""

import json

import pytest

from core.errors import BadInput
from core.keras_graph import main, receptive_fields, solve_config
from core.receptive_field import Layer
from core.receptive_field.export import graph_records, graph_text
from core.receptive_field.verdict import first_to_see


def stack(*layers, size=(64, 64)):
    start = {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, *size, 1]}}
    return {"layers": [start, *layers]}


def custom(name):
    return {"class_name": "Mine", "config": {"name": name}}


def conv(name, kernel, **more):
    return {"class_name": "Conv2D", "config": {"name": name, "kernel_size": kernel, **more}}


@pytest.mark.parametrize(
    ("what", "size", "stride"),
    [
        ("pointwise", (3, 3), (1, 1)),
        ("3", (5, 5), (1, 1)),
        ("3x5", (5, 7), (1, 1)),
        ("3x3,stride=2", (5, 5), (2, 2)),
        (" 3 , stride = 2x1 , dilation = 2 ", (7, 7), (2, 1)),
        ("3x3,padding=same", (5, 5), (1, 1)),
        ("conv5s2p1", (7, 7), (2, 2)),
        ("pool2s2", (4, 4), (2, 2)),
        (Layer("x", (1, 7)), (3, 9), (1, 1)),
    ],
)
def test_a_described_layer_is_answered(what, size, stride):
    field = receptive_fields(stack(conv("a", 3), custom("m")), described={"m": what})["m"]
    assert (field.size, field.stride) == (size, stride)


def test_one_number_stands_for_every_axis_however_many_there_are():
    for size in ((40,), (20, 20), (9, 9, 9)):
        field = receptive_fields(stack(custom("m"), size=size), described={"m": "3,stride=2,padding=1"})["m"]
        assert (field.size, field.padding) == ((3,) * len(size), (1,) * len(size))


@pytest.mark.parametrize(
    "what",
    [
        "",
        "conv",
        "3x",
        "3x3x3x3",
        "3,stride",
        "3,stride=0",
        "3,stride=2,stride=2",
        "3,pace=2",
        "0",
        "9" * 200,
        "3,padding=-1",
    ]
    + ["3x3,stride=1x1x1", "conv3~conv3", "conv3,stride=2", "Pointwise!", 7, None, "99999999"],
)
def test_a_description_that_is_none_is_a_sentence(what):
    with pytest.raises(BadInput):
        receptive_fields(stack(custom("m")), described={"m": what})


def test_a_description_of_a_layer_that_is_not_there_is_a_sentence():
    with pytest.raises(BadInput, match="no layer m2"):
        receptive_fields(stack(custom("m")), described={"m2": "pointwise"})


def test_units_that_differ_are_told_with_all_their_sizes():
    # 3 cells at stride 2, doubled: units see 3 cells; a kernel of 2 then meets one of them, or two that lie 2 apart.
    up = {"class_name": "UpSampling2D", "config": {"name": "up", "size": 2}}
    solution = solve_config(stack(conv("a", 3, strides=2, padding="same"), up, conv("b", 2)))
    row = solution.rows[-1]
    assert row.field.extents == ((3, 5), (3, 5))
    assert row.field.size == (5, 5)
    assert graph_records(solution)[-1]["smallest_field"] == [3, 3]
    assert "3|5×3|5" in graph_text(solution)
    assert solution.rows[1].field.extents == ((3,), (3,))
    # An object must be seen by every unit.
    assert first_to_see(solution, 4) is None


def test_the_terminal_takes_descriptions_marks_the_object_and_fails_where_an_answer_is_unknown(tmp_path, capsys):
    path = tmp_path / "m.json"
    path.write_text(json.dumps(stack(conv("a", 3), custom("m=1"), conv("c", 5))))
    assert main([str(path)]) == 1
    assert "unknown" in capsys.readouterr().out
    assert main([str(path), "--describe", "m=1=3x3,stride=2", "--object", "6"]) == 0
    out = capsys.readouterr().out
    # 3, then 3 + 2 = 5, then 5 + 4 · 2 = 13.
    assert "* c " in out
    assert "13×13" in out
    assert out.splitlines()[-1] == "* c is the first layer whose units see 6 cells"
    assert main([str(path), "--describe", "m=1=pointwise", "--object", "64", "--json"]) == 0
    found = capsys.readouterr()
    assert json.loads(found.out)["layers"][-1]["receptive_field"] == [7, 7]
    assert found.err == "no layer sees 64 cells\n"
    for wrong in (
        ["--describe", "m"],
        ["--describe", "n=3x3"],
        ["--describe", "m=1=huge"],
        ["--object", "0"],
        ["--object", "65"],
    ):
        assert main([str(path), *wrong]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
