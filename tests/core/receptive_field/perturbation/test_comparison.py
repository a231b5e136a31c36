"""The experiment beside the arithmetic on whole stacks, cell by cell; and how a difference is told."""

import numpy as np
import pytest

from core.receptive_field import Layer, table
from core.receptive_field.perturbation import comparison
from core.receptive_field.perturbation import trial as trial_stack
from core.receptive_field.presets import ALEXNET, CHAPTER, LENET, VGG16


def test_cells_that_differ_are_named():
    changed = np.array([[True, False, True], [False, True, False]])
    assert comparison.Comparison(changed, changed).differing == []
    assert comparison.Comparison(changed, np.ones((2, 3), bool)).differing == [(0, 1), (1, 0), (1, 2)]


def test_pairs_on_which_a_wrong_prediction_differs_are_counted(monkeypatch):
    # One 3 × 3 window that moves by 2 on 5 × 5 cells: 4 units of 9 cells each.
    tried = trial_stack.trial([Layer("a", 3, 2)], 5)
    assert comparison.all_pairs(tried) == (25 * 4, 0)
    wrong = lambda trial, axis: [np.ones((5, 2), bool)]  # noqa: E731
    monkeypatch.setattr(comparison, "_predicted", wrong)
    assert comparison.all_pairs(tried) == (25 * 4, 25 * 4 - 4 * 9)


@pytest.mark.parametrize("stack", [CHAPTER, LENET], ids=lambda stack: stack.name)
def test_small_presets_agree_for_every_cell_and_every_unit(stack):
    pairs, wrong = comparison.all_pairs(trial_stack.trial(stack.layers, stack.input_size))
    assert wrong == 0
    assert pairs == np.prod(stack.input_size) * sum(
        np.prod(row.output_size) for row in table(stack.layers, stack.input_size)
    )


@pytest.mark.parametrize("stack", [ALEXNET, VGG16], ids=lambda stack: stack.name)
def test_large_presets_agree_for_cells_at_the_corners_and_in_the_middle(stack):
    whole = trial_stack.trial(stack.layers, stack.input_size)
    H, W = stack.input_size
    for cell in ((0, 0), (H - 1, W - 1), (H // 2, W // 2), (3, W - 7)):
        for found in comparison.from_cell(whole, cell):
            assert found.differing == []


def test_a_unit_of_vgg_is_changed_by_exactly_its_cells_at_a_small_resolution():
    for found in comparison.to_unit(trial_stack.trial(VGG16.layers, (32, 37)), (0, 0), len(VGG16.layers)):
        assert found.differing == []


def test_a_hundred_convolutions_can_be_checked():
    deep = trial_stack.trial([Layer("conv", 3, padding=1)] * 100, 12)
    assert all(found.differing == [] for found in comparison.from_cell(deep, (0, 0)))
