"""Worksheets: every box has its answer, answers are right, pages stand alone, and hostile texts stay texts."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest
import scipy.signal

from core import images
from core.receptive_field import Layer, receptive_field
from core.takeaway import Comparison, Correlation, Edges, Field, Learning, Reader, address_of, worksheet
from core.takeaway.worksheets import page, reduced
from core.takeaway.worksheets.sheet import Matrix, Sheet, Table
from core.takeaway.worksheets.sheets import sheet_of
from tests.core.takeaway.cases import (
    CHINESE,
    COMPARISONS,
    CORRELATIONS,
    EDGES,
    ENGLISH,
    FIELDS,
    LEARNINGS,
    RNG,
    learned,
)  # fmt: skip

GROUPS = (CORRELATIONS, EDGES, LEARNINGS, COMPARISONS, FIELDS)
SUBJECTS = [
    pytest.param(subject, id=f"{type(subject).__name__} {name}") for group in GROUPS for name, subject in group.items()
]
HOSTILE = (
    '"><script>alert(1)</script>',
    "</style><img src=x onerror=alert(1)>",
    "'; DROP TABLE kept; --",
    "=1+1",
    "&lt;b&gt;",
)


class Page(HTMLParser):
    """What of a page could act or fetch, what it says, and how its tags are closed."""

    VOID = ("meta", "br", "path")

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.open, self.words = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def sections(text):
    """The two pages."""
    return re.findall(r"<section>(.*?)</section>", text, re.DOTALL)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_worksheet_stands_alone_on_two_pages_in_both_languages(subject):
    for reader in (ENGLISH, CHINESE):
        text = worksheet(subject, reader)
        found = Page(text)
        assert not found.open
        assert not {"script", "img", "link", "iframe", "object", "form"} & set(found.tags)
        assert not [name for name, _ in found.attributes if name.startswith("on") or name in ("src", "srcset")]
        assert {value for name, value in found.attributes if name == "href"} == {reader.address}
        assert "url(" not in text
        assert "@import" not in text
        questions, answers = sections(text)
        assert questions.count('class="blank"></span>') == answers.count('class="blank">') > 0  # empty, then filled
        assert 'class="blank"></span>' not in answers
        assert "<svg" in questions
        said = " ".join(Page(questions).words)
        assert (reader is ENGLISH) == bool(re.search(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}", said))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_asked_for_stands_on_the_second_page_only(subject):
    sheet = sheet_of(subject, ENGLISH)
    questions, answers = sections(worksheet(subject, ENGLISH))
    asked = sum(m.values.size for m in sheet.matrices if m.asked and not m.shaded)
    assert answers.count('<td class="answer">') == asked
    assert questions.count("<td></td>") >= asked
    assert 'class="answer"' not in questions
    assert "marked" not in questions.replace("td.marked", "")
    cells = {matrix.values.shape for matrix in sheet.matrices}
    assert not cells or page.cell_of(sheet) >= page.LEAST


def test_the_notebooks_sheet_is_the_one_worked_by_hand():
    sheet = sheet_of(CORRELATIONS["notebook"], ENGLISH)
    X, K, Y = sheet.matrices
    assert Y.asked and Y.values.tolist() == [[19, 25], [37, 43]]
    assert not X.asked and not K.asked and not sheet.notes and len(sheet.tasks) == 1
    assert sheet.formulas[0].answers == ("3", "0", "1", "2", "1", "2")  # ⌊(3 + 0 − 1·(2 − 1) − 1) / 1⌋ + 1 = 2
    assert sheet.questions[0].answer == "2 · 2 = 4;  4 · 4 = 16"
    assert sheet.questions[1].answer == "4 of them: rows 0–1, columns 0–1."  # all windows hold the middle


def test_a_stride_and_a_dilation_are_said_where_there_are_any():
    for more, said in (
        ({"stride": (1, 2)}, "moves by 1 rows and 2 columns"),
        ({"dilation": (2, 1)}, "lie 2 rows and 1"),
    ):
        tasks = sheet_of(Correlation(np.eye(5), np.eye(2), **more), ENGLISH).tasks
        assert len(tasks) == 2 and said in tasks[1]


@pytest.mark.parametrize(
    ("shapes", "before", "rows", "cell"),
    [  # 180 mm across and 112 down; 9 above a matrix, 9 beside it for an operator and else 2
        ([(11, 19)], "", 0, 9),
        ([(11, 20)], "", 0, 8.5),  # 20 · 9 + 2 > 180
        ([(11, 19)], "=", 0, 9),  # 19 · 9 + 9 = 180
        ([(2, 20)], "=", 0, 8.5),
        ([(13, 3)], "", 0, 7.5),  # 13 · 7.5 + 9 ≤ 112
        ([(6, 10), (6, 10)], "", 0, 8.5),  # side by side, below each other they were 126 mm high
        ([(6, 11), (6, 11)], "", 0, 8),  # 2 · (11 · 8 + 2) = 180
        ([(4, 10), (5, 10)], "", 0, 9),  # 45 + 54 mm below each other
        ([(11, 3)], "", 3, 8.5),  # a table of 32 mm takes 8 of them from the matrices, 24 from the formulas
        ([(2, 60)], "", 0, 4.5),
    ],
)
def test_cells_are_as_large_as_there_is_room_for(shapes, before, rows, cell):
    matrices = tuple(Matrix("X", np.zeros(shape), before=before) for shape in shapes)
    table = Table(("a",), (("1",),) * rows, 1) if rows else None
    assert page.cell_of(Sheet((), matrices, (), (), table)) == cell


@pytest.mark.parametrize(
    ("padding", "border"), [(((1, 0), (0, 0)), "012"), (((0, 1), (1, 0)), "0345"), (((0, 0), (0, 1)), "25")]
)
def test_the_cells_of_a_padding_are_pale(padding, border):
    drawn = page._matrix(Matrix("X", np.arange(6.0).reshape(2, 3), padding=padding), True)
    assert "".join(re.findall('<td class="border">(.)</td>', drawn)) == border


def test_of_a_table_the_first_columns_are_given_and_the_others_asked_for():
    table = Table(("a", "b", "c"), (("1", "2", "3"),), 2)
    for answers, cells in ((False, ["1", "2", ""]), (True, ["1", "2", "3"])):
        assert re.findall("<td>(.*?)</td>", page._table(table, answers)) == cells


def test_the_first_update_of_the_notebooks_training_is_the_one_worked_by_hand():
    gradient, kernel = sheet_of(LEARNINGS["notebook"], ENGLISH).matrices[2:]
    # Y has a column of 1 over X = (1, 0) and a column of −1 over X = (0, 1), six rows each: −2 · 6 and 2 · 6.
    assert gradient.values.tolist() == [[-12, 12]]
    assert kernel.values.tolist() == [[0.24, -0.24]]
    *sizes, loss = sheet_of(LEARNINGS["notebook"], ENGLISH).formulas
    assert [one.answers[-1] for one in sizes] == ["6", "7"] and loss.answers == ("12",)
    assert "0.03333" in sheet_of(LEARNINGS["notebook"], ENGLISH).questions[1].answer  # 1/30, as the page marks it


@pytest.mark.parametrize("subject", [pytest.param(subject, id=name) for name, subject in {**CORRELATIONS,
    "full, large": Correlation(RNG.normal(size=(300, 200)), RNG.normal(size=(15, 15)), (1, 1), ((14, 14), (14, 14))),
    "dilated": Correlation(RNG.normal(size=(512, 512)), RNG.normal(size=(3, 3)), (7, 9), ((64, 0), (1, 64)), (64, 40)),
    "padding alone": Correlation(RNG.random((1, 1)), np.ones((15, 15)), (1, 1), ((14, 14), (14, 14))),
}.items()])  # fmt: skip
def test_the_answers_are_scipys_for_the_numbers_that_stand_on_the_sheet(subject):
    sheet = sheet_of(subject, ENGLISH)
    X, K, Y = (np.asarray(matrix.values) for matrix in sheet.matrices)
    fitted = reduced.fitted(subject)
    spread = np.zeros([(k - 1) * d + 1 for k, d in zip(K.shape, fitted.dilation, strict=True)])
    spread[:: fitted.dilation[0], :: fitted.dilation[1]] = K
    expected = scipy.signal.correlate2d(X, spread, "valid")[:: fitted.stride[0], :: fitted.stride[1]]
    assert np.allclose(Y, expected, atol=1e-8)
    assert max(X.shape) <= reduced.ROOM
    for axis, formula in enumerate(sheet.formulas):
        n, p, d, k, s, out = map(int, formula.answers)
        assert (n + p - d * (k - 1) - 1) // s + 1 == out == Y.shape[axis]
    assert reduced.handy(np.asarray(K)) and reduced.handy(np.asarray(X))
    assert bool(sheet.notes) == (fitted is not subject or X.max() != np.pad(subject.image, subject.sides).max())


def test_edges_and_both_operations_have_scipys_answers():
    X, K, Y = (np.asarray(m.values) for m in sheet_of(EDGES["Sobel"], ENGLISH).matrices)
    assert np.allclose(Y, scipy.signal.correlate2d(X, K, "valid"))
    K, flipped, X, correlated, convolved = (
        np.asarray(m.values) for m in sheet_of(COMPARISONS["trained"], ENGLISH).matrices
    )
    assert np.array_equal(flipped, np.rot90(K, 2))
    assert np.allclose(correlated, scipy.signal.correlate2d(X, K, "valid"))
    assert np.allclose(convolved, scipy.signal.convolve2d(X, K, "valid"))


def test_a_fields_table_has_the_fields_and_shades_what_the_unit_sees():
    sheet = sheet_of(FIELDS["chapter"], ENGLISH)
    assert sheet.table.rows == (
        ("conv1", "2", "1", "0", "1", "2", "2", "1"),
        ("conv2", "2", "1", "0", "1", "1", "3", "1"),
    )
    assert sheet.matrices[0].values.all()
    assert sheet.questions[0].answer == "Rows 0–2; columns 0–2."
    assert sheet.questions[1].answer == "0"
    long = Field(tuple(Layer(f"conv{n}", 3, padding=1) for n in range(40)), (30, 30), (40, 3, 3))
    rows = sheet_of(long, ENGLISH).table.rows
    assert len(rows) == 8
    assert rows[-1][6] == str(receptive_field(long.layers[:8]).size[0]) == "17"
    assert sheet_of(long, ENGLISH).notes


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_and_names_stay_texts(text):
    reader = Reader(text, "http://localhost/")
    layers = (Layer(text, 2), Layer("conv2", 2))
    for subject in (CORRELATIONS["notebook"], Field(layers, (4, 4), (1, 0, 0))):
        found = Page(worksheet(subject, reader))
        assert "script" not in found.tags
        assert "img" not in found.tags
        assert not found.open
        assert any(text in words for words in found.words)


def test_an_address_that_is_too_long_for_paper_is_not_a_code_and_says_why():
    text = worksheet(CORRELATIONS["notebook"], Reader("X", address_of("http://localhost/", "k=" + "1" * 1_000)))
    assert "<svg" not in text
    assert "too many for a code" in text
    nowhere = sections(worksheet(CORRELATIONS["notebook"], Reader("X")))[0]
    assert "<svg" not in nowhere and "No QR code: the link to this experiment is not known here" in nowhere


def test_numbers_that_nobody_can_work_with_become_whole_ones():
    assert reduced.whole(np.array([[0.123, -0.5], [1.0, 0.0]])).tolist() == [[1, -4], [9, 0]]  # −4.5 is rounded to even
    kept = np.array([[0.25, -3.0]])
    assert reduced.whole(kept) is kept


def test_of_a_large_image_the_part_is_taken_in_which_most_happens():
    image = np.zeros((200, 100))
    image[150:160, 40:50] = np.random.default_rng(0).random((10, 10))
    assert reduced.part_of(image, (8, 8)).any()


def test_a_training_on_a_photograph_or_in_colour_has_a_sheet_with_numbers_of_its_own():
    for subject in (LEARNINGS["colour, Adam"], learned([[1.0, -1.0]], images.photograph("camera", 64), 3)):
        sheet = sheet_of(subject, ENGLISH)
        X, Y, gradient, kernel = (np.asarray(matrix.values) for matrix in sheet.matrices)
        assert np.allclose(gradient, -2 * scipy.signal.correlate2d(X, Y, "valid"))
        rate = float(sheet.tasks[1].split("η = ")[1].rstrip(".").replace("−", "-"))
        assert np.allclose(kernel, -rate * gradient)
        assert sheet.notes


def test_the_sheets_are_those_of_their_subjects():
    kinds = {Correlation: 3, Edges: 3, Comparison: 5, Learning: 4}
    for group in GROUPS[:4]:
        for subject in group.values():
            assert len(sheet_of(subject, ENGLISH).matrices) == kinds[type(subject)]
