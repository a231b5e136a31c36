"""What becomes of jobs whose workers end, stand still or are taken from them; by hand-made pools and by real processes."""

import os
import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import count
from pathlib import Path

import pytest

from core import supervised, workers
from core.errors import WorkerLost
from core.supervised import Supervised
from core.turns import Order

ROOT = Path(workers.__file__).parents[1]
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")


class Pool(Executor):
    """A pool of one process that does its jobs when it is told to."""

    ids = count(10**9)  # no process of the machine has such an id

    def __init__(self, *, starts=True):
        self.process, self.starts, self.jobs = next(self.ids), starts, []

    def submit(self, function, /, *args):
        future = Future()
        if function is not os.getpid:
            self.jobs.append((function, future))
        elif self.starts:
            future.set_result(self.process)
        else:
            future.set_exception(BrokenExecutor("killed while it started"))
        return future

    def do(self):
        call, future = self.jobs.pop(0)
        future.set_result(call())

    def die(self):
        self.jobs.pop(0)[1].set_exception(BrokenExecutor("killed"))

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.jobs = []


class Crew:
    def __init__(self, workers, **options):
        self.pools, self.now = [], 0.5  # not 0: only differences of times count
        self.pool = Supervised(self.make, workers, clock=lambda: self.now, **options)

    def make(self):
        self.pools.append(Pool())
        return self.pools[-1]

    def send(self, name, **order):
        return self.pool.send(Order(**order), str, name)

    def at_work(self):
        """The jobs that run now."""
        return [call.args[0] for pool in self.pools for call, _ in pool.jobs]

    def later(self, seconds):
        self.now += seconds
        self.pool._look()


@pytest.fixture
def crew():
    crews = []

    def make(workers=1, **options):
        crews.append(Crew(workers, **options))
        return crews[-1]

    yield make
    for one in crews:
        one.pool.shutdown()


def test_the_end_of_a_worker_touches_only_its_own_job_which_is_sent_again(crew):
    crew = crew(2)
    first, second = crew.send("a"), crew.send("b")
    crew.pools[0].die()
    assert crew.at_work() == ["b", "a"]  # "a" in a new pool
    crew.pools[1].do()
    crew.pools[2].do()
    assert (first.result(0), second.result(0)) == ("a", "b")
    assert (first.lost, second.lost) == (1, 0)


def test_a_job_that_ends_its_worker_twice_is_told_so(crew):
    crew = crew()
    job = crew.send("a")
    crew.pools[0].die()
    crew.pools[1].die()
    assert isinstance(job.exception(0), BrokenExecutor)
    crew.send("b")
    crew.pools[2].do()


def test_a_worker_that_stands_still_past_its_deadline_is_replaced_and_its_job_sent_again(crew, monkeypatch):
    monkeypatch.setattr(supervised, "processor_seconds", lambda process: 0.0)
    crew = crew()
    job = crew.send("a", deadline=10)
    crew.later(10)
    assert len(crew.pools) == 1
    crew.later(0.5)
    assert len(crew.pools) == 2
    crew.pools[1].do()
    assert job.result(0) == "a"


def test_one_that_computed_for_a_while_before_it_stood_still_is_replaced_too(crew, monkeypatch):
    used = 0.0
    monkeypatch.setattr(supervised, "processor_seconds", lambda process: used)
    crew = crew()
    job = crew.send("a", deadline=10)
    used = 4.0
    crew.later(5)
    crew.later(5.5)
    assert len(crew.pools) == 2
    crew.pools[1].do()
    assert job.result(0) == "a"


def test_one_that_computes_past_its_deadline_is_given_up_in_a_sentence(crew, monkeypatch):
    seconds = count()
    monkeypatch.setattr(supervised, "processor_seconds", lambda process: next(seconds))
    crew = crew()
    job = crew.send("a", deadline=10)
    crew.later(10.5)
    with pytest.raises(WorkerLost, match=r"no result within 10 seconds"):
        job.result(0)
    crew.send("b")
    assert crew.at_work() == ["b"]


def test_a_job_that_nobody_waits_for_any_longer_loses_its_worker(crew):
    crew = crew()
    gone, next_one = crew.send("a"), crew.send("b")
    assert gone.cancel()
    crew.later(supervised.GRACE_SECONDS)
    assert crew.at_work() == ["a"]
    crew.later(0.5)
    assert crew.at_work() == ["b"]
    crew.pools[1].do()
    assert next_one.result(0) == "b"


