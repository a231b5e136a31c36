"""Texts of PyTorch programs: signatures, shapes and lines as they are printed, and their bounds."""

import pytest

from core.errors import BadInput
from core.networks.pytorch import text
from core.networks.pytorch.text import MAX_LINE, MAX_SIGNATURE, check, read, shape
from core.networks.tensors import Constant

RELU = "a = torch.relu(x)"


def program(*lines, signature="x", before="", after=""):
    return read(before + f"def forward(self, {signature}):\n" + "".join(f"    {line}\n" for line in lines) + after)


@pytest.mark.parametrize(
    ("kind", "sizes"),
    [
        ("f32[1, 3, 224]", (1, 3, 224)),
        ("f32[]", ()),
        ("i64[s77, 2*s0, 3]", (None, None, 3)),
        ("f8_e4m3[2]", (2,)),
        ("bf16[999999999, 1000000000]", (999999999, None)),
        ("f32[" + "1, " * 20 + "]", (1,) * 16),
        ("Sym(s77)", None),
        ("f32", None),
    ],
)
def test_shapes_are_read_as_they_are_printed(kind, sizes):
    assert shape(kind) == sizes


def test_weights_are_told_from_inputs_by_the_signature_or_by_how_export_names_them():
    kinds = 'p_w: "f32[3]", b_m: "f32[4]", c_k: "f32[5]", x: "f32[1, 3]", p_x'
    found = program(RELU, signature=kinds)
    assert found.constants == {"p_w": Constant((3,), name="p_w"), "b_m": Constant((4,)), "c_k": Constant((5,))}
    assert found.inputs == {"x": (1, 3), "p_x": (None, None)}
    signed = "\nGraph signature:\n  # inputs\n  x: PARAMETER target='x'\n  p_w: USER_INPUT\n  b_m: BUFFER target='m'\n"
    found = program(RELU, "return a", signature=kinds, after=signed)
    assert found.constants["x"] == Constant((1, 3), name="x") and found.constants["b_m"] == Constant((4,))
    assert list(found.inputs) == ["p_w", "p_x"]
    typed = program(
        RELU, signature="x : torch.Tensor, y = None", before="Net(\n  (a): Conv2d(1, 1, kernel_size=3)\n)\n"
    )
    assert typed.inputs == {"x": (None,) * 4, "y": (None,) * 4}


def test_lines_are_calls_up_to_what_is_returned():
    found = program(
        "# a comment",
        '"""a docstring"""',
        "w = self.w;  x = None",
        'a: "f32[1, 3]" = torch.relu(x);  x = None',
        "torch.relu(a)",
        "return (a, b)",
        "c = torch.relu(a)",
    )
    assert [(call.names, call.sizes) for call in found.calls] == [(("a",), ((1, 3),))]
    assert (found.outputs, found.constants) == (["a", "b"], {"w": Constant()})
    assert read("x = 1") is None


@pytest.mark.parametrize(
    "line",
    [
        "a = torch.relu(x) if x else y",
        "a = b = torch.relu(x)",
        "a, b = torch.relu(x)",
        "a += 1",
        "a = (",
        "a: int = torch.relu(x)",
        "a = - - - x",
        "a = " + "(" * 31 + "x" + ")" * 31,
        "a = torch.relu(" + "x," * 10_000 + ")",
        "a = f" + "(x)" * 3_001,
    ],
)
def test_what_is_no_plain_call_is_a_sentence(line):
    with pytest.raises(BadInput, match="not a call that can be read"):
        program(line)


def test_words_in_quotes_and_the_deepest_and_longest_line():
    assert program("a = torch.f(x, 'lambda: exec')").calls[0].args[1] == "lambda: exec"
    assert program("a = " + "(" * 30 + "x" + ")" * 30).calls
    longest = "a = " + "x" * (MAX_LINE - 4)
    assert program(longest).calls
    with pytest.raises(BadInput, match="not a call"):
        program(longest + "x")


def test_texts_are_bounded(monkeypatch):
    line = "a" * MAX_SIGNATURE
    check(line + "\n" + line)
    with pytest.raises(BadInput, match=f"{MAX_SIGNATURE + 1} characters"):
        check(line + "a")
    check("")
    monkeypatch.setattr(text, "MAX_TEXT", 3)
    check("a\na")
    with pytest.raises(BadInput, match="longer than 3"):
        check("a\n\na")
    monkeypatch.setattr(text, "MAX_CALLS", 3)
    assert len(program(*[RELU] * 3, "return a").calls) == 3
    with pytest.raises(BadInput, match="too many operations"):
        program(*[RELU] * 4)
    for lines in ((), ("w = self.w",), ("return x",)):
        with pytest.raises(BadInput, match="before the first operation"):
            program(*lines)
