"""What is taken away: addresses that may stand in a file, and what is too large to be written at once."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.takeaway import Comparison, Correlation, Edges, Field, Learning, Reader, address_of, heavy
from core.takeaway.subjects import MAX_ADDRESS
from tests.core.takeaway.cases import FIELDS, LEARNINGS


@pytest.mark.parametrize(("url", "query", "expected"), [
    ("http://localhost:8501/edge_detection", "kernel=typed&k=1+2", "http://localhost:8501/edge_detection?kernel=typed&k=1+2"),
    ("https://lab.example/a b/x", "", "https://lab.example/a%20b/x"),
    ("https://lab.example/'\"><script>\n", "", "https://lab.example/%27%22%3E%3Cscript%3E"),
    ("https://lab.example/](javascript:x)", "", "https://lab.example/%5D%28javascript:x%29"),
    ("ftp://lab.example/", "", ""), ("http:///x", "", ""), ("javascript:alert(1)", "", ""),
    ("data:text/html,x", "", ""), ("https://user:pass@lab.example/", "", ""),
    ("http://[::1", "", ""), (None, "", ""), ("", "a=1", ""), ("https://lab.example/", "x=" + "9" * 30_000, ""),
])  # fmt: skip
def test_an_address_is_one_of_the_web_and_nothing_else(url, query, expected):
    assert address_of(url, query) == expected


def test_an_address_has_so_many_characters_at_most():
    start = "https://lab.example/?"
    longest = "x" * (MAX_ADDRESS - len(start))
    assert len(address_of("https://lab.example/", longest)) == MAX_ADDRESS
    assert address_of("https://lab.example/", longest + "x") == ""


def zeros(*shape):
    """So many zeros in no memory."""
    return np.broadcast_to(0.0, shape)


def test_a_worker_makes_what_takes_more_than_twenty_million_products():
    for kind in (Correlation, Edges, Comparison):
        assert not heavy(kind(zeros(2_500, 2_000), zeros(2, 2))) and heavy(kind(zeros(2_500, 2_001), zeros(2, 2)))
        assert heavy(kind(zeros(2_500, 2_000), zeros(2, 3)))
    for size, found in (((2, 5), False), ((2, 6), True), ((6, 2), True)):
        trained = SimpleNamespace(image=zeros(2_000, 1_000), kernel_size=size)
        assert heavy(Learning(trained, zeros(*size), 0, (), zeros(0), ())) == found
    assert not heavy(Field((), (10**9, 10**9), (0, 0, 0)))


def test_subjects_are_what_their_pages_say():
    image, kernel = np.arange(12.0).reshape(3, 4), np.array([[1.0, 2.0], [3.0, 4.0]])
    assert Correlation(image, kernel).result.values.tolist() == [[34, 44, 54], [74, 84, 94]]
    wide = Correlation(image, kernel, (2, 1), ((1, 0), (0, 1)), (1, 2)).result
    assert wide.values.shape == (2, 3) and wide.padded.shape == (4, 5)
    assert wide.values[0].tolist() == [3 * 0 + 4 * 2, 3 * 1 + 4 * 3, 3 * 2]  # only the lower row lies on the image
    assert Comparison(image, kernel).flipped.tolist() == [[4, 3], [2, 1]]
    path = ((0, kernel), (3, -kernel))
    one = LEARNINGS["notebook"]
    assert Learning(one.experiment, kernel, 3, (), zeros(3), path).kernel is path[1][1]
    assert [row.layer.name for row in FIELDS["chapter"].rows] == ["conv1", "conv2"]
    assert [Reader("X", language=name).tag for name in ("en", "zh")] == ["en", "zh-CN"]
    assert (one.bias, one.measured) == (0, False)
