"""A real scheduler and two workers of Dask on this machine: jobs come home, whatever ends under them."""

from __future__ import annotations

import functools
import json
import logging
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate2d

from core import correlation, processes, worker, workers
from core.cluster import Cluster, executor, node, presence
from core.errors import BadInput, WorkerLost
from core.supervised import Supervised
from core.turns import Order, Sent
from tests import jobs
from tests.core.test_supervised import Pool

ROOT = Path(workers.__file__).parents[1]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="signals of POSIX"),
]
# A worker's processes without TensorFlow, which other tests wait for.
QUICK = """
import operator
from core import worker
worker.FORKS, worker.prepare = False, operator.call
from distributed.cli.dask_worker import main
main()
"""
ALONE = ("--host", "127.0.0.1", "--no-dashboard")


class Machines:
    """A scheduler and its workers, the server's executor, and what a job says that has begun."""

    def __init__(self, folder: Path, *how: str) -> None:
        self.folder, self.processes = folder, []
        told = folder / "scheduler.json"
        self.scheduler = self.start(
            "-m", "dask", "scheduler", *ALONE, *how, "--port", "0", "--scheduler-file", str(told)
        )
        until(told.exists)
        self.address = json.loads(told.read_text())["address"]
        make = functools.partial(worker.process, jobs.warm_up)
        self.cluster = Cluster(self.address, make, Supervised(quick_process, 1))

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / "processes.log").open("ab")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", *command],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        self.processes.append(process)
        return process

    def add_workers(self, count: int) -> None:
        for _ in range(count):
            self.start(
                "-c",
                QUICK,
                self.address,
                *ALONE,
                "--no-nanny",
                "--nthreads",
                "1",
                "--local-directory",
                str(self.folder),
            )
        until(lambda: self.cluster.count == count)

    def begun(self, name: str, times: int = 1) -> tuple[int, int]:
        """The process that looks after a job that has begun so often, and its own; the server has heard of it, too."""
        said = self.folder / name
        until(lambda: said.exists() and said.read_text().count("\n") >= times)
        machine, process = map(int, said.read_text().splitlines()[times - 1].split())
        if machine != os.getpid():
            until(lambda: any(task.node for task in list(self.cluster._flying.values())))
        return machine, process

    def send(self, function: Callable[[str], Any], name: str, **order: float) -> Sent:
        return workers.send(Order(**order), function, str(self.folder / name))

    def let_go(self, name: str) -> None:
        (self.folder / f"{name}.go").touch()

    def stop(self) -> None:
        self.cluster.shutdown()
        for process in self.processes:
            process.kill()
            process.wait()


def quick_process() -> processes.Process:
    return processes.Process(processes.start, {}, bool)


def until(true: Callable[[], object]) -> None:
    pause = threading.Event()
    while not true():
        pause.wait(0.02)


def gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def impatient(patch: pytest.MonkeyPatch) -> None:
    """Look often, and have processes without TensorFlow."""
    patch.setattr(worker, "prepare", lambda *_: None)
    patch.setattr(executor, "LOOK_SECONDS", 0.1)
    patch.setattr(executor, "RETRY_SECONDS", 0.1)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with pytest.MonkeyPatch.context() as patch:
        impatient(patch)
        patch.setattr(presence, "ANSWER_SECONDS", 2.0)
        made = Machines(tmp_path_factory.mktemp("cluster"))
        workers.set_executor(made.cluster)
        yield made
        workers.set_executor(None)
        made.stop()


def test_a_scheduler_without_workers_leaves_the_work_to_the_servers_own_and_workers_that_join_take_it(
    machines: Machines, caplog: pytest.LogCaptureFixture
) -> None:
    assert workers.run(os.getppid) == os.getpid()
    assert workers.state().cluster == 0 and workers.at_once() == workers.WORKERS
    with caplog.at_level(logging.WARNING):
        machines.add_workers(2)
        until(lambda: "computes" in caplog.text)
    assert workers.run(os.getppid) in [process.pid for process in machines.processes[1:]]
    assert workers.run(jobs.warmed) == ["warm"]
    assert workers.state().cluster == 2 and workers.state().answer
    assert workers.at_once() == 2


def test_what_a_job_raises_comes_home_with_its_sentence(machines: Machines) -> None:
    with pytest.raises(BadInput, match="does not fit"):
        workers.run(correlation.correlate, np.ones((2, 2)), np.ones((3, 3)))
    # More than Dask itself would take without a warning.
    assert workers.run(len, bytes(12_000_000)) == 12_000_000


def test_a_job_past_its_deadline_is_ended_and_told(machines: Machines) -> None:
    late = machines.send(jobs.endless, "late", deadline=0.5)
    _, process = machines.begun("late")
    with pytest.raises(WorkerLost, match=r"no result within 0\.5 seconds"):
        late.result()
    until(lambda: gone(process))
    assert workers.run(int) == 0


def test_a_job_that_nobody_waits_for_any_longer_is_ended(machines: Machines) -> None:
    unwanted = machines.send(jobs.endless, "unwanted")
    _, process = machines.begun("unwanted")
    assert unwanted.cancel()
    until(lambda: gone(process))
    assert workers.run(int) == 0
    assert workers.state().running == 0


