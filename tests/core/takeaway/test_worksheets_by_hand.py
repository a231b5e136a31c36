"""Sheets and their pages down to each sign: worked by hand."""

import re
from dataclasses import replace

import numpy as np
import pytest

from core.receptive_field import Layer
from core.takeaway import Comparison, Correlation, Edges, Field, Reader, worksheet
from core.takeaway.worksheets import page, pair, reduced, sheet
from core.takeaway.worksheets.sheet import Formula, Matrix, Question, Sheet, Table
from core.takeaway.worksheets.sheets import sheet_of
from core.window import Window
from tests.core.takeaway.cases import CORRELATIONS, ENGLISH, learned


def test_a_page_shows_the_answers_in_their_places_and_the_questions_without_them():
    made = Sheet(
        ("task",),
        (
            Matrix("X", np.array([[1.0, -2.0]]), padding=((0, 0), (1, 0))),
            Matrix("S", np.array([[1.0, 0.0]]), asked=True, shaded=True),
            Matrix("Y", np.array([[3.0]]), asked=True, before="="),
        ),
        (Formula("rows", "□ + □ = □", ("1", "2", "3")),),
        (Question("first?", "yes"), Question("second?", "no")),
    )
    part = '<div class="part">{}<figure><figcaption>{}</figcaption><table class="matrix"><tr>{}</tr></table></figure></div>'
    blank = '<span class="blank">{}</span>'
    for answers in (False, True):
        *head, formula, first, second = page._body(made, Reader("X"), answers=answers).split("\n")
        shaded = '<td class="marked"></td>' if answers else "<td></td>"
        asked = '<td class="answer">3</td>' if answers else "<td></td>"
        drawn = (
            part.format("", "X", '<td class="border">1</td><td>−2</td>'),
            part.format("", "S", shaded + "<td></td>"),
            part.format('<span class="operator">=</span>', "Y", asked),
        )
        assert head == [f'<div class="matrices">{"".join(drawn)}</div>']
        one, two, three = (blank.format(number if answers else "") for number in "123")
        assert formula.startswith("<h2>The size of Y: ")
        assert formula.endswith(f"</h2><p>rows: {one} + {two} = {three}</p>")
        below = (
            ('<p class="answer">yes</p>', '<p class="answer">no</p>') if answers else ['<div class="room"></div>'] * 2
        )
        assert [first, second] == [f"<h2>1. first?</h2>{below[0]}", f"<h2>2. second?</h2>{below[1]}"]
    tabled = replace(made, table=Table(("a",), (("1",),), 0), matrices=())
    table, formula, *_ = page._body(tabled, Reader("X"), answers=False).split("\n")
    assert table == '<table class="figures"><tr><th>a</th></tr><tr><td></td></tr></table>'
    assert formula.startswith("<h2>Fill in the boxes.</h2>")


@pytest.mark.parametrize(("columns", "cell"), [(21, 8), (22, 8)])  # 21 · 8.5 + 2 > 180
def test_two_millimetres_stand_beside_a_matrix(columns, cell):
    assert page.cell_of(Sheet((), (Matrix("X", np.zeros((2, columns))),), (), ())) == cell


@pytest.mark.parametrize(
    ("length", "modules"),
    [  # versions 1, 13, 15 and 21 hold 17, 425, 520 and 929 bytes at level L, on 17 + 4 · version squares a side
        (17, 21),
        (425, 69),
        (520, 77),
        (900, 101),
    ],
)
def test_an_address_is_a_code_with_a_border_of_two_squares(length, modules):
    address = "https://a.example/"[:17] + "x" * (length - 17)
    code = page._code(Reader("X", address))
    side = max(26.0, 0.42 * (modules + 4))
    assert f'viewBox="0 0 {modules + 4} {modules + 4}"' in code
    assert f'style="width: {side:.1f}mm; height: {side:.1f}mm"' in code and 'style="max-width: 45mm"' in code
    assert (f">{address}</a>" in code) == (length <= 110)


