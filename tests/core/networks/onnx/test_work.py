"""What ONNX's operations compute with: arrays, and products, counted by hand."""

import pytest

pytest.importorskip("onnx")
from core.networks.tensors import Constant, Tensor
from core.networks.work import Weights, Work
from tests.core.networks.onnx.applied import X, ones, read, tensor


def work(kind, *given, sizes=(1, 4, 9, 10), outputs=1, **attributes):
    return read(kind, *given, sizes=sizes, outputs=outputs, **attributes)[1].work


def arrays(found):
    """(role, key, shape) of each array, and its mark: factor of an output or an input, bias, or not trained."""

    def mark(weights):
        return (
            weights.times
            if weights.times != "never"
            else "added"
            if weights.added
            else ""
            if weights.trained
            else "kept"
        )

    return [(weights.role, weights.key, weights.shape, mark(weights)) for weights in found.weights]


def test_convolutions():
    found = work("Conv", X, ones(8, 2, 3, 3), ones(8), group=2)
    assert arrays(found) == [("W", "c1", (8, 2, 3, 3), "outputs"), ("B", "c2", (8,), "added")]
    assert (found.features, found.inner) == ((8,), None)
    found = work("ConvTranspose", X, ones(4, 3, 5, 5), group=2)
    assert arrays(found) == [("W", "c1", (4, 3, 5, 5), "inputs")]
    assert (found.features, found.inner) == ((6,), 4)
    assert work("ConvTranspose", X, ones(4, 3, 5, 5), group=0).features == (3,)
    for weights in (X, Constant(), Constant(()), Constant((None, 4, 3, 3)), Constant((8, None, 3, 3))):
        assert work("Conv", X, weights, kernel_shape=[3, 3]) == Work(counted=False)
    assert work("Conv", X, Constant((8, 4, 3, None), name="w"), kernel_shape=[3, 3]).weights == ()  # not all is known


def test_products():
    assert work("Gemm", X, ones(5, 7), ones(7), sizes=(1, 5)) == Work(
        (Weights("B", "c1", (5, 7), times="outputs"), Weights("C", "c2", (7,), added=True)), features=(7,)
    )
    for given, turned, out in (
        ((X, ones(7, 5)), {"transB": 1}, 7),
        ((ones(7, 5), X), {}, 7),
        ((ones(5, 7), X), {"transA": 1}, 7),
    ):
        found = work("Gemm", *given, sizes=(5, 5), **turned)
        assert (found.features, found.weights[0].times) == ((out,), "outputs")
    for given in ((X, ones(5)), (X, ones(2, 5, 7)), (X, Constant((5, None))), (X, Constant()), (X,)):
        assert work("MatMul", *given, sizes=(1, 5)) == Work(counted=False)
    queries, keys = tensor((2, 7, 3), (None, 0, None), 1), tensor((2, 3, 7), (None, None, 0), 1)
    assert work("MatMul", queries, keys) == Work(products=(3,))
    assert work("MatMul", keys, queries) == Work(counted=False)  # along space: another length at another size
    assert work("MatMul", Tensor(0, (2, 7, None), (None,) * 3, 1), keys) == Work(counted=False)
    assert work("Gemm", queries, keys, transA=1) == Work(counted=False)


def test_recurrences():
    given = ones(1, 28, 5), ones(1, 28, 7), ones(1, 56)
    found = work("LSTM", X, *given, sizes=(20, 1, 5), outputs=3)
    assert arrays(found) == [
        ("W", "c1", (1, 28, 5), "inputs"),
        ("R", "c2", (1, 28, 7), "inputs"),
        ("B", "c3", (1, 56), ""),
    ]
    assert found.inner == 5
    for lost in ((X, X, given[1]), (X, given[0], X), (X, given[0])):
        assert work("GRU", *lost, sizes=(20, 1, 5)) == Work(counted=False)
    assert work("RNN", X, *given, sizes=(20, 1, None)) == Work(counted=False)


def test_normalisations_tables_and_scales():
    one = ones(4)
    trained = [("scale", "c1", (4,), ""), ("B", "c2", (4,), "")]
    assert arrays(work("BatchNormalization", X, one, one, one, one)) == [
        *trained,
        ("mean", "c3", (4,), "kept"),
        ("var", "c4", (4,), "kept"),
    ]
    for kind in ("InstanceNormalization", "GroupNormalization", "LayerNormalization"):
        assert arrays(work(kind, X, one, one)) == trained
    assert arrays(work("RMSNormalization", X, one)) == trained[:1]
    assert arrays(work("PRelu", X, one)) == [("slope", "c1", (4,), "")]
    assert arrays(work("Gather", ones(9, 4), X, sizes=(2, 3))) == [("table", "c0", (9, 4), "")]
    assert work("Gather", X, Constant((), (0,)), axis=1).weights == ()
    assert arrays(work("Add", X, ones(4, 1, 1))) == [("bias", "c1", (4, 1, 1), "")]
    assert arrays(work("Sub", ones(4, 1, 1), X)) == [("bias", "c0", (4, 1, 1), "")]
    assert arrays(work("Mul", X, ones(2, 1, 1, 1))) == [("scale", "c1", (2, 1, 1, 1), "")]
    for single in (ones(1), ones(), Constant((None, 4)), Constant((0,))):
        assert work("Mul", X, single).weights == ()


def test_arrays_without_a_name_are_their_operations_own():
    assert arrays(work("PRelu", X, Constant((4,)))) == [("slope", "n/slope", (4,), "")]


def test_what_nobody_has_worked_out_is_not_counted():
    for kind in ("Mystery", "QLinearConv", "Attention", "QLinearAdd"):
        assert work(kind, X, kernel_shape=[1, 1]) == Work(counted=False)
    assert work("MaxPool", X, kernel_shape=[2, 2]) == work("ReduceMean", X) == Work(pool=True)
    assert work("Relu", X) == work("ReduceSum", X) == Work()
