"""One line of Python → a call; nothing is looked up or run."""

import ast

import pytest

from core.networks.pytorch.expressions import MAX_DEPTH, argument, statement
from core.networks.pytorch.modules import Module
from core.networks.pytorch.program import UNREADABLE, Call, Part, Ref

TREE = {"a": Module("ReLU"), "a.0": Module("ReLU")}
A, B = Ref("a"), Ref("b")


def expression(text):
    return ast.parse(text, mode="eval").body


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("a + 1", ("add", (A, 1))),
        ("a - b", ("sub", (A, B))),
        ("a @ b", ("matmul", (A, B))),
        ("a // 2", ("floordiv", (A, 2))),
        ("a << 2", ("unknown", (A, 2))),
        ("-a", ("neg", (A,))),
        ("a == b", ("eq", (A, B))),
        ("a[0]", ("getitem", (A, 0))),
        ("a[:, 1:, None]", ("getitem", (A, [Part(), Part(1), None]))),
        ("a", ("identity", (A,))),
        ("a.T", ("numpy_T", (A,))),
        ("a.mT", ("unknown", (A,))),
        ("a.shape", ("shape", (A,))),
        ("torch.relu(a)", ("relu", (A,))),
        ("relu(a)", ("relu", (A,))),
        ("a.view(2, -1)", ("view", (A, 2, -1))),
        ("a[0].view(2)", ("view", (UNREADABLE, 2))),
        ("(lambda: a)()", ("unknown", ())),
        ('getattr(a, "shape")', ("shape", (A,))),
        ("getattr(a, 3)", ("unknown", (A,))),
        ("getattr(a)", ("unknown", (A,))),
    ],
)
def test_an_expression_is_a_call(text, call):
    found = statement("n", expression(text), TREE)
    assert (found.target, found.args, found.names) == (*call, ("n",))


def test_operators_of_torch_and_of_others():
    assert statement("n", expression("torch.ops.aten.relu.default(a)"), TREE).target == "relu"
    assert statement("n", expression("torch.ops.prims.sum.default(a)"), TREE).target == "sum"
    own = statement("n", expression("torch.ops.own.mystery.default(a)"), TREE)
    assert (own.target, own.label) == ("unknown", "mystery")
    higher = statement("n", expression("torch.ops.higher_order.cond(a)"), TREE)
    assert (higher.target, higher.args) == ("cond", (A,))
    assert statement("n", expression("torch.ops.aten(a)"), TREE).target == "aten"
    method = statement("n", expression("a.b.c(1, dim=2)"), TREE)
    assert method == Call("c", ("n",), (A, 1), {"dim": 2})


def test_modules_are_called_by_their_path():
    for text in ("self.a(b)", 'getattr(self, "a")(b)'):
        assert statement("n", expression(text), TREE) == Call("pointwise", ("n",), (B,), {}, "ReLU", work=TREE_WORK)
    assert statement("n", expression('getattr(self.a, "0")(b)'), TREE).label == "ReLU"
    assert statement("n", expression("self.gone(b)"), TREE).label == "gone"
    assert statement("n", expression("self.weight"), TREE) is None
    assert statement("n", expression("self(b)"), TREE).target == "self"
    assert statement("n", expression("[a, b]"), TREE) is None


TREE_WORK = statement("n", expression("self.a(b)"), TREE).work


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", 3),
        ("1.5", 1.5),
        ("'x'", "x"),
        ("None", None),
        ("True", True),
        ("...", Ellipsis),
        ("b'x'", UNREADABLE),
        ("1j", UNREADABLE),
        ("inf", float("inf")),
        ("-3", -3),
        ("-inf", float("-inf")),
        ("-a", UNREADABLE),
        ("+3", UNREADABLE),
        ("(a, [1, -2])", [A, [1, -2]]),
        ("slice(1, None, 2)", Part(1, None, 2)),
        ("slice(3)", Part(None, 3)),
        ("slice()", Part()),
        ("f(3)", UNREADABLE),
        ("a.b", UNREADABLE),
    ],
)
def test_literals_references_and_lists(text, found):
    assert argument(expression(text)) == found


def test_lists_in_lists_are_bounded():
    def innermost(depth):
        found = argument(expression("[" * depth + "1" + "]" * depth))
        while isinstance(found, list):
            (found,) = found
        return found

    assert (innermost(MAX_DEPTH), innermost(MAX_DEPTH + 1)) == (1, UNREADABLE)
    path = "self" + ".a" * (MAX_DEPTH - 1)
    assert statement("n", expression(f"{path}(b)"), {}).label == ".".join("a" * (MAX_DEPTH - 1))
    assert statement("n", expression(f"self{'.a' * MAX_DEPTH}(b)"), {}).args == (Ref("self"), B)
