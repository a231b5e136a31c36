"""Processes that hang are told from those that work, and the workers' state says so."""

import os
import subprocess
import sys

import pytest

from core import workers
from core.errors import WorkerLost
from core.pulse import Pulse, processor_seconds
from core.supervised import Supervised
from core.turns import Order
from tests.core.test_supervised import Pool


class Machine:
    def __init__(self):
        self.now, self.used = 0.0, {}
        self.pulse = Pulse(5.0, used=lambda process: self.used.get(process, 0.0), clock=lambda: self.now)


def test_one_that_uses_nothing_of_a_processor_for_five_seconds_is_still_and_moves_again():
    machine = Machine()
    assert machine.pulse.still([1, 2]) == frozenset()
    machine.now, machine.used[1] = 3.0, 0.5
    assert machine.pulse.still([1, 2]) == frozenset()
    machine.now = 5.0
    assert machine.pulse.still([1, 2]) == {2}
    machine.now = 8.0
    assert machine.pulse.still([1, 2]) == {1, 2}
    machine.used[2] = 0.25
    assert machine.pulse.still([1, 2]) == {1}
    assert machine.pulse.still([]) == frozenset()  # no job: nothing to move for
    assert machine.pulse.still([1]) == frozenset()  # a new one


@pytest.mark.skipif(sys.platform != "linux", reason="no /proc")
def test_a_real_process_that_waits_is_still_and_one_that_computes_moves():
    starts = "import time\nwhile time.process_time() < 0.1: pass\nprint('there', flush=True)\ninput()"
    waits = subprocess.Popen([sys.executable, "-c", starts], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    now = [0.0]
    pulse = Pulse(5.0, clock=lambda: now[0])
    try:
        assert waits.stdout.readline() == b"there\n"
        before = -1.0
        while processor_seconds(waits.pid) != before:
            before = processor_seconds(waits.pid)
            sum(range(3_000_000))
        pulse.still([waits.pid, os.getpid()])
        mine = processor_seconds(os.getpid())
        while processor_seconds(os.getpid()) < mine + 0.05:
            sum(range(100_000))
        now[0] = 5.0
        assert pulse.still([waits.pid, os.getpid()]) == {waits.pid}
    finally:
        waits.communicate(b"\n")


@pytest.fixture
def crew(monkeypatch):
    """Two workers by hand, and a machine that tells what they use."""
    pools, machine = [], Machine()

    def make():
        pools.append(Pool())
        return pools[-1]

    crew = Supervised(make, 2)
    monkeypatch.setattr(workers, "_executor", crew)
    monkeypatch.setattr(workers, "_pulse", machine.pulse)
    yield crew, pools, machine
    crew.shutdown()


def test_workers_answer_as_long_as_one_of_them_moves_or_is_free(crew):
    crew, pools, machine = crew
    assert workers.state() == workers.State()
    crew.send(Order(), str, "a")
    crew.send(Order(), str, "b")
    one, two = (pool.process for pool in pools)
    assert workers.state() == workers.State((one, two), running=2)
    machine.now, machine.used = 6.0, {one: 1.0}
    assert workers.state().answer
    machine.now = 12.0
    assert not workers.state().answer
    crew.send(Order(), str, "c")
    assert workers.state() == workers.State((one, two), running=2, waiting=1, answer=False)
    machine.used[two] = 0.25
    pools[1].do()
    assert workers.state().answer  # it has moved, and has the next job


def test_workers_that_do_not_come_up_do_not_answer(monkeypatch):
    crew = Supervised(lambda: Pool(starts=False), 1)
    monkeypatch.setattr(workers, "_executor", crew)
    assert workers.state().answer
    future = crew.submit(str)
    assert future.exception() is not None  # three starts failed, and nothing is left to wait
    assert workers.state().answer  # the next job tries again
    crew.shutdown()


def test_a_server_that_ends_starts_nothing_new_and_says_so(monkeypatch):
    monkeypatch.setattr(workers, "_closing", False)
    workers.close()
    with pytest.raises(WorkerLost, match="this server is about to restart and starts nothing new"):
        workers.submit(str)
