"""What a browser remembers of the server's messages is still there when a run that was asked for in haste begins."""

from benchmarks.protocol import Visitor
from tests.serving.looped import run

IN_HASTE = 12  # runs that may end between two looks at the same screen: "Another" and Back, some times over


class Browser(Visitor):
    """Notes for how many runs the server tells it to remember a message that none of them uses."""

    age = 0

    def _take(self, message):
        if message.WhichOneof("type") == "new_session":
            self.age = message.new_session.config.max_cached_message_age
        super()._take(message)


def test_a_quick_way_back_finds_what_the_browser_said_that_it_remembers(lab):
    async def told():
        async with Browser(lab.url, "cross_correlation", {"ask": "shape", "variant": "3"}) as visitor:
            await visitor.rerun()
            return visitor.age

    # Streamlit's own browser: gone once more than `age` runs have ended since the last use, and "Connection error" then.
    assert run(told()) >= IN_HASTE
