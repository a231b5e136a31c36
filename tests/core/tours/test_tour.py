"""Tours: every step is an address that its page takes whole, said in both languages, with numbers that are true."""

import importlib
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d

from core import edges, images, kernels, links, quadratic, tours
from core.errors import BadInput
from core.receptive_field import STACKS, regions, table
from core.receptive_field import text as stack_text
from core.words import LANGUAGES
from pages.shared import everywhere, sections
from tests.core.bounds import holds

PAGES = ("cross_correlation", "edge_detection", "learning_a_kernel", "convolution_vs_correlation", "receptive_field")
FIELDS = {page: everywhere.fields(importlib.import_module(f"pages.parts.{page}.tabs").FIELDS) for page in PAGES}
STEPS = [(name, number, step) for name in tours.names() for number, step in enumerate(tours.tour(name).steps, 1)]
STOP = tours.Stop("tour", "", max_length=60)


def test_every_page_has_a_tour_and_one_leads_through_all():
    assert set(tours.names()) == {*PAGES, "chapter"}
    for page in PAGES:
        steps = tours.tour(page).steps
        assert 5 <= len(steps) <= 8 and {step.page for step in steps} == {page}
    assert [*dict.fromkeys(step.page for step in tours.tour("chapter").steps)] == list(PAGES)


@pytest.mark.parametrize(("name", "number", "step"), STEPS, ids=[f"{name} {number}" for name, number, _ in STEPS])
def test_a_step_is_an_address_that_its_page_takes_and_would_write_itself(name, number, step):
    fields, query = FIELDS[step.page], {**step.query, "tour": tours.tour(name).at(number)}
    read = links.decode(fields, query)
    assert read.ignored == () and set(read.values) == set(query)
    defaults = {field.name: field.default for field in fields}
    assert links.encode(fields, defaults | read.values).query == query  # so that Back leads to the step before
    assert not set(query) & {setting for setting, _ in sections.renamed(step.page)} - {"open"}


@pytest.mark.parametrize(("name", "number", "step"), STEPS, ids=[f"{name} {number}" for name, number, _ in STEPS])
def test_a_step_is_said_in_every_language_and_fits_a_phones_foot(name, number, step):
    assert set(step.said) == set(LANGUAGES)
    chinese = {language: any("\u4e00" <= sign <= "\u9fff" for sign in text) for language, text in step.said.items()}
    assert chinese == {"en": False, "zh": True}
    assert all(20 < len(text) <= 230 for text in step.said.values())
    assert not set("<>*`$~#") & set("".join(step.said.values()))  # it is drawn as Markdown
    digits = {language: [c for c in text if c.isdigit()] for language, text in step.said.items()}
    assert sorted(digits["en"]) == sorted(digits["zh"])


@given(st.sampled_from(STEPS))
def test_a_stop_comes_back_as_it_is_written(one):
    name, number, _ = one
    text = tours.tour(name).at(number)
    assert STOP.read(text) == text and tours.place(text) == (tours.tour(name), number)
    assert STOP.read(f"{name}.{number}") == text


@pytest.mark.parametrize("text", [
    "evil", "Chapter", "../links/query", "chapter.0", "chapter.10", "chapter.-1", "chapter.", "chapter.x", "chapter.²",
    "chapter.1" + "0" * 30, "chapter.1.2", ".", "x" * 9_000,
])  # fmt: skip
def test_a_tour_or_a_step_that_does_not_exist_is_a_sentence(text):
    with pytest.raises(BadInput, match=r"there is no (tour|step)") as refused:
        STOP.read(text)
    assert len(str(refused.value)) < 250


X, K = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
BAND = np.ones((6, 8))
BAND[:, 2:6] = 0.0
EDGE = np.array([[1.0, -1.0]])


def losses(rate, epochs):
    """The notebook's run in NumPy: the loss before each update, and the kernel at the end."""
    target, kernel, found = correlate2d(BAND, EDGE, "valid"), np.array([[-0.39838535, 1.15418606]]), []
    for _ in range(epochs):
        error = correlate2d(BAND, kernel, "valid") - target
        found.append(float((error**2).sum()))
        kernel = kernel - rate * 2 * correlate2d(BAND, error, "valid")
    return found, kernel[0]


def field(stack, size, unit):
    """(cells a side of the field of the last layer's unit, cells that it sees)."""
    layers = stack_text.read(stack)
    seen = regions(layers, unit, (size, size), len(layers))[0]
    return table(layers, (size, size))[-1].field.size[0], int(seen.mask.sum())


def says(name, number, *texts):
    for language, said in tours.tour(name).steps[number - 1].said.items():
        for text in texts:
            assert re.search(rf"(?<![\d.,]){re.escape(text.strip())}(?!\d)", said), (language, text)


def test_the_numbers_of_the_cross_correlation_tour_are_true():
    Y = correlate2d(X, K, "valid")
    says("cross_correlation", 2, f"= {Y[0, 0]:g}")
    says("cross_correlation", 3, f"{Y[1, 1]:g}")
    says("cross_correlation", 4, f"⌊(3 − 2) / 2⌋ + 1 = {len(Y[::2])}")
    says("cross_correlation", 5, f"⌊(3 + 2 − 2) / 2⌋ + 1 = {len(correlate2d(X, K, 'full')[::2])}")
    blur = kernels.NAMED["gaussian"]()
    assert blur.shape == (5, 5) and blur.min() > 0 and blur.sum() == pytest.approx(1)


