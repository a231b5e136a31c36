"""Who asks, whether they are still there, and what a worker makes for them where nothing can be drawn meanwhile."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import wait
from typing import Any

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import workers
from core.errors import WorkerLost

GONE_SECONDS = 0.5  # without a session: nobody waits for a single answer any more
LOOK_SECONDS = 0.25  # between two looks whether who waits is still there


def asking() -> str:
    """Who asks, so that visitors take turns; nobody outside of a page's run."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


def connection_of(visitor: str) -> object:
    """What tells a visitor's connection from those before and after it; None where there is none."""
    return runtime.get_instance().get_client(visitor) if visitor and runtime.exists() else None


def connected(visitor: str) -> bool:
    """Whether the visitor's session is there; also where there are no sessions."""
    return not (visitor and runtime.exists()) or runtime.get_instance().get_client(visitor) is not None


def left(visitor: str) -> bool:
    """Whether the visitor's page was closed, or they have been away for so long that nothing of the visit is kept."""
    if not (visitor and runtime.exists()):
        return False
    return runtime.get_instance()._session_mgr.get_session_info(visitor) is None


def waited_for(
    visitor: str,
    function: Callable[..., Any],
    *args: Any,
    seconds: float,
    patience: float = math.inf,
    long: bool = True,
    **kwargs: Any,
) -> Any:
    """What ``function(*args, **kwargs)`` gives in a worker, waited for where nothing can be drawn meanwhile: a file that is saved, say.

    Parameters
    ----------
    visitor : str
        As `asking` names them; within two seconds of their session's end it ends.
    seconds, patience : float
        How long it may run, and how long it is waited for in all.
    long : bool
        Whether it leaves a worker to others.

    Raises
    ------
    WorkerLost
        No result within that time, or nobody is there any more. Else what the function raises.
    """
    future = workers.send(workers.Order(visitor, long=long, deadline=seconds), function, *args, **kwargs)
    begun = seen = time.monotonic()
    while not future.done():
        wait([future], timeout=LOOK_SECONDS)
        now = time.monotonic()
        seen = now if connected(visitor) else seen
        if not future.done() and (now - seen > GONE_SECONDS or now - begun > patience):
            future.cancel()
            raise WorkerLost(
                "no result within {seconds:g} seconds; try again, or use a smaller input",
                seconds=min(seconds, patience),
            )
    return future.result()
