"""The page Convolution vs correlation: both results, the flip, symmetric kernels, bad input, addresses."""

import numpy as np
import pytest
import scipy.signal

from core import images, kernels, links
from core.conventions import laws
from pages.parts.convolution_vs_correlation import learn_both
from pages.parts.convolution_vs_correlation.tabs import FIELDS
from pages.shared.frame import MAX_COMPLAINTS
from tests.pages.reading import grids, key_of, refused, said, selected, sent, settled

PAGE = "convolution_vs_correlation"
key = key_of(PAGE)
X, K = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)


def results(lab):
    return [grids(lab)[name] for name in ("X⋆K", "X∗K", "D")]


def test_it_opens_on_both_results_and_their_difference(visit):
    lab = visit(PAGE)
    assert not lab.exception
    correlation, convolution = scipy.signal.correlate2d(X, K, "valid"), scipy.signal.convolve2d(X, K, "valid")
    assert [m.tolist() for m in results(lab)] == [
        correlation.tolist(),
        convolution.tolist(),
        (correlation - convolution).tolist(),
    ]


def test_both_kernels_and_both_results_stand_in_one_row_and_either_sum_can_be_read(visit):
    lab = visit(PAGE)
    assert list(grids(lab)) == ["K", "K₂", "X", "X⋆K", "X∗K", "D"]
    assert grids(lab)["K₂"].tolist() == [[3, 2], [1, 0]]
    readings = sent(lab, "matrices")[0]["reading"]
    assert [(one["output"], one["kernel"]) for one in readings] == [("X⋆K", "K"), ("X∗K", "K₂")]


def test_the_switch_is_in_the_link(visit):
    lab = visit(PAGE, flip="1")
    assert lab.toggle(key=key("flip")).value
    lab.toggle(key=key("flip")).set_value(False).run()
    assert "flip" not in lab.query_params


def test_a_picture_keeps_its_kernels_as_numbers_that_can_be_typed_into(visit):
    lab = visit(PAGE, image="camera", side="64", kernel="sobel_x")
    assert not lab.exception
    assert list(grids(lab)) == ["K", "K₂"]


def test_the_flip_is_two_mirror_steps(visit):
    steps = list(grids(visit(PAGE, open="flip"), 1).values())
    assert [m.tolist() for m in steps] == [[[0, 1], [2, 3]], [[1, 0], [3, 2]], [[3, 2], [1, 0]]]


@pytest.mark.parametrize("kernel", ["laplacian", "box", "gaussian", "identity", "sharpen"])
def test_symmetric_kernels_make_no_difference(visit, kernel):
    lab = visit(PAGE, image="noise", side="12", kernel=kernel)
    assert not lab.exception
    assert "No difference" in said(lab)


def test_sobels_kernel_only_changes_its_sign(visit):
    lab = visit(PAGE, image="step", side="8", kernel="sobel_x")
    assert "opposite sign" in said(lab)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("epochs", 0, "Epochs"),
        ("epochs", 10**9, "Epochs"),
        ("share", 0.0, "learning rate"),
        ("share", -1.0, "learning rate"),
        ("start", -1, "seed"),
    ],
)
def test_a_number_that_breaks_a_rule_is_a_sentence_and_stays(visit, setting, value, says):
    lab = visit(PAGE)
    lab.session_state[key("settings")] = True  # as if the button had been opened
    lab.run()
    refused(lab, "number_input", key(setting), value, says)


def test_a_kernel_that_does_not_fit_is_a_sentence(visit):
    lab = visit(PAGE, kernel="gaussian")
    assert not lab.exception
    assert any("does not fit into image" in error.value for error in lab.error)


def test_an_address_brings_back_the_same_numbers(visit):
    lab = visit(PAGE, image="typed", x="1_0_0~0_0_0", kernel="typed", k="1_2")
    assert [m.tolist() for m in results(lab)] == [[[1, 0], [0, 0]], [[2, 0], [0, 0]], [[-1, 0], [0, 0]]]


@pytest.mark.slow
def test_libraries_that_agree_stand_in_one_group(visit):
    lab = settled(visit(PAGE, open="libraries"))
    assert not lab.exception
    table = lab.dataframe[0].value.set_index("call")["group"]
    assert table["scipy.signal.correlate2d(X, K, mode='valid')"] == table["tf.nn.conv2d(X, K, 1, 'VALID')"]
    assert table["scipy.signal.convolve2d(X, K, mode='valid')"] != table["tf.nn.conv2d(X, K, 1, 'VALID')"]
    assert table["MATLAB: conv2(X, K)"] == table["scipy.signal.convolve2d(X, K)"]


