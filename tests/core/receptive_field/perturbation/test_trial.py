"""The experiment agrees with the arithmetic: by hand, on random stacks, cell by cell and hole by hole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.receptive_field import Layer, regions, table, unseen
from core.receptive_field.perturbation import comparison
from core.receptive_field.perturbation import trial as trial_stack
from core.receptive_field.presets import CHAPTER, STACKS, VGG16


def changed(mask):
    return {(int(row), int(column)) for row, column in np.argwhere(mask)}


def test_the_numbers_of_a_convolution_by_hand():
    # Kernel 1 2 / 3 1 on 0 … 8: 0 + 2·1 + 3·3 + 4 = 15, 1 + 2·2 + 3·4 + 5 = 22, 3 + 8 + 18 + 7 = 36, 4 + 10 + 21 + 8 = 43.
    one = trial_stack.trial([Layer("conv", 2)], 3)
    np.testing.assert_array_equal(one.before[1], [[15, 22], [36, 43]])
    assert one.amount == 1
    # The centre weighs 1, 3, 2 and 1 in the four windows.
    np.testing.assert_array_equal(one.after((1, 1))[1], [[16, 25], [38, 44]])
    assert changed(one.changes((0, 0))[1]) == {(0, 0)}


def test_the_chapter_s_unit_19_is_changed_by_four_cells_and_the_last_one_by_nine():
    chapter = trial_stack.trial(CHAPTER.layers, CHAPTER.input_size)
    assert changed(chapter.causes((0, 0), 1)[0]) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert chapter.causes((0, 0), 2)[0].all()
    assert comparison.all_pairs(chapter) == (9 * (4 + 1), 0)


def test_a_maximum_hides_no_change():
    pool = trial_stack.trial([Layer("pool", 2, 2, kind="pool")], 4)
    # 0 1 2 3 / 4 5 6 7 / 8 9 0 1 / 2 3 4 5: raising the 0 by 1 would leave the maximum 5 alone.
    np.testing.assert_array_equal(pool.before[1], [[5, 7], [9, 5]])
    assert pool.amount == 10
    np.testing.assert_array_equal(pool.after((0, 0))[1], [[10, 7], [9, 5]])
    assert pool.causes((0, 0), 1)[0].sum() == 4


def test_a_mean_and_a_transposed_convolution_by_hand():
    mean = trial_stack.trial([Layer("mean", 2, 2, kind="average")], 2)
    np.testing.assert_array_equal(mean.before[1], [[1.5]])
    np.testing.assert_array_equal(mean.after((1, 1))[1], [[1.75]])
    up = trial_stack.trial([Layer("up", (1, 3), (1, 2), kind="transposed")], (1, 2))
    # 0 and 1 spread by 1 2 3, two cells apart: 0 0 0+1 2 3.
    np.testing.assert_array_equal(up.before[1], [[0, 0, 1, 2, 3]])
    assert changed(up.changes((0, 0))[1]) == {(0, 0), (0, 1), (0, 2)}


def test_holes_of_dilation_and_stride_are_found():
    atrous = trial_stack.trial([Layer("atrous", 3, dilation=2)], 5)
    assert changed(atrous.causes((0, 0), 1)[0]) == {(i, j) for i in (0, 2, 4) for j in (0, 2, 4)}
    sparse = trial_stack.trial([Layer("sparse", 1, 2)], 4)
    assert not sparse.changes((1, 0))[1].any()


def test_same_padding_is_tensorflow_s():
    # 4 cells, kernel 3, stride 2: one cell of padding in all, at the end.
    same = trial_stack.trial([Layer("same", 3, 2, "same")], 4)
    assert same.before[1].shape == (2, 2)
    assert changed(same.causes((0, 0), 1)[0]) == {(i, j) for i in range(3) for j in range(3)}


def sides(least, most):
    return st.tuples(st.integers(least, most), st.integers(least, most))


random_layers = st.builds(
    lambda kernel, stride, padding, dilation, kind: Layer("layer", kernel, stride, padding, dilation, kind),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 3)),
    stride=sides(1, 3),
    padding=st.one_of(
        st.sampled_from(["same", "valid"]), st.integers(0, 2), sides(0, 2), st.tuples(sides(0, 2), sides(0, 2))
    ),
    dilation=sides(1, 3),
    kind=st.sampled_from(["conv", "depthwise", "transposed", "pool", "average"]),
)
random_stacks = st.lists(random_layers, min_size=1, max_size=4)


def sized(layers, size):
    """The stack's trial where theory and a small machine allow it."""
    try:
        rows = table(layers, size)
    except BadInput:
        with pytest.raises(BadInput):
            trial_stack.trial(layers, size)
        assume(False)
    assume(max(max(row.output_size) for row in rows) <= 30)
    return trial_stack.trial(layers, size), rows


@settings(max_examples=150, deadline=None)
@given(random_stacks, sides(1, 9))
def test_every_cell_changes_exactly_the_units_that_the_arithmetic_names(layers, size):
    trial, rows = sized(layers, size)
    assert [before.shape for before in trial.before[1:]] == [row.output_size for row in rows]
    pairs, wrong = comparison.all_pairs(trial)
    assert wrong == 0
    assert pairs == size[0] * size[1] * sum(row.output_size[0] * row.output_size[1] for row in rows)
    seen = [np.zeros(size, bool) for _ in rows]
    for cell in np.ndindex(size):
        for mask, found in zip(seen, trial.changes(cell)[1:]):
            mask[cell] = found.any()
    for depth, mask in enumerate(seen, 1):
        np.testing.assert_array_equal(unseen(layers[:depth], size), ~mask)


