"""A message is a sentence and no error; the two errors are messages and do not catch one another."""

import pickle

import pytest

from core import words
from core.errors import BadInput, Message, WorkerLost

RULE = "kernel {kernel} does not fit into image {image}; use a smaller kernel or a larger image"
VALUES = {"kernel": (5, 5), "image": (3, 3)}


@pytest.mark.parametrize("kind", [Message, BadInput, WorkerLost])
def test_it_says_its_rule_with_its_values_and_survives_the_way_between_processes(kind):
    back = pickle.loads(pickle.dumps(kind(RULE, **VALUES)))
    assert type(back) is kind
    assert str(back) == "kernel (5, 5) does not fit into image (3, 3); use a smaller kernel or a larger image"
    assert (back.rule, back.values) == (RULE, VALUES)
    assert "(5, 5)" in words.sentence(back, "zh") and words.sentence(back, "zh") != str(back)


def test_a_note_cannot_be_raised_and_neither_error_is_the_other():
    assert not issubclass(Message, BaseException)
    assert issubclass(BadInput, ValueError) and not issubclass(BadInput, WorkerLost)
    assert issubclass(WorkerLost, RuntimeError) and not issubclass(WorkerLost, BadInput)


def test_a_sentence_without_its_value_is_found_where_it_is_made():
    with pytest.raises(KeyError):
        Message("{lost}")
