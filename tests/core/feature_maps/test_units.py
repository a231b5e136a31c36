"""One unit of the network: its field by hand, its window and sum, and the pictures that it answers to most."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.feature_maps import Setting, Unit, forward, network, pictures, units


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


def test_the_first_unit_is_the_top_left_one_of_the_first_map():
    assert Unit() == Unit(stage=1, channel=0, row=0, column=0)


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
