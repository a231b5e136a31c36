"""Whether the browser has fetched the pictures that it was sent: what keeps it busy is better sent after that.

Streamlit's server answers a request for a picture without telling the script that drew it. `serving` tells it here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from streamlit import runtime

from core.picture_files import JPEG


class Coming:
    """Pictures of one run that are on their way, by name."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names, self._all_here = set(names), threading.Event()
        self.tell("")

    def tell(self, name: str) -> None:
        """One of them, or somebody else's, has been fetched."""
        self._names.discard(name)
        if not self._names:
            self._all_here.set()

    def wait(self, seconds: float) -> bool:
        """True as soon as all of them have been fetched; False where that takes longer."""
        return self._all_here.wait(seconds)


class Fetches:
    """What the runs of all sessions wait for."""

    def __init__(self) -> None:
        self.told = False  # whether this server tells at all: a host of scripts alone does not
        self._coming: list[Coming] = []
        self._lock = threading.Lock()

    @contextmanager
    def awaited(self, names: Sequence[str]) -> Iterator[Coming]:
        """Begun before pictures of these names are drawn, so that no fetch is missed."""
        coming = Coming(names)
        with self._lock:
            self._coming.append(coming)
        try:
            yield coming
        finally:
            with self._lock:
                self._coming.remove(coming)

    def tell(self, name: str) -> None:
        """A file of this name has been handed to a browser. Which visitor's does not matter: a wait that ends
        early costs that visitor what a wait saves.
        """
        self.told = True
        with self._lock:
            for coming in self._coming:
                coming.tell(name)


fetches = Fetches()  # of this server


def name_of(file: bytes) -> str:
    """The name under which Streamlit serves the bytes of a PNG or JPEG file; kept until the run ends, as for any picture."""
    kind = "image/jpeg" if file.startswith(JPEG) else "image/png"
    address: str = runtime.get_instance().media_file_mgr.add(file, kind, f"{__name__}.{id(file)}")
    return address.rpartition("/")[2]
