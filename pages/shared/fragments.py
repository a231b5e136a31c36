"""Where a script stands: in the frame or on a page, which goes with its elements, or in a part that is drawn again without the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState


def alone() -> bool:
    """Whether this run draws a fragment alone, without the rest of its page."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and bool(context.fragment_ids_this_run)


def inside() -> bool:
    """Whether what is drawn now belongs to a fragment, in whatever run."""
    return get_script_run_ctx(suppress_warning=True) is not None and ThreadState.get().fragment_id is not None


@contextmanager
def of_frame() -> Iterator[None]:
    """What is drawn in here belongs to the frame round all pages, and stays when another page comes."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        yield
        return
    with context.run_with_active_hash(context.pages_manager.main_script_hash):
        yield
