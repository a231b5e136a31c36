"""A click is done once, whether the next run is asked for before its own begins or while its callback is at work."""

import sys
import threading
from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner import ScriptRunner

from pages.shared import clicks
from tests.pages.shared.sessions import Visit
from tests.serving.looped import run

SCRIPT = """
import streamlit as st
import probe

def clicked():
    probe.begun.set()
    probe.go_on.wait()
    st.session_state["a"] = st.session_state.get("a", 0) + 1
    st.session_state["b"] = st.session_state.get("b", 0) + 1

@st.fragment
def part():
    st.button("In a fragment", on_click=clicked)

st.button("On the page", on_click=clicked)
part()
st.text(f"{st.session_state.get('a', 0)} {st.session_state.get('b', 0)}")
"""


@pytest.fixture
def probe(monkeypatch):
    """How far a callback is, and what it waits for; whether threads of runs may begin."""
    clicks.guard()
    probe = SimpleNamespace(begun=threading.Event(), go_on=threading.Event(), open=threading.Event())
    begin = ScriptRunner._run_script_thread
    monkeypatch.setattr(ScriptRunner, "_run_script_thread", lambda self: (probe.open.wait(), begin(self))[1])
    monkeypatch.setitem(sys.modules, "probe", probe)
    return probe


@pytest.fixture
def come(monkeypatch, tmp_path):
    """come(what happens, given the visit and its two buttons) → the text on the page in the end."""
    script = tmp_path / "app.py"
    script.write_text(SCRIPT)

    async def visit(happens, probe):
        visit = Visit(monkeypatch, script)
        probe.open.set()
        visit.ask()
        page, fragment, _ = await visit.told()
        happens(visit, page, fragment)
        drawn = await visit.told()
        visit.session.shutdown()
        return [one.new_element.text.body for one in drawn if one.new_element.text.body][-1]

    return lambda happens, probe: run(visit(happens, probe))


def test_a_click_whose_run_has_not_begun_goes_to_the_next_one(come, probe):
    def happens(visit, page, fragment):
        probe.open.clear()
        probe.go_on.set()
        visit.ask(clicked=page.new_element.button.id)
        visit.ask()
        probe.open.set()

    assert come(happens, probe) == "1 1"


def test_a_click_in_a_fragment_that_waits_for_a_run_goes_to_the_next_one(come, probe):
    def happens(visit, page, fragment):
        visit.ask(clicked=page.new_element.button.id)
        probe.begun.wait()
        visit.ask(fragment.fragment_id, clicked=fragment.new_element.button.id)
        visit.ask()
        probe.go_on.set()

    assert come(happens, probe) == "2 2"


def test_a_callback_that_has_begun_ends(come, probe):
    def happens(visit, page, fragment):
        first = visit.ask(clicked=page.new_element.button.id)
        probe.begun.wait()
        probe.open.clear()
        visit.ask()
        probe.go_on.set()
        first.join()
        probe.open.set()

    assert come(happens, probe) == "1 1"
