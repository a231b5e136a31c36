"""A file that was made on a click is there until its browser has fetched it, however many visitors there are.

Streamlit marks a file that no page shows at the end of one run and deletes it at the end of the next one, of whichever visitor:
beside twenty others that is within a tenth of a second, and the download ended in “not found”.
"""

from __future__ import annotations

import functools
import time

from streamlit.runtime.media_file_manager import MediaFileMetadata

FETCH_SECONDS = 60.0  # after it was marked


@functools.cache
def guard() -> None:
    """Keep the files of this server's visitors so long from now on."""
    mark = MediaFileMetadata.mark_for_delete

    def mark_for_delete(self: MediaFileMetadata) -> None:
        mark(self)
        self.__dict__.setdefault("marked", time.monotonic())

    def is_marked_for_delete(self: MediaFileMetadata) -> bool:
        marked: float = self.__dict__.get("marked", time.monotonic())
        return time.monotonic() - marked > FETCH_SECONDS

    MediaFileMetadata.mark_for_delete = mark_for_delete  # type: ignore[method-assign]
    MediaFileMetadata.is_marked_for_delete = property(is_marked_for_delete)  # type: ignore[method-assign,assignment]
