"""Processes that are forked from one with TensorFlow: what they share, and what ends the one they come from."""

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from core import forks, memory, processes, worker_process
from tests.core.test_processes import moves, process, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux"),
]


@pytest.fixture
def own(monkeypatch):
    """A process that forks, for one test."""
    one = forks.Forks()
    monkeypatch.setattr(forks, "_forks", one)
    yield one
    one.end()


def test_a_fork_has_tensorflow_and_shares_it():
    with process(forks.fork) as one, process(forks.fork) as two:
        for each in (one, two):
            assert each.submit(eval, "'tensorflow' in __import__('sys').modules").result(300.0)
        rolled = Path(f"/proc/{two.submit(os.getpid).result(60.0)}/smaps_rollup").read_text()
        own, shared = (int(rolled.split(f"{kind}_Dirty:")[1].split()[0]) / 1000 for kind in ("Private", "Shared"))
        assert own < 60 < 150 < shared  # MB
        assert memory.own_bytes(one.submit(os.getpid).result(60.0)) > 150e6  # what a fork shares is counted there


def test_the_end_of_what_forks_touches_no_worker_and_the_next_fork_starts_it_again(own):
    with process(forks.fork) as one, process(forks.fork) as two, process(forks.fork) as three:
        first = one.submit(os.getppid).result(300.0)
        assert first == own._process.pid
        own._process.kill()
        until(lambda: not moves(first))
        assert one.submit(abs, -3).result(60.0) == 3
        second = two.submit(os.getppid).result(300.0)
        assert second == own._process.pid != first
        three._begin = lambda: forks.fork({"ELSE": "1"})  # what is to be in the environment is another
        assert three.submit(os.getenv, "ELSE").result(300.0) == "1" and own._process.pid != second
        assert two.submit(os.getenv, "ELSE").result(60.0) is None


def test_what_forks_and_stands_still_is_ended(own, monkeypatch):
    monkeypatch.setattr(forks, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(forks, "STILL_SECONDS", 0.5)
    program = processes.program

    def stopped(*arguments, **options):
        started = program(*arguments, **options)
        os.kill(started.pid, signal.SIGSTOP)
        return started

    with process(forks.fork) as one:
        monkeypatch.setattr(forks, "program", stopped)
        assert "no process can be forked" in str(one.submit(os.getpid).exception(60.0))
    assert own._process is None


def test_where_no_program_starts_the_next_one_tries_again(own, monkeypatch):
    def full(*_arguments, **_options):
        raise OSError(12, "Cannot allocate memory")

    with process(forks.fork) as one, process(forks.fork) as two:
        with monkeypatch.context() as patched:
            patched.setattr(forks, "program", full)
            assert "Cannot allocate memory" in str(one.submit(os.getpid).exception(60.0))
        assert two.submit(abs, -3).result(300.0) == 3


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
