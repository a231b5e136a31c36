"""The tab "Channels" of the page Cross-correlation."""

import numpy as np
import pytest
import scipy.signal

from core import images
from pages.parts.cross_correlation.topics.channels import tab as channels_topic
from tests.pages.reading import component, grids, key_of, query_of, refused, said, sent
from tests.pictures import packed

PAGE = "cross_correlation"
key = key_of(PAGE)
K = {1: np.array([[0, 1], [2, 3]]), 2: np.array([[1, 2], [3, 4]])}


@pytest.fixture
def tab(visit):
    """The page with that tab open at an address."""
    return lambda **query: visit(PAGE, open="channels", **query)


def drawn(lab):
    """The grid of the channels: the page's own grid comes first."""
    return grids(lab, 1)


def test_it_opens_on_the_books_example_already_computed(tab):
    lab = tab()
    assert not lab.exception
    assert not lab.error
    matrices = drawn(lab)
    assert list(matrices) == ["X₁", "K₁", "P₁", "X₂", "K₂", "P₂", "S"]
    assert matrices["P₁"].tolist() == [[19, 25], [37, 43]]
    assert matrices["P₂"].tolist() == [[37, 47], [67, 77]]
    assert matrices["S"].tolist() == [[56, 72], [104, 120]]
    assert "(3, 3, 2) ⋆ (2, 2, 2, 1) → (2, 2, 1)" in said(lab)
    assert "2 · 2 · 2 · 1 = 8 weights" in said(lab)
    assert "a layer has 9" in said(lab)
    assert "19 + 37 = 56" in said(lab)


def test_the_sum_is_drawn_step_by_step(tab):
    lab = tab(channels_step="1")
    matrices = drawn(lab)
    assert "P₂" not in matrices
    assert matrices["S"].tolist() == [[19, 25], [37, 43]]
    assert query_of(lab)["channels_step"] == "1"


def test_an_output_cell_belongs_to_its_window_in_every_channel(tab):
    lab = tab(channels_input="noise", channels_side="8", channels_kernel="sobel", channels_stride="2")
    data = next(one for one in sent(lab, "matrices") if any(m["name"] == "S" for m in one["matrices"]))
    to_inputs = {link["target"]: link for link in data["links"] if link["source"] == "S"}
    for c in "₁₂₃":
        assert to_inputs[f"X{c}"]["rows"] == to_inputs[f"X{c}"]["columns"] == [2, 0, 1, 3]
        assert to_inputs[f"X{c}"]["products"] == f"K{c}"
    reading = next(one for one in data["reading"] if one["output"] == "S")
    assert [[reading["image"], reading["kernel"]], *reading["also"]] == [["X₁", "K₁"], ["X₂", "K₂"], ["X₃", "K₃"]]


def test_output_channels_are_chosen_by_number_and_all_are_shown(tab):
    lab = tab(channels_kernel="book_outputs", channels_out="3")
    # The book's third output channel, from K + 2.
    assert drawn(lab)["S"].tolist() == [[96, 128], [192, 224]]
    every = grids(lab, 2)
    assert [values.tolist() for values in every.values()] == [
        [[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]],
    ]  # fmt: skip


def test_a_one_by_one_kernel_turns_colour_into_pillows_grey(tab):
    lab = tab(channels_input="astronaut", channels_side="12", channels_kernel="grey")
    assert not lab.exception
    assert np.abs(drawn(lab)["S"] - images.picture("astronaut", side=12)).max() < 1e-12
    assert drawn(lab)["K₂"].tolist() == [[0.587]]


def test_padding_and_stride_give_what_scipy_gives(tab):
    lab = tab(channels_padding="1", channels_stride="2")
    X = np.arange(9.0).reshape(3, 3)
    expected = sum(scipy.signal.correlate2d(np.pad(X + c, 1), K[c + 1], "valid")[::2, ::2] for c in range(2))
    assert np.array_equal(drawn(lab)["S"], expected)


def test_typed_stacks_travel_in_the_address(tab):
    asked = {
        "channels_input": "typed", "channels_x": "1 2\n3 4\n\n5 6\n7 8\n\n0 0\n0 1",
        "channels_kernel": "typed", "channels_k": "1\n\n10\n\n100\n\n-1\n\n0\n\n0",
    }  # fmt: skip
    lab = tab(**asked)
    assert not lab.error
    # 1 + 50 = 51, …, 4 + 80 + 100 = 184.
    assert drawn(lab)["S"].tolist() == [[51, 62], [73, 184]]
    assert list(grids(lab, 2).values())[1].tolist() == [[-1, -2], [-3, -4]]
    assert query_of(lab).items() >= asked.items()


def test_a_photograph_is_drawn_as_pictures(tab):
    lab = tab(channels_input="coffee", channels_side="64", channels_kernel="mixing")
    assert not lab.exception
    assert not lab.error
    assert "(43, 64, 3) ⋆ (1, 1, 3, 3) → (43, 64, 3)" in said(lab)
    assert len(lab.get("image")) == 11  # in colour, three channels, each alone, their sum, three outputs


