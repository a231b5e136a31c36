"""Jobs run in other processes, come back whole, and the loss of a process is a sentence, not the end."""

import os
import subprocess
import sys
import threading
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core import correlation, workers
from core.errors import BadInput, WorkerLost

pytestmark = pytest.mark.slow

ROOT = Path(workers.__file__).parents[1]


@pytest.fixture
def threads():
    with ThreadPoolExecutor(1) as executor:
        workers.set_executor(executor)
        yield executor
        workers.set_executor(None)


class Unreliable(Executor):
    """An executor whose only worker ends in its first job: it takes no other one."""

    def __init__(self) -> None:
        self.takes_jobs = True

    def submit(self, function, /, *args, **kwargs):
        if not self.takes_jobs:
            raise BrokenExecutor("ended")
        self.takes_jobs = False
        future = Future()
        future.set_exception(BrokenExecutor("ended"))
        return future


def in_a_fresh_server(code: str) -> str:
    """What `code` prints in a process of its own, as the web server is one: TensorFlow never comes into this one."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_jobs_run_in_processes_that_know_tensorflow_on_one_thread_and_the_server_does_not():
    out = in_a_fresh_server(
        "import sys, os\n"
        "from core import worker, workers\n"
        "workers.start_in_background()\n"
        "there, modules = workers.run(os.getpid), workers.run(eval, 'sorted(__import__(\"sys\").modules)')\n"
        'threads = workers.run(eval, \'__import__("tensorflow").config.threading.get_intra_op_parallelism_threads(), __import__("os").environ["TF_NUM_INTRAOP_THREADS"]\')\n'
        "print(there != os.getpid(), 'tensorflow' in modules, threads[1])\n"
        "for wrong in ('tf.reshape(tf.zeros(3), 2)', 'tf.constant(1).nothing', '{}[tf.float32]'):\n"
        "    try:\n"
        "        workers.run(eval, '(lambda tf: ' + wrong + ')(__import__(\"tensorflow\"))')\n"
        "    except Exception as error:\n"
        "        print(type(error).__name__, str(error)[:20])\n"
        "print('tensorflow' in sys.modules)"
    )
    assert out.splitlines() == [
        "True True 1",
        "RuntimeError InvalidArgumentError",
        "AttributeError 'tensorflow.python.f",
        "RuntimeError KeyError: tf.float32",
        "False",
    ]


def test_the_server_does_not_wait_for_workers_to_start(monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(workers, "submit", lambda job: never.wait())
    workers.start_in_background()  # would hang here
    never.set()


def test_a_worker_may_take_so_much_memory_and_no_more():
    out = in_a_fresh_server(
        "from core import memory, worker, workers\n"
        "print(workers.run(eval, f'len(bytearray({memory.job_bytes(memory.memory()) // 2}))'))\n"
        "try: workers.run(eval, f'len(bytearray({2 * memory.job_bytes(memory.memory())}))')\n"
        "except workers.WorkerLost as error: print('more memory' in str(error))\n"
    )
    assert out.split()[1:] == (["True"] if sys.platform == "linux" else [])


def test_a_killed_worker_is_a_sentence_and_the_next_job_finds_a_new_one():
    out = in_a_fresh_server(
        "import os, signal\n"
        "from core import worker, workers\n"
        "worker.FORKS, worker.prepare = False, bool\n"
        "first = workers.run(os.getpid)\n"
        "try:\n"
        '    workers.run(eval, \'__import__("os").kill(__import__("os").getpid(), 9)\')\n'
        "except workers.WorkerLost as error:\n"
        "    print(error)\n"
        "print(workers.run(os.getpid) not in (first, os.getpid()))"
    )
    assert "ended before it was done" in out
    assert out.splitlines()[-1] == "True"


def test_what_a_job_raises_brings_no_module_into_the_server():
    """A division by zero in place of an error of TensorFlow's."""
    out = in_a_fresh_server(
        "import sys\n"
        "from core import worker, workers\n"
        "worker.FORKS, worker.prepare = False, bool\n"
        "try:\n"
        "    workers.run(eval, '__import__(\"decimal\").Decimal(1) / 0')\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
        "print('_decimal' in sys.modules)\n"
        "try:\n"
        "    workers.run(int, 'x')\n"
        "except ValueError as error:\n"
        "    print(error)"
    )
    assert out.splitlines()[0].startswith("DivisionByZero: ")
    assert out.splitlines()[1:] == ["False", "invalid literal for int() with base 10: 'x'"]


def test_sessions_in_different_threads_share_the_same_workers():
    out = in_a_fresh_server(
        "import os, threading\n"
        "from core import worker, workers\n"
        "worker.FORKS, worker.prepare, workers.WORKERS = False, bool, 2\n"
        "seen = set()\n"
        "def session():\n"
        "    for _ in range(20): seen.add(workers.run(os.getpid))\n"
        "sessions = [threading.Thread(target=session) for _ in range(6)]\n"
        "[s.start() for s in sessions]; [s.join() for s in sessions]\n"
        "print(1 <= len(seen) <= 2)"
    )
    assert out.split() == ["True"]


def test_the_future_of_a_lost_job_raises_a_sentence_too():
    workers.set_executor(Unreliable())
    try:
        assert isinstance(workers.submit(int).exception(), WorkerLost)
    finally:
        workers.set_executor(None)


def test_any_executor_can_take_the_place_of_the_processes(threads):
    image, kernel = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    out = workers.run(correlation.correlate, image, kernel, padding="valid")
    np.testing.assert_array_equal(out, [[19.0, 25.0], [37.0, 43.0]])
    assert workers.submit(os.getpid).result() == os.getpid()


def test_what_a_job_raises_comes_back_with_its_sentence(threads):
    with pytest.raises(BadInput, match="does not fit"):
        workers.run(correlation.correlate, np.ones((2, 2)), np.ones((3, 3)))


def test_a_job_that_takes_too_long_is_told_and_not_waited_for(threads):
    gate = threading.Event()
    with pytest.raises(WorkerLost, match=r"no result within 0\.05 seconds"):
        workers.run(gate.wait, timeout=0.05)  # the job itself would never end
    gate.set()


def test_a_waiting_job_can_be_cancelled_and_never_runs(threads):
    ran = threading.Event()
    gate = threading.Event()
    workers.submit(gate.wait)
    waiting = workers.submit(ran.set)
    assert waiting.cancel()
    gate.set()
    workers.run(int)
    assert not ran.is_set()


def test_a_lost_job_raises_worker_lost_and_the_next_one_runs_on_a_fresh_executor(monkeypatch):
    with ThreadPoolExecutor(1) as fresh:
        monkeypatch.setattr(workers, "_local", lambda: fresh)
        workers.set_executor(Unreliable())
        try:
            with pytest.raises(workers.WorkerLost, match="try again"):
                workers.run(os.getpid)
            assert workers.run(os.getpid) == os.getpid()
        finally:
            workers.set_executor(None)
