"""What nobody has foreseen: a page, a callback or a fragment fails, and the visitor goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.protocol import Visitor, state_of
from tests.browser.driver import start_lab
from tests.serving.looped import run

HERE = Path(__file__).parent


@pytest.mark.slow
def test_whatever_fails_is_undone_and_said_and_the_session_goes_on(tmp_path: Path) -> None:
    lab = start_lab(tmp_path / "log", str(HERE / "failing_app.py"))
    try:
        for name in ("page", "callback", "fragment"):
            run(fail(lab.url, name))
        run(fail_for_good(lab.url))
        said = lab.log.read_text(encoding="utf-8")
        assert "A page failed: RuntimeError at tests/serving/failing_app.py:" in said
        assert "typed" not in said and "Traceback" not in said
    finally:
        lab.stop()


async def fail(url: str, name: str) -> None:
    async with Visitor(url) as visitor:
        await visitor.rerun()
        assert "the end of the page" in visitor.texts()
        widget = visitor.widget(f"p.{name}")
        bad = state_of(widget.proto.id, "string_value", "bad")
        answer = await visitor.rerun([bad], fragment=widget.fragment)
        while "the end of the page" not in visitor.texts():
            answer = await visitor.answer()  # of the run that follows by itself
        assert answer.exceptions == () and "undone" in visitor.texts()
        assert visitor.states[widget.proto.id].string_value == "good"  # told to the browser
        assert (await visitor.rerun()).exceptions == ()
        assert "the end of the page" in visitor.texts() and "undone" not in visitor.texts()


async def fail_for_good(url: str) -> None:
    async with Visitor(url) as visitor:
        await visitor.rerun()
        answer = await visitor.set(visitor.widget("always"), True)
        while not any("Reload it" in text for text in visitor.texts()):
            answer = await visitor.answer()  # it is tried once more, and that is all
        assert answer.exceptions == ()
        await visitor.set(visitor.widget("always"), False)
        assert "the end of the page" in visitor.texts()
