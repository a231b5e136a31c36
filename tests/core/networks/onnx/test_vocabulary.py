"""Every operator with all kinds of arguments: an answer or a sentence."""

import random

import pytest

pytest.importorskip("onnx")
from core.errors import BadInput
from core.networks.onnx.vocabulary import HANDLERS
from core.networks.tensors import FLAT, Constant, Relayout, Tensor
from tests.core.networks.onnx.applied import X, read

ATTRIBUTES = """
    axis axes perm shape kernel_shape pads strides dilations group blocksize keepdims split starts ends steps output_shape
    output_padding auto_pad mode value scales transA transB to
""".split()
VALUES = (
    0,
    1,
    2,
    -1,
    9,
    -9,
    2**62,
    (1,),
    (0, 0),
    (3, 3),
    (2,) * 4,
    (1.5,) * 4,
    1.5,
    "SAME_UPPER",
    "x",
    Constant((1,), (5,)),
)
INPUTS = [
    *[X] * 8,
    None,
    Tensor(0, None, (), 2),
    Tensor(0, (), (), 2),
    Tensor(0, (1, 60), (None, FLAT), 2),
    *(Constant(sizes) for sizes in (None, (), (3,), (8, 3, 3, 3), (3, None), (0,))),
    *(Constant((len(numbers),), numbers) for numbers in ((1, 2, 3), (0,), (-1,), (1.5,), (None, 2), ())),
]  # fmt: skip


@pytest.mark.parametrize("kind", [*HANDLERS, "Shape", "Constant", "ConstantOfShape", "Cast", "Mystery"])
def test_whatever_an_operator_is_given_it_is_answered_or_a_sentence(kind):
    chance = random.Random(kind)
    for _ in range(40):
        given = [chance.choice(INPUTS) for _ in range(chance.randrange(5))]
        attributes = {chance.choice(ATTRIBUTES): chance.choice(VALUES) for _ in range(chance.randrange(4))}
        sizes = chance.choice([(1, 3, 4, 5), (None, 3, None, 5), (1, 7), (7,), ()])
        outputs = chance.randrange(3)
        try:
            found, _ = read(kind, *given, sizes=sizes, outputs=outputs, told=chance.choice([None, (2,)]), **attributes)
            assert len(found) >= min(1, outputs)
        except BadInput as error:
            assert str(error)
        except Relayout:
            assert sizes  # the input has another layout than was assumed: it is read again


def test_shapes_of_the_file_stand_in_for_those_that_do_not_follow():
    (found,), _ = read("Relu", Tensor(0, None, (), 2), told=(9, 9))
    assert (found.sizes, found.places) == ((9, 9), (None, None))
    assert read("Relu", X, told=(9, 9))[0][0].sizes == (2, 3, 4, 5)


def test_attributes_and_matrices_of_no_known_number_of_dimensions():
    """Each of these was once a traceback."""
    for kind, given, attributes in (
        ("ReduceMean", (Tensor(0, (), (), 2), Constant((1,), (-1,))), {}),
        ("ReduceMean", (X, Constant((1,), (-9,))), {}),
        ("ConvTranspose", (X, Constant((3,))), {"kernel_shape": (3, 3)}),
        ("Squeeze", (Tensor(0, (), (), 2), Constant((1,), (0,))), {}),
        ("Split", (X,), {"axis": 9}),
    ):
        assert read(kind, *given, **attributes)