def test_an_address_of_901_signs_has_no_code_and_one_of_110_is_printed():
    start = "https://a.example/"
    code = page._code(Reader("X", start + "x" * (901 - len(start))))
    assert "<svg" not in code and "The link has 901 characters" in code and "at most 900" in code
    for length, printed in ((110, True), (111, False)):
        address = start + "x" * (length - len(start))
        assert (f">{address}</a>" in page._code(Reader("X", address))) == printed
        assert f'href="{address}"' in page._code(Reader("X", address))


def test_a_fields_table_and_its_first_line_are_those_of_the_chapters_formulas():
    layers = (Layer("a", (3, 2), (2, 1), ((1, 0), (0, 2)), (1, 3)), Layer("b", (2, 3), padding=(1, 2)))
    made = sheet_of(Field(layers, (9, 8), (1, 1, 2)), ENGLISH)
    # a: ⌊(9 + 1 − 3) / 2⌋ + 1 rows, 8 + 2 − 4 + 1 columns; b: 4 + 2 − 2 + 1, 7 + 4 − 3 + 1; r = 3 + 1 · 2, 4 + 2 · 1.
    assert made.table.rows == (
        ("a", "3 × 2", "2 × 1", "1 0 0 2", "1 × 3", "4 × 7", "3 × 4", "2 × 1"),
        ("b", "2 × 3", "1", "1 × 2", "1", "5 × 9", "5 × 6", "2 × 1"),
    )
    assert made.table.given == 5 and made.table.heads[5:] == ("output", "r", "j")
    assert made.formulas[0].answers == ("1", "3", "1", "1", "3", "1", "2", "2")
    # Row 1 begins at 2 · 1 − 1; column 2 has the cells 2 and 2 + 3.
    assert made.questions[0].answer == "Rows 1–3; columns 2, 5."
    assert np.argwhere(made.matrices[0].values).tolist() == [[r, c] for r in (1, 2, 3) for c in (2, 5)]
    assert "unit (1, 2) of a" in made.tasks[1] and "unit (1, 2) of a" in made.questions[0].text
    assert made.matrices[0].title == "Input 9 × 8"
    assert made.questions[1].answer == "2"  # 4 more rows with 2 a layer, 2 more columns with 2


@pytest.mark.parametrize(
    ("size", "count", "drawn"),
    [  # 12 rows of 4.5 mm, 9 above them, nine lines of 8: 135; 40 columns are 180 wide
        ((12, 40), 8, True),
        ((13, 40), 8, False),
        ((12, 41), 8, False),
        ((13, 12), 7, True),
    ],
)
def test_a_map_is_drawn_where_there_is_room_below_the_table(size, count, drawn):
    made = sheet_of(Field((Layer("a", 1),) * count, size, (1, 0, 0)), ENGLISH)
    assert (len(made.matrices), len(made.tasks)) == ((1, 2) if drawn else (0, 1))


def test_a_longer_stack_has_its_first_eight_layers_and_their_last_units_first_cell():
    layers = tuple(Layer(f"conv{n}", 2) for n in range(1, 10))
    for count, unit, said, noted in (
        (8, (8, 1, 2), "unit (1, 2) of conv8", False),
        (9, (8, 1, 2), "unit (1, 2) of conv8", True),
        (9, (9, 1, 2), "unit (0, 0) of conv8", True),
        (8, (0, 1, 2), "unit (0, 0) of conv8", False),
        (8, (1, 1, 2), "unit (1, 2) of conv1", False),
    ):
        made = sheet_of(Field(layers[:count], (12, 12), unit), ENGLISH)
        assert said in made.questions[0].text and bool(made.notes) == noted and len(made.table.rows) == 8


def test_a_unit_that_sees_padding_only_and_layers_that_do_not_grow_are_said_to():
    made = sheet_of(Field((Layer("a", 1, padding=(0, 2)),), (3, 3), (1, 0, 0)), ENGLISH)
    assert made.questions[0].answer == "None of them: it sees padding only."
    assert made.questions[1].answer == "No number of layers is enough."
    transposed = sheet_of(Field((Layer("a", 2, kind="transposed"), Layer("b", 1)), (3, 3), (1, 0, 0)), ENGLISH)
    assert len(transposed.notes) == 1 and "different formula" in transposed.notes[0]


