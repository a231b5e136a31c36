"""“Use on…”: the address that it gives shows the same numbers on another page."""

import importlib
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core import kernels, links
from core.numbers import parse_numbers
from pages.shared import use_on
from pages.shared.page import Page
from tests.pages.reading import grid_with

FIELDS = {name: importlib.import_module(f"pages.parts.{name}.tabs").FIELDS for name in use_on.TARGETS}


def opened(lab, key="use"):
    """The page with its "Use on…" open, as (heading, {page: query}) for each kernel in it."""
    page = lab.session_state["page shown"]
    lab.session_state[f"{page} {key}"] = True
    lab.run()
    assert not lab.exception
    place = next(block for block in lab.get("popover") if block.proto.popover.label == "Use on…" and block.children)
    offers = []
    for child in place.children.values():
        if child.type == "markdown":
            offers.append((child.value.strip("*"), {}))
        elif child.type == "page_link":
            offers[-1][1][child.proto.page] = dict(parse_qsl(child.proto.query_string))
    return offers


@given(st.data())
def test_every_page_reads_every_finite_kernel_to_the_last_bit(data):
    shape = data.draw(array_shapes(min_dims=2, max_dims=2, max_side=15))
    kernel = data.draw(arrays(np.float64, shape, elements=st.floats(-1e100, 1e100)))
    target = data.draw(st.sampled_from(sorted(use_on.TARGETS)))
    query = use_on.query(target, {"image": "camera"}, kernel)
    read = links.decode(FIELDS[target], query)
    assert read.ignored == ()
    assert read.values["image"] == "camera"
    defaults = {field.name: field.default for field in FIELDS[target]}
    assert links.encode(FIELDS[target], defaults | read.values).query == query  # as that page writes it
    name = read.values.get("kernel", defaults["kernel"])
    seen = parse_numbers(read.values["k"], (15, 15)) if name == "typed" else kernels.NAMED[name]()
    assert np.array_equal(seen, kernel)
    if target == "learning_a_kernel":
        assert (read.values.get("h", 1), read.values.get("w", 2)) == kernel.shape


def test_the_flip_opens_on_every_other_page_with_the_numbers_on_the_screen(visit):
    lab = visit("convolution_vs_correlation", kernel="typed", k="1_-2.5~0_3")
    shown = grid_with(lab, "K₂")
    assert shown["K₂"].tolist() == [[3, 0], [-2.5, 1]]
    offers = opened(lab)
    assert [title for title, _ in offers] == ["Image and kernel", "Image and flipped kernel"]
    flipped = offers[1][1]
    assert list(flipped) == ["cross_correlation", "edge_detection", "learning_a_kernel"]
    for page, query in flipped.items():
        there = visit(page, **query)
        assert not there.exception and not there.warning
        name = "true" if page == "learning_a_kernel" else "K"
        assert grid_with(there, name)[name].tolist() == shown["K₂"].tolist()
        assert grid_with(there, "X")["X"].tolist() == shown["X"].tolist()


def test_a_learned_kernel_goes_with_all_its_digits_and_a_transposed_image_as_its_numbers(visit):
    lab = visit("learning_a_kernel", image="diagonal", side="9", rate="0.001")
    learned = opened(lab)[0]
    assert learned[0] == "Image and predicted kernel"
    kernel = parse_numbers(learned[1]["edge_detection"]["k"].replace("_", " ").replace("~", "\n"))
    there = visit("edge_detection", **learned[1]["edge_detection"], transpose_image="1")
    seen = grid_with(there, "K")
    assert seen["K"].tolist() == kernel.tolist()
    (_, links_on), *_ = opened(there)
    assert links_on["cross_correlation"]["image"] == "typed"
    assert (
        grid_with(visit("cross_correlation", **links_on["cross_correlation"]), "X")["X"].tolist() == seen["X"].tolist()
    )


def test_what_a_page_opens_on_is_named_all_the_same():
    """Without a word in the address the page would show what it showed last."""
    assert use_on.query("cross_correlation", {"image": "counting"}, kernels.counting()) == {"image": "counting"}


def test_what_no_link_can_carry_is_said_and_a_photograph_takes_its_place(visit):
    lab = visit("edge_detection", image="noise", side="64", transpose_image="1")  # 4,096 numbers of 17 digits
    (_, offered), *_ = opened(lab)
    assert "The image is too large for a link: a photograph is used instead." in [said.value for said in lab.caption]
    assert {query["image"] for query in offered.values()} == {"camera"}


def test_a_kernel_larger_than_the_image_is_said(visit):
    lab = visit("cross_correlation", open="workshop", work_kind="gaussian", work_size="9")
    (title, offered), *_ = opened(lab, "use built")
    assert title == "Image above and this kernel"
    assert "The kernel does not fit into this image: a photograph is used instead." in [c.value for c in lab.caption]
    assert not visit("edge_detection", **offered["edge_detection"]).exception


@pytest.mark.parametrize(
    "kernel", [np.array([[np.nan]]), np.array([[np.inf, 1.0]]), np.ones((1, 1, 3)), np.ones((16, 1))]
)
def test_a_kernel_that_no_page_could_read_gets_a_sentence_and_no_link(monkeypatch, kernel):
    said, linked = [], []
    monkeypatch.setattr(use_on.st, "caption", said.append)
    monkeypatch.setattr(use_on.st, "page_link", lambda *_, **__: linked.append(1))
    use_on.offer(Page("cross_correlation", "en"), np.ones((20, 20)), {"Image and kernel": lambda: kernel})
    assert said == ["This kernel is too large for a link."]
    assert linked == []
