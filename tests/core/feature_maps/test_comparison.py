"""What is compared: which networks, and not more work than ten minutes' worth."""

import pytest

from core.errors import BadInput
from core.feature_maps import Check, Setting, first_layers, guessing_since, sweep, updates_to


def test_three_first_layers_differ_in_nothing_else():
    found = first_layers(Setting(seed=3, channels=4))
    assert [one.first for one in found] == ["learned", "sobel", "random"]
    assert {(one.seed, one.channels, one.kernel) for one in found} == {(3, 4, 3)}


def test_a_sweep_has_every_kernel_size_depth_and_number_of_channels_once():
    found = sweep(Setting(), channels=(2, 4), epochs=3)
    assert {(one.depth, one.channels, one.kernel) for one in found} == {
        (depth, channels, kernel) for depth in (2, 3) for channels in (2, 4) for kernel in (3, 5, 7)
    }
    assert len(found) == 12
    assert {one.epochs for one in found} == {3}


def checks(*accuracies):
    return [Check(25 * place, 1.0, 0.5, 1.0, accuracy) for place, accuracy in enumerate(accuracies)]


def test_how_soon_an_accuracy_is_reached_is_the_first_check_that_finds_it():
    assert updates_to(checks(0.1, 0.95, 0.9, 0.97), 0.95) == 25
    assert updates_to(checks(0.1, 0.94), 0.95) is None
    assert updates_to([], 0.95) is None


def test_a_network_that_is_right_in_one_of_eight_five_times_in_a_row_only_guesses():
    guess = 1 / 8
    assert guessing_since(checks(0.5, *[guess] * 5)) == 25
    assert guessing_since(checks(*[guess] * 7)) == 0
    assert guessing_since(checks(*[guess] * 4)) is None
    assert guessing_since(checks(*[guess] * 9, 0.13)) is None
    assert guessing_since([]) is None


def test_so_much_work_is_done_and_no_more(monkeypatch):
    together = sum(setting.products for setting in first_layers(Setting()))
    monkeypatch.setattr("core.feature_maps.comparison.MAX_PRODUCTS", together)
    assert len(first_layers(Setting())) == 3
    monkeypatch.setattr("core.feature_maps.comparison.MAX_PRODUCTS", together - 1)
    with pytest.raises(BadInput, match="these 3 trainings"):
        first_layers(Setting())


def test_too_much_work_is_refused_as_a_whole():
    with pytest.raises(BadInput, match="fewer epochs"):
        sweep(Setting(), channels=(8, 10, 12, 14, 16), epochs=30)
    with pytest.raises(BadInput, match="channels"):
        sweep(Setting(), channels=(0,), epochs=1)
