"""The display range: percentiles by NumPy on the whole picture, numbers left as they are, bounds kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from core import figures
from core.errors import BadInput
from core.figures import display
from core.figures.side_by_side import Part

SLIVER = np.linspace(0.0, 3000.0, 100 * 100).reshape(100, 100) / 65_535.0


def test_a_sliver_is_narrow_and_a_whole_range_or_a_constant_picture_is_not():
    assert display.narrow(SLIVER)
    assert display.narrow(np.where(np.arange(10_000).reshape(100, 100) < 10, 1.0, SLIVER))  # ten hot pixels
    assert display.narrow(SLIVER + 0.5)
    for step, narrow in ((0.124, True), (0.125, False)):  # an eighth is enough
        assert display.narrow(np.array([[0.0, step]] * 10)) == narrow
    assert not display.narrow(np.linspace(0, 1, 400).reshape(20, 20))
    assert not display.narrow(np.full((9, 9), 0.02))


def test_the_range_is_numpys_percentiles_and_what_lies_outside_is_black_or_white():
    shown = display.display_range(SLIVER, 5.0, 90.0)
    assert shown == pytest.approx(tuple(np.percentile(SLIVER, (5.0, 90.0))))
    drawn = display.within(SLIVER, shown)
    assert drawn.min() == 0.0
    assert drawn.max() == 1.0
    assert (drawn == 0.0).mean() == pytest.approx(0.05, abs=0.001)
    assert (drawn == 1.0).mean() == pytest.approx(0.10, abs=0.001)
    middle = sum(shown) / 2
    assert display.within(np.array([[middle]]), shown)[0, 0] == pytest.approx(0.5)
    assert display.within(SLIVER, None) is SLIVER


def test_where_both_percentiles_are_one_number_the_range_is_from_the_least_to_the_largest():
    values = np.zeros((50, 50))
    values[0, 0] = 0.03
    assert display.display_range(values) == (0.0, 0.03)
    assert display.within(np.full((2, 2), 0.5), (0.5, 0.5)).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    "wrong", [(50.0, 50.0), (60.0, 40.0), (-1.0, 50.0), (0.0, 101.0), (float("nan"), 50.0), (0.0, float("inf"))]
)
def test_percentiles_out_of_order_or_range_are_refused(wrong):
    with pytest.raises(BadInput, match="both from 0 to 100"):
        display.display_range(SLIVER, *wrong)


@given(arrays(np.float64, (7, 5), elements=st.floats(0, 1)), st.floats(0, 99), st.floats(0.1, 1))
def test_the_order_of_shades_is_the_order_of_numbers(values, black, share):
    shown = display.display_range(values, black, black + share * (100 - black))
    drawn = display.within(values, shown).ravel()
    assert ((drawn >= 0) & (drawn <= 1)).all()
    assert (np.diff(drawn[np.argsort(values.ravel(), kind="stable")]) >= 0).all()


def test_numbers_far_beyond_a_range_of_next_to_nothing_are_white():
    assert display.within(np.array([[0.0, 1.0]]), (0.0, 2e-313)).tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize(
    ("shape", "sampled"),
    [((4, 1023), (4, 1023)), ((4, 1024), (2, 512)), ((1024, 4, 3), (512, 2, 3)), ((3, 4, 2048), (3, 4, 2048))],
)
def test_of_a_large_picture_every_so_many_rows_and_columns_are_looked_at(shape, sampled):
    assert display._sample(np.zeros(shape)).shape == sampled


def test_files_and_saved_pictures_are_drawn_by_it():
    import io

    shown = (0.0, 3000.0 / 65_535.0)
    plain, ranged = (
        np.asarray(Image.open(io.BytesIO(figures.grey_file(SLIVER, how))).convert("L")) for how in (None, shown)
    )
    assert plain.max() <= 12
    assert ranged.min() <= 1
    assert ranged.max() >= 254
    drawn = figures.matrices([Part("", SLIVER, "grey", shown=shown)]).axes[0].images[0].get_array()
    assert drawn.min() == 0
    assert drawn.max() == 255
