"""Which visits are kept when their connection ends, and how many."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import ActiveSessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from core.memory import GIB, MIB
from serving import away
from tests.serving.looped import run


@pytest.mark.parametrize(
    ("room", "count"),
    [(GIB, 16), (2 * GIB, 32), (4 * GIB, 64), (8 * GIB, 128), (64 * GIB, 128), (64 * MIB, 8), (0, 128)],
)
def test_a_small_machine_keeps_fewer(room: int, count: int) -> None:
    assert away.count(room) == count


def manager() -> WebsocketSessionManager:
    """Streamlit's own, with visits that know no more than whether they have been shut down."""
    made = WebsocketSessionManager(MemorySessionStorage(), MagicMock(), MagicMock(), None)
    for number in range(10):
        session = MagicMock(id=f"visit {number}", matches_user_info=lambda _user: True, is_resumable=lambda: True)
        made._active_session_info_by_id[f"visit {number}"] = ActiveSessionInfo(MagicMock(), session)
    away.keep(SimpleNamespace(_runtime=SimpleNamespace(_session_mgr=made)), 8 * 64 * MIB)
    return made


def test_beyond_that_who_has_been_away_longest_is_forgotten() -> None:
    made = manager()
    for number in range(9):
        made.disconnect_session(f"visit {number}")
    assert [one.session.id for one in made._session_storage.list()] == [f"visit {number}" for number in range(1, 9)]
    away.keep(SimpleNamespace(_runtime=None), 0)  # before there is one


@pytest.mark.parametrize(("code", "kept"), [(1001, False), (1000, True), (1005, True), (1006, True)])
def test_a_page_that_was_closed_is_let_go_and_a_broken_connection_waited_for(code: int, kept: bool) -> None:
    made = manager()
    session = made._active_session_info_by_id["visit 3"].session

    async def ended() -> None:
        away.heard({"type": "websocket.disconnect", "code": code})
        made.disconnect_session("visit 3")
        made.disconnect_session("visit 3")  # as Streamlit may

    run(ended())
    made.disconnect_session("visit 4")  # of another connection
    assert [one.session.id for one in made._session_storage.list()] == [*(["visit 3"] if kept else []), "visit 4"]
    assert session.shutdown.call_count == (0 if kept else 1)
    assert made._nonresumable_session_ids == set()
    resumed = made.connect_session(MagicMock(), MagicMock(), {}, existing_session_id="visit 4")
    assert resumed == "visit 4"
