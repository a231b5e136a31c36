"""How many visits are kept whose connection broke."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from core.memory import GIB, MIB
from serving import away


@pytest.mark.parametrize(
    ("room", "count"), [(GIB, 32), (2 * GIB, 64), (4 * GIB, 128), (64 * GIB, 128), (64 * MIB, 8), (0, 128)]
)
def test_a_small_machine_keeps_fewer(room: int, count: int) -> None:
    assert away.count(room) == count


def test_beyond_that_who_has_been_away_longest_is_forgotten() -> None:
    manager = SimpleNamespace(_session_storage=MemorySessionStorage())
    away.keep(SimpleNamespace(_runtime=SimpleNamespace(_session_mgr=manager)), 8 * 32 * MIB)
    visits = [SimpleNamespace(session=SimpleNamespace(id=f"visit {number}")) for number in range(9)]
    for visit in visits:
        manager._session_storage.save(visit)  # type: ignore[arg-type]
    assert manager._session_storage.list() == visits[1:]
    away.keep(SimpleNamespace(_runtime=None), 0)  # before there is one
