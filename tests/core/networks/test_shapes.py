"""Operations that move dimensions, against NumPy: the same done to an array that holds each cell's row, or its column."""

import numpy as np
import pytest

from core.networks import shapes
from core.networks.tensors import FLAT, Draft, Tensor
from core.window import Window
from tests.core.networks.coordinates import SIZES, expected

NAMED = ("n", "N")


def after(made, sizes=SIZES, layout=(2, 3)):
    """(tensor, operation) of what `made` does to an input."""
    draft = Draft({"x": layout})
    found = made(draft, *NAMED, draft.input("x", sizes))
    return found, draft.nodes[-1].operation


MOVES = {
    "permuted": (lambda *x: shapes.permute(*x, (0, 2, 3, 1)), lambda a: a.transpose(0, 2, 3, 1)),
    "permuted from the end": (lambda *x: shapes.permute(*x, (-1, 1, -4, 2)), lambda a: a.transpose(3, 1, 0, 2)),
    "one inserted": (lambda *x: shapes.insert(*x, [2]), lambda a: np.expand_dims(a, 2)),
    "one inserted at the end": (lambda *x: shapes.insert(*x, [-1]), lambda a: np.expand_dims(a, -1)),
    "two inserted": (lambda *x: shapes.insert(*x, [0, -2]), lambda a: np.expand_dims(a, (0, -2))),
    "the channels' maximum": (lambda *x: shapes.reduce(*x, [1], False), lambda a: a.max(1)),
    "the channels' maximum kept": (lambda *x: shapes.reduce(*x, [-3], True), lambda a: a.max(1, keepdims=True)),
    "a row's maximum": (lambda *x: shapes.reduce(*x, [3], False), lambda a: a.max(3)),
    "all rows' maximum kept": (lambda *x: shapes.reduce(*x, [-2], True), lambda a: a.max(2, keepdims=True)),
    "a channel": (lambda *x: shapes.pick(*x, 1, None), lambda a: a.take(0, 1)),
    "two channels": (lambda *x: shapes.pick(*x, -3, 2), lambda a: a.take([0, 2], 1)),
    "a row": (lambda *x: shapes.pick(*x, 2, None), lambda a: a.take(0, 2)),
    "a column": (lambda *x: shapes.pick(*x, -1, None), lambda a: a.take(0, 3)),
    "two rows": (lambda *x: shapes.crop(*x, 2, 1, 3), lambda a: a[:, :, 1:3]),
    "rows from the end": (lambda *x: shapes.crop(*x, -2, -3, -1), lambda a: a[:, :, -3:-1]),
    "every other column": (lambda *x: shapes.crop(*x, 3, 0, None, 2), lambda a: a[..., ::2]),
    "channels beyond the last": (lambda *x: shapes.crop(*x, 1, 1, 9), lambda a: a[:, 1:9]),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVES)
def test_sizes_and_places_are_numpys(name):
    made, numpys = MOVES[name]
    found, _ = after(made)
    assert (found.sizes, found.places) == expected(numpys)


def test_dimensions_of_one_cell_are_dropped_as_numpy_squeezes_them():
    sizes = (1, 3, 1, 5)
    for dimensions, numpys in (
        ([0], lambda a: a.squeeze(0)),
        (None, np.squeeze),
        ([0, -2], lambda a: a.squeeze((0, 2))),
    ):
        found, operation = after(lambda *x, d=dimensions: shapes.drop(*x, d), sizes)
        assert (found.sizes, found.places[-1]) == (numpys(np.empty(sizes)).shape, 1)
        # With the only row goes an axis of the map; what is left has no layout of its own.
        assert (operation.kind, found.origin is None) == (
            ("pointwise", False) if dimensions == [0] else ("flatten", True)
        )
    found, _ = after(lambda *x: shapes.drop(*x, [0, 1]), (None, 3, 4, 5))  # of a batch not known; three channels stay
    assert (found.sizes, found.origin) == ((3, 4, 5), ("x", (1, 2, 3)))
    scalar = Tensor(0, (), (), 2)
    assert shapes.drop(drafted(), *NAMED, scalar, [0]).sizes == ()


def drafted():
    draft = Draft()
    draft.input("x", SIZES)
    return draft


def test_where_the_dimensions_of_the_input_went_is_remembered_while_they_only_move():
    for made, origin in (
        (lambda *x: shapes.permute(*x, (0, 3, 1, 2)), (0, 3, 1, 2)),
        (lambda *x: shapes.insert(*x, [1]), (0, None, 1, 2, 3)),
    ):
        assert after(made)[0].origin == ("x", origin)
    assert after(lambda *x: shapes.pick(*x, 1, 2))[0].origin is None
    bare = Tensor(0, SIZES, (None, None, 0, 1), 2)
    assert shapes.permute(drafted(), *NAMED, bare, (3, 2, 1, 0)).origin is None


