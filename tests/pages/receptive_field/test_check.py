"""The tab "Check by experiment" of page 5."""

import numpy as np
import pytest

from tests.pages.reading import grids, key_of, query_of, refused, settled

pytestmark = pytest.mark.slow

PAGE = "receptive_field"
key = key_of(PAGE)


def opened(visit, **query):
    lab = visit(PAGE, **{"open": "check"} | {name: str(value) for name, value in query.items()})
    assert not lab.exception
    return lab


def counts(lab):
    return next(table.value for table in lab.dataframe if "different" in table.value.columns)


def test_the_chapters_cell_1_1_changes_all_units_and_the_numbers_stand_there(visit):
    lab = opened(visit, check_row=1, check_column=1)
    # Kernel 1 2 / 3 1: the middle weighs 1, 3, 2 and 1, so 15 22 36 43 become 16 25 38 44.
    assert counts(lab)["changed"].tolist() == [4, 1]
    assert counts(lab)["different"].tolist() == [0, 0]
    after = grids(lab, 2)
    assert set(after) == {"X′", "L1′", "L2′"}
    np.testing.assert_array_equal(after["L1′"], np.ones((2, 2)))
    np.testing.assert_array_equal(grids(lab, 3)["L1?"], np.ones((2, 2)))
    assert any("Units that changed: 5 of 5" in said.value for said in lab.success)
    # The other way: all nine cells, and all four of the first layer.
    assert any("Cells that change it: 13 of 13" in said.value for said in lab.success)
    assert any("45 pairs" in said.value and "0 differ" in said.value for said in lab.success)
    assert any("raised by 1, from 4 to 5" in said.value for said in lab.markdown)


def test_the_corner_cell_changes_one_unit_of_the_first_layer(visit):
    lab = opened(visit)
    np.testing.assert_array_equal(grids(lab, 2)["L1′"], [[1, 0], [0, 0]])
    assert counts(lab)["changed"].tolist() == [1, 1]


def test_another_cell_can_be_typed_and_one_that_is_not_there_is_a_sentence(visit):
    lab = opened(visit)
    lab.number_input(key=key("check_row")).set_value(2).run()
    assert query_of(lab)["check_row"] == "2"
    assert counts(lab)["changed"].tolist() == [1, 1]
    for value in (3, -1, 10**9):
        refused(lab, "number_input", key("check_row"), value, "has no cell")


def test_holes_of_dilation_show_in_both(visit):
    lab = opened(visit, preset="own", stack="conv3d2", rows=5, columns=5, layer=1)
    expected = np.zeros((5, 5))
    expected[::2, ::2] = 1
    np.testing.assert_array_equal(grids(lab, 4)["X′"], expected)
    np.testing.assert_array_equal(grids(lab, 5)["X?"], expected)
    assert any("Cells that change it: 9 of 25" in said.value for said in lab.success)


def test_a_large_network_is_checked_by_whole_rows_and_columns(visit):
    lab = opened(
        visit, preset="VGG-16", rows=224, columns=224, check_row=100, check_column=60, layer=100, row=3, column=3
    )
    assert set(counts(lab)["different"]) == {0}
    assert counts(lab)["changed"].tolist()[:2] == [9, 25]
    text = " ".join(said.value for said in lab.markdown)
    assert "212 (6 … 217) rows and 212 (6 … 217) columns" in text
    assert any("exactly the rows and columns" in said.value for said in lab.success)
    # Every pair would take hours: a sentence says so.
    assert any("steps" in said.value for said in lab.info)


@pytest.mark.parametrize("query", [{"rows": 2000, "columns": 2000}, {"stack": "~".join(["conv11p5"] * 100)}])
def test_what_takes_too_long_is_a_sentence(visit, query):
    lab = opened(visit, **{"preset": "own", "stack": "conv9p4~conv9p4~conv9p4", "rows": 9, "columns": 9, **query})
    assert any("steps" in error.value or "overflow" in error.value for error in lab.error)


def test_it_speaks_chinese(visit):
    lab = opened(visit, lang="zh", check_row=1, check_column=1)
    assert any("正好是公式给出的那些" in said.value for said in lab.success)


def test_a_named_network_is_tried_in_tensorflow_when_asked(visit):
    lab = opened(visit, open="networks", network="LeNet")
    assert not lab.success
    settled(lab.button(key=key("model check")).click().run(timeout=300))
    assert not lab.exception
    assert any("agree on all" in said.value for said in lab.success)
    lab.selectbox(key=key("network")).set_value("WaveNet").run()
    assert not lab.success  # it was another network
