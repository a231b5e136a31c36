"""A session of a small script on the server, without a browser."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache


class Visit:
    """The session, and what its browser has been sent; made within a running loop."""

    def __init__(self, patch: pytest.MonkeyPatch, script: Path) -> None:
        patch.setattr(runtime, "get_instance", mock.MagicMock())
        patch.setattr(AppSession, "register_file_watchers", lambda self: None)
        self.sent: list[ForwardMsg] = []
        data = ScriptData(str(script), is_hello=False)
        self.session = AppSession(data, MemoryUploadedFileManager(""), ScriptCache(), self._send, {})

    def _send(self) -> None:
        self.sent += self.session.flush_browser_queue()

    def ask(self, fragment: str = "", clicked: str = "") -> Any:
        """Ask for a run, of a fragment alone or because a button was clicked; the thread that will make it."""
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        if clicked:
            message.rerun_script.widget_states.widgets.append(WidgetState(id=clicked, trigger_value=True))
        self.session.handle_backmsg(message)
        assert self.session._scriptrunner is not None
        return self.session._scriptrunner._script_thread

    async def told(self) -> list[Any]:
        """What has come to be drawn since, once all has been said."""
        while self.session._scriptrunner is not None:
            await asyncio.sleep(0)
        sent, self.sent = self.sent, []
        return [one.delta for one in sent if one.delta.new_element.WhichOneof("type")]
