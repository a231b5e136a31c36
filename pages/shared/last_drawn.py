"""What a run drew last reaches its browser where the next run begins at that moment.

A fragment is drawn by the thread of the run before, or by a new one where that thread has just ended. Streamlit then drops
what the old one drew and the server has not sent yet: a menu that a visitor opens beside a live picture stayed empty.
"""

from __future__ import annotations

import functools
from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner, ScriptRunnerEvent


@functools.cache
def guard() -> None:
    """Send it, in all of this server's sessions, from now on."""
    create, handle = AppSession._create_scriptrunner, AppSession._handle_scriptrunner_event_on_event_loop

    def create_scriptrunner(self: AppSession, initial_rerun_data: RerunData) -> None:
        before = self._scriptrunner  # None where a run of the whole page, which draws all anew, has put an end to it
        create(self, initial_rerun_data)
        ended = self.__dict__.setdefault("ended", [])
        if before is None:
            ended.clear()
        elif not before._execing:
            ended.append(before)

    def handle_event(self: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, *args: Any) -> None:
        ended: list[ScriptRunner] = self.__dict__.get("ended", [])
        if sender in ended:  # all that it said comes before what its successors say
            if event is ScriptRunnerEvent.SHUTDOWN:
                ended.remove(sender)
            else:
                sender = self._scriptrunner
        handle(self, sender, event, *args)

    AppSession._create_scriptrunner = create_scriptrunner  # type: ignore[method-assign]
    AppSession._handle_scriptrunner_event_on_event_loop = handle_event  # type: ignore[method-assign,assignment]
