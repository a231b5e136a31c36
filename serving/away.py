"""Visits that end. One whose page was left is let go at once; one whose connection broke is kept for a while, and as many as memory allows.

Streamlit keeps all of them, 128 at most, for two minutes: some megabytes each of visitors who closed their tab long ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from streamlit import config
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from core.memory import MIB, share

EACH = 64 * MIB  # of the machine's memory for one visit
MOST, LEAST = 128, 8
LEFT = 1001  # RFC 6455, section 7.4.1, “going away”: what a browser says where its page is closed or another one opened

_left: ContextVar[bool] = ContextVar("left", default=False)  # whether that was said on the connection of this task


def count(room: int) -> int:
    """How many visits are kept on a machine with so many bytes of memory; 0: nobody tells."""
    return share(room, EACH, LEAST, MOST)


def heard(message: Mapping[str, Any]) -> None:
    """Take note of how a connection ends; in the task that then lets Streamlit know."""
    _left.set(message["type"] == "websocket.disconnect" and message.get("code") == LEFT)


def keep(app: Any, room: int) -> None:
    """Let the app keep so many, and none that was left: of more, the one that has been away longest begins anew from its address."""
    runtime = app._runtime  # Streamlit offers no setting for it
    if runtime is None:
        return
    manager = runtime._session_mgr
    manager._session_storage = MemorySessionStorage(
        count(room), int(config.get_option("server.disconnectedSessionTTL"))
    )
    disconnect = manager.disconnect_session

    def disconnect_session(session_id: str) -> None:
        if _left.get() and manager.is_active_session(session_id):
            manager.mark_session_nonresumable(session_id)
        disconnect(session_id)

    manager.disconnect_session = disconnect_session