def test_a_waiting_job_that_is_cancelled_never_runs(crew):
    crew = crew()
    crew.send("a")
    assert crew.send("b").cancel()
    crew.pools[0].do()
    assert crew.at_work() == []


def test_long_jobs_leave_a_worker_to_the_short_ones(crew):
    crew = crew(2)
    for name in "ab":
        crew.send(name, long=True)
    crew.send("step")
    assert crew.at_work() == ["a", "step"]
    crew.pools[0].do()
    assert crew.at_work() == ["b", "step"]


def test_beside_a_long_job_on_the_only_worker_short_ones_have_a_second_one_which_then_ends(crew):
    crew = crew()
    long, waits = crew.send("long", long=True), crew.send("another", long=True)
    assert (crew.at_work(), len(crew.pools)) == (["long"], 1)
    crew.later(60)
    first, second = crew.send("step"), crew.send("next step")
    assert crew.at_work() == ["long", "step"]
    crew.pools[1].do()
    assert crew.at_work() == ["long", "next step"]
    crew.pools[1].do()
    crew.later(supervised.BESIDE_SECONDS)
    assert crew.pool.processes == (crew.pools[0].process, crew.pools[1].process)
    crew.later(0.5)
    assert crew.pool.processes == (crew.pools[0].process,)
    crew.pools[0].do()
    assert (long.result(0), first.result(0), second.result(0), waits.done()) == ("long", "step", "next step", False)
    assert crew.at_work() == ["another"]


def test_without_a_long_job_an_only_worker_has_none_beside_it(crew):
    crew = crew()
    for name in ("a", "b"):
        crew.send(name)
    crew.send("long", long=True)
    assert (crew.at_work(), len(crew.pools)) == (["a"], 1)
    crew.pools[0].do()
    crew.pools[0].do()
    assert (crew.at_work(), len(crew.pools)) == (["long"], 1)


def test_a_long_job_goes_on_beside_long_ones_that_wait_and_beside_a_second_worker(crew):
    one, two = crew(), crew(2)
    one.send("a", long=True), one.send("b", long=True)
    two.send("a", long=True), two.send("b"), two.send("c")
    for each in (one, two):
        each.later(60)
    assert (one.at_work(), two.at_work()) == (["a"], ["a", "b"])


def test_visitors_take_turns(crew):
    crew = crew()
    for name in ("a1", "a2", "a3", "b1", "c1", "b2"):
        crew.send(name, visitor=name[0])
    order = []
    while crew.at_work():
        order += crew.at_work()
        crew.pools[0].do()
    assert order == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_idle_workers_end_but_for_those_that_are_kept(crew):
    crew = crew(2, kept=1, idle=300)
    for name in "ab":
        crew.send(name)
    for pool in crew.pools:
        pool.do()
    crew.later(300)
    assert len(crew.pool.processes) == 2
    crew.later(0.5)
    assert crew.pool.processes == (crew.pools[0].process,)


def test_where_no_worker_starts_waiting_jobs_are_told_and_the_next_one_tries_again():
    pools = []

    def make():
        pools.append(Pool(starts=len(pools) >= supervised.FAILED_STARTS))
        return pools[-1]

    pool = Supervised(make, 1)
    with pytest.raises(WorkerLost, match="no worker process starts here"):
        pool.submit(str, "a").result(0)
    job = pool.submit(str, "b")
    pools[-1].do()
    assert job.result(0) == "b"
    pool.shutdown()
    with pytest.raises(BrokenExecutor):
        pool.submit(str, "c")


def test_where_no_worker_can_be_made_waiting_jobs_are_told_and_the_next_one_tries_again():
    made = []

    def make():
        made.append(None)
        if len(made) <= supervised.FAILED_STARTS:
            raise OSError(12, "Cannot allocate memory")
        return Pool()

    pool = Supervised(make, 1)
    assert isinstance(pool.submit(str, "a").exception(60), WorkerLost)
    assert len(made) == supervised.FAILED_STARTS
    pool.submit(str, "b")
    assert pool.processes
    pool.shutdown()


def test_a_shutdown_answers_whoever_waits(crew):
    crew = crew()
    running, waiting = crew.send("a"), crew.send("b")
    crew.pool.shutdown()
    assert isinstance(running.exception(0), BrokenExecutor)
    assert isinstance(waiting.exception(0), BrokenExecutor)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="signals of POSIX")
