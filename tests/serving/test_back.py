"""Back and Forward, as a browser asks for a run by them: the settings are the address's, and the browser is told so."""

from __future__ import annotations

from benchmarks.protocol import Answer, Visitor
from tests.browser.driver import Lab
from tests.serving.looped import run

KEY = "cross_correlation.stride_rows stride_columns"


def told(answer: Answer) -> bool:
    """Whether the address was among what the server said."""
    return any(message.kind == "page_info_changed" for message in answer.messages)


def test_back_takes_the_settings_from_the_address_and_says_it_where_an_older_run_said_another(lab: Lab) -> None:
    async def visit() -> None:
        async with Visitor(lab.url, "cross_correlation") as visitor:
            await visitor.rerun()
            answer = await visitor.set(visitor.widget(KEY), 2.0)
            assert told(answer) and visitor.query == {"stride_rows": "2", "stride_columns": "2"}
            assert not told(await visitor.rerun())
            visitor.query = {}
            message = visitor.request()
            message.rerun_script.is_history_navigation = True
            await visitor.send(message)
            assert told(await visitor.answer())  # the browser may have read the older one since it asked
            assert visitor.query == {} and visitor.widget(KEY).proto.value == 1.0
            # A browser that asked before it read the last address, for what it had before: it has the wrong one then.
            assert told(await visitor.set(visitor.widget(KEY), 3.0))
            visitor.query = {}
            assert told(await visitor.set(visitor.widget(KEY), 1.0)) and visitor.query == {}

    run(visit())
