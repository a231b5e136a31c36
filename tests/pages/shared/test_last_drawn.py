"""A fragment that is asked for in the moment in which the thread of another one's run ends takes nothing from that one."""

import asyncio
from unittest import mock

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from pages.shared import last_drawn
from tests.serving.looped import run

SCRIPT = """
import streamlit as st

@st.fragment
def one():
    st.text("one")

@st.fragment
def other():
    st.text("other")

one()
other()
"""


class Visit:
    """A session of the script, and what its browser has been sent."""

    def __init__(self, script):
        self.sent = []
        self.session = AppSession(
            ScriptData(str(script), is_hello=False), MemoryUploadedFileManager(""), ScriptCache(), self._send, {}
        )

    def _send(self):
        self.sent += self.session.flush_browser_queue()

    def ask(self, fragment=""):
        """Ask for a run, and let its thread end before the server has taken anything of it."""
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        self.session.handle_backmsg(message)
        self.session._scriptrunner._script_thread.join()

    async def told(self):
        """The texts that have come since, once all has been said."""
        while self.session._scriptrunner is not None:
            await asyncio.sleep(0)
        sent, self.sent = self.sent, []
        return [one.delta for one in sent if one.delta.new_element.text.body]


def test_what_several_runs_of_fragments_drew_reaches_the_browser_though_the_server_takes_none_of_it_in_between(
    monkeypatch, tmp_path
):
    last_drawn.guard()
    monkeypatch.setattr(runtime, "get_instance", mock.MagicMock())
    monkeypatch.setattr(AppSession, "register_file_watchers", lambda self: None)
    script = tmp_path / "app.py"
    script.write_text(SCRIPT)

    async def visit():
        visit = Visit(script)
        visit.ask()
        one, other = await visit.told()
        assert (one.new_element.text.body, other.new_element.text.body) == ("one", "other")
        for fragment in (one, other, one):
            visit.ask(fragment.fragment_id)
        assert [text.new_element.text.body for text in await visit.told()] == ["one", "other", "one"]
        visit.ask(other.fragment_id)
        visit.ask()  # the whole page draws all of it anew
        assert [text.new_element.text.body for text in await visit.told()] == ["one", "other"]
        visit.session.shutdown()

    run(visit())