def test_numpy_answers_along_one_line_and_says_why_not_in_two_dimensions(visit):
    line = settled(visit(PAGE, open="libraries", image="typed", x="1_2_3_4", kernel="typed", k="1_10"))
    assert not line.exception
    table = line.dataframe[0].value.set_index("call")
    correlated, convolved = table.loc["numpy.correlate(x, k)"], table.loc["numpy.convolve(x, k)"]
    assert tuple(correlated[["first number", "size", "computed by"]]) == (21, "1 × 3", "library")
    assert tuple(convolved[["first number", "size"]]) == (1, "1 × 5")
    assert correlated["group"] == table["group"]["scipy.signal.correlate2d(X, K, mode='valid')"]
    assert not any("NumPy" in caption.value for caption in line.caption)
    plane = settled(visit(PAGE, open="libraries"))
    row = plane.dataframe[0].value.set_index("call").loc["numpy.convolve(x, k)"]
    assert tuple(row[["size", "computed by"]]) == ("–", "1-D only")
    assert np.isnan(row["first number"])
    assert any("one dimension only" in caption.value for caption in plane.caption)


def test_a_large_image_is_cut_and_the_page_says_so(visit):
    large = settled(visit(PAGE, open="libraries", image="camera", side="128", kernel="sobel_x"))
    assert not large.exception
    assert any("upper-left 64 × 64 of the input's 128 × 128" in caption.value for caption in large.caption)
    small = settled(visit(PAGE, open="libraries", image="noise", side="64", kernel="sobel_x"))
    assert not any("upper-left" in caption.value for caption in small.caption)


def test_the_products_of_the_sobel_pixel_are_written_out(visit):
    readings = sent(settled(visit(PAGE, open="libraries")), "matrices")[1]["reading"]
    assert [(one["output"], one["image"], one["kernel"]) for one in readings] == [
        ("X⋆K", "X", "K"),
        ("X∗K", "X", "K₂"),
    ]


def test_the_same_pixel_of_a_sobel_edge_is_plus_four_and_minus_four(visit):
    lab = settled(visit(PAGE, open="libraries"))
    edge = grids(lab, 1)
    assert edge["X⋆K"][1, 1] == 4
    assert edge["X∗K"][1, 1] == -4


@pytest.mark.parametrize("law", ["commutativity", "associativity", "shift", "theorem"])
def test_each_law_shows_both_sides_for_both_operations(visit, law):
    lab = visit(PAGE, open="laws", law=law, image="counting", kernel="counting")
    assert not lab.exception
    convolved, correlated = grids(lab, 1), grids(lab, 2)
    assert np.abs(convolved["L"] - convolved["R"]).max() < 1e-9
    assert (np.abs(correlated["L"] - correlated["R"]).max() < 1e-9) == (law == "shift")


@pytest.mark.parametrize("law", ["commutativity", "associativity", "shift", "theorem"])
def test_sides_too_large_for_numbers_are_pictures_with_their_largest_difference(visit, law):
    lab = visit(PAGE, open="laws", law=law, image="noise", side="24", kernel="sobel_x")
    assert not lab.exception
    shown = [caption for picture in lab.get("image") for caption in picture.captions][-6:]
    assert shown[2] == shown[5] == "Difference"
    assert shown[1].startswith("= ")
    assert shown[4].startswith("= ") == (law == "shift")
    told = [caption.value for caption in lab.caption if "Largest difference" in caption.value]
    assert len(told) == 2
    second = np.array([[1.0, -1.0]])
    tried = laws.sides(law, "correlation", images.noise(24), kernels.sobel(), second)
    rows, columns = tried.left.shape
    assert told[1].startswith(f"Both sides of the law are {rows} × {columns}. Largest difference")
    if not tried.holds:
        assert f"Largest difference {tried.apart:.4g};" in told[1]


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [("b", "1 two", "two"), ("b", "", "number"), ("b", "nan", "nan")],
)
def test_a_second_kernel_that_is_none_is_a_sentence_and_stays(visit, setting, value, says):
    lab = visit(PAGE, open="laws")
    refused(lab, "text_area", key(setting), value, says)


def test_a_negative_shift_is_a_sentence_or_a_result(visit):
    lab = visit(PAGE, open="laws", law="shift")
    lab.number_input(key=key("down")).set_value(-(10**9)).run()
    assert not lab.exception
    assert lab.error


