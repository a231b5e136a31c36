"""The tree that print(model) shows: paths, what each module is a call of, and bounds."""

import pytest

from core.errors import BadInput
from core.networks.pytorch.modules import MAX_DEPTH, MAX_LINE, MAX_MODULES, Module, axes, call, is_tree, sequence, tree
from core.networks.pytorch.program import Ref
from core.networks.tensors import Constant


def only(text):
    """What the call of a printed module is: (operator, arguments by name)."""
    found = call(tree(text), "", ("n",), (Ref("x"),), {})
    assert found.args[:1] == (Ref("x"),)
    return found.target, found.kwargs


W = "weight"


@pytest.mark.parametrize(
    ("text", "target", "given"),
    [
        ("Conv2d(3, 8, kernel_size=(3, 5), stride=(1, 2))", "conv2d", {W: Constant((8, 3, 3, 5)), "stride": [1, 2]}),
        ("Conv1d(3, 8, kernel_size=5, bias=False)", "conv1d", {W: Constant((8, 3, 5))}),
        ("Conv2d(3, 8, kernel_size=(3, 3), padding=same)", "conv2d", {W: Constant((8, 3, 3, 3)), "padding": "same"}),
        ("ConvTranspose2d(4, 6, kernel_size=(2, 2), groups=2)", "conv_transpose2d", {W: Constant((4, 3, 2, 2)), "groups": 2}),
        ("ConvTranspose2d(4, 6, kernel_size=(2, 2))", "conv_transpose2d", {W: Constant((4, 6, 2, 2))}),
        ("Conv2d(3, 8)", "conv2d", {W: Constant()}),
        ("Conv2d(kernel_size=(3, 3))", "conv2d", {W: Constant((None, None, 3, 3))}),
        ("MaxPool2d(kernel_size=3, stride=2)", "max_pool2d", {"kernel_size": 3, "stride": 2}),
        ("AvgPool1d(3)", "avg_pool1d", {"kernel_size": 3}),
        ("LPPool2d(2, kernel_size=3)", "lp_pool2d", {"kernel_size": 3}),
        ("AdaptiveAvgPool2d(output_size=(1, 2))", "adaptive_avg_pool2d", {"output_size": [1, 2]}),
        ("AdaptiveMaxPool1d(3)", "adaptive_max_pool1d", {"output_size": 3}),
        ("ZeroPad2d((1, 2, 3, 0))", "pad", {"pad": [1, 2, 3, 0]}),
        ("ReflectionPad1d(padding=2)", "pad", {"pad": 2}),
        ("Linear(in_features=3, out_features=4, bias=True)", "linear", {W: Constant((4, 3))}),
        ("LayerNorm((5, 6), eps=1e-05)", "layer_norm", {"normalized_shape": [5, 6]}),
        ("LayerNorm()", "layer_norm", {"normalized_shape": [0]}),
        ("Embedding(100, 16, padding_idx=0)", "embedding", {W: Constant((100, 16))}),
        ("Upsample(scale_factor=2.0, mode='bilinear')", "interpolate", {"scale_factor": 2.0, "mode": "bilinear"}),
        ("Dropout(p=0.5, inplace=False)", "pointwise", {}),
        ("GroupNorm(2, 8, eps=1e-05)", "group_norm", {}),
        ("LSTM(5, 7, batch_first=True)", "lstm", {}),
        ("Mystery(3)", "unknown", {}),
        ("Conv2d(3, 8, kernel_size=f(3))", "conv2d", {W: Constant()}),
        ("MaxPool2d(3, oops", "max_pool2d", {"kernel_size": None}),
        ("Dropout(- - 1)", "pointwise", {}),
    ],
)  # fmt: skip
def test_a_printed_module_is_a_call(text, target, given):
    assert only(text) == (target, given)


def test_arguments_of_a_call_come_behind_those_of_its_module():
    found = call({"up": Module("Upsample", (), {"mode": "nearest"})}, "up", ("n",), (Ref("x"), 7), {"size": 3})
    assert (found.args, found.kwargs, found.label) == ((Ref("x"),), {"size": 3, "mode": "nearest"}, "Upsample")
    plain = call({"a": Module("ReLU")}, "a", ("n",), (Ref("x"), 7), {"size": 3})
    assert (plain.args, plain.kwargs) == ((Ref("x"), 7), {"size": 3})
    gone = call({}, "a.b", ("n",), (Ref("x"),), {})
    assert (gone.target, gone.label) == ("unknown", "a.b")
    lstm = call({"a": Module("LSTM", (5, 7))}, "a", ("n",), (Ref("x"), Ref("state")), {"hx": 1})
    assert (lstm.args, lstm.kwargs, len(lstm.work.weights)) == ((Ref("x"),), {}, 4)


