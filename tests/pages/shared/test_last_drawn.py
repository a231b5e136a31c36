"""A fragment that is asked for in the moment in which the thread of another one's run ends takes nothing from that one."""

from pages.shared import last_drawn
from tests.pages.shared.sessions import Visit
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


def test_what_several_runs_of_fragments_drew_reaches_the_browser_though_the_server_takes_none_of_it_in_between(
    monkeypatch, tmp_path
):
    last_drawn.guard()
    script = tmp_path / "app.py"
    script.write_text(SCRIPT)

    async def texts(visit):
        return [drawn.new_element.text.body for drawn in await visit.told()]

    async def come():
        visit = Visit(monkeypatch, script)
        visit.ask()
        one, other = await visit.told()
        assert (one.new_element.text.body, other.new_element.text.body) == ("one", "other")
        for fragment in (one, other, one):
            visit.ask(fragment.fragment_id).join()
        assert await texts(visit) == ["one", "other", "one"]
        visit.ask(other.fragment_id).join()
        visit.ask()  # the whole page draws all of it anew
        assert await texts(visit) == ["one", "other"]
        visit.session.shutdown()

    run(come())