def test_the_numbers_of_the_edge_detection_tour_are_true():
    row = correlate2d(BAND, EDGE, "valid")[0]
    says("edge_detection", 2, " ".join(f"{value:g}".replace("-", "−") for value in row))
    flat = correlate2d(BAND.T, EDGE, "valid")
    assert not flat.any()
    says("edge_detection", 3, "{} × {}".format(*flat.shape))
    both = correlate2d(BAND.T, EDGE.T, "valid")
    says("edge_detection", 4, f"{np.count_nonzero(both)}", f"{both.size}")
    slanted = np.tri(28)
    found = [correlate2d(slanted, one, "valid") for one in (EDGE, EDGE.T)]
    says("edge_detection", 5, str(np.count_nonzero(found[0].any(axis=1))))
    assert [np.count_nonzero(one) for one in found] == [27, 27] and found[0].min() == 0 == found[1].max()
    picture = images.photograph("camera", 256)
    strength = np.abs(edges.operators.same(picture, kernels.NAMED["sobel_x"]()))
    half, fifth = (int((strength >= share * strength.max()).sum()) for share in (0.5, 0.2))
    says("edge_detection", 6, f"{half:,}", f"{picture.size:,}")
    says("edge_detection", 7, f"{fifth:,}")
    assert 3.5 < fifth / half < 4.5


def test_the_numbers_of_the_learning_tour_are_true():
    usual, kernel = losses(0.02, 10)
    says("learning_a_kernel", 2, f"{kernel[0]:.3f}", f"−{-kernel[1]:.3f}", f"{usual[1]:.1f}", f"{usual[9]:.3f}")
    assert usual[3] / usual[5] == pytest.approx(3, rel=0.02)
    long, _ = losses(0.02, 40)
    says("learning_a_kernel", 3, f"{long[-1]:.8f}", f"{long[-1] / long[-2]:.0%}")
    wild, _ = losses(0.04, 10)
    says("learning_a_kernel", 4, f"{wild[0]:.0f}", f"{wild[9]:,.0f}", "1.4")
    form = quadratic.quadratic_loss(BAND, correlate2d(BAND, EDGE, "valid"), (1, 2), "sum", False)
    assert form.eigenvalues == pytest.approx([12, 60])
    assert abs(1 - 0.04 * 60) == pytest.approx(1.4) and abs(1 - 0.033 * 60) == pytest.approx(0.98)
    fast, _ = losses(0.0278, 10)
    says("learning_a_kernel", 6, f"{fast[9]:.3f}", f"{usual[9]:.3f}")
    assert usual[9] / fast[9] == pytest.approx(9, rel=0.1)
    says("learning_a_kernel", 7, str(correlate2d(BAND, EDGE, "valid").size))
    says("chapter", 5, f"{kernel[0]:.3f}")


def test_the_numbers_of_the_convolution_tour_are_true():
    turned = convolve2d(X, K, "valid")
    apart = correlate2d(X, K, "valid") - turned
    says("convolution_vs_correlation", 2, "3 2 / 1 0", f"= {turned[0, 0]:g}", f"{apart[0, 0]:g}")
    assert np.ptp(apart) == 0
    box, edge = kernels.NAMED["box"](), EDGE
    assert box.size == 9 and np.ptp(box) == 0
    assert correlate2d(BAND, box, "valid") == pytest.approx(convolve2d(BAND, box, "valid"))
    both = correlate2d(BAND, edge, "valid"), convolve2d(BAND, edge, "valid")
    assert (both[0] == -both[1]).all()
    says("convolution_vs_correlation", 5, f"{np.abs(both[0] - both[1]).max():g}")
    says("chapter", 7, f"{turned[0, 0]:g}", "19")


def test_the_numbers_of_the_receptive_field_tour_are_true():
    says("receptive_field", 2, f"= {field('conv2~conv2', 3, (0, 0))[0]}", f"{field('conv2~conv2', 3, (0, 0))[1]}")
    says("receptive_field", 3, f"= {field('conv2~conv2~conv2', 4, (0, 0))[1]}")
    says("receptive_field", 4, f"3 + 2 + 2 = {field('conv3p1~conv3p1~conv3p1', 16, (8, 8))[0]}", "27", "49")
    says("receptive_field", 5, f"3 + 1 + 2 × 2 = {field('conv3p1~pool2s2~conv3p1', 16, (4, 4))[0]}")
    size, seen = field("conv3p1~conv3p2d2~conv3p4d4", 32, (16, 16))
    assert seen == size**2
    says("receptive_field", 6, f"{size}")
    size, seen = field("conv3p2d2~conv3p2d2", 16, (8, 8))
    says("receptive_field", 7, f"{size} × {size}", f"{seen}")
    size = table(STACKS["VGG-16"].layers, (224, 224))[-1].field.size
    says("receptive_field", 8, "{} × {}".format(*size))


@pytest.mark.parametrize("name", tours.names())
def test_steps_are_counted_from_1_to_the_last(name):
    last = len(tours.tour(name).steps)
    holds(STOP.read, [(f"{name}.1", f"{name}.0"), (f"{name}.{last}", f"{name}.{last + 1}")], f"has steps 1 to {last}")
    holds(STOP.read, [(f"{name}.002", f"{name}.0002")], "there is no step")
    assert STOP.read(f"{name}.002") == f"{name}.2" and STOP.read("") == ""
    assert tours.place(name) == tours.place(f"{name}.1") == (tours.tour(name), 1)
    assert tours.tour(name).at(1) == name and tours.tour(name).at(2) == f"{name}.2"
