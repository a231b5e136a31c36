"""Garbage that is cheap to collect, however many visitors there are.

Streamlit looks through every object of the process after each run, those of all sessions among them: a change that takes
30 ms of processor time for one visitor took 75 beside sixty others. What is frozen is not looked through. It is not
collected either, so from time to time all is thawed and looked through once.
"""

from __future__ import annotations

import functools
import gc
import threading
import time

from core.memory import give_back, is_small, memory, share_arenas, spare

FREEZE_SECONDS = 1.0 if is_small(memory()) else 2.0
THAW_SECONDS = 8.0 if is_small(memory()) else 60.0  # a third of a second's work, then; visits that ended wait for it
GIVE_BACK_SECONDS = 5.0


def thaw() -> None:
    """Collect what has become garbage while it was frozen, and freeze the rest."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@functools.cache
def keep_small() -> None:
    """Freeze again and again, in a thread of its own, what runs leave behind, and let the system have what they have freed."""
    share_arenas()
    thaw()
    threading.Thread(target=_keep_small, name="keep garbage small", daemon=True).start()


def _keep_small() -> None:
    thawed = given = time.monotonic()
    runs = _collections()
    while True:
        time.sleep(FREEZE_SECONDS)
        now = time.monotonic()
        if now - given > GIVE_BACK_SECONDS:
            spare()
            given = now
        elif is_small(memory()):
            give_back()
        if _collections() == runs:  # nobody has been here
            continue
        gc.freeze()
        if now - thawed > THAW_SECONDS:
            thaw()
            thawed, runs = time.monotonic(), _collections()


def _collections() -> int:
    """How often the whole process has been looked through: once a run."""
    return int(gc.get_stats()[-1]["collections"])