# What units of the result see, by hand: (rows or columns left, the rest of space) decide.
@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (lambda *x: shapes.reduce(*x, [1], False), "pointwise"),
        (lambda *x: shapes.reduce(*x, [2], False), "flatten"),
        (lambda *x: shapes.reduce(*x, [2, 3], False), "everything"),
        (lambda *x: shapes.reduce(*x, None, True), "everything"),
        (lambda *x: shapes.contract(*x, 1, 8), "pointwise"),
        (lambda *x: shapes.contract(*x, -1, 8), "flatten"),
        (lambda *x: shapes.pick(*x, 1, None), "pointwise"),
        (lambda *x: shapes.pick(*x, 2, None), "unknown"),
        (lambda *x: shapes.pick(*x, 3, 2), "unknown"),
        (lambda *x: shapes.permute(*x, (0, 1, 2)), "unknown"),
        (lambda *x: shapes.permute(*x, (0, 1, 2, 4)), "unknown"),
        (lambda *x: shapes.permute(*x, (0, 1, 2, 2)), "unknown"),
        (lambda *x: shapes.pick(*x, 4, None), "unknown"),
        (lambda *x: shapes.pick(*x, -5, None), "unknown"),
        (lambda *x: shapes.crop(*x, 4, 0, 1), "unknown"),
        (lambda *x: shapes.crop(*x, -5, 0, 1), "unknown"),
        (lambda *x: shapes.crop(*x, 3, 0, 1, 0), "unknown"),
        (lambda *x: shapes.crop(*x, 3, 2, 2), "unknown"),
        (lambda *x: shapes.crop(*x, 3, 5, 9), "unknown"),
        (lambda *x: shapes.crop(*x, 3, 2, 3), "window"),
        (lambda *x: shapes.crop(*x, -4, 0, 1), "window"),
    ],
)
def test_what_is_left_to_see(made, kind):
    assert after(made)[1].kind == kind


@pytest.mark.parametrize(
    "made",
    [
        lambda *x: shapes.permute(*x, ()),
        lambda *x: shapes.insert(*x, [0]),
        lambda *x: shapes.drop(*x, None),
        lambda *x: shapes.reduce(*x, None, True),
        lambda *x: shapes.contract(*x, -1, 3),
        lambda *x: shapes.matmul(*x, x[-1]),
        lambda *x: shapes.crop(*x, 0, 0, 1),
        lambda *x: shapes.pick(*x, 0, None),
        lambda *x: shapes.concatenate(*x[:-1], [x[-1]], 0, False),
        lambda *x: shapes.embed(*x, None),
    ],
)  # fmt: skip
def test_of_a_tensor_of_no_known_rank_nothing_is_known(made):
    draft = drafted()
    made(draft, *NAMED, Tensor(0, None, (), 2))
    assert draft.nodes[-1].operation.kind == "unknown"


def test_a_dense_layer_behind_a_flattening_sees_all_of_it():
    found, _ = after(lambda *x: shapes.contract(*x, 1, 8))
    assert (found.sizes, found.places) == ((2, 8, 4, 5), (None, None, 0, 1))
    assert after(lambda *x: shapes.contract(*x, -1, None))[0].places == (None, None, 0, None)
    draft = drafted()
    assert shapes.contract(draft, *NAMED, Tensor(0, (2, 60), (None, FLAT), 2), 1, 7).sizes == (2, 7)
    assert draft.nodes[-1].operation.kind == "everything"
    shapes.contract(draft, *NAMED, Tensor(0, (2, 60), (None, None), 2), 1, 7)
    assert draft.nodes[-1].operation.kind == "dense"
    # Rows of patches with the columns merged into them: of the merged dimension all is taken, of the rest nothing.
    shapes.reduce(draft, *NAMED, Tensor(0, (2, 60, 3), (None, FLAT, None), 2), [1], False)
    assert draft.nodes[-1].operation.kind == "everything"
    shapes.reduce(draft, *NAMED, Tensor(0, (2, 60, 3), (None, FLAT, 0), 2), [1], False)
    assert draft.nodes[-1].operation.kind == "flatten"


@pytest.mark.parametrize(("start", "stop", "step"), [(0, 4, 1), (1, 3, 1), (-3, -1, 1), (-9, 9, 2), (1, None, 3), (0, 1, 1), (3, 4, 5)])  # fmt: skip
def test_a_crops_cells_are_numpys(start, stop, step):
    found, operation = after(lambda *x: shapes.crop(*x, 2, start, stop, step))
    cells = np.arange(SIZES[2])[start:stop:step]
    assert found.sizes[2] == len(cells)
    assert [operation.windows[0].sees(o, SIZES[2]) for o in range(len(cells))] == [[cell] for cell in cells]
    assert operation.windows[1] == Window()