def test_the_numbers_that_one_pixel_feeds_are_counted():
    # Of 5 × 6 the pixel (2, 3): windows of two columns begin at 0, 2 and 4, those of two rows at each row.
    made = sheet_of(Correlation(np.eye(5, 6), np.ones((2, 2)), (1, 2)), ENGLISH)
    assert [question.answer for question in made.questions] == [
        "2 · 2 = 4;  12 · 4 = 48",
        "2 of them: rows 1–2, columns 1.",
    ]
    assert "row 2, column 3 changes" in made.questions[1].text
    assert sheet_of(Correlation(np.eye(2), np.ones((1, 1)), (2, 2)), ENGLISH).questions[1].answer == "None of them."
    padded = sheet_of(Correlation(np.eye(2), np.ones((2, 2)), sides=((1, 0), (0, 1))), ENGLISH)
    assert padded.matrices[0].padding == ((1, 0), (0, 1)) and padded.matrices[0].values.shape == (3, 3)


def test_edges_are_counted_by_their_signs_and_kernels_summed():
    made = sheet_of(Edges(np.array([[0.0, 3, 3, 1, 1, 0]]), np.array([[-1.0, 1.0]])), ENGLISH)
    assert made.matrices[2].values.tolist() == [[3, 0, -2, 0, -1]]
    assert made.questions[0].answer.startswith("Not 0 in 3 of 5 places: above 0 in 1, below 0 in 2.")
    assert made.questions[1].answer == "0 · x, because K's entries sum to 0."
    assert [matrix.before for matrix in made.matrices] == ["", "⋆", "="]


def test_both_operations_differ_by_what_is_said():
    made = sheet_of(Comparison(np.array([[1.0, 2.0, 4.0]]), np.array([[1.0, -1.0]])), ENGLISH)
    assert [matrix.values.tolist() for matrix in made.matrices[1:]] == [[[-1, 1]], [[1, 2, 4]], [[-1, -2]], [[1, 2]]]
    assert made.questions[0].answer == "4"  # −2 and 2
    assert [matrix.asked for matrix in made.matrices] == [False, True, False, True, True]


def test_of_a_colour_picture_the_mean_of_its_channels_is_taken():
    assert pair.brightness(np.array([[[1.0, 2.0, 6.0]], [[0.0, 0.0, 3.0]]])).tolist() == [[3], [1]]


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        (((0, 0.5), (3, 0.03)), "0.03"),
        (((0, 1 / 30),), "0.02"),
        (((0, 0.034),), "0.02"),
        (((0, 0.0),), "0.02"),
        (((0, 0.001),), "0.001"),
    ],
)
def test_a_rate_that_would_not_converge_has_another_in_its_place(rates, said):
    # λ = 60: rates from 1/30 on diverge, and 1/60 has 0.02 for its first digit.
    made = sheet_of(learned(rates=rates), ENGLISH)
    assert f"η = {said}." in made.tasks[1]
    assert made.questions[1].text.startswith("The largest curvature of L is λ = 60.")
    assert made.questions[0].answer.startswith("For K = [1 −1], the kernel")
    assert made.matrices[3].values.tolist() == [[12 * float(said), -12 * float(said)]]


def test_nothing_can_be_learned_of_an_image_of_zeros():
    made = sheet_of(learned(image=np.zeros((3, 4))), ENGLISH)
    assert "η = 1." in made.tasks[1] and made.questions[1].answer.startswith("No rate is too large")
    assert made.formulas[-1].answers == ("0",)


