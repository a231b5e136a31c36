"""PyTorch programs as archives and texts: fields by hand, one answer in all forms, and what is refused."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from core.errors import BadInput
from core.networks import reader
from core.receptive_field.solver import solve

PROGRAMS = Path(__file__).parent / "programs"
# Printed by PyTorch 2.13 of one network: a strided stem, two blocks of a 3×3 beside a grouped 5×5, a pool between
# them, a transposed convolution back up, a concatenation, a gate, a classifier.
EXPORTED, SYMBOLIC, PRINTED, SEQUENTIAL = (
    (PROGRAMS / f"{name}.txt").read_text(encoding="utf-8") for name in ("exported", "symbolic", "printed", "sequential")
)
DOCUMENT = json.loads((PROGRAMS / "exported.json").read_text(encoding="utf-8"))


def packed(document=DOCUMENT, name="m/models/model.json", **others):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, document if isinstance(document, str) else json.dumps(document))
        for key, value in others.items():
            archive.writestr(key.replace("__", "."), value)
    return buffer.getvalue()


def program(*lines, signature='x: "f32[1, 3, 32, 32]"'):
    return "\n".join(["def forward(self, " + signature + "):", *("    " + line for line in lines)])


def fields(model, size=None):
    return {row.node.name: row.field for row in solve(model.graph, size).rows}


# 7 → stem; two paths of 5×5 at stride 2: 7 + 4·2 = 15; pool 3×3: 19, stride 4; 5×5: 19 + 4·4 = 35; a transposed 4×4
# with stride 2 sees two cells: 35 + 4 = 39, stride 2.
@pytest.mark.parametrize(
    ("source", "form", "names"),
    [
        (EXPORTED, "PyTorch (torch.export)", ("conv2d", "add", "max_pool2d", "add_1", "conv_transpose2d", "mul")),
        (packed(), "PyTorch (.pt2)", ("conv2d", "add", "max_pool2d", "add_1", "conv_transpose2d", "mul")),
        (SYMBOLIC, "PyTorch (torch.fx)", ("stem", "add", "blocks_1", "add_1", "up", "mul")),
    ],
)
def test_one_network_has_one_answer_in_every_form(source, form, names):
    model = reader.read(source) if isinstance(source, bytes) else reader.read_text(source)
    assert model.format == form
    found = fields(model, 64)
    assert [found[name].size[0] for name in names] == [7, 15, 19, 35, 39, 39]
    assert [found[name].stride[0] for name in names] == [2, 2, 4, 4, 2, 2]
    assert found["mul"].gates == ("mul",)
    assert solve(model.graph, 64).rows[-1].field.sees == "everything"


def test_a_printed_sequential_is_a_chain():
    model = reader.read_text(SEQUENTIAL)
    assert model.format == "PyTorch (print)"
    rows = solve(model.graph, 224).rows
    # 7/2, pool 3/2, then 3×5 with dilation 2 at stride 4, average 2/2.
    assert (rows[-4].field.size, rows[-4].field.stride) == ((11 + 16 + 4, 11 + 32 + 4), (8, 8))
    assert rows[-1].field.sees == "everything"


def test_a_printed_model_with_another_container_is_sent_to_export():
    with pytest.raises(BadInput, match=r"does not say in which order.*torch\.export"):
        reader.read_text(PRINTED)


def test_several_inputs_are_asked_for_and_none_without_space_is_answered():
    text = program(
        'c: "f32[1, 3, 16, 16]" = torch.ops.aten.conv2d.default(x, w)',
        'a: "f32[1, 3, 16, 16]" = torch.ops.aten.add.Tensor(c, y)',
        "return (a,)",
        signature='w: "f32[3, 3, 1, 1]", x: "f32[1, 3, 16, 16]", y: "f32[1, 3, 16, 16]"',
    )
    # Without a signature nothing says that w is a weight: three inputs.
    graph = reader.read_text(text).graph
    with pytest.raises(BadInput, match="choose one"):
        solve(graph)
    signed = (
        text + "\n\nGraph signature:\n    # inputs\n    w: PARAMETER target='w'\n    x: USER_INPUT\n    y: USER_INPUT\n"
    )
    graph = reader.read_text(signed).graph
    assert graph.inputs == ("x", "y")
    assert solve(graph, source="y").rows[2].field.sees == "nothing"
    flat = program('r: "f32[1, 10]" = torch.ops.aten.relu.default(x)', "return r", signature='x: "f32[1, 10]"')
    with pytest.raises(BadInput, match="no spatial axes"):
        solve(reader.read_text(flat).graph)


def test_channels_last_and_signals_are_recognised():
    text = program(
        't: "f32[1, 80, 3000]" = torch.ops.aten.transpose.int(x, 1, 2)',
        'c: "f32[1, 384, 1500]" = torch.ops.aten.conv1d.default(t, p_w, None, [2], [1])',
        "return c",
        signature='p_w: "f32[384, 80, 3]", x: "f32[1, 3000, 80]"',
    )
    rows = solve(reader.read_text(text).graph).rows
    assert (rows[0].size, rows[-1].size) == ((3000,), (1500,))
    assert (rows[-1].field.size, rows[-1].field.stride) == ((3,), (2,))


def test_an_adaptive_pool_follows_the_input_size():
    text = program(
        'c: "f32[1, 4, 30, 30]" = torch.ops.aten.conv2d.default(x, p_w)',
        'a: "f32[1, 4, 6, 6]" = torch.ops.aten.adaptive_avg_pool2d.default(c, [6, 6])',
        "return a",
        signature='p_w: "f32[4, 3, 3, 3]", x: "f32[1, 3, 32, 32]"',
    )
    graph = reader.read_text(text).graph
    assert (solve(graph).rows[-1].field.size, solve(graph).rows[-1].size) == ((7, 7), (6, 6))
    assert solve(graph, 62).rows[-1].field.size == (12, 12)  # 60 / 6 = 10 cells, 3×3 before them
    # 31 cells to 6: ⌊31 o / 6⌋ … ⌈31 (o + 1) / 6⌉ − 1 has 6 cells for every o, and two more before the convolution.
    assert (solve(graph, 33).rows[-1].size, solve(graph, 33).rows[-1].field.size) == ((6, 6), (8, 8))


def test_what_nobody_knows_is_named():
    text = program("m = torch.ops.own.mystery.default(x)", "r = torch.ops.aten.relu.default(m)", "return r")
    assert solve(reader.read_text(text).graph).rows[-1].field.unknown == ("m",)


LITERALS = [
    'conv2d = torch.ops.aten.conv2d.default(x, p_w, None, __import__("os").system("echo"))',
    "conv2d = torch.ops.aten.conv2d.default(x, p_w, None, [print(1)] * 2)",
]


@pytest.mark.parametrize("line", LITERALS)
def test_code_in_the_place_of_a_number_is_a_sentence_and_is_not_run(line, capsys):
    text = program(line, "return conv2d", signature='p_w: "f32[4, 3, 3, 3]", x: "f32[1, 3, 32, 32]"')
    with pytest.raises(BadInput):
        solve(reader.read_text(text).graph)
    assert capsys.readouterr().out == ""


HEAD = program()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "x" * 1_000_000,
        "import os\nos.remove('/')\n",
        "print(model)",
        "def forward(self, x):",
        HEAD + "\n    return x",
        HEAD + "\n    a = " + "(" * 10_000 + ")" * 10_000,
        HEAD + "\n    a = " + "-" * 19_000 + "1",
        HEAD + "\n    a = " + "- " * 9_000 + "1",
        HEAD + "\n    a = " + "not " * 4_000 + "1",
        HEAD + "\n    a = x" + ".a" * 9_000,
        HEAD + "\n    a = x" + "[0]" * 6_000,
        HEAD + "\n    a = " + "1+" * 9_000 + "1",
        HEAD + "\n    a = f" + "()" * 5_000,
        HEAD + "\n    a = x" + "**x" * 6_000,
        HEAD + "\n    a = torch.relu(" + "x," * 1_000_000 + ")",
        HEAD + "\n    a = torch.relu(y)",
        HEAD + "\n    a = torch.relu(b)\n    b = torch.relu(a)",
        HEAD + "\n    while True: pass",
        HEAD + "\n    for i in range(10**9): x = x + 1",
        HEAD + "\n    exec('1')",
        HEAD + "\n    a = (lambda: x)()",
        HEAD + "\n    a = torch.ops.aten.max_pool2d.default(x, [10**9, 1])",
        HEAD + "\n    a = torch.ops.aten.max_pool2d.default(x, [99999999999999999999, 1])",
        HEAD + "\n    a = torch.ops.aten.max_pool2d.default(x, [64, 64])",
        HEAD + "\n" + "    x = torch.relu(x)\n" * 60_000,
        "def forward(self, " + ", ".join(f'p_{i}: "f32[1]"' for i in range(100_000)) + "):\n    a = torch.relu(x)",
        "Sequential(",
        "Sequential(\n" * 10_000,
        "Sequential(\n  (0-999999): 1000000 x Conv2d(3, 3, kernel_size=(3, 3))\n)",
        "Sequential(\n  (0): Conv2d(3, 3, kernel_size=(3, 3), padding=sideways)\n)",
        "Sequential(\n  (0): Conv2d(3, 3, kernel_size=(3, 3), stride=f(1))\n)",
        "Sequential(\n  (0): MaxPool2d()\n)",
        "Sequential(\n  (0): Linear(in_features=3, out_features=4)\n)",
        "Linear(in_features=3, out_features=4)",
        "\x00" * 1000,
        "((((((((",
    ],
)
def test_a_hostile_text_is_a_sentence(text):
    with pytest.raises(BadInput) as caught:
        solve(reader.read_text(text).graph, 32)
    assert str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (packed({**DOCUMENT, "schema_version": {"major": 5, "minor": 1}}), "version 5"),
        (packed({}), "version"),
        (packed("{"), "JSON"),
        (packed("[" * 100_000), "JSON"),
        (packed(" " * 70_000_000), "larger than 64"),
        (packed({"schema_version": {"major": 8}}), "no exported program"),
        (packed({"schema_version": {"major": 8}, "graph_module": {"graph": {"nodes": [1, None, {}]}}}), "."),
        (packed(name="m/data.pkl"), r"weights or code.*torch\.export"),
        (packed(name="saved_model.pb"), r"\.keras"),
        (packed(name="other.json"), "no exported PyTorch program"),
        (packed(name="serialized_exported_program.json"), "version"),
        (packed()[:-30], "ZIP"),
        (packed()[:200], "ZIP"),
        (packed(**{f"e{i}": "" for i in range(20_001)}), "entries"),
        (b"\x80\x02}q\x00.", "pickle"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), r"HDF5.*\.keras"),
        (b"\x08\x01\x12\x80\x01" + bytes(128), "SavedModel"),
        (b"\x1c\x00\x00\x00TFL3" + bytes(50), "TensorFlow Lite"),
        (b'\x10\x00\x00\x00\x00\x00\x00\x00{"a": 1}', "contains arrays"),
        (b"", "not a model"),
        (b"\xff\xfe\x00rubbish", "not a model"),
        (b"a" * (17 * 2**20), "longer"),
    ],
)
def test_a_file_that_cannot_be_answered_says_what_to_do(data, says):
    with pytest.raises(BadInput, match=says):
        solve(reader.read(data).graph)


def test_a_thousand_layers_are_answered():
    lines = ['t0: "f32[1, 3, 32, 32]" = torch.ops.aten.conv2d.default(x, p_w, None, [1, 1], [1, 1])']
    lines += [f"t{i} = torch.ops.aten.conv2d.default(t{i - 1}, p_w, None, [1, 1], [1, 1])" for i in range(1, 1000)]
    text = program(*lines, "return t999", signature='p_w: "f32[3, 3, 3, 3]", x: "f32[1, 3, 32, 32]"')
    assert solve(reader.read_text(text).graph).rows[-1].field.size == (2001, 2001)


@pytest.mark.parametrize("text", ["def forward(self):\n" + "\n" * 400_000, "def forward(self" + " " * 400_000 + "!"])
def test_blanks_without_end_are_read_in_one_pass(text):
    with pytest.raises(BadInput, match="before the first operation"):  # in a pass from each blank it would take hours
        reader.read_text(text)
