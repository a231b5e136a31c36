"""Bounds of what is kept, each at its last allowed and first refused value."""

import numpy as np
import pytest

from core.keeping import DAYS, MAX_BYTES, Kept, Store, database, pack, unpack
from core.keeping.limits import HOUR, MAX_AN_HOUR, check
from core.keeping.place import MAX_OPERATOR, operator
from core.keeping.store import DAY, MAX_TOTAL
from core.links import Token
from tests.core.bounds import holds


def filled(size):
    """What packs into a block of that size."""
    empty = len(pack(Kept("home", arrays={"x": np.zeros(10_000_000 // 8 // 10, np.int64)}))) - 1_000_000
    return Kept("home", title="x" * ((size - empty) % 8), arrays={"x": np.zeros((size - empty) // 8, np.int64)})


def kept_within_the_hour(count):
    check([0] * (count - 1), HOUR - 1)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'kept.sqlite'}"


@pytest.mark.parametrize(
    ("call", "pairs", "words"),
    [
        (lambda n: pack(Kept("home", title="x" * n)), [(80, 81)], "at most 80 fit"),
        (lambda n: pack(Kept("home", note="x" * n)), [(1000, 1001)], "at most 1,000 fit"),
        (lambda n: pack(filled(n)), [(MAX_BYTES, MAX_BYTES + 1)], "at most 8 MB can be kept"),
        (kept_within_the_hour, [(MAX_AN_HOUR, MAX_AN_HOUR + 1)], "you have kept 60 links within an hour"),
        (lambda n: Token("kept").read("a" * n), [(24, 23), (0, 25)], "must have 24 letters"),
    ],
    ids=["title", "note", "one", "an hour", "identity"],
)
def test_each_bound_is_where_it_is_said_to_be(call, pairs, words):
    holds(call, pairs, words)


def test_the_bound_of_all_that_is_kept(url):
    size = len(pack(Kept("home")))
    holds(
        lambda total: Store(url, total=total).save(Kept("home")),
        [(size, size), (3 * size, 2 * size)],
        "in all, and has no room",
    )
    assert MAX_TOTAL == 2**30


def test_the_days_of_what_is_kept(url):
    id = Store(url).save(Kept("home"), now=0.0).id
    holds(lambda now: Store(url).load(id, now=now), [(DAYS * DAY - 1, DAYS * DAY)], "its 90 days are over")


def test_waits_for_a_database_are_short():
    assert (database.CONNECT, database.WAIT, database.STATEMENT) == (2, 2.0, 5.0)


def test_a_long_name_of_the_operator_is_cut():
    assert operator({"CONVOLUTION_LAB_OPERATOR": "x" * (MAX_OPERATOR + 1)}) == "x" * MAX_OPERATOR


def test_what_is_as_large_as_allowed_is_read():
    assert unpack(pack(filled(MAX_BYTES))).arrays["x"].size > 1_000_000
    parts = {str(i): np.zeros(1, np.float32) for i in range(1_000)}
    found = unpack(pack(Kept("home", title="x" * 80, note="y" * 1_000, arrays=parts)))
    assert (len(found.title), len(found.note), len(found.arrays)) == (80, 1_000, 1_000)
