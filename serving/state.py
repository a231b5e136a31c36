"""Whether this server should be given visitors."""

from __future__ import annotations

from core import workers

_draining = False


def drain() -> None:
    """From now on: what runs may end, nothing new begins."""
    global _draining
    _draining = True
    workers.close()


def draining() -> bool:
    """Whether the server is about to end."""
    return _draining


def ready() -> str:
    """ "" where all is well, else why a proxy should send visitors elsewhere."""
    if _draining:
        return "ends"
    return "" if workers.state().answer else "workers hang"
