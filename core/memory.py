"""How much memory there is, and what of it workers may take."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

MIB, GIB = 2**20, 2**30
ARENAS = 2
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # of glibc's malloc.h
MADV_DONTNEED = 4  # of Linux's mman.h
WORKER_BYTES = 2 * GIB  # that a worker may take beyond what it has when it is ready, where there is room


def memory() -> int:
    """Bytes that this machine, or the container that holds us, lets us have, or as `CONVOLUTION_LAB_MEMORY` says, in MB; 0
    where nothing tells.
    """
    said = os.environ.get("CONVOLUTION_LAB_MEMORY", "")
    if said.isdecimal() and 0 < len(said) < 10:
        return int(said) * MIB
    found = []
    with contextlib.suppress(OSError, ValueError, AttributeError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):  # "max": no limit
            found.append(int(Path(file).read_text()))
    return min(found, default=0)


def default_count(cores: int, room: int) -> int:
    """How many workers suit a machine: a server and two of them, 0.8 GB each, need 3 GiB."""
    return min(2, cores) if not 0 < room < 3 * GIB else 1


def is_small(room: int) -> bool:
    """Whether a server has to be sparing: its memory is known, and is less than 2 GiB."""
    return 0 < room < 2 * GIB


def share(room: int, part: int, least: int, most: int) -> int:
    """One `part`-th of the memory, from `least` to `most`; `most` where nothing tells how much there is."""
    return max(least, min(most, room // part)) if room > 0 else most


def job_bytes(room: int) -> int:
    """What a job may take beyond its worker's own: three eighths of the memory, from 384 MiB to 2 GiB."""
    return share(room * 3, 8, 384 * MIB, WORKER_BYTES)


def kept_bytes(room: int) -> int:
    """What a worker may hold when a job is done, beyond what it had when it was ready: 0, as much as it likes, but where memory is short."""
    return room // 16 if is_small(room) else 0


def own_bytes(process: int) -> int:
    """What a process holds that no file can give back, all that it shares with the one it was forked from too; 0 where nothing tells."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return 1024 * int(Path(f"/proc/{process}/status").read_text().split("RssAnon:")[1].split()[0])
    return 0


def weight(process: int) -> int:
    """What a process holds, in bytes: what it shares with others counts by its part. 0 where nothing tells, and of one that has ended."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return 1024 * int(Path(f"/proc/{process}/smaps_rollup").read_text().split("Pss:")[1].split()[0])
    return 0


def own_pages(room: int) -> int:
    """From how many bytes on an array has pages of its own, which go back at once: that takes time, where there is room to keep them."""
    return MIB if is_small(room) else 4 * MIB


def share_arenas() -> None:
    """Let threads share what glibc has set aside for them, and large arrays have pages of their own, which go back at once.

    Each thread that runs a page's script would have an arena otherwise: after an hour 470 of 630 MB in them were free,
    and none of it the system's.
    """
    large = own_pages(memory())
    with contextlib.suppress(OSError, AttributeError, TypeError):
        for setting, value in ((M_ARENA_MAX, ARENAS), (M_MMAP_THRESHOLD, large), (M_TRIM_THRESHOLD, large)):
            ctypes.CDLL(None).mallopt(setting, value)


_settled: set[tuple[int, int, str]] = set()


def unmap_code() -> None:
    """Let the system have the pages of libraries that are only read: what is used again comes back from their files.

    Importing TensorFlow reads 400 MB of it, a job a part of that. On Linux; elsewhere nothing. What is unmapped has looked
    the same at the call before: a library that another thread just loads is being written to.
    """
    global _settled
    with contextlib.suppress(OSError, AttributeError, TypeError, ValueError, IndexError, MemoryError):
        madvise = ctypes.PyDLL(None).madvise  # keeps the interpreter: no thread maps anything else there meanwhile
        now = set(_code(Path("/proc/self/smaps").read_text().splitlines()))
        for first, end, _ in now & _settled:
            madvise(ctypes.c_void_p(first), ctypes.c_size_t(end - first), MADV_DONTNEED)
        _settled = now


def _code(lines: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """(first, end, file) of mappings of files of which this process has never written to a page, and can't."""
    mapping: tuple[int, int, str] | None = None
    for line in lines:
        name, _, value = line.partition(":")
        if name == "Anonymous" and mapping is not None and value.split()[0] == "0":
            yield mapping
        elif " " in name or "-" in name:  # a mapping's first line
            span, kind, *_, file = line.split(maxsplit=5)
            first, end = (int(number, 16) for number in span.split("-"))
            mapping = (first, end, file) if kind in ("r--p", "r-xp") and file.startswith("/") else None


def give_back() -> None:
    """Let the system have what was freed: glibc keeps it, hundreds of megabytes after some large arrays. Elsewhere nothing."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def spare() -> None:
    """Give the system what is not in use; where memory is short, code that has been in use too."""
    give_back()
    if is_small(memory()):
        unmap_code()
