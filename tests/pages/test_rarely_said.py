"""Sentences of pages that no other test comes across; what was typed stays, and the page stays usable."""

import numpy as np
import pytest

from core.errors import BadInput
from pages.shared.grid import Matrix
from tests.pages.reading import refused


def test_what_the_first_page_and_its_paddings_refuse_stays_beside_its_control(visit):
    lab = visit("cross_correlation", open="padding")
    for setting, value, says in (
        ("pad_value", 1e7, "The border's constant must be from"),
        ("stride_rows", 65, "Stride, dilation and padding are limited to 64"),
    ):
        before = lab.number_input(key=f"cross_correlation.{setting}").value
        refused(lab, "number_input", f"cross_correlation.{setting}", value, says)
        lab.number_input(key=f"cross_correlation.{setting}").set_value(before).run()
        assert not lab.error


def test_a_photograph_smaller_than_the_side_asked_for_is_not_enlarged_and_an_input_has_its_bounds(visit):
    lab = visit("edge_detection", open="photographs", photo="coins", resolution="600")
    assert any("not enlarged" in caption.value for caption in lab.caption)
    lab = visit("receptive_field", open="stack")
    lab.number_input(key="receptive_field.rows").set_value(10**6).run()
    assert any("cells per side" in error.value for error in lab.error)


@pytest.mark.parametrize("shape", [(0, 3), (65, 3), (3, 65)])
def test_a_grid_of_more_than_64_rows_or_columns_or_none_is_refused(shape):
    with pytest.raises(BadInput, match="the grid shows 1 × 1 to 64 × 64"):
        Matrix("X", np.ones(shape))