@pytest.mark.parametrize(
    ("n", "k", "s", "sides", "d", "cells", "window"),
    [
        (100, 3, 1, (0, 0), 1, 8, (3, 1, 0, 0, 1)),
        (100, 3, 7, (5, 0), 9, 9, (3, 4, 1, 0, 4)),  # 2 · 4 + 1 cells, one of them padding, and one more
        (100, 5, 4, (0, 0), 3, 10, (5, 4, 0, 0, 2)),  # 4 · 2 + 1, and one more
        (100, 1, 1, (0, 2), 50, 8, (1, 1, 0, 1, 8)),
        (7, 3, 1, (0, 0), 1, 7, (3, 1, 0, 0, 1)),
        (1, 5, 1, (14, 14), 1, 1, (5, 1, 3, 1, 1)),  # 1 + 3 + 1 are the five it needs
        (1, 5, 1, (2, 14), 1, 1, (5, 1, 2, 2, 1)),
        (2, 4, 1, (0, 3), 1, 2, (4, 1, 0, 2, 1)),
    ],
)
def test_an_axis_is_made_smaller_until_it_has_room(n, k, s, sides, d, cells, window):
    assert reduced._axis(n, k, s, sides, d) == (cells, Window(*window))


def test_ten_cells_a_side_with_their_padding_stay_as_they_are():
    kernel = np.ones((2, 2))
    for subject in (
        Correlation(np.ones((10, 3)), kernel),
        Correlation(np.ones((3, 7)), kernel, sides=((0, 0), (1, 2))),
    ):
        assert reduced.fitted(subject) is subject
    for subject in (
        Correlation(np.ones((11, 3)), kernel),
        Correlation(np.ones((3, 7)), kernel, sides=((0, 0), (2, 2))),
    ):
        found = reduced.fitted(subject)
        assert found is not subject and max(found.result.padded.shape) <= 10


def test_the_middle_of_a_large_kernel_and_the_liveliest_part_of_an_image_are_taken():
    kernel = np.arange(42.0).reshape(7, 6)
    assert np.array_equal(reduced.middle(kernel), kernel[1:6, :5])
    assert np.array_equal(reduced.middle(kernel[:, :3]), kernel[1:6, :3])
    image = np.random.default_rng(0).random((100, 60)) / 100
    for place in (np.s_[92:, :6], np.s_[:8, 54:], np.s_[:8, :6]):
        lively = image.copy()
        lively[place][::2] += 9
        assert np.array_equal(reduced.part_of(lively, (8, 6)), lively[place])


@pytest.mark.parametrize(
    ("value", "handy"),
    [(12.5, True), (-12.5, True), (123.5, False), (9999, True), (10_000, False), (1 / 3, False), (-0.25, True), (0.125, False)],
)  # fmt: skip
def test_numbers_of_four_signs_are_worked_with_by_hand(value, handy):
    assert reduced.handy(np.array([1.0, value])) == handy
    assert reduced.whole(np.array([0.3333, -2.0])).tolist() == [1, -9]  # 1.49985


def test_runs_of_numbers_are_said_by_their_ends_and_round_off_is_not():
    assert sheet.listed([0, 2, 3, 4, 6, 7, 9]) == "0, 2–4, 6–7, 9" and sheet.listed([]) == ""
    assert sheet.tidy(np.array([1 + 1e-12, -1e-12, 0.125])).tolist() == [1.0, 0.0, 0.125]
    assert not np.signbit(sheet.tidy(np.array([-1e-12])))[0]


def test_the_size_formulas_have_each_axiss_own_numbers():
    made = sheet.size_formulas(("rows", "columns"), (9, 11), ((1, 0), (2, 3)), (3, 2), (2, 3), (1, 4))
    # ⌊(9 + 1 − 1 · 2 − 1) / 2⌋ + 1 = 4; ⌊(11 + 5 − 4 · 1 − 1) / 3⌋ + 1 = 4
    assert [one.answers for one in made] == [("9", "1", "1", "3", "2", "4"), ("11", "5", "4", "2", "3", "4")]
    assert [one.label for one in made] == ["rows", "columns"]


def test_the_cells_side_stands_in_the_pages_style():
    assert re.search(r":root \{ --cell: 9mm; \}", worksheet(CORRELATIONS["notebook"], ENGLISH))