@pytest.mark.parametrize("forks", [False, pytest.param(True, marks=ON_LINUX)])
def test_real_processes_killed_stopped_and_endless(forks):
    code = (
        f"forks = {forks}"
        + """
import os, signal
from core import supervised, worker, workers
from core.errors import WorkerLost
from core.turns import Order
worker.FORKS, worker.prepare, workers.WORKERS = forks, bool, 2
crew = lambda: workers._executor
workers.run(os.getpid)
endless = workers.submit(eval, 'sum(1 for _ in iter(int, 1))')
[busy] = [one.process for one in crew()._workers if one.task]
os.kill(busy, signal.SIGKILL)
while not (again := [one.process for one in crew()._workers if one.task and one.process != busy]): pass
print('sent again')
assert endless.cancel()
while again[0] in crew().processes: pass
print('ended')
while len(crew().processes) < 2:
    workers.run(os.getpid)
for process in crew().processes:
    os.kill(process, signal.SIGSTOP)
stopped = [workers.send(Order(deadline=1.0), os.getpid) for _ in range(2)]
print([one.result() > 0 and one.lost for one in stopped])
try:
    workers.run(bytearray, 10**15)
except WorkerLost as error:
    print(error)
workers.WORKERS, workers._executor = 1, None
endless = workers.send(Order(long=True), eval, 'sum(1 for _ in iter(int, 1))')
while not [one for one in crew()._workers if one.task]: pass
[busy] = crew().processes
print('beside', workers.run(os.getpid) != busy, endless.done())
assert endless.cancel()
"""
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("\n")[:2] == ["sent again", "ended"]
    assert "[1, 1]" in done.stdout and "more memory than this server gives to one job" in done.stdout
    assert "beside True False" in done.stdout


def test_a_worker_that_stays_large_after_a_job_is_replaced_but_not_again_at_once(crew, monkeypatch):
    held, gone = {}, {0}
    monkeypatch.setattr(supervised, "own_bytes", lambda process: 0 if process in gone else held.get(process, 300))
    one = crew(most=100)  # beyond the 300 that one has when it is ready
    small = one.send("small")
    held[one.pools[0].process] = 400
    one.now += supervised.RENEW_SECONDS
    one.pools[0].do()
    assert small.result() == "small"
    large, behind = one.send("large"), one.send("behind")
    held[one.pools[0].process] = 401
    one.pools[0].do()
    assert (large.result(), one.at_work(), len(one.pools)) == ("large", [], 1)  # what waits is not given to it
    one.later(0.0)
    assert one.at_work() == [] and len(one.pools) == 1  # both would not fit: until it has let go of its memory
    gone.add(one.pools[0].process)
    one.later(0.0)
    assert one.at_work() == ["behind"] and len(one.pools) == 2
    held[one.pools[1].process] = 401
    one.now += supervised.RENEW_SECONDS - 0.1
    one.pools[1].do()
    early = one.send("early")
    one.later(0.0)
    assert behind.result() == "behind" and one.at_work() == ["early"] and len(one.pools) == 2
    one.now += 0.1
    one.pools[1].do()
    one.later(0.0)
    gone.add(one.pools[1].process)
    assert early.result() == "early" and one.pool.processes == ()  # with nothing to do none is started
    assert one.send("again") and one.at_work() == ["again"] and len(one.pools) == 3


def test_a_process_that_does_not_go_is_not_waited_for_for_ever(crew, monkeypatch):
    held = iter([300])  # when it is ready
    monkeypatch.setattr(supervised, "own_bytes", lambda process: next(held, 401) if process else 0)
    one = crew(most=100)
    one.send("large")
    one.now += supervised.RENEW_SECONDS
    one.pools[0].do()
    one.later(0.0)
    one.send("next")
    one.later(supervised.GONE_SECONDS)
    assert len(one.pools) == 1
    one.later(0.1)
    assert one.at_work() == ["next"] and len(one.pools) == 2


def test_without_a_bound_a_worker_stays_however_large(crew, monkeypatch):
    monkeypatch.setattr(supervised, "own_bytes", lambda process: 10**12)
    one = crew()
    one.send("large")
    one.now += 2 * supervised.RENEW_SECONDS
    one.pools[0].do()
    one.later(0.0)
    assert one.send("next") and one.at_work() == ["next"] and len(one.pools) == 1
