"""Tables as files and as text: every figure of a stack by hand, in each form."""

import csv
import io
import json

import pytest

from core.errors import BadInput
from core.networks.graph import Graph, Node, Operation
from core.receptive_field import export
from core.receptive_field.axis import AxisField
from core.receptive_field.field import ReceptiveField, table
from core.receptive_field.layer import Layer
from core.receptive_field.solver import solve

STACK = [Layer("a|b", (3, 5), (2, 1), ((1, 0), (2, 2)), (1, 2)), Layer("up", 2, 2, "same", kind="transposed")]
RECORDS = [
    {
        "layer": "a|b",
        "kind": "conv",
        "kernel": [3, 5],
        "stride": [2, 1],
        "padding": [[1, 0], [2, 2]],
        "dilation": [1, 2],
        "output": [5, 5],  # (11 + 1 − 3) / 2 + 1 and 9 + 4 − 9 + 1
        "receptive_field": [3, 9],
        "effective_stride": [2, 1],
        "effective_padding": [1, 2],
        "centre": [0.0, 2.0],
        "overlap": [1, 8],
    },
    {
        "layer": "up",
        "kind": "transposed",
        "kernel": [2, 2],
        "stride": [2, 2],
        "padding": "same",
        "dilation": [1, 1],
        "output": [10, 10],
        "receptive_field": [3, 9],  # each unit of "a|b" twice
        "effective_stride": [1, "1/2"],
        "effective_padding": [1, 2],
        "centre": [0.0, 2.0],
        "overlap": [2, "17/2"],
    },
]


def test_a_stack_s_records_are_its_figures_and_json_has_them():
    rows = table(STACK, (11, 9))
    assert export.stack_records(rows) == RECORDS == json.loads(export.stack_json(rows))
    (unknown,) = export.stack_records(table([Layer("c", 3, 2, "same")]))
    assert (unknown["output"], unknown["effective_padding"], unknown["centre"]) == (None, [None, None], [None, None])


def test_csv_and_markdown_write_pairs_with_a_cross_and_fractions_apart():
    rows = table(STACK, (11, 9))
    titles, *lines = csv.reader(io.StringIO(export.stack_csv(rows).lstrip("\ufeff")))
    assert titles == list(RECORDS[0])
    assert lines[0] == ["a|b", "conv", "3×5", "2×1", "1,0 2,2", "1×2", "5×5", "3×9", "2×1", "1×2", "0×2", "1×8"]
    assert lines[1][4:] == ["same", "1×1", "10×10", "3×9", "1; 1/2", "1×2", "0×2", "2; 17/2"]
    head, rule, first, _ = export.stack_markdown(rows).splitlines()
    assert head.startswith("| layer | kind | kernel |") and head.endswith("| centre | overlap |")
    assert rule.count("|") == head.count("|") == len(RECORDS[0]) + 1
    assert first.startswith(r"| a\|b | conv | 3×5 |")
    assert export.stack_csv(table([Layer("c", 3, 2, "same")])).splitlines()[1].endswith(",?,3×3,2×2,?×?,?×?,1×1")


def test_samples_last_as_long_as_the_rate_says_and_only_signals_have_one():
    assert export.milliseconds(3, 16_000) == 0.1875
    assert export.milliseconds("1/3", 1_000) == pytest.approx(1 / 3)
    assert export.milliseconds(None, 1_000) is None
    signal, image = (solve(Graph((Node("in", "", Operation("input", size=size)),), ("in",))) for size in ((9,), (9, 9)))
    export.check_rate(signal, 44_100)
    export.check_rate(image, None)
    with pytest.raises(BadInput, match="this network's input has 2"):
        export.check_rate(image, 44_100)


def test_sizes_that_differ_are_all_written_up_to_three_and_then_the_ends():
    three, four = (AxisField((0,) * n, tuple(range(1, n + 1)), 1) for n in (3, 4))
    assert export.extents_text(ReceptiveField((three, four, AxisField()))) == "1|2|3×1…4×1"
