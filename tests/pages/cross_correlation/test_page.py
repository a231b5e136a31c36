"""The page Cross-correlation: the chapter's numbers, every control, bad input of every kind, addresses."""

import numpy as np
import pytest
import scipy.signal

from core.errors import BadInput
from core.words import gettext
from pages.parts.cross_correlation import picture
from pages.parts.cross_correlation.settings import Experiment
from pages.shared import edits, frame
from pages.shared.geometry import Geometry
from tests.pages.reading import grids, key_of, query_of, refused, selected, settled
from tests.pictures import packed

PAGE = "cross_correlation"
key = key_of(PAGE)


def said(lab):
    """The sentences that a screen reader hears when they change."""
    return [m.value.split("\n\n", 1)[1].rpartition("\n\n")[0] for m in lab.markdown if 'role="status"' in m.value]


def test_it_opens_on_the_chapters_example(visit):
    lab = visit(PAGE)
    assert not lab.exception
    assert grids(lab)["Y"].tolist() == [[19, 25], [37, 43]]
    assert "Output = 3 − 2 + 1 = **2 rows × 2 columns**" in said(lab)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"padding": "full"}, "Output = 3 + 2 − 2 + 1 = **4 rows × 4 columns**"),
        ({"stride_rows": "2", "stride_columns": "2"}, "Output = ⌊(3 − 2) / 2⌋ + 1 = **1 row × 1 column**"),
        ({"dilation_rows": "2", "dilation_columns": "2"}, "Output = 3 − (2 · (2 − 1) + 1) + 1 = **1 row × 1 column**"),
        ({"stride_rows": "2"}, "Output = ⌊(3 − 2) / 2⌋ + 1 = **1 row**\n\nOutput = 3 − 2 + 1 = **2 columns**"),
    ],
)
def test_the_size_formula_grows_with_what_is_set(visit, query, says):
    lab = visit(PAGE, **query)
    assert not lab.exception
    assert says in said(lab)


@pytest.mark.parametrize("names", [("stride_rows", "stride_columns"), ("dilation_rows", "dilation_columns")])
def test_one_number_sets_rows_and_columns_and_is_empty_while_they_differ(visit, names):
    lab = visit(PAGE, padding="full")
    lab.number_input(key=key(" ".join(names))).set_value(2).run()
    assert not lab.exception
    assert [lab.number_input(key=key(name)).value for name in names] == [2, 2]
    assert grids(lab)["Y"].shape == ((2, 2) if "stride" in names[0] else (5, 5))
    lab.number_input(key=key(names[0])).set_value(1).run()
    assert lab.number_input(key=key(" ".join(names))).value is None
    assert lab.number_input(key=key(names[1])).value == 2


def test_one_number_pads_each_side(visit):
    lab = visit(PAGE, padding="explicit")
    lab.number_input(key=key("top bottom left right")).set_value(1).run()
    assert not lab.exception
    x, k = np.pad(np.arange(9.0).reshape(3, 3), 1), np.arange(4.0).reshape(2, 2)
    assert np.array_equal(grids(lab)["Y"], scipy.signal.correlate2d(x, k, "valid"))


@pytest.mark.parametrize("padding", ["valid", "same", "full"])
def test_paddings_give_what_scipy_gives(visit, padding):
    lab = visit(PAGE, padding=padding)
    x, k = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    expected = scipy.signal.correlate2d(x, k, "full")
    expected = {"full": expected, "valid": expected[1:-1, 1:-1], "same": expected[1:, 1:]}[padding]
    assert np.array_equal(grids(lab)["Y"], expected)


def test_explicit_padding_adds_cells_at_each_side(visit):
    lab = visit(PAGE, padding="explicit", top="1", right="2")
    assert not lab.exception
    assert grids(lab)["X"].shape == (4, 5)
    assert grids(lab)["Y"].shape == (3, 4)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("stride_rows", 0, "stride must be"),
        ("stride_columns", -3, "stride must be"),
        ("dilation_rows", 0, "dilation must be"),
        ("dilation_columns", 10, "does not fit"),
    ],
)
def test_geometry_that_breaks_a_rule_is_a_sentence_and_stays(visit, setting, value, says):
    lab = visit(PAGE)
    refused(lab, "number_input", key(setting), value, says)
    assert grids(lab)["X"].shape == (3, 3)


