"""Whether this server should be given visitors."""

from __future__ import annotations

import importlib
import pkgutil

from core import workers
from pages import parts

_draining = False
_warm = False


def warm_up() -> None:
    """Import the pages, so that the first visitor does not wait for it: two seconds of a processor."""
    global _warm
    for module in pkgutil.walk_packages(parts.__path__, f"{parts.__name__}."):
        importlib.import_module(module.name)
    importlib.import_module("pages.shared.frame")
    _warm = True


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
    if not _warm:
        return "starts"
    return "" if workers.state().answer else "workers hang"
