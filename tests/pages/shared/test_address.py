"""Settings between the address, the session and the browser: none falls to what a widget opens with of itself."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from tests.pages.shared.test_frame import PAGES


def told(lab, page):
    """What the run tells the browser to set: element → value."""
    protos = (getattr(node, "proto", None) for node in lab._tree)
    return {
        proto.id: [value for field, value in proto.ListFields() if "value" in field.name]
        for proto in protos
        if getattr(proto, "set_value", False) and f"-{page}." in proto.id
    }


@pytest.mark.parametrize("page", PAGES[1:])
def test_a_browser_that_has_not_drawn_the_controls_yet_is_told_their_values_again(visit, page):
    lab = visit(page)
    first = told(lab, page)
    assert first
    lab._run(WidgetStates())  # as where a run is followed by another one before the browser has drawn a thing
    assert told(lab, page) == first
    lab.run()
    settings = {f"{page}.{name}" for name in lab.session_state[f"kept {page}"]}
    assert not settings & {one.split("-", 2)[2] for one in told(lab, page)}  # named now: what is typed stays
