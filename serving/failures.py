"""What no check has foreseen: a page's script fails in the middle. Its visitor goes on from what was there before."""

from __future__ import annotations

from core import words
from core.words import N_
from pages.shared import address, counters, log


def on_script_error(error: Exception) -> bool:
    """Run the page once more without what was set last; an error that stays is said, and that is all.

    Returns
    -------
    bool
        True: Streamlit shows nothing of its own.
    """
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    counters.add("errors")
    log.logger("pages").error("A page failed: %s", log.where(error))
    context = get_script_run_ctx()
    if address.undo() and context is not None and context.script_requests is not None:
        context.script_requests.request_rerun(
            RerunData(
                context.query_string, page_script_hash=context.page_script_hash, context_info=context.context_info
            )
        )
    else:
        translate = words.gettext(st.session_state.get("lang") or "en")
        st.error(translate(N_("Something went wrong on this page. Reload it, or open it without settings.")))
    return True
