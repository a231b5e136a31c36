"""What a visitor has clicked is done, however soon their browser asks for the next run.

A browser says once that a button was pressed. Where it asks again before that run has begun (the grid tells a moment
later where the cursor went), Streamlit forgot the click; where the button's callback was at work, it ended in the middle.
"""

from __future__ import annotations

import functools
import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType, _coalesce_widget_states
from streamlit.runtime.state.safe_session_state import SafeSessionState

_answering = threading.local()  # whether this thread is about to call callbacks, or calls them


@functools.cache
def guard() -> None:
    """Do it in all of this server's sessions, from now on."""
    ask, prepare = AppSession.request_rerun, SafeSessionState.on_script_will_rerun
    interrupt = ScriptRunner._maybe_handle_execution_control_request

    def request_rerun(self: AppSession, client_state: ClientState | None) -> None:
        if self._scriptrunner is not None and client_state is not None and not client_state.fragment_id:
            _take_over(self._scriptrunner, client_state)
        ask(self, client_state)

    def on_script_will_rerun(self: SafeSessionState, *args: Any, **kwargs: Any) -> None:
        with _lock():
            _answering.now = True
            try:
                prepare(self, *args, **kwargs)
            finally:
                _answering.now = False

    def maybe_handle_execution_control_request(self: ScriptRunner) -> None:
        if not getattr(_answering, "now", False):
            interrupt(self)

    AppSession.request_rerun = request_rerun  # type: ignore[method-assign]
    SafeSessionState.on_script_will_rerun = on_script_will_rerun  # type: ignore[method-assign]
    ScriptRunner._maybe_handle_execution_control_request = maybe_handle_execution_control_request  # type: ignore[method-assign]


def _lock() -> AbstractContextManager[object]:
    """One run of a session after the other: they share its state, and its store of fragments, which has room for this."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return nullcontext()
    lock: threading.RLock = context.fragment_storage.__dict__.setdefault("answering", threading.RLock())
    return lock


def _take_over(runner: ScriptRunner, client_state: ClientState) -> None:
    """Add the clicks of what was asked for before and has not begun; a run of the whole page takes its place."""
    requests = runner._requests
    with requests._lock:
        if requests._state is not ScriptRequestType.RERUN:
            return
        requests._state = ScriptRequestType.STOP
        states = _coalesce_widget_states(requests._rerun_data.widget_states, client_state.widget_states)
    if states is not None:
        client_state.widget_states.CopyFrom(states)