def test_an_impulse_shows_the_kernel_and_its_flip(visit):
    lab = visit(PAGE, open="impulse", kernel="counting")
    found = grids(lab, 1)
    assert found["δ∗K"][1:-1, 1:-1].tolist() == [[0, 1], [2, 3]]
    assert found["δ⋆K"][1:-1, 1:-1].tolist() == [[3, 2], [1, 0]]


HOSTILE = ["nan", "inf", "1e999", "-1", "9" * 30, "<script>alert(1)</script>", "7" * 20_000, "", "unknown"]


@pytest.mark.parametrize("topic", ["libraries", "laws", "impulse"])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:10] or "empty")
def test_a_hostile_address_is_ignored_with_a_sentence(visit, value, topic):
    query = {"open": topic, **{field.name: value for field in FIELDS if field.name != "open"}}
    ignored = links.decode(FIELDS, query).ignored
    assert ignored
    lab = visit(PAGE, **query)
    assert not lab.exception
    said = [warning.value for warning in lab.warning if "Ignored part of this link" in warning.value]
    assert len(said) == min(len(ignored), MAX_COMPLAINTS)
    more = len(ignored) - MAX_COMPLAINTS
    assert more <= 0 or any(f"{more} more settings" in warning.value for warning in lab.warning)


@pytest.mark.parametrize("query", [{"unknown": "1"}, {"__class__": "x"}, {"open": "<script>"}, {"law": "murphy"}])
def test_an_unknown_name_is_ignored_with_a_sentence(visit, query):
    lab = visit(PAGE, **query)
    assert not lab.exception
    assert any("Ignored part of this link" in warning.value for warning in lab.warning)
    assert np.array_equal(results(lab)[0], scipy.signal.correlate2d(X, K, "valid"))


def test_the_chosen_cell_comes_with_the_link(visit):
    lab = visit(PAGE, cell="X⋆K.1.0")
    assert selected(lab) == ("X⋆K", 1, 0)
    assert lab.query_params["cell"] == "X⋆K.1.0"


@pytest.mark.parametrize(
    ("topic", "setting", "cell", "grid"),
    [
        ("idea", "cell", "K₂.1.0", 0),
        ("flip", "flip_cell", "K₁.1.0", 1),
        ("impulse", "impulse_cell", "δ∗K.2.1", 1),
        ("libraries", "sobel_cell", "X∗K.0.2", 1),
    ],
)
def test_the_chosen_cell_of_every_grid_comes_with_the_link(visit, topic, setting, cell, grid):
    lab = settled(visit(PAGE, open=topic, **{setting: cell}))
    name, row, column = cell.split(".")
    assert not lab.warning
    assert selected(lab, grid) == (name, int(row), int(column))
    assert lab.query_params[setting] == cell


def test_the_middle_of_an_even_side_is_counted_in_the_kernel_as_it_is_typed(visit):
    lab = settled(visit(PAGE, open="libraries", image="typed", x="1_2_3_5_8", kernel="typed", k="1_-2"))
    table = lab.dataframe[0].value.set_index("call")["anchor (even sides)"]
    # numpy.convolve(x, k, 'same')[0] = 1·x₀: the kernel's first, earlier entry lies on the output's pixel.
    assert table["numpy.convolve(x, k, mode='same')"] == "upper-left"
    assert table["scipy.signal.convolve2d(X, K, mode='same')"] == "upper-left"
    # scipy.ndimage.convolve([1, 2, 3, 5, 8], [1, -2])[0] = 1·x₁ − 2·x₀: the later one does.
    assert table["scipy.ndimage.convolve(X, K)"] == "lower-right"


@pytest.mark.slow
def test_both_layers_learn_in_chunks_that_leave_the_workers_to_others_and_the_curve_is_thinned(visit):
    lab = visit(PAGE, epochs="5000")
    lab.button(key=f"{PAGE}.learn").click().run()
    run = lab.session_state[f"{PAGE}.run"]
    assert run.size == 0  # so many updates at a time as take a moment, by what the last ones took
    while not run.finished:
        run.tick()
    assert [len(losses) for losses in run.losses] == [5000, 5000]
    shown = learn_both.curves(run, ("a", "b"), learn_both.POINTS)
    whole = learn_both.curves(run, ("a", "b"))
    assert len(shown) == 2 * learn_both.POINTS
    assert len(whole) == 10_000
    assert shown["epoch"].min() == 1
    assert shown["epoch"].max() == 5000
    merged = shown.merge(whole, on=["epoch", "layer"], suffixes=("", "_whole"))
    assert len(merged) == len(shown)
    assert (merged["loss"] == merged["loss_whole"]).all()