@pytest.mark.parametrize("side", ["top", "left"])
@pytest.mark.parametrize(
    ("value", "says"), [(-1, "Padding must be"), (10**9, "dilation and padding are limited to 64")]
)
def test_padding_out_of_range_is_a_sentence(visit, side, value, says):
    lab = visit(PAGE, padding="explicit")
    lab.number_input(key=key(side)).set_value(value).run()
    assert not lab.exception
    assert any(says in error.value for error in lab.error)


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "nan", "inf 1", "1e308", "1 " * 100])
@pytest.mark.parametrize(("choice", "box"), [("image", "x"), ("kernel", "k")])
def test_typed_numbers_that_cannot_be_used_are_a_sentence_and_stay(visit, choice, box, text):
    lab = visit(PAGE)
    lab.selectbox(key=key(choice)).set_value("typed").run()
    refused(lab, "text_area", key(box), text)


def test_a_kernel_larger_than_its_input_is_a_sentence(visit):
    lab = visit(PAGE, kernel="gaussian")
    assert not lab.exception
    assert any("Kernel (5, 5)" in error.value and "image (3, 3)" in error.value for error in lab.error)


@pytest.mark.parametrize("shape", [(1, 1), (1, 15), (15, 1), (2, 7)])
def test_kernels_of_any_shape_can_be_typed(visit, shape):
    text = "~".join("_".join("1" for _ in range(shape[1])) for _ in range(shape[0]))
    lab = visit(PAGE, image="noise", side="20", kernel="typed", k=text)
    assert not lab.exception
    assert grids(lab)["Y"].shape == (21 - shape[0], 21 - shape[1])


def test_an_upload_is_worked_on_and_a_second_one_replaces_it(visit):
    lab = visit(PAGE)
    lab.selectbox(key=key("image")).set_value("uploaded").run()
    for value in (255, 0):
        lab.file_uploader(key=key("upload")).upload(
            f"{value}.png", packed(np.full((8, 8), value, np.uint8)), "image/png"
        ).run()
        assert not lab.exception
        assert not lab.error
        assert np.array_equal(grids(lab)["X"], np.full((8, 8), value / 255))


@pytest.mark.parametrize("data", [b"", b"no picture", packed(np.zeros((9, 9), np.uint8))[:40]])
def test_a_file_that_is_no_picture_is_a_sentence(visit, data):
    lab = visit(PAGE)
    lab.selectbox(key=key("image")).set_value("uploaded").run()
    lab.file_uploader(key=key("upload")).upload("x.png", data, "image/png").run()
    assert not lab.exception
    assert any("PNG, JPEG or WebP" in error.value for error in lab.error)


def test_a_photograph_is_shown_as_a_picture_and_its_side_is_bounded(visit):
    lab = visit(PAGE, image="camera", side="128", kernel="sobel_x")
    assert not lab.exception
    assert not lab.error
    lab.number_input(key=key("side")).set_value(10**7).run()
    assert not lab.exception
    assert any("side must be from" in error.value for error in lab.error)


def test_an_address_with_matrices_brings_back_the_same_numbers(visit):
    asked = {"image": "typed", "x": "1_2_3~4_5_6", "kernel": "typed", "k": "0.5_-1", "stride_columns": "2"}
    lab = visit(PAGE, **asked)
    # By hand: 0.5·1 − 2 and 0.5·4 − 5.
    assert grids(lab)["Y"].tolist() == [[-1.5], [-3.0]]
    assert query_of(lab).items() >= asked.items()


@pytest.mark.parametrize(
    "query",
    [
        {"k": "1_nan"},
        {"k": "1_2~3"},
        {"k": "<script>"},
        {"x": "1_" * 5000},
        {"stride_rows": "0"},
        {"stride_rows": "1" * 5000},
        {"image": "../../etc/passwd"},
        {"padding": "__class__"},
        {"seed": "1e9"},
    ],
)
def test_a_hostile_address_opens_the_defaults_with_one_sentence(visit, query):
    lab = visit(PAGE, **query)
    assert not lab.exception
    assert len(lab.warning) == 1
    assert grids(lab)["Y"].tolist() == [[19, 25], [37, 43]]


@pytest.mark.slow
def test_the_layer_tab_shows_a_layer_equal_to_the_loops_plus_its_bias(visit):
    lab = visit(PAGE)
    lab.session_state[key("open")] = "layer"
    settled(lab.run())
    assert not lab.exception
    assert not lab.error
    assert float(lab.metric[1].value) < 1e-5
    assert not any("do not apply here" in caption.value for caption in lab.caption)