@settings(max_examples=150, deadline=None)
@given(random_stacks, sides(1, 9), st.data())
def test_a_unit_is_changed_by_exactly_its_cells_of_every_earlier_layer(layers, size, data):
    trial, rows = sized(layers, size)
    depth = data.draw(st.integers(1, len(rows)))
    unit = tuple(data.draw(st.integers(0, cells - 1)) for cells in rows[depth - 1].output_size)
    found = comparison.to_unit(trial, unit, depth)
    assert len(found) == depth + 1
    for one, region in zip(found, regions(layers, unit, size, depth)):
        assert one.differing == []
        places = np.argwhere(one.changed)
        box = (*places.min(axis=0), *places.max(axis=0)) if len(places) else None
        assert region.clipped == box
        holes = 0 if box is None else (box[2] - box[0] + 1) * (box[3] - box[1] + 1) - len(places)
        assert region.holes == holes


@settings(max_examples=60, deadline=None)
@given(random_stacks, sides(2, 9), st.data())
def test_a_cell_in_the_middle_of_a_stack_changes_what_it_feeds(layers, size, data):
    from core.receptive_field import projection

    trial, rows = sized(layers, size)
    depth = data.draw(st.integers(0, len(rows) - 1))
    cell = tuple(data.draw(st.integers(0, cells - 1)) for cells in trial.before[depth].shape)
    for found, region in zip(trial.changes(cell, depth), projection(layers, cell, size, depth)):
        np.testing.assert_array_equal(found, region.mask)


@pytest.mark.parametrize(
    "other",
    [
        Layer("kernel", (3, 4), 2, 1, 2),
        Layer("stride", 3, (2, 1), 1, 2),
        Layer("padding", 3, 2, ((0, 1), (1, 1)), 2),
        Layer("dilation", 3, 2, 1, (2, 1)),
        Layer("kind", 3, 2, 1, 2, "transposed"),
    ],
    ids=lambda layer: layer.name,
)
def test_a_wrong_prediction_would_be_noticed(other):
    found = trial_stack.trial([Layer("true", 3, 2, 1, 2)], 12).causes((1, 1), 1)[0]
    assert (found != regions([other], (1, 1), 12)[0].mask).any()


def test_names_of_kinds_do_not_matter_to_where_units_look():
    for kind in ("conv", "depthwise", "pool", "average"):
        layers = [Layer("x", (3, 2), (2, 1), "same", (1, 2), kind)]
        assert changed(trial_stack.trial(layers, (7, 6)).causes((1, 1), 1)[0]) == changed(
            regions(layers, (1, 1), (7, 6))[0].mask
        )


@pytest.mark.parametrize(
    ("layers", "size", "says"),
    [
        ([Layer("big", 5)], 4, "big has no units"),
        ([Layer("cut", 2, 1, 2, kind="transposed")], 1, "cut has no units"),
        ([Layer("huge", 10_000)], 10_000, "steps"),
        ([Layer("huge", 10_000, padding=10_000)], 1, "steps"),
        ([Layer("conv", 3, padding=1)], 10_000, "steps"),
        ([Layer("conv", 11, padding=5)] * 100, 8, "overflow float64"),
        ([Layer("conv", 3)], 0, "size 0"),
        ([Layer("conv", 3)], float("nan"), "size nan"),
        ([Layer("conv", 3)], 10**9, "size 1000000000"),
    ],
)
def test_what_cannot_be_tried_is_a_sentence(layers, size, says):
    with pytest.raises(BadInput, match=says):
        trial_stack.trial(layers, size)


@settings(max_examples=60, deadline=None)
@given(random_stacks, sides(1, 9), st.data())
def test_whole_rows_and_columns_change_a_unit_where_one_of_their_cells_does(layers, size, data):
    trial, rows = sized(layers, size)
    depth = data.draw(st.integers(1, len(rows)))
    unit = tuple(data.draw(st.integers(0, cells - 1)) for cells in rows[depth - 1].output_size)
    cells = trial.causes(unit, depth)[0]
    down, across = trial.bands(unit, depth)
    np.testing.assert_array_equal(down, cells.any(axis=1))
    np.testing.assert_array_equal(across, cells.any(axis=0))
    assert not any(one.differing for one in comparison.bands(trial, unit, depth))


def test_the_rows_and_columns_of_vgg_s_middle_unit_are_those_of_the_published_field():
    # Unit 3 of 7: 3 · 32 − 90 = 6 to 6 + 212 − 1.
    down, across = trial_stack.trial(VGG16.layers, 224).bands((3, 3), 18)
    assert np.flatnonzero(down).tolist() == np.flatnonzero(across).tolist() == list(range(6, 218))


def test_units_that_do_not_exist_and_endless_experiments_are_sentences():
    chapter = trial_stack.trial(CHAPTER.layers, 3)
    for cell, depth in (((3, 0), 0), ((-1, 0), 0), ((0, 1), 2), ((0, 0), 3), ((0, 0), -1)):
        with pytest.raises(BadInput, match=r"unit|no layer"):
            chapter.after(cell, depth)
        with pytest.raises(BadInput, match=r"unit|no layer"):
            chapter.causes(cell, depth)
    vgg = trial_stack.trial(VGG16.layers, 224)
    with pytest.raises(BadInput, match="steps"):
        vgg.causes((0, 0), 18)
    with pytest.raises(BadInput, match="steps"):
        comparison.all_pairs(vgg)
    with pytest.raises(BadInput, match="steps"):
        trial_stack.trial(VGG16.layers, 512).bands((0, 0), 18)
    with pytest.raises(BadInput, match="unit"):
        vgg.bands((7, 0), 18)


def test_every_preset_can_be_tried_at_its_own_size():
    for stack in STACKS.values():
        assert len(trial_stack.trial(stack.layers, stack.input_size).before) == len(stack.layers) + 1
