"""Every operator with all kinds of arguments: an answer or a sentence; and arithmetic without tensors, as Python has it."""

import operator
import random

import pytest

from core.errors import BadInput
from core.networks.pytorch.program import Part
from core.networks.pytorch.vocabulary import VOCABULARY
from core.networks.tensors import FLAT, Constant, Relayout, Tensor
from core.networks.work import Work
from tests.core.networks.pytorch.applied import SIZES, X, read, weights

VALUES = [
    *[X] * 8,
    Tensor(0, None, (), 2),
    Tensor(0, (), (), 2),
    Tensor(0, (1, 60), (None, FLAT), 2),
    *(Constant(sizes) for sizes in (None, (), (3,), (8, 3, 3, 3), (3, None), (0,))),
    *(None, 0, 1, 2, -1, -9, 9, 10**6, 2**70, 1.5, True, "same", "?", Ellipsis, Part(1, None, "x"), Part(1, None, 0)),
    *([], [1], [2, 3], [0, -1], [1, None, 2], [2**40] * 2, [X, Constant()], [Part(), Ellipsis]),
]  # fmt: skip


@pytest.mark.parametrize("target", [*VOCABULARY, "mystery"])
def test_whatever_an_operator_is_given_it_is_answered_or_a_sentence(target):
    chance = random.Random(target)
    for _ in range(30):
        args = [chance.choice(VALUES) for _ in range(chance.randrange(5))]
        named = {chance.choice(["self", "dim", "size", "weight", "index", "pad"]): chance.choice(VALUES)}
        sizes = chance.choice([(1, 3, 4, 5), (None, 3, None, 5), (1, 7), (7,), ()])
        told = chance.choice([(), ((1, 3, 4, 5),), ((2, None),)])
        try:
            read(target, *args, sizes=sizes, told=told, **(named if chance.random() < 0.4 else {}))
        except BadInput as error:
            assert str(error)
        except Relayout:
            assert sizes  # the input has another layout than was assumed: it is read again


def test_arguments_of_other_lengths_than_any_program_has():
    """Each of these was once a traceback."""
    assert read("getitem")[0] is None
    for call, told in (
        (("upsample_nearest2d", X), ((2, None),)),
        (("sum", Tensor(0, (), (), 2), -1), ()),
        (("sum", X, -9), ()),
        (("squeeze", Tensor(0, (), (), 2), 0), ()),
        (("conv_transpose1d", X, Constant((3,))), ()),
    ):
        assert read(*call, told=told)


@pytest.mark.parametrize("name", ["add", "sub", "mul", "floordiv", "truediv", "mod"])
def test_arithmetic_on_sizes_is_pythons(name):
    assert read(name, 7, 2)[0] == getattr(operator, name)(7, 2)
    assert read(name, 2**60, 1)[0] is None or name == "mod"
    assert read(name, 7, None)[0] is read(name, 7)[0] is None


def test_arithmetic_that_cannot_be_done_gives_nothing():
    assert read("floordiv", 1, 0)[0] is read("mod", 1, 0)[0] is None
    assert read("add", 2**53 - 2, 1)[0] == 2**53 - 1
    assert read("add", 2**53 - 1, 1)[0] is None
    assert (read("sym_max", 3, 5)[0], read("sym_min", 3, 5)[0]) == (5, 3)
    assert [read("getitem", [4, 5], index)[0] for index in (0, -2, 2, -3)] == [4, 4, None, None]
    assert read("sym_size", 1)[0] is None


def test_what_becomes_of_weights_before_they_are_used():
    w = weights(8, 3)
    for target in ("identity", "detach", "to", "float"):
        assert read(target, w)[0] == w
    assert read("t", w)[0] == weights(3, 8)
    assert read("t", weights(8, 3, 3))[0] == Constant(None, name="w")
    assert read("reshape", w, [24])[0] == Constant(None, name="w")
    assert read("reshape", w, [24], told=((24,),))[0] == Constant((24,), name="w")
    assert read("view")[0] == Constant()
    assert read("relu", w)[0] == Constant((8, 3))
    assert read("exp", w)[0] == read("relu")[0] == Constant()


def test_names_of_operators_in_place_and_sizes_that_the_program_says():
    assert read("relu_", X)[1].label == "relu"
    assert read("_", X)[1].label == "_"
    found, node = read("mystery", X, told=((2, 9),))
    assert (found.sizes, found.places, node.work) == ((2, 9), (None, None), Work(counted=False))
    assert read("relu", X, told=((9, 9, 9, 9),))[0].sizes == (9,) * 4
    assert read("relu", X, told=((9, 9),))[0].sizes == SIZES
    found, _ = read("relu", Tensor(0, None, (), 2), told=((9, 9),))
    assert (found.sizes, found.places) == ((9, 9), (None, None))
    assert read("relu", X, work=Work(products=(3,)))[1].work == Work(products=(3,))