@pytest.mark.slow
@pytest.mark.parametrize("setting", [{"padding": "same"}, {"stride_rows": "2"}, {"dilation_columns": "2"}])
def test_the_layer_tab_says_which_settings_do_not_apply_to_it(visit, setting):
    lab = settled(visit(PAGE, open="layer", **setting))
    assert not lab.exception
    assert any("do not apply here" in caption.value for caption in lab.caption)


def test_the_speed_tab_shows_the_loops_own_source_and_both_times(visit):
    lab = visit(PAGE)
    lab.session_state[key("open")] = "speed"
    lab.run()
    assert not lab.exception
    pasted = {}
    exec(lab.code[0].value, pasted)  # as a person pastes it: nothing else is needed
    assert pasted["corr2d"](np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)).tolist() == [[19, 25], [37, 43]]
    assert float(lab.metric[3].value) == 0


def test_the_page_speaks_chinese(visit):
    lab = visit(PAGE, lang="zh", stride_rows="70")
    assert lab.title[0].value == gettext("zh")("Cross-correlation")
    assert any("\u4e00" <= character <= "\u9fff" for character in lab.warning[0].value)


def test_the_chosen_cell_is_in_the_address(visit):
    lab = visit(PAGE, cell="Y.1.0")
    assert selected(lab) == ("Y", 1, 0)
    assert lab.query_params["cell"] == "Y.1.0"
    assert not lab.warning


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("Y.2.0", "no cell Y[2,0] here: Y has 2 rows and 2 columns"),
        ("X.0.9999", "no cell X[0,9999] here: X has 3 rows and 3 columns"),
        ("Z.0.0", "like Y.0.1"),
        ("Y.0", "like Y.0.1"),
        ("<b>.0.0", "like Y.0.1"),
    ],
)
def test_a_cell_that_is_not_there_is_a_sentence_and_the_first_one_is_shown(visit, cell, says):
    lab = visit(PAGE, cell=cell)
    assert not lab.exception
    assert [says in warning.value for warning in lab.warning] == [True]
    assert selected(lab) == ("Y", 0, 0)
    assert "cell" not in lab.query_params


def test_a_cell_that_goes_with_a_smaller_input_is_given_up_without_a_word(visit):
    lab = visit(PAGE, cell="Y.1.1")
    lab.selectbox(key=key("kernel")).set_value("sobel_x").run()
    assert grids(lab)["Y"].shape == (1, 1)
    assert selected(lab) == ("Y", 0, 0)
    assert not lab.warning


def test_the_saved_picture_has_padding_stride_and_dilation_in_it():
    image, kernel = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    experiment = Experiment(image, kernel, Geometry((1, 2), ((1, 0), (0, 1)), (2, 1)))
    x, k, y = picture.parts(experiment, picture.result_of(experiment))
    assert x.values.tolist() == [[0, 0, 0, 0], [0, 1, 2, 0], [3, 4, 5, 0], [6, 7, 8, 0]]
    assert x.padding == ((1, 0), (0, 1))
    assert [part.title for part in (x, k, y)] == [
        "X  3 × 3  p = (1, 0), (0, 1)",
        "K  2 × 2  d = (2, 1)",
        "Y  2 × 2  s = (1, 2)",
    ]


@pytest.mark.parametrize(
    ("topic", "setting", "cell", "grid"),
    [
        ("matrix", "cell", "Y.1.0", 0),
        ("matrix", "cell", "Y.1.0", 1),
        ("matrix", "cell", "Y.1.0", 2),
        ("padding", "pad_cell", "Y.1.1", 1),
        ("padding", "pad_cell", "Y.1.1", 4),
        ("signals", "signal_cell", "y.0.5", 1),
        ("channels", "channels_cell", "X₂.1.2", 1),
        ("operations", "operations_cell", "Y.1.0", 1),
        ("workshop", "work_cell", "K₂.0.1", 1),
    ],
)
def test_the_chosen_cell_of_a_topic_is_in_the_address_too(visit, topic, setting, cell, grid):
    lab = visit(PAGE, open=topic, **{setting: cell})
    name, row, column = cell.split(".")
    assert not lab.exception
    assert not lab.warning
    assert selected(lab, grid) == (name, int(row), int(column))
    assert lab.query_params[setting] == cell


def test_a_chosen_cell_of_x_is_left_to_the_grids_that_draw_it_with_its_padding(visit):
    lab = visit(PAGE, open="matrix", padding="full", cell="X.0.0")
    assert [selected(lab, grid) for grid in range(3)] == [("X", 0, 0), ("X", 0, 0), ("Y", 0, 0)]


