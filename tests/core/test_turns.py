"""Whose job is next: turns of visitors and long jobs, without a worker."""

from concurrent.futures import Future
from dataclasses import dataclass

import pytest

from core.turns import Order, Sent, Turns


@dataclass(frozen=True)
class Job:
    name: str
    order: Order


def job(name, visitor="", *, long=False):
    return Job(name, Order(visitor, long))


def waiting(*jobs):
    turns = Turns()
    turns.waiting += jobs
    return turns


def taken(turns, running=(), workers=4):
    found = turns.take(running, workers)
    return found and found.name


def test_jobs_of_one_visitor_come_in_their_order_and_leave_the_queue():
    turns = waiting(job("1", "a"), job("2", "a"))
    assert [taken(turns) for _ in range(3)] == ["1", "2", None]
    assert turns.waiting == []


def test_who_has_waited_longest_since_their_last_job_comes_first():
    turns = waiting(*(job(f"a{n}", "a") for n in range(3)), *(job(f"b{n}", "b") for n in range(2)), job("c0", "c"))
    assert [taken(turns) for _ in range(6)] == ["a0", "b0", "c0", "a1", "b1", "a2"]


def test_who_has_fewer_jobs_running_comes_first():
    turns = waiting(job("a", "a"), job("b", "b"), job("c", "c"))
    running = [Order("a"), Order("a"), Order("b")]
    assert [taken(turns, running) for _ in range(3)] == ["c", "b", "a"]


def test_who_neither_waits_nor_runs_is_forgotten():
    turns = waiting(job("a", "a"))
    assert taken(turns) == "a"
    turns.waiting += [job("b", "b")]
    assert taken(turns, [Order("a")]) == "b" and set(turns._served) == {"a", "b"}
    turns.waiting += [job("c", "c"), job("d", "d")]
    assert taken(turns, [Order("b")]) == "c" and set(turns._served) == {"b", "c"}


@pytest.mark.parametrize(
    ("workers", "longs", "found"), [(4, 2, "long"), (4, 3, "short"), (2, 0, "long"), (2, 1, "short")]
)
def test_long_jobs_leave_one_worker_to_the_others(workers, longs, found):
    turns = waiting(job("long", "a", long=True), job("short", "b"))
    assert taken(turns, [Order("x", True)] * longs, workers) == found


def test_a_long_job_beside_long_ones_on_all_but_one_worker_waits():
    turns = waiting(job("long", long=True))
    assert taken(turns, [Order("x", True)] * 3, 4) is None
    assert taken(turns, [Order("x", True)] * 2, 4) == "long"


def test_the_end_of_a_job_is_handed_on_once():
    sent = Sent()
    sent.finish(3, None)
    assert sent.result() == 3 and sent.lost == 0
    failed = Sent()
    failed.finish(None, ValueError("no"))
    assert str(failed.exception()) == "no"
    dropped: Future = Sent()
    assert dropped.cancel()
    dropped.finish(3, None)
    assert dropped.cancelled()
