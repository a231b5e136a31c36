"""One worker process from inside: what a job raises, as any process can read it. The rest needs processes: test_workers.py."""

import os
import sys
import threading
from decimal import Inexact
from fractions import Fraction

import pytest

from core import memory, worker
from core.errors import BadInput, Unavailable

TOO_MUCH = "this takes more memory than this server gives to one job; use a smaller input"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BadInput("got {value}", value=3), "BadInput: got 3"),
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (MemoryError("Unable to allocate 9. GiB"), f"WorkerLost: {TOO_MUCH}"),
        (type("ResourceExhaustedError", (Exception,), {})("Out of memory"), f"WorkerLost: {TOO_MUCH}"),
        (KeyError(Fraction(1, 2)), "RuntimeError: KeyError: Fraction(1, 2)"),
        (Inexact("lost"), "RuntimeError: Inexact: lost"),
        (UnicodeDecodeError("ascii", b"x", 0, 1, "why"), "UnicodeDecodeError: 'ascii' codec can't decode byte 0x78 in position 0: why"),
    ],
)  # fmt: skip
def test_an_error_comes_without_what_was_raised_before_it(error, told):
    def fails():
        try:
            raise Inexact("first")
        except Inexact:
            raise error from Inexact("cause")

    with pytest.raises(Exception) as raised:
        worker.contained(fails)
    came = raised.value
    assert (f"{type(came).__name__}: {came}", came.__cause__, came.__context__) == (told, None, None)


def test_what_a_job_gives_comes_as_it_is():
    assert worker.contained(divmod, 7, 3) == (2, 1)
    assert worker.contained(sorted, [1, 3, 2], reverse=True) == [3, 2, 1]


def test_a_sentence_stays_the_kind_it_was_with_its_rule_and_values():
    told = worker.plain(Unavailable("no {what}", what="disk"))
    assert (type(told), told.rule, told.values) == (Unavailable, "no {what}", {"what": "disk"})


def test_a_long_text_is_cut():
    assert str(worker.plain(Inexact("x" * 1000))) == "Inexact: " + "x" * 291
    assert str(worker.plain(ValueError("x" * 1000))) == "x" * 1000


@pytest.mark.parametrize("small", [True, False])
def test_while_much_is_imported_memory_is_given_back_where_it_is_short(small, monkeypatch):
    given = threading.Event()
    monkeypatch.setattr(worker, "is_small", lambda _room: small)
    monkeypatch.setattr(worker, "spare", given.set)
    monkeypatch.setattr(worker, "IMPORT_SECONDS", 0.0)
    before = set(threading.enumerate())
    with worker.sparing():
        [*started] = set(threading.enumerate()) - before
        assert [one.name for one in started] == (["give memory back"] if small else [])
        assert not small or given.wait(30.0)
    for one in started:
        one.join(30.0)
        assert not one.is_alive()
    assert given.is_set() == small


def _kept_of_much() -> tuple[int, int, int]:
    """What a worker has of its own before, with and after two tensors of 100 MB."""
    import tensorflow as tf

    before = memory.own_bytes(os.getpid())
    first = tf.ones(25_000_000)
    second = first + first
    most = memory.own_bytes(os.getpid())
    assert float(second[-1]) == 2.0
    del first, second
    memory.give_back()
    return before, most, memory.own_bytes(os.getpid())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells what a process holds")
def test_where_memory_is_short_tensorflow_keeps_nothing_of_a_large_job(monkeypatch):
    monkeypatch.setenv("CONVOLUTION_LAB_MEMORY", "1024")
    pool = worker.process(None)
    try:
        before, most, after = pool.submit(_kept_of_much).result(300.0)
    finally:
        pool.shutdown()
    assert most - before > 195_000_000
    assert after - before < 20_000_000
