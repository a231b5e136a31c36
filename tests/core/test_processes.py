"""A process of one's own, forked or started anew: what it gives, what ends it, and what it shares with others."""

import contextlib
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor
from decimal import Inexact
from pathlib import Path

import numpy as np
import pytest

from core import forks, processes, worker_process
from core.errors import BadInput, WorkerLost

ROOT = Path(processes.__file__).parents[1]
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
WAYS = [processes.start, pytest.param(forks.fork, marks=ON_LINUX)]
pytestmark = pytest.mark.slow


@contextlib.contextmanager
def process(begin, prepare=bool):
    one = processes.Process(begin, {"FROM_THE_SERVER": "yes"}, prepare)
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


def test_it_is_of_this_lab_wherever_the_server_was_started(tmp_path, monkeypatch):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "__init__.py").write_text("raise ImportError('another one')")
    monkeypatch.chdir(tmp_path)
    with process(processes.start) as one:
        assert one.submit(os.getcwd).result(60.0) == str(ROOT)


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


@pytest.mark.parametrize("forked", [False, pytest.param(True, marks=ON_LINUX)])
@pytest.mark.skipif(sys.platform == "win32", reason="only polling tells that the other end is closed")
def test_a_worker_whose_server_was_killed_ends_by_itself(forked):
    """It sleeps in a job meanwhile."""
    code = (
        "import os, sys, time; from core import forks, processes\n"
        f"one = processes.Process({'forks.fork' if forked else 'processes.start'}, {{}}, bool)\n"
        "print(one.submit(os.getpid).result(), *(forks.forking() or [0]), flush=True)\n"
        "one.submit(time.sleep, 600).result()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        ended = [int(number) for number in server.stdout.readline().split()]
        assert moves(ended[0]) and bool(ended[1]) == forked
        server.kill()
        until(lambda: not any(moves(number) for number in ended))


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
