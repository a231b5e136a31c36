"""The setting's bounds, the maps of one picture, its units, and what the kernels look like."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d

from core import kernels
from core.errors import BadInput
from core.feature_maps import Setting, Unit, forward, nearest, network, pictures, units


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": 0},
        {"channels": 17},
        {"kernel": 4},
        {"kernel": 9},
        {"depth": 1},
        {"depth": 4},
        {"pooling": "none"},
        {"first": "Sobel"},
        {"rate": 0.0},
        {"rate": float("nan")},
        {"rate": float("inf")},
        {"epochs": 0},
        {"epochs": 101},
        {"batch": 7},
        {"batch": 257},
        {"noise": -0.1},
        {"noise": 2.0},
        {"seed": -1},
        {"seed": 2**31},
    ],
    ids=repr,
)
def test_a_number_out_of_its_range_is_a_sentence(wrong):
    with pytest.raises(BadInput):
        Setting(**wrong)


def test_work_beyond_ten_minutes_is_refused_before_it_begins():
    with pytest.raises(BadInput, match="fewer epochs"):
        Setting(channels=16, kernel=7, depth=3, epochs=100)


def test_the_parameters_are_those_counted_by_hand():
    # 3·3·1·8 + 8, then 3·3·8·8 + 8, then 7·7·8 · 8 + 8
    assert Setting().parameters == 80 + 584 + 3144
    assert Setting(depth=3).sides == (28, 14, 7, 3)


def test_sobels_kernel_stands_in_eight_directions_and_has_the_norm_of_a_random_one():
    bank = network.sobel_bank(5, 9)
    scale = np.sqrt(2 / 12)
    np.testing.assert_allclose(bank[1:4, 1:4, 0, 0], kernels.sobel() * scale, rtol=1e-6)
    np.testing.assert_allclose(bank[1:4, 1:4, 0, 4], -kernels.sobel() * scale, rtol=1e-6)
    np.testing.assert_allclose(bank[1:4, 1:4, 0, 2], kernels.sobel().T * scale, rtol=1e-6)
    np.testing.assert_allclose(bank[1:4, 1:4, 0, 1], np.array([[-2, -1, 0], [-1, 0, 1], [0, 1, 2]]) * scale, rtol=1e-6)
    np.testing.assert_array_equal(bank[..., 8], bank[..., 0])
    assert not bank[[0, -1]].any() and not bank[:, [0, -1]].any()


def by_scipy(setting, weights, picture):
    """The stages after the picture, map by map."""
    maps, found = [picture], []
    for layer in range(setting.depth):
        kernel, bias = weights[2 * layer], weights[2 * layer + 1]
        maps = [
            np.maximum(
                sum(correlate2d(one, kernel[:, :, c, d], mode="same") for c, one in enumerate(maps)) + bias[d], 0
            )
            for d in range(setting.channels)
        ]
        found.append(np.stack(maps, axis=-1))
        side = maps[0].shape[0] // 2 * 2
        cells = [np.stack([one[a:side:2, b:side:2] for a in (0, 1) for b in (0, 1)]) for one in maps]
        maps = [four.max(axis=0) if setting.pooling == "max" else four.mean(axis=0) for four in cells]
        found.append(np.stack(maps, axis=-1))
    return found


@pytest.mark.parametrize("setting", [Setting(channels=3), Setting(channels=2, kernel=7, depth=3, pooling="average")])
def test_every_map_is_scipys_and_the_probabilities_are_softmax(setting):
    weights = [weight.astype(np.float64) for weight in network.first_weights(setting)]
    weights[1] += 0.1
    picture = pictures(1, 0.1, 1)[0][0].astype(np.float64)
    answer, expected = forward(setting, weights, picture), by_scipy(setting, weights, picture)
    for stage, maps in zip(answer.stages[1:], expected, strict=True):
        np.testing.assert_allclose(stage.maps, maps, atol=1e-10)
    assert [stage.kind for stage in answer.stages] == ["picture", *["conv", "pool"] * setting.depth]
    logits = expected[-1].ravel() @ weights[-2] + weights[-1]
    np.testing.assert_allclose(answer.probabilities, np.exp(logits) / np.exp(logits).sum(), atol=1e-12)


@pytest.mark.parametrize("picture", [np.zeros((27, 28)), np.full((28, 28), np.nan), np.zeros((28, 28, 1))])
def test_a_picture_that_does_not_fit_is_refused(picture):
    with pytest.raises(BadInput, match="28"):
        forward(Setting(), network.first_weights(Setting()), picture)


@pytest.mark.parametrize(
    ("stage", "row", "column", "field"),
    [  # by hand: one 3×3 sees 3, pooled 4, twice 8, pooled again 10
        (1, 0, 5, (-1, 4, 1, 6)),
        (2, 1, 2, (1, 3, 4, 6)),
        (3, 1, 1, (-1, -1, 6, 6)),
        (4, 0, 1, (-3, 1, 6, 10)),
    ],
)
def test_a_units_field(stage, row, column, field):
    assert units.field(Setting(), Unit(stage, 0, row, column)) == field


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2), st.integers(0, 27), st.integers(0, 27), st.integers(0, 99))
def test_a_unit_depends_on_its_field_alone_and_is_its_written_sum(stage, channel, row, column, seed):
    setting = Setting(channels=3)
    unit = units.nearest_unit(setting, Unit(stage, channel, row, column))
    weights = network.first_weights(setting)
    rng = np.random.default_rng(seed)
    picture = rng.uniform(size=(28, 28))
    top, left, bottom, right = units.field(setting, unit)
    other = rng.uniform(size=(28, 28))
    inside = (slice(max(top, 0), bottom + 1), slice(max(left, 0), right + 1))
    other[inside] = picture[inside]
    np.testing.assert_array_equal(units.patch(setting, unit, other), picture[inside])
    answers = [forward(setting, weights, one) for one in (picture, other)]
    place = (unit.row, unit.column, unit.channel)
    values = [answer.stages[unit.stage].maps[place] for answer in answers]
    assert values[0] == pytest.approx(values[1], abs=1e-12)
    written = units.sum_of(setting, weights, answers[0], unit)
    assert written.value == values[0]
    if written.kernel is None:
        assert written.inputs.max() == values[0]
    else:
        assert max(0.0, (written.inputs * written.kernel).sum() + written.bias) == pytest.approx(values[0], abs=1e-12)


@pytest.mark.parametrize(
    "unit", [Unit(0), Unit(5), Unit(1, 8), Unit(1, -1), Unit(2, 0, 14), Unit(1, 0, 0, 28)], ids=repr
)
def test_a_unit_that_the_network_has_not_is_a_sentence_and_has_a_nearest(unit):
    setting = Setting()
    with pytest.raises(BadInput, match="no unit"):
        units.field(setting, unit)
    units.field(setting, units.nearest_unit(setting, unit))


def test_the_most_exciting_pictures_are_those_with_the_largest_answers():
    setting = Setting(channels=1)
    weights, shown = network.first_weights(setting), pictures(0, 0.1, 1)[0]
    unit = Unit(3, 0, 6, 7)
    values = [forward(setting, weights, one).stages[3].maps[6, 7, 0] for one in shown]
    found = units.most_exciting(setting, weights, 5)[unit.stage - 1].of(unit)
    expected = sorted((value for value in values if value > 0), reverse=True)[:5]
    assert [value for _, value in found] == pytest.approx(expected, rel=1e-6)
    assert [values[place] for place, _ in found] == pytest.approx(expected)


@pytest.mark.parametrize("name", ["sobel_x", "sobel_y", "prewitt_x", "laplacian", "identity", "box"])
@pytest.mark.parametrize("factor", [0.3, -2.0])
def test_a_named_kernel_of_any_size_and_sign_is_told(name, factor):
    found = nearest(kernels.NAMED[name]() * factor)
    assert (found.name, found.cosine) == (name, pytest.approx(np.sign(factor)))


def test_a_small_kernel_is_found_at_every_place():
    large = np.zeros((5, 5))
    large[4, 2:4] = [2, -2]
    found = nearest(large)
    assert (found.name, found.shift, found.cosine) == ("difference", (4, 2), pytest.approx(1))


def test_the_cosine_is_the_one_worked_by_hand():
    # [1 −1] in [1 −1 1]: 2 / (√2 · √3)
    found = nearest(np.array([[0, 0, 0], [1, -1, 1], [0, 0, 0]]))
    assert (found.name, abs(found.cosine)) == ("difference", pytest.approx(2 / np.sqrt(6)))
    assert nearest(np.zeros((3, 3))) is None