def test_a_machine_that_stands_still_loses_its_job_to_another(machines: Machines) -> None:
    job = machines.send(jobs.held, "still")
    machine, _ = machines.begun("still")
    os.kill(machine, signal.SIGSTOP)
    other, _ = machines.begun("still", 2)
    assert other != machine
    machines.let_go("still")
    assert (job.result(), job.lost) == ("done", 1)
    os.kill(machine, signal.SIGCONT)
    until(lambda: workers.state().cluster == 2)


def test_a_machine_that_is_killed_in_the_middle_of_100_runs_costs_none_of_them(machines: Machines) -> None:
    rng = np.random.default_rng(0)
    images, kernel = rng.normal(size=(100, 12, 12)), rng.normal(size=(3, 3))
    held = machines.send(jobs.held, "killed")
    machine, _ = machines.begun("killed")
    runs = [workers.submit(correlation.correlate, image, kernel, padding="valid") for image in images]
    for run in runs[:20]:
        run.result()
    os.kill(machine, signal.SIGKILL)
    other, _ = machines.begun("killed", 2)
    assert other != machine
    machines.let_go("killed")
    assert (held.result(), held.lost) == ("done", 1)
    for image, run in zip(images, runs, strict=True):
        np.testing.assert_allclose(run.result(), correlate2d(image, kernel, "valid"), rtol=1e-5, atol=1e-5)


def test_a_scheduler_that_goes_away_takes_no_run_with_it(machines: Machines, caplog: pytest.LogCaptureFixture) -> None:
    job = machines.send(jobs.held, "left")
    machine, _ = machines.begun("left")
    assert machine != os.getpid()
    machines.scheduler.kill()
    here, _ = machines.begun("left", 2)
    assert here == os.getpid()
    machines.let_go("left")
    assert (job.result(), job.lost) == ("done", 1)
    assert workers.run(os.getppid) == os.getpid()
    until(lambda: f"The cluster at {machines.address} does not answer" in caplog.text)
    assert "the lab's own workers compute until it does" in caplog.text
    assert workers.state().answer and workers.state().cluster == 0


def test_a_worker_that_may_have_no_processes_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing.current_process(), "_config", {"daemon": True})
    with pytest.raises(RuntimeError, match="--no-nanny"):
        node.prepare(Pool, None)


def by_hand(address: str) -> tuple[Cluster, list[Pool]]:
    """A cluster beside a worker by hand."""
    pools: list[Pool] = []

    def make() -> Pool:
        pools.append(Pool())
        return pools[-1]

    return Cluster(address, make, Supervised(make, 1)), pools


def test_no_cluster_no_package_and_no_server_each_have_an_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(presence, "CONNECT_SECONDS", 0.2)
    nobody, pools = by_hand("tcp://127.0.0.1:9")
    job, waiting, unwanted = (nobody.submit(str, word) for word in "abc")
    until(lambda: pools and pools[0].jobs)
    assert unwanted.cancel()
    pools[0].do()
    assert job.result() == "a"
    nobody.shutdown()
    assert isinstance(waiting.exception(), BrokenExecutor)
    with pytest.raises(BrokenExecutor):
        nobody.submit(str)
    monkeypatch.setitem(sys.modules, "distributed", None)
    without, pools = by_hand("tcp://127.0.0.1:9")
    job = without.submit(str, "a")
    until(lambda: pools and pools[0].jobs)
    pools[0].do()
    assert job.result() == "a"
    without.shutdown()
    assert "pip install -r requirements-cluster.txt" in caplog.text


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_a_cluster_that_speaks_tls_computes_for_who_has_its_certificate_and_for_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import dask

    impatient(monkeypatch)
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lab -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made.split(), *files], check=True, capture_output=True, timeout=60)
    tls, places = "distributed.comm.tls.", {"ca-file": str(certificate)}
    for role in ("scheduler", "worker", "client"):
        places |= {f"{role}.cert": str(certificate), f"{role}.key": str(key)}
    for name, place in places.items():  # as an operator names them, for the scheduler and its worker
        monkeypatch.setenv("DASK_" + (tls + name).replace(".", "__").replace("-", "_").upper(), place)
    with dask.config.set({tls + name: place for name, place in places.items()}):
        machines = Machines(tmp_path, "--protocol", "tls")
        try:
            machines.add_workers(1)
            assert machines.address.startswith("tls://")
            job = machines.cluster.send(Order(), os.getppid)
            assert (job.result(), job.lost) == (machines.processes[1].pid, 0)
            with dask.config.set({tls + name: None for name in places}):
                stranger, pools = by_hand(machines.address)
                job = stranger.submit(str, "a")
                until(lambda: pools and pools[0].jobs)
                pools[0].do()
                assert job.result() == "a"
                stranger.shutdown()
            assert f"The cluster at {machines.address} does not answer" in caplog.text
        finally:
            machines.stop()


def test_what_listens_and_says_nothing_is_no_cluster(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(presence, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(presence, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # connections wait in its queue, and nobody reads them
        cluster, pools = by_hand(f"tcp://127.0.0.1:{silent.getsockname()[1]}")
        job = cluster.submit(str, "a")
        until(lambda: pools and pools[0].jobs)
        pools[0].do()
        assert job.result() == "a"
        cluster.shutdown()
    assert "says nothing that a scheduler says" in caplog.text