def test_a_crop_of_a_length_not_known_is_known_where_both_its_ends_are():
    sizes = (2, None, None, 5)
    for start, stop, window in (
        (1, None, Window(1, 1, -1, 0)),
        (0, 2**31 - 1, Window()),
        (2, -1, Window(1, 1, -2, -1)),
        (0, 2**31 - 2, None),
        (-1, None, None),
        (0, 0, None),
    ):
        _, operation = after(lambda *x, a=start, b=stop: shapes.crop(*x, 2, a, b), sizes)
        assert (operation.windows or (None,))[0] == window, (start, stop)
    found, operation = after(lambda *x: shapes.crop(*x, 1, -1, None), sizes)  # channels: nothing moves in space
    assert (operation.windows, found.places) == ((Window(), Window()), (None, None, 0, 1))


def product(a, b, axes=2):
    draft = drafted()
    found = shapes.matmul(draft, *NAMED, Tensor(0, *a, axes), Tensor(0, *b, axes))
    assert found.sizes == np.matmul(np.empty(a[0]), np.empty(b[0])).shape
    return draft.nodes[-1].operation.kind, found.places


def test_products_of_two_maps():
    # Attention: queries in rows, keys in columns; over the features every cell of both is compared.
    tokens, turned = ((2, 6, 3), (None, 0, None)), ((2, 3, 6), (None, None, 0))
    assert product(tokens, turned) == ("flatten", (None, FLAT, FLAT))
    assert product(((2, 6, 3), (None, 0, None)), ((2, 3, 4), (None,) * 3)) == ("pointwise", (None, 0, None))
    assert product(((2, 6, 3), (None,) * 3), turned) == ("pointwise", (None, None, 0))
    # Scores times values: the sum runs over all places there are, or over one axis of two.
    assert product(((2, 6, 6), (None, None, 0)), tokens, axes=1)[0] == "everything"
    assert product(((2, 6, 6), (None, None, None)), ((2, 6, 3), (None, 0, 1)))[0] == "flatten"
    assert product(((4, 2, 6, 3), (0, None, None, None)), ((3, 5), (None, None)))[0] == "flatten"
    assert product(((6, 3), (None, None)), ((4, 2, 3, 5), (0, None, None, None)))[0] == "flatten"
    shape = shapes.matmul(drafted(), *NAMED, Tensor(0, (3,), (None,), 2), Tensor(0, (3, 5), (None, None), 2))
    assert (shape.sizes, shape.places) == ((3,), (None,))  # a vector is not worked out


def test_tensors_behind_each_other():
    def joined(dimension, *tensors, others=False):
        draft = drafted()
        found = shapes.concatenate(draft, *NAMED, [Tensor(0, *tensor, 2) for tensor in tensors], dimension, others)
        return found.sizes, found.places, draft.nodes[-1].operation.kind

    one, two = ((2, 3, 4, 5), (None, None, 0, 1)), ((2, 6, 4, 5), (None, None, 0, 1))
    assert joined(1, one, two) == ((2, 9, 4, 5), (None, None, 0, 1), "pointwise")
    assert joined(-3, one, two) == joined(1, one, two)
    assert joined(1, one, ((2, None, 4, 5), one[1]))[0] == joined(1, one, others=True)[0] == (2, None, 4, 5)
    # Rows behind rows: which cell a unit sees depends on the unit. Of a single tensor nothing moves.
    assert joined(2, one, one) == ((2, 3, 8, 5), (None, None, 0, 1), "unknown")
    assert joined(2, one, others=True)[2] == "unknown"
    assert joined(2, one) == (*one, "pointwise")
    flat = ((2, 60), (None, FLAT))
    assert joined(1, flat, flat) == ((2, 120), (None, FLAT), "pointwise")
    assert joined(1, one, ((2, 3, 4, 5), (None, None, 1, 0)))[2] == "unknown"
    assert joined(1, one, ((2, 3, 4, 5), (None, None, None, 1)))[1] == (None, None, 0, 1)
    assert joined(0, one, flat)[2] == "unknown"


def test_words_become_a_map_with_one_axis_and_indices_of_a_map_stay_where_they_are():
    found, operation = after(lambda *x: shapes.embed(*x, (1000, 16)), (2, 7), ())
    assert (found.sizes, found.places, found.axes, operation.kind) == ((2, 7, 16), (None, 0, None), 1, "embedding")
    found, operation = after(lambda *x: shapes.embed(*x, None))
    assert (found.sizes, found.places, operation.kind) == ((*SIZES, None), (None, None, 0, 1, None), "pointwise")
    found, operation = after(lambda *x: shapes.embed(*x, (9, 16)), (2, 7, 3), ())
    assert (found.places, found.axes, operation.kind) == ((None,) * 4, 0, "pointwise")