@pytest.mark.parametrize("both", [{"image": "typed"}, {"kernel": "typed"}, {"image": "typed", "x": "1_2~3", "k": "a"}])
def test_typing_begins_with_the_notebooks_numbers_also_where_an_address_names_none(visit, both):
    lab = visit(PAGE, **both)
    assert not lab.error
    assert grids(lab)["Y"].tolist() == [[19, 25], [37, 43]]


def test_the_saved_picture_shows_the_chosen_cell_its_window_and_its_sum():
    image, kernel = np.arange(9.0).reshape(3, 3), np.array([[0.0, 1], [2, -3]])
    experiment = Experiment(image, kernel, Geometry((1, 1), "valid", (1, 1)))
    result = picture.result_of(experiment)
    x, k, y = picture.parts(experiment, result, ("Y", 1, 0))
    assert x.lit == ((1, 0), (1, 1), (2, 0), (2, 1))
    assert k.lit == ()
    assert y.lit == ((1, 0),)
    assert picture.written_out(experiment, result, ("Y", 1, 0)) == "Y[1,0] = 3×0 + 4×1 + 6×2 + 7×(−3) = −5"
    assert picture.parts(experiment, result, ("K", 1, 1))[1].lit == ((1, 1),)
    assert picture.written_out(experiment, result, ("K", 1, 1)) == ""


@pytest.mark.parametrize("seed", [-1, 2**31, 2**53 - 1])
@pytest.mark.parametrize(
    "page", ["cross_correlation", "edge_detection", "convolution_vs_correlation", "learning_a_kernel"]
)
def test_a_seed_out_of_range_is_a_sentence_and_stays(visit, page, seed):
    lab = visit(page, image="noise", open="numbers" if page == PAGE else "data")
    refused(lab, "number_input", f"{page}.seed", seed, "seed must be")


@pytest.mark.parametrize(
    "text",
    [
        "![](//e.co/a.png)",
        "[click](//e.co)",
        "http://e.co/x",
        "www.e.co",
        "a@e.co",
        "$x^2$",
        "**b**",
        ":red[x]",
        ":material/home:",
        "a\n# h1",
        "a`b`",
        "<b>",
    ],
)
def test_what_an_address_holds_is_shown_literally(visit, text):
    (warning,) = visit(PAGE, padding=text).warning
    shown = " ".join(text.replace("`", "'").split())
    assert f"“`{shown}`”" in warning.value.replace("  ", " ")
    (warning,) = visit(PAGE, **{text: "1"}).warning
    assert f"“`{shown}`”" in warning.value.replace("  ", " ")


def test_an_address_of_many_unknown_names_is_told_of_in_a_few_lines(visit):
    lab = visit(PAGE, **{f"unknown{number}": "1" for number in range(300)})
    assert len(lab.warning) == 6
    assert "295 more" in lab.warning[-1].value


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ([["1 2", "-1"]], "Cell K[0,0] must be one finite number"),
        ([["1", "5 6;7"]], "Cell K[0,1] must be one finite number"),
        ([[";", "1"]], "Cell K[0,0] must be one finite number"),
        ([["1", ""]], "Cell K[0,1] is empty"),
        ([["[1]", "1"]], "Cell K[0,0] must be one finite number"),
        ([["1,5", "1"]], "Cell K[0,0] must be one finite number"),
        ([["four", "1"]], "got “four”"),
        ([["1e200", "1"]], "between −1e100 and 1e100"),
    ],
)
def test_a_cell_takes_one_number_and_never_changes_the_matrix(visit, texts, says):
    lab = visit(PAGE, kernel="difference")
    page = frame.Page(PAGE, "en", (), gettext("en"))
    with pytest.raises(BadInput) as caught:
        edits.check("K", texts)
    assert says in page.sentence(caught.value)
    assert grids(lab)["K"].tolist() == [[1, -1]]


def test_cells_with_spaces_round_them_and_typographic_signs_are_numbers():
    edits.check("K", [[" 1 ", "−2.5"], ["1e-3", "+4"]])


def test_a_preset_sets_the_whole_first_screen(visit):
    lab = visit(PAGE, image="step", kernel="sobel_x", stride_rows="2", open="code")
    lab.button(key=key("preset edge")).click().run()
    assert not lab.exception
    assert grids(lab)["Y"][0].tolist() == [0, 1, 0, 0, 0, -1, 0]  # the chapter's, row by row
    assert lab.session_state[key("open")] == "code"
    lab.button(key=key("preset notebook")).click().run()
    assert grids(lab)["Y"].tolist() == [[19, 25], [37, 43]]
