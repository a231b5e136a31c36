"""What of a machine's memory the workers may take."""

import subprocess
import sys
from pathlib import Path

import pytest

from core import memory

ROOT = Path(__file__).parents[2]


def test_a_small_machine_has_one_worker():
    assert memory.default_count(8, 2 * memory.GIB) == 1
    assert memory.default_count(8, 3 * memory.GIB) == memory.default_count(2, 0) == 2
    assert memory.default_count(1, 64 * memory.GIB) == 1


def test_a_job_may_take_a_share_of_the_memory_that_there_is():
    gib = memory.GIB
    assert [memory.job_bytes(room * gib) for room in (1, 2, 5, 64, 0)] == [
        gib // 2,
        4 * gib // 5,
        2 * gib,
        2 * gib,
        2 * gib,
    ]


def test_an_operator_may_say_how_much_there_is(monkeypatch):
    monkeypatch.setenv("CONVOLUTION_LAB_MEMORY", "1024")
    assert memory.memory() == memory.GIB
    for nothing in ("", "0.5", "-1", "9" * 40):
        monkeypatch.setenv("CONVOLUTION_LAB_MEMORY", nothing)
        assert memory.memory() != memory.GIB


@pytest.mark.skipif(sys.platform != "linux", reason="glibc")
def test_memory_that_threads_have_freed_goes_back_to_the_system():
    """Arrays of two megabytes between small ones that stay, in many threads: without it most of them stay as well."""
    code = """
import sys, threading
from pathlib import Path
from core import memory
memory.share_arenas()
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
kept = []
def work():
    for _ in range(40):
        large, small = bytearray(2_000_000), bytearray(3_000)
        large[::4096] = b"x" * len(large[::4096])
        passing.append(large)
        kept.append(small)
passing, before = [], resident()
threads = [threading.Thread(target=work) for _ in range(4)]
[one.start() for one in threads]; [one.join() for one in threads]
assert resident() - before > 250e6
passing.clear(); del threads
memory.give_back()
print(resident() - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert int(done.stdout) < 30e6
