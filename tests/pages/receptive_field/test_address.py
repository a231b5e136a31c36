"""Page 5: what is chosen in its table and tabs comes back with the address, and bad stacks are sentences."""

import re

import pytest

from tests.pages.reading import key_of, query_of, said

PAGE = "receptive_field"
key = key_of(PAGE)


def opened(visit, **query):
    lab = visit(PAGE, **{name: str(value) for name, value in query.items()})
    assert not lab.exception
    return lab


def again(visit, lab):
    return opened(visit, **query_of(lab))


def test_the_formula_s_layer_is_carried(visit):
    lab = opened(visit, open="formula", preset="VGG-16", rows=224, columns=224)
    assert lab.selectbox(key=key("formula_layer")).value == 18
    lab.selectbox(key=key("formula_layer")).set_value(3).run()
    # pool1: 5 + (2 − 1) · 1 · 1.
    assert "5 + (2 − 1) × 1 × 1 = 6" in said(lab)
    other = again(visit, lab)
    assert other.selectbox(key=key("formula_layer")).value == 3
    assert "5 + (2 − 1) × 1 × 1 = 6" in said(other)
    other.selectbox(key=key("preset")).set_value("LeNet").run()
    assert other.selectbox(key=key("formula_layer")).value == 5


@pytest.mark.parametrize(
    ("figure", "layer", "line"),
    [
        # 7 cells, a 2×2 pool with stride 3, then a 3×3 convolution with a border of 1.
        ("output", 1, "⌊(7 + 0 + 0 − 2) / 3⌋ + 1 = 2"),
        ("size", 2, "2 + (3 − 1) × 1 × 3 = 8"),
        ("stride", 1, "1 × 3 = 3"),
        ("padding", 2, "0 + 1 × 3 = 3"),
        ("centre", 2, "−3 + (8 − 1) / 2 = 0.5"),
        ("overlap", 2, "max(0, 8 − 3) = 5"),
        ("unseen", 1, "7 × 7 − 4 × 4 = 33"),
        ("outside", 2, "1 − (5 × 5) / (8 × 8) = 60.9%"),
    ],
)
def test_a_figure_chosen_in_the_address_opens_its_derivation_with_the_numbers(visit, figure, layer, line):
    lab = opened(visit, preset="own", stack="pool2s3~conv3p1", rows=7, columns=7, figure=figure, figure_layer=layer)
    assert line in said(lab)
    assert lab.session_state[key("figure")] == figure
    assert line in said(again(visit, lab))


def test_behind_a_transposed_convolution_every_figure_is_derived(visit):
    for figure in ("output", "size", "stride", "padding", "centre", "overlap", "unseen", "outside"):
        for layer in (1, 2):
            lab = opened(
                visit, preset="own", stack="transposed3s2~conv3p1", rows=5, columns=5, figure=figure, figure_layer=layer
            )
            assert " = " in said(lab)
            assert "unknown" not in said(lab)


def test_a_figure_of_a_layer_that_is_not_there_is_the_last_one_s(visit):
    lab = opened(visit, figure="size", figure_layer=9)
    assert "2 + (2 − 1) × 1 × 1 = 3" in said(lab)
    assert lab.session_state[key("figure_layer")] == 2


def test_the_networks_layer_and_unit_are_carried(visit):
    lab = opened(visit, open="networks", network="VGG16", model_size="64")
    assert lab.selectbox(key=key("model_layer")).value == "block5_pool"
    lab.selectbox(key=key("model_layer")).set_value("block2_pool").run()
    assert lab.number_input(key=key("model_row")).value == 8  # the middle of 16
    lab.number_input(key=key("model_row")).set_value(5).run()
    other = again(visit, lab)
    assert other.selectbox(key=key("model_layer")).value == "block2_pool"
    assert (other.number_input(key=key("model_row")).value, other.number_input(key=key("model_column")).value) == (5, 8)
    cells = next(table.value for table in other.dataframe if "the unit" in table.value.columns)
    # Stride 4, padding 6, size 16: rows 5 · 4 − 6 = 14 to 29; one unit of block 3's last pool is fed per step.
    first = cells.iloc[0]
    assert (first["rows"], first["columns"], first["cells"], first["gaps"]) == ("14 … 29", "26 … 41", 256, 0)
    assert set(cells["the unit"]) == {"sees", "affects"}
    # block3_conv1 is 3×3: nine units are fed.
    assert cells[cells["layer"] == "block3_conv1"]["cells"].tolist() == [9]
    other.selectbox(key=key("network")).set_value("LeNet").run()
    assert not other.exception
    assert other.selectbox(key=key("model_layer")).value == "C5"


def test_holes_of_a_network_s_unit_are_counted(visit):
    lab = opened(visit, open="networks", network="WaveNet")
    assert not lab.error
    lab = opened(
        visit, open="networks", network="DeepLab", model_size="129", model_layer="aspp6", model_row=8, model_column=8
    )
    cells = next(table.value for table in lab.dataframe if "the unit" in table.value.columns)
    # Rate 6: nine cells of atrous2, 13 × 13 cells from the first to the last.
    before = cells[cells["layer"] == "atrous2"].iloc[0]
    assert (before["rows"], before["cells"], before["gaps"]) == ("2 … 14", 9, 160)


@pytest.mark.parametrize("unit", [10**6, -1])
def test_a_unit_that_a_network_does_not_have_is_told(visit, unit):
    lab = opened(visit, open="networks", network="LeNet")
    lab.number_input(key=key("model_row")).set_value(unit).run()
    assert not lab.exception
    assert any("There is no unit" in warning.value for warning in lab.warning)


@pytest.mark.parametrize(
    ("stack", "says"),
    [
        ("conv3s-1", "“conv3s-1” is not a layer"),
        ("conv3s0", "stride 0 of layer conv1 is not a whole number from 1 to 10000"),
        ("conv3s99999999999", "stride|not a layer"),
        ("conv3s10000p5000~conv3s10000p5000~conv3s10000p5000~conv3s10000p5000", "larger than|missing"),
        ("conv3~pool2s2~conv9~conv3", r"conv3 spans \(9, 9\).*\(2, 2\) \(rows, columns\) are missing"),
        ("conv3x1~conv1x40", r"conv2 spans \(1, 40\).*\(0, 24\)"),
        ("conv3d100", "conv1 spans"),
        ("transposed2p9", "transposed1 spans"),
        ("transposed3s30~" * 4 + "conv1", "transposed|enlargement|size"),
    ],
)
def test_a_stack_that_cannot_be_says_which_layer_and_what_is_missing(visit, stack, says):
    lab = opened(visit, preset="own", stack=stack, rows=16, columns=16)
    assert any(re.search(says, error.value) for error in lab.error), [error.value for error in lab.error]
    assert lab.number_input(key=key("rows")).value == 16


def test_nonsense_in_the_address_is_ignored_and_told(visit):
    lab = opened(
        visit, formula_layer="-4", figure="everything", figure_layer="10e9", model_row="nan", check_row="1e400"
    )
    assert len(lab.dataframe[0].value) == 2
