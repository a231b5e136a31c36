"""How many trainings a second a sweep makes in TensorFlow, with 1, 2 and 4 worker processes; each in a server of its own.

With more workers than cores they share them. `CONVOLUTION_LAB_CLUSTER=tcp://host:port python -m benchmarks.sweep here` measures a cluster.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.timing import table
from core import images, kernels, workers
from core.learning import Sweep, warm_up
from pages.parts.learning_a_kernel.topics.sweep.job import SweepJob

COUNTS = (1, 2, 4)
ROUNDS = 3
PATIENCE = 0.01  # seconds; chunks take thirty times as long
SWEEP = Sweep(
    images.picture("camera", side=64), kernels.gaussian(), rates=(0.001, 0.002, 0.005, 0.01), seeds=tuple(range(48)),
    epochs=10, batch_size=256,
)  # fmt: skip


def main(arguments: Sequence[str] = ()) -> None:
    """Print a row for each number of workers, or the figure of this server alone."""
    if arguments:
        workers.start_in_background(warm_up)
        print(throughput(SWEEP))
        return
    best = {count: _of(count) for count in COUNTS}
    rows = [[str(count), f"{rate:.1f}", f"{rate / best[COUNTS[0]]:.2f}"] for count, rate in best.items()]
    print(
        f"{SWEEP.runs} trainings of {SWEEP.epochs} epochs, 64 × 64, 5 × 5, batches of {SWEEP.batch_size}; best of {ROUNDS}\n"
    )
    print(table(["worker processes", "trainings a second", "ratio to one"], rows))


def throughput(sweep: Sweep) -> float:
    """Trainings a second, best of some rounds, once all workers have TensorFlow and have compiled the loop."""
    _finish(SweepJob(replace(sweep, rates=sweep.rates[:1])))
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        _finish(SweepJob(sweep))
        taken.append(time.perf_counter() - begun)
    return sweep.runs / min(taken)


def _finish(job: SweepJob) -> None:
    while job.busy:
        job.tick(PATIENCE)
    if job.error is not None:
        raise job.error


def _of(count: int) -> float:
    environment = {**os.environ, "CONVOLUTION_LAB_WORKERS": str(count)}
    command = [sys.executable, "-m", "benchmarks.sweep", "here"]
    return float(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
