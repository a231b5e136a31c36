"""ATen's operators against NumPy, which does the same to an array of each cell's row, or column; what units see by hand."""

import numpy as np
import pytest

from core.networks.pytorch.program import Part
from core.networks.tensors import FLAT, Constant, Tensor
from tests.core.networks.coordinates import expected
from tests.core.networks.pytorch.applied import SIZES, X, kind, read, tensor, weights

PLACES = (None, None, 0, 1)
RANKLESS = Tensor(0, None, (), 2)
MOVES = {
    "permute": (("permute", X, [0, 2, 3, 1]), lambda a: a.transpose(0, 2, 3, 1)),
    "permute as a method": (("permute", X, 0, 2, 3, 1), lambda a: a.transpose(0, 2, 3, 1)),
    "transpose": (("transpose", X, 1, -1), lambda a: a.swapaxes(1, -1)),
    "view": (("view", X, 2, 3, 1, 4, 5), lambda a: a.reshape(2, 3, 1, 4, 5)),
    "reshape": (("reshape", X, [6, -1, 5]), lambda a: a.reshape(6, 4, 5)),
    "flatten": (("flatten", X, 2), lambda a: a.reshape(2, 3, 20)),
    "flatten to": (("flatten", X, 0, 1), lambda a: a.reshape(6, 4, 5)),
    "unflatten": (("unflatten", X, -3, [3, 1]), lambda a: a.reshape(2, 3, 1, 4, 5)),
    "unsqueeze": (("unsqueeze", X, -1), lambda a: a[..., None]),
    "cat": (("cat", [X, X], 1), lambda a: np.concatenate([a, a], 1)),
    "stack": (("stack", [X, X], 1), lambda a: np.stack([a, a], 1)),
    "slice": (("slice", X, 2, 1, 3), lambda a: a[:, :, 1:3]),
    "slice to the end": (("slice", X, -1, 0, 2**63 - 1, 2), lambda a: a[..., ::2]),
    "narrow": (("narrow", X, 2, 1, 3), lambda a: a[:, :, 1:4]),
    "select": (("select", X, 1, 2), lambda a: a[:, 2]),
    "select a row": (("select", X, -2, 0), lambda a: a[:, :, 0]),
    "amax": (("amax", X, [1], True), lambda a: a.max(1, keepdims=True)),
    "sum of rows": (("amax", X, [2]), lambda a: a.max(2)),
    "expand": (("expand", X, 7, -1, -1, -1, -1), lambda a: np.broadcast_to(a, (7, *a.shape))),
    "repeat": (("repeat", X, 1, 2, 1, 1), lambda a: np.tile(a, (1, 2, 1, 1))),
    "add": (("add", X, weights(3, 1, 1)), lambda a: a),
    "an index": (("getitem", X, [Ellipsis, Part(1, 3), Part()]), lambda a: a[..., 1:3, :]),
    "an index in the middle": (("getitem", X, [0, Ellipsis, Part(None, None, 2)]), lambda a: a[0, ..., ::2]),
    "None in an index": (("getitem", X, [Part(), None, 1]), lambda a: a[:, None, 1]),
    "one index": (("getitem", X, 1), lambda a: a[1]),
    "None behind all": (("getitem", X, [Ellipsis, None]), lambda a: a[..., None]),
    "all in an index": (("getitem", X, [Part(0, 1), 1, Part(-2), Part(None, -1), None]), lambda a: a[0:1, 1, -2:, :-1, None]),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVES)
def test_sizes_and_places_are_numpys(name):
    call, numpys = MOVES[name]
    found, _ = read(*call)
    assert (found.sizes, found.places) == expected(numpys)


def test_a_matrix_is_turned():
    for target in ("t", "numpy_T"):
        assert read(target, X, sizes=(2, 7))[0].sizes == (7, 2)


def shapes(parts):
    return [part.sizes for part in parts]


@pytest.mark.parametrize(("dim", "wanted"), [(1, 2), (1, [1, 2]), (-1, 2), (2, [4]), (3, 9), (1, 1)])
def test_parts_of_a_split_are_numpys(dim, wanted):
    ends = list(range(wanted, SIZES[dim], wanted)) if isinstance(wanted, int) else list(np.cumsum(wanted)[:-1])
    expected_ = [part.shape for part in np.split(np.empty(SIZES), ends, dim)]
    for name in ("split", "split_with_sizes"):
        assert shapes(read(name, X, wanted, dim)[0]) == expected_


