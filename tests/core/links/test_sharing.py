"""What a link says of itself: its version, and names of what it locks or hides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import links
from core.errors import BadInput

NAMES = links.Names("lock", "", max_length=200, options=("rate", "epochs", "image"))
VERSION = links.Version("v", 0, 0, links.VERSION)


@given(st.sets(st.sampled_from(NAMES.options), min_size=1))
def test_names_come_back_in_one_order_whatever_order_they_are_written_in(chosen):
    first, second = (",".join(sorted(chosen, reverse=way)) for way in (False, True))
    assert NAMES.read(first) == NAMES.read(second)
    assert set(links.named(NAMES.read(first), NAMES.options)) == chosen
    assert links.encode((NAMES,), {"lock": NAMES.read(first)}).query == {"lock": NAMES.read(first)}


@pytest.mark.parametrize(("text", "means"), [("1", NAMES.options), ("", ()), ("0", ())])
def test_one_means_all_and_zero_none(text, means):
    assert links.named(NAMES.read(text), NAMES.options) == means


@pytest.mark.parametrize(
    "text", ["rates", "rate,<b>", "rate;epochs", "__class__", "1,rate", "," * 9_000, "rate," + "x" * 9_000]
)
def test_an_unknown_name_is_refused_with_the_ones_there_are(text):
    with pytest.raises(BadInput, match="choose one of 1, rate, epochs, image") as refused:
        NAMES.read(text)
    assert len(str(refused.value)) < 200


def test_a_link_of_a_newer_lab_says_so_and_older_ones_are_read():
    assert [VERSION.read(text) for text in ("0", "1")] == [0, 1]
    with pytest.raises(BadInput, match=f"version 7, and this lab reads links up to version {links.VERSION}"):
        VERSION.read("7")
    for text in ("-1", "10" * 20, "one"):
        with pytest.raises(BadInput):
            VERSION.read(text)
