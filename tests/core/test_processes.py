"""A process of one's own, forked or started anew: what it gives, what ends it, and what it shares with others."""

import contextlib
import io
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor
from decimal import Inexact
from pathlib import Path

import numpy as np
import pytest

from core import memory, processes, worker_process
from core.errors import BadInput, WorkerLost

ROOT = Path(processes.__file__).parents[1]
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
WAYS = [processes.start, pytest.param(processes.fork, marks=ON_LINUX)]
pytestmark = pytest.mark.slow


@contextlib.contextmanager
def process(begin, prepare=bool):
    one = processes.Process({"FROM_THE_SERVER": "yes"}, prepare, begin=begin)
    try:
        yield one
    finally:
        one.shutdown()


def refuses():
    raise BadInput("got {value}", value=3)


def ends():
    sys.exit(3)


def dies():
    os.kill(os.getpid(), signal.SIGKILL)


def speaks():
    print("not a result")
    return sys.stdin.read()


def no_pickle():
    return threading.Lock()


class Unreadable:
    """Comes to the server as something that cannot be read there."""

    def __reduce__(self):
        return os.path.getsize, ("/nowhere",)


def until(true):
    end = time.monotonic() + 60.0
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def moves(number):
    """Whether a process is there and no zombie."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


@pytest.mark.parametrize("begin", WAYS)
def test_jobs_are_done_one_after_another_and_come_back_whole(begin):
    with process(begin) as one:
        large = np.arange(6_000_000.0)
        sent = [one.submit(os.getpid), one.submit(np.negative, large), one.submit(os.getenv, "FROM_THE_SERVER")]
        number, back, told = (future.result(60.0) for future in sent)
        assert number not in (0, os.getpid()) and told == "yes"
        assert np.array_equal(back, -large)
        assert one.submit(os.getpid).result(60.0) == number


@pytest.mark.parametrize("begin", WAYS)
def test_whatever_a_job_raises_or_gives_the_next_one_is_done(begin):
    with process(begin) as one:
        for function, kind, told in [
            (refuses, BadInput, "got 3"),
            (ends, RuntimeError, "SystemExit: 3"),
            (no_pickle, TypeError, "cannot pickle"),
            (Inexact, None, None),
        ]:
            future = one.submit(function)
            if kind is None:
                assert isinstance(future.result(60.0), Inexact)
            else:
                with pytest.raises(kind, match=told):
                    future.result(60.0)
        with pytest.raises(AttributeError, match="local object"):
            one.submit(lambda: None).result(60.0)
        assert one.submit(speaks).result(60.0) == ""


@pytest.mark.parametrize("begin", WAYS)
def test_under_which_it_ends_is_told_and_so_is_who_waits_behind(begin):
    with process(begin) as one:
        killed, behind = one.submit(dies), one.submit(os.getpid)
        for future in (killed, behind):
            assert isinstance(future.exception(60.0), BrokenExecutor)
        with pytest.raises(BrokenExecutor):
            one.submit(os.getpid)


@pytest.mark.parametrize("begin", WAYS)
def test_a_result_that_cannot_be_read_ends_it(begin):
    with process(begin) as one:
        number = one.submit(os.getpid).result(60.0)
        assert isinstance(one.submit(Unreadable).exception(60.0), BrokenExecutor)
        until(lambda: not moves(number))


@pytest.mark.parametrize("begin", WAYS)
def test_it_is_ended_at_once_whatever_it_does_and_who_has_cancelled_is_not_answered(begin):
    with process(begin) as one:
        number = one.submit(os.getpid).result(60.0)
        endless, cancelled = one.submit(time.sleep, 600.0), one.submit(os.getpid)
        assert cancelled.cancel()
        one.shutdown()
        assert isinstance(endless.exception(60.0), BrokenExecutor)
        until(lambda: not moves(number))


@pytest.mark.parametrize("begin", WAYS)
def test_one_that_cannot_prepare_itself_is_none(begin):
    with process(begin, refuses) as one:
        assert "BadInput: got 3" in str(one.submit(os.getpid).exception(60.0))


def test_one_that_is_ended_before_it_has_begun_does_nothing():
    gate, ended = threading.Event(), threading.Event()

    def begin(_environment):
        gate.wait(60.0)
        return processes.Line(io.BytesIO(), io.BytesIO(), ended.set, bool)

    with process(begin) as one:
        future = one.submit(os.getpid)
        one.shutdown()
        gate.set()
        assert isinstance(future.exception(60.0), BrokenExecutor) and ended.wait(60.0)


@pytest.mark.parametrize("forks", [False, pytest.param(True, marks=ON_LINUX)])
@pytest.mark.skipif(sys.platform == "win32", reason="only polling tells that the other end is closed")
def test_a_worker_whose_server_was_killed_ends_by_itself(forks):
    """It sleeps in a job meanwhile."""
    code = (
        "import os, sys, time; from core import processes\n"
        f"one = processes.Process({{}}, bool, begin=processes.{'fork' if forks else 'start'})\n"
        "print(one.submit(os.getpid).result(), processes._forks._process.pid if processes._forks._process else 0, flush=True)\n"
        "one.submit(time.sleep, 600).result()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        ended = [int(number) for number in server.stdout.readline().split()]
        assert moves(ended[0]) and bool(ended[1]) == forks
        server.kill()
        until(lambda: not any(moves(number) for number in ended))


@pytest.fixture
def forks(monkeypatch):
    """A process of its own that forks; it has nothing to import."""
    own = processes.Forks()
    monkeypatch.setattr(processes, "_forks", own)
    yield own
    own.end()


@ON_LINUX
def test_a_fork_has_tensorflow_and_shares_it():
    with process(processes.fork) as one, process(processes.fork) as two:
        for each in (one, two):
            assert each.submit(eval, "'tensorflow' in __import__('sys').modules").result(300.0)
        rolled = Path(f"/proc/{two.submit(os.getpid).result(60.0)}/smaps_rollup").read_text()
        own, shared = (int(rolled.split(f"{kind}_Dirty:")[1].split()[0]) / 1000 for kind in ("Private", "Shared"))
        assert own < 60 < 150 < shared  # MB
        assert memory.own_bytes(one.submit(os.getpid).result(60.0)) > 150e6  # what a fork shares is counted there


@ON_LINUX
def test_the_end_of_what_forks_touches_no_worker_and_the_next_fork_starts_it_again(forks):
    with process(processes.fork) as one, process(processes.fork) as two, process(processes.fork) as three:
        first = one.submit(os.getppid).result(300.0)
        assert first == forks._process.pid
        forks._process.kill()
        until(lambda: not moves(first))
        assert one.submit(abs, -3).result(60.0) == 3
        second = two.submit(os.getppid).result(300.0)
        assert second == forks._process.pid != first
        three._begin = lambda: processes.fork({"ELSE": "1"})  # what is to be in the environment is another
        assert three.submit(os.getenv, "ELSE").result(300.0) == "1" and forks._process.pid != second
        assert two.submit(os.getenv, "ELSE").result(60.0) is None


@ON_LINUX
def test_what_forks_and_stands_still_is_ended(forks, monkeypatch):
    monkeypatch.setattr(processes, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(processes, "STILL_SECONDS", 0.5)
    program = processes._program

    def stopped(*arguments, **options):
        started = program(*arguments, **options)
        os.kill(started.pid, signal.SIGSTOP)
        return started

    with process(processes.fork) as one:
        monkeypatch.setattr(processes, "_program", stopped)
        assert "no process can be forked" in str(one.submit(os.getpid).exception(60.0))
    assert forks._process is None


@ON_LINUX
def test_where_no_process_can_be_forked_it_is_told(monkeypatch):
    def full():
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(os, "fork", full)
    monkeypatch.setattr(worker_process.worker, "load", bool)
    monkeypatch.setattr(worker_process.worker, "settle", bool)
    before = signal.getsignal(signal.SIGCHLD)
    ours, theirs = socket.socketpair()
    line, other = socket.socketpair()
    with ours, theirs, line, other:
        socket.send_fds(ours, [b"f"], [line.fileno()])
        ours.shutdown(socket.SHUT_WR)
        try:
            worker_process.forks(theirs)
        finally:
            signal.signal(signal.SIGCHLD, before)
        assert ours.recv(100) == b"\0" * 8


def test_a_job_that_cannot_be_read_is_told_and_the_last_one(monkeypatch):
    monkeypatch.setattr(worker_process.worker, "end_with", bool)
    monkeypatch.setattr(worker_process, "GARBAGE_SECONDS", 0.0)
    results = io.BytesIO()
    with Path(os.devnull).open("rb") as nothing:
        jobs = io.BytesIO(pickle.dumps(os.getpid) + b"cnowhere\nnothing\n." + pickle.dumps(os.getpid))
        jobs.fileno = nothing.fileno
        worker_process.serve(jobs, results)
    results.seek(0)
    assert pickle.load(results) == (os.getpid(), None)
    result, error = pickle.load(results)
    assert result is None and "ModuleNotFoundError" in f"{type(error).__name__}: {error}"
    assert results.read() == b""


def test_a_job_without_memory_is_told_so_where_it_is_read(monkeypatch):
    class Full:
        def read(self, _count):
            raise MemoryError

        readline = read

    told, whole = worker_process._next(Full())
    assert isinstance(pickle.loads(told)[1], WorkerLost) and not whole