def test_paths_of_modules_and_of_blocks_that_are_printed_once():
    text = """Net(
  (a): Sequential(
    (0-2): 3 x Block(
      (c): Conv2d(1, 2, kernel_size=(3, 3))
    )
    (3): ReLU()
  )
  (b): ReLU()
)
(c): ReLU()
rubbish"""
    blocks = [f"a.{number}" for number in range(3)]
    assert list(tree(text)) == ["", "a", *blocks, *(f"{block}.c" for block in blocks), "a.3", "b"]
    assert tree(text)["a.1.c"] == Module("Conv2d", (1, 2), {"kernel_size": [3, 3]})
    assert tree(text)["a"].holds and not tree(text)["b"].holds


def test_a_chain_of_modules_is_a_program():
    found = sequence(
        "Sequential(\n  (0): Conv2d(3, 8, kernel_size=(3, 3))\n  (1): Sequential(\n    (2): ReLU()\n  )\n)"
    )
    assert found.inputs == {"input": (None,) * 4}
    assert [(one.names, one.args) for one in found.calls] == [(("0",), (Ref("input"),)), (("1.2",), (Ref("0"),))]
    assert found.outputs == ["1.2"]
    attention = "Sequential(\n  (0): MultiheadAttention(\n    (out_proj): Linear(3, 3)\n  )\n  (1): ReLU()\n)"
    assert [one.names for one in sequence(attention).calls] == [("0",), ("1",)]
    assert [one.names for one in sequence("Conv1d(1, 1, kernel_size=(3,))").calls] == [("Conv1d",)]
    with pytest.raises(BadInput, match=r"in which order the model \(Net\)"):
        sequence("Net(\n  (0): ReLU()\n)")
    with pytest.raises(BadInput, match="no layers"):
        sequence("Sequential(\n)")


def test_the_first_module_that_says_so_tells_the_axes():
    for kinds, found in (
        (["ReLU", "Conv1d", "Conv2d"], 1),
        (["BatchNorm2d", "MaxPool3d"], 3),
        (["PixelShuffle"], 2),
        (["Upsample", "Conv3d"], 2),
        (["Linear", "BatchNorm1d"], 0),
    ):
        assert axes({str(place): Module(kind) for place, kind in enumerate(kinds)}) == found


def test_what_begins_like_a_module():
    for text, found in (
        ("Sequential(\n", True),
        ("\n\n  Linear(in_features=3)", True),
        ("Linear", False),
        ("3(x)", False),
        ("Linear(3) and more", False),
        ("A(" + "x" * (MAX_LINE - 4) + ")", True),
        ("A(" + "x" * (MAX_LINE - 3) + ")", False),
    ):
        assert is_tree(text) is found


def test_trees_are_bounded():
    def nested(depth):
        return "\n".join(["A("] + ["(a): A("] * (depth - 1))

    assert len(tree(nested(MAX_DEPTH))) == MAX_DEPTH
    with pytest.raises(BadInput, match=f"more than {MAX_DEPTH} levels"):
        tree(nested(MAX_DEPTH + 1))
    many = "A(\n  (0-{last}): {count} x B()\n)"
    assert len(tree(many.format(last=MAX_MODULES - 2, count=MAX_MODULES - 1))) == MAX_MODULES
    for text in (
        many.format(last=MAX_MODULES - 1, count=MAX_MODULES),
        many.format(last=MAX_MODULES, count=9),
        "A(\n  (5-4): 2 x B()\n)",
        "A(\n  (0-199): 200 x B(\n    (0-199): 200 x C()\n  )\n)",
    ):
        with pytest.raises(BadInput, match=f"more than {MAX_MODULES} layers"):
            tree(text)
    assert list(tree("A(\n  (0-2): B()\n)")) == ["", "0-2"]  # a name with a dash
    assert tree("A(" + "x" * (MAX_LINE - 4) + ")") and tree("A(" + "x" * (MAX_LINE - 3) + ")") == {}
    assert tree("A(" + "(" * 21)[""].args == ()