@pytest.mark.parametrize(("chunks", "dim"), [(2, 1), (3, 3), (4, 3), (9, 1), (1, 2)])
def test_chunks_have_the_sizes_that_torch_documents(chunks, dim):
    """torch.chunk: ⌈n / chunks⌉ each, the last one what is left, and fewer chunks where that fills them."""
    size = SIZES[dim]
    each = -(-size // chunks)
    lengths = [min(each, size - start) for start in range(0, size, each)]
    assert [part.sizes[dim] for part in read("chunk", X, chunks, dim)[0]] == lengths


def test_unbound_parts_and_what_cannot_be_split():
    assert shapes(read("unbind", X, 1)[0]) == [(2, 4, 5)] * 3
    assert len(read("unbind", X, 1, sizes=(1, 300, 2, 2))[0]) == 256
    for call in (("split", X, 0, 1), ("split", X, "x", 1), ("split", X, [1, -1], 1), ("chunk", X, None, 1)):
        assert kind(*call) == "unknown"
    assert len(read("split", X, 2, 1, sizes=(1, None, 4, 5))[0]) == 64  # as many as may be taken of it
    assert kind("split", X, 2, 7) == "unknown"
    assert read("split", X, 2, 1, sizes=(1, None, 4, 5), told=((1, 2, 4, 5),))[0].sizes == (1, 2, 4, 5)
    for size, known in ((100_000, True), (100_001, False)):
        found, _ = read("split", X, 50_000, 2, sizes=(1, 1, size))
        assert (found[0].size(2) == 50_000) is known
    for parts, known in ((4096, True), (4097, False)):
        found, _ = read("split", X, 1, 1, sizes=(1, parts, 1))
        assert isinstance(found, list) is known


def test_elements_of_lists():
    assert [read("getitem", [X, 7], index)[0] for index in (1, -1, 2, -3)] == [7, 7, None, None]
    assert read("getitem", [X, 7], "a")[0] is None
    assert read("size", X)[0] == list(SIZES)
    assert [read("size", X, dim)[0] for dim in (1, -1, -4, 4, -5)] == [3, 5, 2, None, None]
    assert [read(target, X)[0] for target in ("dim", "ndim", "numel", "sym_numel")] == [4, 4, 120, 120]
    assert read("numel", X, sizes=(1, None, 3))[0] is None


@pytest.mark.parametrize(
    "call",
    [
        ("getitem", X, [0, 0, 0, 0, 0]),
        ("getitem", X, [Part(), Part(), Part(), Part(), Part()]),
        ("getitem", X, [Part("x")]),
        ("getitem", X, "x"),
        ("getitem", X, [[0, 1]]),
        ("getitem", RANKLESS, [0]),
        ("permute", X, ["x"]),
        ("transpose", X, 0, 4),
        ("transpose", X, -5, 0),
        ("transpose", X, "x", 0),
        ("flatten", RANKLESS, 1),
        ("flatten", tensor((), ())),
        ("unflatten", X, 4, [1]),
        ("unflatten", X, -5, [1]),
        ("unflatten", X, "x", [1]),
        ("unflatten", X, 1, 3),
        ("unflatten", RANKLESS, 1, [3]),
        ("unsqueeze", X, None),
        ("slice", X, 2, "x", 3),
        ("repeat", X, 1, 1, 2, 1),
        ("repeat", X, 2, 1, 1, 1, 1),
        ("repeat", X, 2, 1),
        ("view", X),
        ("linear", X, X),
        ("matmul", Constant((3, 3)), tensor((3,), (None,))),
        ("scaled_dot_product_attention", X, weights(2, 3), X),
        ("scaled_dot_product_attention", X, tensor((3,), (None,)), X),
        ("mystery", X),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_not_known(call):
    assert kind(*call) == "unknown"


def test_a_shape_that_the_program_says_holds():
    found, node = read("view", X, Constant(), told=((2, 3, 20),))
    assert (found.sizes, found.places, node.operation.kind) == ((2, 3, 20), (None, None, FLAT), "flatten")
    assert read("view", X, Constant(), 5)[0].sizes == (24, 5)
    assert read("expand", X, Constant(), told=((7, 2, 3, 4, 5),))[0].sizes == (7, *SIZES)
    assert read("expand_as", X, X)[0].sizes == SIZES
    assert read("expand", X, 1, -1, sizes=(1, 3))[0].sizes == (1, 3)
    assert read("relu", X, tensor((9, *SIZES), (None, *PLACES)))[0].sizes == SIZES  # a parameter
    assert read("repeat", X, Constant(), 1, 1, 1, told=((4, 3, 4, 5),))[0].sizes == (4, 3, 4, 5)
    assert read("repeat", X, Constant(), 1, 1, 1)[0].sizes == (None, 3, 4, 5)


def test_normalisations_and_softmax_over_space_are_told_from_those_over_channels():
    for shape, layout, statistics in (
        ([5], (2, 3), True),
        ([3], (1, 2), False),
        ([4, 3], (1, 2), True),
        (5, (2, 3), True),
    ):
        for target in ("layer_norm", "rms_norm"):
            assert read(target, X, shape, layout=layout)[1].operation.statistics is statistics
    results, node = read("native_layer_norm", X, [5])
    assert (len(results), results[1:], node.operation.statistics) == (3, [None, None], True)
    assert read("group_norm", X, 3)[1].operation.statistics
    assert not read("batch_norm", X)[1].operation.statistics
    assert read("native_batch_norm", X)[0][1:] == [None, None]
    for dim, found in (
        (1, "pointwise"),
        (-3, "pointwise"),
        (2, "unknown"),
        (-1, "unknown"),
        (4, "pointwise"),
        (-5, "pointwise"),
    ):
        assert kind("softmax", X, dim) == found


def test_reductions():
    assert kind("mean", X, [2, 3]) == kind("mean", X) == kind("sum", X, []) == "everything"
    assert kind("mean", X, [2]) == "flatten" and kind("mean", X, [1]) == "pointwise"
    assert read("mean", X, [2, 3], True)[0].sizes == (2, 3, 1, 1)
    assert read("mean", X, [2, 3])[0].sizes == (2, 3)
    pair, _ = read("max", X, 1)
    assert shapes(pair) == [(2, 4, 5)] * 2
    assert read("amax", X, 1)[0].sizes == (2, 4, 5)
    assert read("max", X)[0].sizes == ()
    assert read("max", X, X)[0].sizes == SIZES  # elementwise, of two
    assert read("linalg_vector_norm", X, 2, [1], True)[0].sizes == (2, 1, 4, 5)


def test_products():
    assert read("linear", X, weights(8, 5))[0].sizes == (2, 3, 4, 8)
    assert read("linear", X, Constant())[0].sizes == (2, 3, 4, None)
    assert read("addmm", weights(8), X, weights(7, 8), sizes=(2, 7))[0].sizes == (2, 8)
    assert read("mm", weights(8, 2), X, sizes=(2, 7))[0].sizes == (8, 7)
    assert read("mm", Constant(), X, sizes=(2, 7))[0].sizes == (None, 7)
    assert read("mm", weights(2), X, sizes=(2, 7))[0].sizes == (None, 7)
    tokens, turned = tensor((2, 7, 3), (None, 0, None), 1), tensor((2, 3, 7), (None, None, 0), 1)
    assert read("bmm", tokens, turned)[0].sizes == (2, 7, 7)


def test_attention_sees_what_its_keys_run_along():
    def attended(key, axes=2):
        x = tensor((2, 7, 3), (None, FLAT, None), axes)
        return read("scaled_dot_product_attention", x, tensor((2, 7, 3), key, axes), x)

    for key, axes, found in (
        ((None, None, None), 2, "pointwise"),
        ((None, FLAT, None), 2, "everything"),
        ((None, 0, None), 1, "everything"),
        ((None, 0, None), 2, "flatten"),  # along one axis of two
        ((0, 1, None), 2, "flatten"),
        ((0, FLAT, None), 2, "flatten"),
    ):
        result, node = attended(key, axes)
        assert (node.operation.kind, result.sizes) == (found, (2, 7, 3)), key
    results, _ = read("_scaled_dot_product_flash_attention_for_cpu", X, X, X)
    assert results[1:] == [None, None]
    results, node = read("lstm", X, sizes=(7, 2, 5), told=((7, 2, 9),))
    assert shapes(results) == [(7, 2, 9)] * 4 and node.operation.kind == "everything"


def test_concatenations_beside_constants_and_embeddings():
    assert read("cat", [X, weights(2, 1, 4, 5)], 1)[0].sizes == (2, None, 4, 5)
    assert read("cat", [X])[0].sizes == SIZES
    assert kind("cat", X) == kind("cat", [X, X], 2) == "unknown"
    assert read("embedding", weights(100, 16), X, sizes=(2, 7))[0].sizes == (2, 7, 16)
    for dims, sizes in (([0], (3, 1, 5)), (None, (3, 5)), (2, (1, 3, 5)), ([0, 1], (3, 1, 5))):
        assert read("squeeze", X, dims, sizes=(1, 3, 1, 5))[0].sizes == sizes
