"""Anybody can speak the protocol: whatever state a widget is said to have, no session is left broken."""

from __future__ import annotations

import os

import pytest

from benchmarks.protocol import Visitor, state_of
from tests.browser.driver import Lab
from tests.fuzz import corpus
from tests.fuzz.states import Visit
from tests.serving.forging import FORGED
from tests.serving.looped import run

ROUNDS = len(FORGED) if os.environ.get("CONVLAB_HYPOTHESIS") == "fuzz" else 6
pytestmark = [pytest.mark.slow, pytest.mark.hypothesis]  # `make fuzz` sends all states of each kind
PAGES = {
    "home": "", "cross_correlation": "channels", "edge_detection": "noise", "learning_a_kernel": "recover",
    "convolution_vs_correlation": "laws", "receptive_field": "check",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_session_goes_on_whatever_states_it_is_told(lab: Lab, page: str) -> None:
    tried = run(forge(lab, page, {"open": PAGES[page]} if PAGES[page] else {}))
    assert tried >= 3 * ROUNDS


@pytest.mark.parametrize(
    ("page", "query"),
    [("cross_correlation", {"ask": "Y"}), ("edge_detection", {"ask": "sign"}), ("home", {"open": "class"})],
)
def test_an_exercise_and_a_class_go_on_whatever_states_they_are_told(
    lab: Lab, page: str, query: dict[str, str]
) -> None:
    assert run(forge(lab, page, query)) >= ROUNDS


async def forge(lab: Lab, page: str, query: dict[str, str]) -> int:
    """Forge a state of every widget in each round, another kind for each; how many were sent."""
    tried = 0
    async with Visitor(lab.url, page, query) as visitor:
        assert (await visitor.rerun()).exceptions == ()
        for turn in range(ROUNDS):
            forged = []
            for place, widget in enumerate(visitor.widgets()):
                if widget.key in ("lang", f"{page}.open"):  # else most rounds would see another screen
                    continue
                kind, value = FORGED[(place * 7 + turn * 5) % len(FORGED)]
                forged.append(state_of(widget.proto.id, kind, value))
            tried += len(forged)
            answer = await visitor.rerun(forged)
            assert answer.exceptions == (), (page, turn, forged)
        honest = await visitor.rerun()
        assert honest.exceptions == () and honest.status == 0
        assert len(visitor.widgets()) > 3  # the page is there
    return tried


def test_forged_language_topic_page_and_context_leave_the_session_whole(lab: Lab) -> None:
    async def visit() -> None:
        async with Visitor(lab.url, "edge_detection") as visitor:
            await visitor.rerun()
            for kind, value in FORGED[::3]:
                forged = [
                    state_of(visitor.widget(key).proto.id, kind, value) for key in ("lang", "edge_detection.open")
                ]
                assert (await visitor.rerun(forged)).exceptions == (), (kind, value)
            message = visitor.request(fragment="no such fragment")  # gets no answer, and there is none to expect
            await visitor.send(message)
            message = visitor.request()
            message.rerun_script.context_info.timezone = message.rerun_script.context_info.locale = "\0" * 9
            message.rerun_script.context_info.url = "javascript:alert(1)"
            await visitor.send(message)
            assert (await visitor.answer()).exceptions == ()
            page, visitor.script = visitor.script, "no such page"
            assert (await visitor.rerun()).exceptions == ()
            visitor.script = page
            assert (await visitor.rerun()).exceptions == ()
            assert visitor.widget("edge_detection.open")

    run(visit())


def test_a_browser_that_names_widgets_which_this_server_has_not_drawn_yet_is_believed_where_it_can_be(lab: Lab) -> None:
    async def visit() -> None:
        async with Visitor(lab.url, "cross_correlation") as before:
            await before.rerun()
            widget = before.widget("cross_correlation.dilation_rows dilation_columns")
            await before.set(widget, 2)
            other = before.widget("cross_correlation.kernel")
        async with Visitor(lab.url, "cross_correlation", {"dilation_rows": "2", "dilation_columns": "2"}) as after:
            after.states = dict(before.states)
            after.states[other.proto.id] = state_of(other.proto.id, "double_value", 1.0)
            answer = await after.rerun()
            assert answer.exceptions == ()
            assert after.query == {"dilation_rows": "2", "dilation_columns": "2"}

    run(visit())


def test_whatever_once_went_wrong_goes_well(lab: Lab) -> None:
    async def visit() -> list[str]:
        return [
            await Visit(line["page"], line["query"], line["rounds"]).made(lab, None) for line in corpus.lines("states")
        ]

    assert set(run(visit())) <= {""}