def test_an_upload_has_three_channels(tab):
    picture = packed(np.full((9, 9, 3), [255, 0, 51], np.uint8))
    lab = tab(channels_input="uploaded", channels_kernel="mean")
    assert not lab.exception
    lab.file_uploader(key=key("channels_upload")).upload("x.png", picture, "image/png").run()
    assert not lab.exception
    assert drawn(lab)["X₃"][0, 0] == 0.2
    assert drawn(lab)["S"][0, 0] == pytest.approx(0.4)


def test_with_groups_an_output_is_made_of_the_channels_of_its_group_only(tab):
    lab = tab(channels_groups="2")
    assert not lab.exception
    assert not lab.error
    assert list(drawn(lab)) == ["X₁", "K₁", "P₁", "S"]
    assert drawn(lab)["S"].tolist() == [[19, 25], [37, 43]]
    assert "Group 1 of 2: output Y₁ sees X₁, but not X₂." in said(lab)
    assert "(3, 3, 2) ⋆ (2, 2, 1, 2) → (2, 2, 2)" in said(lab)
    assert "2 · 2 · 1 · 2 = 8 weights" in said(lab)
    assert "without them the layer would have 16 weights" in said(lab)
    lab = tab(channels_groups="2", channels_out="2")
    assert list(drawn(lab)) == ["X₂", "K₂", "P₂", "S"]
    assert drawn(lab)["S"].tolist() == [[37, 47], [67, 77]]


def test_choosing_another_input_chooses_a_kernel_that_suits_it(tab):
    lab = tab()
    for chosen, kernel in (("astronaut", "grey"), ("book", "book"), ("noise", "mean")):
        lab.selectbox(key=key("channels_input")).set_value(chosen).run()
        assert not lab.exception
        assert not lab.error
        assert lab.selectbox(key=key("channels_kernel")).value == kernel


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"channels_kernel": "grey"}, "The input has 2 channels but the kernel has matrices for 3"),
        ({"channels_groups": "2", "channels_kernel": "book_outputs"}, "3 output channels cannot be divided into 2"),
        ({"channels_groups": "3"}, "choose one of 1, 2"),
        ({"channels_input": "noise", "channels_kernel": "mixing", "channels_groups": "3"}, "needs 1 matrices"),
        ({"channels_input": "camera"}, "The input has 3 channels but the kernel has matrices for 2"),
        ({"channels_kernel": "typed", "channels_k": "1\n\n2\n\n3"}, "3 kernel matrices do not match an input with 2"),
        ({"channels_input": "typed", "channels_x": "1 2\n\n3"}, "all channels need the same size"),
        ({"channels_input": "typed"}, "There are no numbers yet"),
        ({"channels_input": "typed", "channels_x": "1\n\n2"}, "does not fit"),
        ({"channels_kernel": "sobel", "channels_input": "typed", "channels_x": "1 2\n3 4"}, "does not fit"),
    ],
)
def test_what_does_not_match_is_a_sentence(tab, query, says):
    lab = tab(**query)
    assert not lab.exception
    assert any(says in error.value for error in lab.error)
    assert lab.selectbox(key=key("channels_kernel"))


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf 1", "1e308", "1 2\n3", "\n\n".join("1" * 9), "1 " * 65])
@pytest.mark.parametrize(("choice", "box"), [("channels_input", "channels_x"), ("channels_kernel", "channels_k")])
def test_typed_matrices_that_cannot_be_used_are_a_sentence_and_stay(tab, choice, box, text):
    lab = tab(**{choice: "typed"})
    refused(lab, "text_area", key(box), text)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("channels_stride", 0, "stride must be"),
        ("channels_stride", 10**9, "stride must be"),
        ("channels_padding", -1, "Padding must be"),
        ("channels_padding", 10**9, "Padding must be"),
        ("channels_side", 0, "side must be from"),
        ("channels_side", 10**9, "side must be from"),
        ("channels_seed", -1, "seed must be"),
    ],
)
def test_numbers_that_break_a_rule_are_a_sentence_and_stay(tab, setting, value, says):
    lab = tab(channels_input="noise", channels_kernel="mean")
    refused(lab, "number_input", key(setting), value, says)


def test_steps_and_outputs_beyond_this_kernel_in_an_address_mean_all_and_the_first(tab):
    lab = tab(channels_step="7", channels_out="9")
    assert not lab.exception
    assert drawn(lab)["S"].tolist() == [[56, 72], [104, 120]]


def test_it_is_in_chinese_too(tab):
    lab = tab(lang="zh")
    assert not lab.exception
    assert "输入通道" in said(lab)
    assert component(lab, "matrices")


def test_a_channels_cell_with_two_numbers_or_none_leaves_the_matrix_as_it_is():
    stack = np.arange(4.0).reshape(1, 2, 2)
    with_edits = channels_topic._with_edits
    assert with_edits("X", stack, {"X₁": (("1 2", "3"),)}) is None
    assert with_edits("X", stack, {"X₁": (("", "3"),)}) is None
    assert with_edits("X", stack, {"X₁": ((" 7 ", "3"),), "X₂": (("two", "3"),)})[0] == "7 3"
