"""Another rate than the one told, read off losses that are made from the closed form."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from core.learning import diagnose, read_losses
from core.learning.mistakes import Model
from core.learning.told_rate import told_rate

X = np.ones((6, 8))
X[:, 2:6] = 0
DATA = {"image": X, "target": correlate2d(X, np.array([[1.0, -1.0]]), "valid")}


def losses_of(curvatures, weights, rate, prints, every=1):
    updates = 2 * every * np.arange(prints)
    return sum(c * (1 - rate * curvature) ** updates for curvature, c in zip(curvatures, weights, strict=True))


def found(curvatures, weights, rate, prints, told, every=1, tolerance=1e-7):
    losses = losses_of(curvatures, weights, rate, prints, every)
    return told_rate(Model("right", np.array(curvatures)), losses, np.full(prints, tolerance), told, every)


@pytest.mark.parametrize(
    ("rate", "told", "every"), [(0.01, 0.02, 1), (0.01, 1.0, 2), (0.03, 1e-4, 1), (0.035, 0.01, 1)]
)
def test_the_rate_behind_two_directions_is_found_whatever_was_told(rate, told, every):
    cause = found((12.0, 60.0), (30.0, 50.0), rate, 6, told, every)
    assert cause.name == "told" and cause.rates == (pytest.approx(rate, rel=1e-5),)
    assert cause.weights == pytest.approx([30.0, 50.0], rel=1e-3)
    assert cause.rate(told) == cause.rates[0]


def test_one_direction_leaves_two_rates_the_closest_fit_first():
    cause = found(
        (12.0, 60.0), (30.0, 0.0), 0.05 / 12, 6, 0.013, tolerance=1e-4
    )  # the factor 0.95: (1 − f) / 12 and (1 + f) / 60
    assert sorted(cause.rates) == pytest.approx([0.05 / 12, 1.95 / 60], rel=1e-4)


def test_more_rates_than_are_worth_telling_tell_none(monkeypatch):
    for most, told in ((2, True), (1, False)):  # one direction leaves two
        monkeypatch.setattr("core.learning.told_rate.MAX_RATES", most)
        assert (found((12.0, 60.0), (30.0, 0.0), 0.05 / 12, 6, 0.013, tolerance=1e-4) is not None) == told


def test_curvatures_of_any_size_tell_a_rate():
    for size in (1e-3, 1e3):
        cause = found((0.2 * size, size), (30.0, 50.0), 0.6 / size, 6, 0.9 / size)
        assert cause.rates == (pytest.approx(0.6 / size, rel=1e-5),)


def test_the_rate_that_was_told_is_no_other_one():
    assert found((12.0, 60.0), (30.0, 50.0), 0.01, 6, 0.01) is None
    assert found((12.0, 60.0), (30.0, 50.0), 0.01, 6, 0.01 * 1.0005) is None
    assert found((12.0, 60.0), (30.0, 50.0), 0.01, 6, 0.01 * 1.002) is not None


@pytest.mark.parametrize(("curvatures", "least"), [((12.0,), 3), ((12.0, 60.0), 4), ((0.0, 12.0, 60.0), 5)])
def test_fewer_losses_pass_through_whatever_made_them(curvatures, least):
    weights = (5.0, 30.0, 50.0)[-len(curvatures) :]
    assert found(curvatures, weights, 0.01, least, 0.02) is not None
    assert found(curvatures, weights, 0.01, least - 1, 0.02) is None


def test_so_many_directions_are_tried():
    for count, tried in ((16, True), (17, False)):
        curvatures = np.linspace(10.0, 60.0, count)
        assert (found(curvatures, np.full(count, 5.0), 0.01, 12, 0.02, tolerance=1e-9) is not None) == tried


def test_losses_that_no_rate_makes_or_that_end_at_0_tell_none():
    right, tolerance = Model("right", np.array([12.0, 60.0])), np.full(5, 1e-6)
    for losses in ([10.0, 3.0, 9.0, 2.0, 8.5], [10.0, 3.0, 1.0, 0.5, 0.0]):
        assert told_rate(right, np.array(losses), tolerance, 0.02, 1) is None


def test_a_rate_told_wrong_is_read_off_two_directions_and_one_direction_leaves_two():
    prints = np.arange(6)
    both = 30 * (1 - 0.01 * 12) ** (2 * prints) + 50 * (1 - 0.01 * 60) ** (2 * prints)
    (cause,) = diagnose(read_losses(" ".join(f"{loss:.5f}" for loss in both)), 0.013, 1, **DATA).causes
    assert cause.name == "told" and cause.rates == (pytest.approx(0.01, rel=1e-4),)
    assert cause.losses(prints, 0.013) == pytest.approx(both, rel=1e-4)
    one = 30 * 0.95 ** (2 * prints)  # (1 − f) / 12 and (1 + f) / 60
    (cause,) = diagnose(read_losses(" ".join(f"{loss:.5f}" for loss in one)), 0.013, 1, **DATA).causes
    assert sorted(cause.rates) == pytest.approx([0.05 / 12, 1.95 / 60], rel=1e-4)
    # Half the loss at the told rate prints what the loss prints at half of it.
    found = diagnose(read_losses(" ".join(f"{loss:.5f}" for loss in both)), 0.02, 1, **DATA)
    assert [cause.name for cause in found.causes] == ["half"] and not found.certain
    assert found.causes[0].same_rate(0.02) == pytest.approx(0.01)
