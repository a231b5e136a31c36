"""What ATen's operators compute with: parameters, buffers and products, counted by hand."""

import pytest

from core.networks.tensors import Constant, Tensor
from core.networks.work import UNCOUNTED, Weights, Work
from tests.core.networks.pytorch.applied import X, read, tensor, weights


def work(target, *args, **options):
    return read(target, *args, **options)[1].work


def arrays(found):
    """(role, shape) of each array, and its mark: factor of an output or an input, bias, or not trained."""

    def mark(one):
        return one.times if one.times != "never" else "added" if one.added else "" if one.trained else "kept"

    return [(one.role, one.shape, mark(one)) for one in found.weights]


def test_convolutions():
    found = work("conv2d", X, weights(8, 3, 3, 3), weights(8, name="b"))
    assert found.weights == (
        Weights("weight", "w", (8, 3, 3, 3), times="outputs"),
        Weights("bias", "b", (8,), added=True),
    )
    assert (found.features, found.inner) == ((8,), None)
    for found in (
        work("conv_transpose2d", X, weights(3, 5, 2, 2), groups=2),
        work("convolution", X, weights(3, 5, 2, 2), None, [1, 1], [0, 0], [1, 1], True, [0, 0], 2),
    ):
        assert (arrays(found), found.features, found.inner) == ([("weight", (3, 5, 2, 2), "inputs")], (10,), 3)
    for w in (X, Constant(), weights(8), Constant((None, 3, 3, 3)), Constant((8, None, 3, 3))):
        assert work("conv2d", X, w) == UNCOUNTED


def test_products():
    found = work("linear", X, weights(8, 5), weights(8, name="b"))
    assert (arrays(found), found.features) == ([("weight", (8, 5), "outputs"), ("bias", (8,), "added")], (8,))
    assert work("mm", X, weights(5, 8), sizes=(2, 5)).features == (8,)
    assert work("mm", weights(8, 2), X, sizes=(2, 5)).features == (8,)
    assert work("addmm", weights(8, name="b"), X, weights(5, 8), sizes=(2, 5)).features == (8,)
    for matrix in (Constant(), weights(5), weights(1, 5, 8), Constant((5, None))):
        assert work("mm", X, matrix, sizes=(2, 5)) == UNCOUNTED
    tokens, turned = tensor((2, 7, 3), (None, 0, None), 1), tensor((2, 3, 7), (None, None, 0), 1)
    assert work("bmm", tokens, turned) == Work(products=(3,))
    assert work("bmm", turned, tokens) == UNCOUNTED  # along space: another length at another size
    assert work("bmm", Tensor(0, (2, 7, None), (None,) * 3, 1), turned) == UNCOUNTED


def test_attention_and_recurrences():
    target, x = "scaled_dot_product_attention", tensor((2, 7, 3), (None, None, None))
    assert work(target, x, x, x) == Work(products=(2, 7))
    other = tensor((2, 9, 3), (None,) * 3)
    assert work(target, x, other, other) == Work(products=(2, 9))
    for lost in (
        (x, x, tensor((2, 7, 4), (None,) * 3)),
        (x, x, weights(2, 7, 3)),
        (x, tensor((2, None, 3), (None,) * 3), x),
    ):
        assert work(target, *lost) == UNCOUNTED
    free = tensor((2, 7, None), (None,) * 3)
    assert work(target, free, x, free) == UNCOUNTED
    parameters = [weights(28, 5, name="a"), weights(28, 7, name="b"), weights(28, name="c"), Constant((28, 9))]
    found = work("lstm", X, [Constant(), Constant()], parameters, sizes=(20, 2, 5))
    assert arrays(found) == [("weight", (28, 5), "inputs"), ("weight", (28, 7), "inputs"), ("bias", (28,), "added")]
    assert found.inner == 5
    assert work("gru", X, [], sizes=(20, 2, 5)) == work("gru", X, parameters, sizes=(20, 2, None)) == UNCOUNTED


@pytest.mark.parametrize("target", ["batch_norm", "_native_batch_norm_legit_no_training"])
def test_normalisations(target):
    values = [weights(3, name=name) for name in "abcd"]
    moving = [("running_mean", (3,), "kept"), ("running_var", (3,), "kept")]
    assert arrays(work(target, X, *values)) == [("weight", (3,), ""), ("bias", (3,), ""), *moving]
    assert arrays(work(target, X, None, None, *values[2:])) == moving
    assert arrays(work("instance_norm", X, *values[:2])) == [("weight", (3,), ""), ("bias", (3,), "")]
    for call in (("instance_norm", X), ("group_norm", X, 3), ("layer_norm", X, [5]), ("native_layer_norm", X, [5])):
        assert [one.key for one in work(*call, *values).weights] == ["a", "b"]
    assert arrays(work("group_norm", X, 3, *values[:2])) == arrays(work("layer_norm", X, [5], *values[:2]))
    assert arrays(work("rms_norm", X, [5], weights(5))) == [("weight", (5,), "")]
    assert arrays(work("layer_norm", X, [5], bias=weights(5))) == [("bias", (5,), "")]


def test_tables_scales_and_pools():
    assert arrays(work("embedding", weights(100, 16), X, sizes=(2, 7))) == [("weight", (100, 16), "")]
    assert arrays(work("add", X, weights(3, 1, 1))) == [("add", (3, 1, 1), "")]
    assert arrays(work("mul", X, weights(2, 1, 1, 1))) == [("mul", (2, 1, 1, 1), "")]
    for single in (weights(1), weights(), Constant((3, 1, 1)), Constant((None,), name="w")):
        assert work("add", X, single).weights == ()
    assert work("prelu", X, Constant((3,))).weights == (Weights("weight", "n/weight", (3,)),)  # unnamed: the call's own
    assert work("max_pool2d", X, 2).pool and work("mean", X, [2, 3]).pool
    assert not work("relu", X).pool and not work("sum", X, [2, 3]).pool
    for target in ("multi_head_attention_forward", "recurrent", "mystery"):
        assert work(target, X) == UNCOUNTED
