"""What an estimate is worth: each verdict at its bound, on numbers made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.learning.recovery import beyond_linear, verdict
from core.learning.recovery.estimate import entries_of
from core.learning.recovery.photographs import Photograph
from core.learning.recovery.regression import moments
from tests.core.learning.recovery import made

RNG = np.random.default_rng(9)
PICTURE = Photograph(np.full((40, 40), 7, dtype=np.uint8))
FLOOR = 1 / 12 / 255**2


def test_the_smallest_kernel_within_two_percent_of_the_least_squared_error_is_preferred():
    for error, size in ((1.0099, (3, 3)), (1.0101, (5, 5))):
        assert verdict.preferred({(5, 5): 1.0, (3, 3): error, (1, 1): 2.0}) == size
    assert verdict.preferred({}) is None
    assert verdict.preferred({(3, 3): 0.0, (1, 1): 1e-7}) == (1, 1)


def test_the_half_widths_together_are_of_the_kernels_norm():
    estimate = SimpleNamespace(kernel=np.array([[3.0, 4.0]]), half_widths=np.array([[0.0, 0.5]]))
    assert verdict.relative(estimate) == pytest.approx(0.1)
    assert verdict.relative(SimpleNamespace(kernel=np.zeros((1, 2)), half_widths=np.ones((1, 2)))) == np.inf


def test_held_errors_are_those_of_lstsq_on_the_other_tiles():
    before, after = RNG.random((4, 10, 12)), RNG.random((4, 8, 8))
    held = np.array([False, True, False, False])
    sample = made.tiles(before, after, (3, 5), held=held)
    learned, judging = moments(sample, before, sample.usable)
    errors = verdict.held_errors(sample, SimpleNamespace(learned=learned, held=judging), (1, 3))
    assert [*errors] == [(1, 3), (3, 5)]
    patches = made.windows(before, (3, 5))
    for size, error in errors.items():
        entries = entries_of((3, 5), size)
        rows, judged = patches[~held][..., entries].reshape(-1, len(entries)), patches[held][..., entries]
        weights = np.linalg.lstsq(rows, after[~held].ravel(), rcond=None)[0]
        assert error == pytest.approx(np.sqrt(np.mean((judged @ weights - after[held]) ** 2)))
    smaller = verdict.held_errors(sample, SimpleNamespace(learned=learned, held=judging), (3, 3))
    assert [*smaller] == [(1, 1), (3, 3)]
    assert verdict.held_errors(sample, SimpleNamespace(learned=learned, held=SimpleNamespace(count=0)), (1, 3)) == {}


def judged(
    monkeypatch, *, beyond=0.0, errors=None, residual=1e-3, variance=0.01, half_widths=0.0, loose=0, structure=0.0
):
    """The verdict on an estimate of 3 × 3 whose residual is noise of this size, plus `structure` where the contrast is high."""
    monkeypatch.setattr(beyond_linear, "predicted_share", lambda *_: beyond)
    rng = np.random.default_rng(1)
    predicted = 0.5 + rng.normal(size=(8, 16, 16)) * np.linspace(0.01, 0.1, 8)[:, None, None]
    noise = rng.normal(size=predicted.shape)
    left = (residual + structure * (np.arange(8) > 5)[:, None, None]) * noise
    estimate = SimpleNamespace(
        kernel=np.full((3, 3), 1 / 3),  # of norm 1
        half_widths=np.full((3, 3), half_widths / 3),
        residual=left,
        expected=residual * noise,
        used=np.ones(left.shape, dtype=bool),
        loose=np.zeros((loose, 3, 3)),
        learned=SimpleNamespace(variance=variance),
    )
    sample = SimpleNamespace(after=predicted + left)
    result = verdict.judge(sample, estimate, PICTURE, PICTURE, {(3, 3): 1.0} if errors is None else errors)
    assert result.warning == (result.kind not in ("exact", "determined"))
    return result


def test_the_first_verdict_that_is_true_is_said(monkeypatch):
    def kind(**case):
        return judged(monkeypatch, **case).kind

    assert kind() == "determined"
    assert kind(beyond=0.51) == "function"
    assert [kind(beyond=share) for share in (0.2, 0.21)] == ["determined", "function"]
    larger = {(3, 3): 1.0, (5, 5): 0.9}
    assert kind(errors=larger) == kind(errors=larger, beyond=0.5) == "small"
    assert kind(errors=larger, beyond=0.51) == "function"
    assert kind(errors={(3, 3): 1.0, (5, 5): 0.96}) == "determined"  # 0.92 of the squared error, 0.9 is needed
    assert kind(errors={(3, 3): 1.0, (1, 1): 0.5}) == "determined"
    assert [kind(loose=1), kind(loose=1, half_widths=1.0)] == ["undetermined"] * 2
    assert [kind(half_widths=width) for width in (0.0499, 0.0501)] == ["determined", "imprecise"]
    assert [kind(residual=size) for size in (1e-10, 1e-8)] == ["exact", "determined"]
    assert [kind(structure=more) for more in (0.0, 0.004)] == ["determined", "nonlinear"]
    # Less than half of the variance is explained, of a picture with more of it than rounding leaves.
    assert [kind(residual=0.05, variance=v) for v in (0.0045, 0.0055)] == ["nonlinear", "determined"]
    assert [kind(residual=0.0025, variance=v * FLOOR) for v in (3.9, 4.1)] == ["determined", "nonlinear"]


def test_what_the_kernel_explains_is_told_of_the_variance_and_is_never_less_than_nothing(monkeypatch):
    for variance, share in ((0.0045, 1 - 0.05**2 / 0.0045), (0.001, 0.0)):
        found = judged(monkeypatch, residual=0.05, variance=variance)
        assert found.sentence.values["share"] == pytest.approx(share, abs=0.03)  # of 2,048 draws of noise


def test_a_kernel_that_is_too_small_is_told_the_size_to_choose(monkeypatch):
    monkeypatch.setattr(beyond_linear, "predicted_share", lambda _tiles, _found, size, _floor: float(size != (1, 3)))
    estimate = SimpleNamespace(kernel=np.ones((1, 3)))
    found = verdict.judge(SimpleNamespace(), estimate, PICTURE, PICTURE, {(1, 3): 1.0, (3, 5): 0.25})
    assert found.sentence.values == {"h": 1, "w": 3, "best_h": 3, "best_w": 5, "less": 0.75}


def test_a_mean_residual_that_changes_with_the_brightness_is_a_curve():
    values = np.repeat((np.arange(16) + 0.5) / 16, 100)
    curve, noise = np.sin(20 * values), np.tile([1.0, -1.0], 800)
    for size, share in ((0.01, 0.11), (0.01, 0.09)):
        part = curve / np.sqrt(np.mean(curve**2)) * np.sqrt(share) + noise * np.sqrt(1 - share)
        assert verdict._curved(values, size * part, FLOOR) == (share > 0.1)
    for size, curved in ((np.sqrt(1.01), True), (np.sqrt(0.99), False)):  # a residual that rounding explains is none
        residual = curve / np.sqrt(np.mean(curve**2)) * np.sqrt(FLOOR) * size
        assert verdict._curved(values, residual, FLOOR) == curved
    two = np.repeat([0.5 / 16, 1.5 / 16], 100)  # the darkest levels are two
    assert verdict._curved(two, np.where(two < 1 / 16, 0.01, -0.01), FLOOR)
    assert not verdict._curved(np.array([-0.1, 1.0, 1.1]), np.array([1e-6, -1e-6, 1e-6]), FLOOR)


def test_a_residual_follows_the_contrast_where_it_is_more_than_twice_what_saving_leaves():
    contrast = np.linspace(0.0, 0.2, 8)[:, None, None]
    after = 0.5 + contrast * np.tile([1.0, -1.0], (16, 8))
    saving = np.full(after.shape, 0.01) * np.tile([1.0, -1.0], (16, 8)).T[:, :16]
    jpeg = Photograph(PICTURE.pixels, table=np.ones((8, 8)))
    for factor, kinds in ((1.9, (False, False)), (2.1, (True, False)), (3.9, (True, False)), (4.1, (True, True))):
        residual = saving * np.where(np.arange(8) >= 6, np.sqrt(factor), 1.0)[:, None, None]
        estimate = SimpleNamespace(residual=residual, expected=saving, used=np.ones(after.shape, dtype=bool))
        for before, structured in zip((PICTURE, jpeg), kinds, strict=True):
            sample = SimpleNamespace(after=after + residual)  # predicted: the picture itself
            assert verdict._structured(sample, estimate, before, 0.0) == structured
    few = np.zeros(after.shape, dtype=bool)
    for left_out, structured in ((1, False), (0, True)):  # 255 pixels are too few to tell
        few[7] = True
        few[7, 0, :left_out] = False
        few_used = SimpleNamespace(residual=residual, expected=0 * saving, used=few)
        assert verdict._structured(sample, few_used, PICTURE, 0.0) == structured
