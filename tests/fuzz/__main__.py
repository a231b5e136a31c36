"""Inputs that nobody means, a million of them: `python -m tests.fuzz --inputs 1000000 --states 10000 --seed 7`.

They go straight into the functions that take them; `--states` are states of widgets that no browser sends, and addresses, which a
server gets over its protocol. What goes wrong is told and kept in tests/fuzz/corpus, where the ordinary tests find it; with --keep
also one input for each kind of answer that is not there yet.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby

from tests.fuzz import corpus
from tests.fuzz.search import tried
from tests.fuzz.targets import TARGETS

BATCH = 2_000


def batches(inputs: int, seed: int) -> list[tuple[str, int, str]]:
    """Who tries how many, and with which seed: a batch has the same inputs again, whatever ran before."""
    shares = sum(target.share for target in TARGETS)
    return [
        (target.name, min(BATCH, whole - first), f"{seed} {target.name} {first}")
        for target in TARGETS
        for whole in [inputs * target.share // shares]
        for first in range(0, whole, BATCH)
    ]


def main(arguments: Sequence[str] = ()) -> int:
    """Try; 1 where something went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--states", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", action="store_true", help="one input for each new kind of answer")
    asked = parser.parse_args(list(arguments))
    print(
        f"The same again: python -m tests.fuzz --inputs {asked.inputs} --states {asked.states} --seed {asked.seed}",
        flush=True,
    )
    failed = _inputs(asked.inputs, asked.seed, asked.processes, asked.keep)
    if asked.states:
        from tests.fuzz import states

        failed += states.main(asked.states, asked.seed)
    return min(failed, 1)


def _inputs(inputs: int, seed: int, processes: int, keep: bool) -> int:
    """How many kinds of failures there were; each target is told of when it is done."""
    total, failures, begun = 0, 0, time.perf_counter()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        results = pool.map(tried, *zip(*batches(inputs, seed), strict=True))
        for name, those in groupby(results, key=lambda result: result[0]):
            count, seconds, slowest, met = 0, 0.0, 0.0, dict[str, bytes]()
            for _name, done, taken, slow, answers, failed in those:
                count, seconds, slowest, met = count + done, seconds + taken, max(slowest, slow), answers | met
                for data, why in failed.items():
                    print(f"{name}: {why}: {data[:200]!r}", flush=True)
                    failures += 1
                corpus.keep(name, failed)
            told = f"{count:>9,} inputs, {count / seconds:>7,.0f} a second, slowest {slowest:.3f} s, {len(met)} kinds of answers"
            print(f"{name:<12} {told}", flush=True)
            if keep:
                _keep_new(name, met)
            total += count
    print(f"{total:,} inputs in {time.perf_counter() - begun:.0f} s, {failures} went wrong", flush=True)
    return failures


def _keep_new(name: str, met: dict[str, bytes]) -> None:
    there = {line["why"] for line in corpus.lines(name)}
    corpus.keep(name, {data: answer for answer, data in met.items() if answer not in there})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
