"""What of a machine's memory the workers may take."""

import mmap
import os
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
        384 * memory.MIB,
        768 * memory.MIB,
        1920 * memory.MIB,
        2 * gib,
        2 * gib,
    ]


def test_between_jobs_a_worker_is_bounded_only_where_memory_is_short():
    gib = memory.GIB
    assert [memory.kept_bytes(room) for room in (gib, 2 * gib - 8, 2 * gib, 0)] == [
        64 * memory.MIB,
        128 * memory.MIB - 1,
        0,
        0,
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells what a process holds")
def test_what_a_process_holds_of_its_own_grows_with_what_it_makes():
    with mmap.mmap(-1, 64 * memory.MIB, flags=mmap.MAP_PRIVATE) as made:  # pages that nobody has had before
        before = memory.own_bytes(os.getpid())
        made.write(b"x" * len(made))
        assert 60 * memory.MIB < memory.own_bytes(os.getpid()) - before < 70 * memory.MIB
    assert memory.own_bytes(2**22 + 1) == 0  # beyond what a number of a process may be


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells what a process holds")
def test_what_processes_share_counts_by_its_part():
    """A fork shares 64 MB, and then writes to half of them."""
    code = """
import mmap, os
from core.memory import MIB, weight
made = mmap.mmap(-1, 64 * MIB, flags=mmap.MAP_PRIVATE)
made.write(b"x" * (64 * MIB))
alone = weight(os.getpid())
told, tell = os.pipe()
go, let = os.pipe()
if not (child := os.fork()):
    os.write(tell, b".")
    os.read(go, 1)
    made.seek(0)
    made.write(b"y" * (32 * MIB))
    os.write(tell, b".")
    os.read(go, 1)
    os._exit(0)
os.read(told, 1)
shared = weight(child)
os.write(let, b".")
os.read(told, 1)
print(alone // MIB, shared // MIB, weight(child) // MIB)
os.write(let, b".")
os.waitpid(child, 0)
print(weight(child))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    alone, shared, own, gone = map(int, out.stdout.split())
    assert alone > 64 and gone == 0
    assert 30 <= alone - shared <= 50 and 14 <= own - shared <= 20


def test_less_than_two_gib_is_small_and_what_is_unknown_is_not():
    two = 2 * memory.GIB
    assert [memory.is_small(room) for room in (0, 1, two - 1, two)] == [False, True, True, False]


def test_a_share_of_the_memory_has_its_bounds():
    assert [memory.share(room, 4, 10, 50) for room in (0, 1, 39, 100, 201, 1000)] == [50, 10, 10, 25, 50, 50]


def test_an_operator_may_say_how_much_there_is(monkeypatch):
    monkeypatch.setenv("CONVOLUTION_LAB_MEMORY", "1024")
    assert memory.memory() == memory.GIB
    for nothing in ("", "0.5", "-1", "9" * 40):
        monkeypatch.setenv("CONVOLUTION_LAB_MEMORY", nothing)
        assert memory.memory() != memory.GIB


SMAPS = """\
7f0000000000-7f0000002000 r-xp 00001000 fe:00 12 /usr/lib/a.so
Anonymous:             0 kB
7f0000002000-7f0000003000 r--p 00003000 fe:00 12 /usr/lib/a.so
Rss:                   4 kB
Anonymous:             4 kB
7f0000003000-7f0000004000 rw-p 00004000 fe:00 12 /usr/lib/a.so
Anonymous:             0 kB
7f0000004000-7f0000005000 r--p 00000000 00:00 0
Anonymous:             0 kB
7f0000005000-7f0000006000 r--s 00000000 00:01 7 /memfd:shared (deleted)
Anonymous:             0 kB
7f0000006000-7f0000007000 r--p 00000000 fe:00 13 /usr/lib/a name: with spaces.so
VmFlags: rd mr mw me
Anonymous:             0 kB
"""


def test_code_is_what_was_never_written_to_and_cannot_be():
    """What a loader has written addresses into, or a process may write to, would be lost."""
    found = list(memory._code(SMAPS.splitlines()))
    assert [(first & 0xFFFF, end & 0xFFFF) for first, end, _ in found] == [(0, 0x2000), (0x6000, 0x7000)]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells what is mapped")
def test_code_that_is_not_in_use_goes_and_comes_back():
    code = """
from pathlib import Path
import scipy.linalg, scipy.fft, numpy as np
from core import memory
def mapped():
    return int(Path("/proc/self/statm").read_text().split()[2]) * 4096
before = mapped()
memory.unmap_code()
assert mapped() >= 0.9 * before  # seen once: it might be just being loaded
memory.unmap_code()
print(before, mapped())
matrix = np.random.default_rng(0).normal(size=(50, 50))
np.testing.assert_allclose(scipy.linalg.inv(matrix) @ matrix, np.eye(50), atol=1e-8)
np.testing.assert_allclose(scipy.fft.ifft2(scipy.fft.fft2(matrix)).real, matrix, atol=1e-12)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    before, after = map(int, done.stdout.split())
    assert after < before / 2


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
