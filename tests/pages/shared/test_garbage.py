"""What is frozen is not looked through, and what becomes garbage meanwhile goes with the next thaw."""

import gc
import weakref

import pytest

from pages.shared import garbage


class Ring:
    """An object that only a collection can take away."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def clean():
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_a_thaw_takes_what_died_while_it_was_frozen_and_freezes_the_living(clean):
    living, dead = Ring(), Ring()
    seen = weakref.ref(dead)
    garbage.thaw()
    assert gc.get_freeze_count() > 1000  # of the living
    del dead
    gc.collect()
    assert seen() is not None
    garbage.thaw()
    assert seen() is None
    assert living.itself is living


def test_each_full_collection_counts_as_a_run(clean):
    before = garbage._collections()
    gc.collect()
    assert garbage._collections() == before + 1
