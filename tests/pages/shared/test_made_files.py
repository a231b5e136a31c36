"""A file that was made outlives the runs of all others for as long as a browser needs to fetch it, and no longer."""

from __future__ import annotations

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from pages.shared import made_files


def test_a_file_is_there_while_others_run_and_goes_a_minute_later(monkeypatch: pytest.MonkeyPatch) -> None:
    made_files.guard()
    now = [0.0]
    monkeypatch.setattr(made_files.time, "monotonic", lambda: now[0])
    storage = MemoryMediaFileStorage("/media")
    files = MediaFileManager(storage)
    url = files.execute_deferred(files.add_deferred(lambda: b"made", "text/csv", "1.2", "a.csv"))
    name = url.rsplit("/", 1)[1]
    for _ in range(9):  # runs of others end
        files.remove_orphaned_files()
    assert storage.get_file(name).content == b"made"
    now[0] = made_files.FETCH_SECONDS
    files.remove_orphaned_files()
    assert storage.get_file(name).content == b"made"
    now[0] += 1
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        storage.get_file(name)
