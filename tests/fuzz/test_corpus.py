"""What once went wrong, one input for each kind of answer, and some new ones: an answer or a sentence. `make fuzz` tries a million."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz import corpus
from tests.fuzz.search import Search
from tests.fuzz.targets import TARGETS, Target, outcome

NEW = 150


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_every_input_is_answered_or_refused_in_a_sentence(target: Target) -> None:
    for data in target.seeds:
        assert outcome(target, data).startswith("answer"), data
    search = Search(target, Random(0), corpus.kept(target.name))
    for data in (*target.seeds, *corpus.kept(target.name)):
        search.look(data)
    assert search.failed == {}
    search.tried = 0
    search.run(NEW)
    assert search.failed == {} and search.tried == NEW
    assert len(search.met) > 1  # neither all refused before they are looked at, nor all taken as they are


def test_an_input_that_fails_is_found_and_told_with_its_place() -> None:
    def call(data: bytes) -> object:
        return 1 // (data != b"b")

    search = Search(Target("x", (b"a", b"b"), call, 1), Random(0))
    search.look(b"b")
    assert search.failed == {b"b": "ZeroDivisionError at " + search.failed[b"b"].split(" at ")[1]}
    assert "test_corpus.py:" in search.failed[b"b"]
