"""Visits whose connection broke: Streamlit keeps 128 of them for two minutes, some megabytes each; here as many as memory allows."""

from __future__ import annotations

from typing import Any

from streamlit import config
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from core.memory import MIB

EACH = 32 * MIB  # of the machine's memory for one visit
MOST, LEAST = 128, 8


def count(room: int) -> int:
    """How many visits are kept on a machine with so many bytes of memory; 0: nobody tells."""
    return max(LEAST, min(MOST, room // EACH)) if room > 0 else MOST


def keep(app: Any, room: int) -> None:
    """Let the app keep so many: of more, the one that has been away longest begins anew from its address."""
    runtime = app._runtime  # Streamlit offers no setting for it
    if runtime is not None:
        seconds = int(config.get_option("server.disconnectedSessionTTL"))
        runtime._session_mgr._session_storage = MemorySessionStorage(count(room), seconds)
