"""Settings between the address, the session and the browser: none falls to what a widget opens with of itself."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunException

from pages.shared import address
from tests.pages.reading import grids
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


def test_back_holds_until_a_run_has_ended_whatever_interrupts_it(visit, monkeypatch):
    lab = visit("cross_correlation", stride_rows="2", stride_columns="2", open="channels")
    before = lab._tree.get_widget_states()
    assert grids(lab)["Y"].shape == (1, 1)
    lab.query_params.clear()
    lab.session_state[address._TURNED] = True  # as where Back has asked for the run
    with monkeypatch.context() as interrupted:
        interrupted.setattr(address, "publish", lambda page, fields: None)
        lab.run()
    lab._run(before)  # the browser has drawn nothing of that run, and says what it shows
    assert grids(lab)["Y"].shape == (2, 2)
    assert lab.query_params == {}
    lab.number_input(key="cross_correlation.stride_rows stride_columns").set_value(2).run()  # and no longer
    assert grids(lab)["Y"].shape == (1, 1)


@pytest.mark.parametrize(("end", "kept"), [(ZeroDivisionError, False), (RerunException, True)])
def test_back_ends_with_a_run_that_fails_and_not_with_one_that_is_interrupted(monkeypatch, end, kept):
    state = {address._TURNED: True}
    monkeypatch.setattr(address.st, "session_state", state)
    with pytest.raises(end), address.turning():
        raise end(None)
    assert (address._TURNED in state) is kept
