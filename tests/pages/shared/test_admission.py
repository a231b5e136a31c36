"""The line before a page's script: order, places, interruptions, and what a visitor is told."""

import pytest

from pages.shared import admission
from pages.shared.admission import Line


class Interrupted(BaseException):
    """What Streamlit raises inside a script that has to begin anew."""


def in_line(line, names):
    return {name: line.enter(name) for name in names}


def inside(tickets):
    return "".join(name for name, ticket in tickets.items() if ticket.admitted.is_set())


def test_whoever_came_first_is_admitted_first_and_never_more_than_there_are_places():
    line = Line(places=2)
    tickets = in_line(line, "abcde")
    assert inside(tickets) == "ab"
    assert [line.place(tickets[name]) for name in "abcde"] == [0, 0, 1, 2, 3]
    line.leave(tickets["b"])
    assert inside(tickets) == "abc"
    line.leave(tickets["a"])
    line.leave(tickets["c"])
    assert inside(tickets) == "abcde"


def test_a_visitor_whose_run_begins_anew_keeps_the_place_in_line():
    line = Line(places=1, clock=lambda: 0.0)
    tickets = in_line(line, "abc")
    line.leave(tickets["b"])  # interrupted while it waited
    again = line.enter("b")
    assert line.place(again) == 1
    line.leave(tickets["a"])
    assert again.admitted.is_set()
    assert not tickets["c"].admitted.is_set()


def test_nobody_waits_for_one_who_has_left():
    now = [0.0]
    line = Line(places=1, clock=lambda: now[0])
    tickets = in_line(line, "abc")
    line.leave(tickets["b"])
    line.leave(tickets["a"])
    assert tickets["c"].admitted.is_set()
    now[0] = admission.ABSENT_SECONDS + 1.0
    late = in_line(line, "db")
    assert [line.place(late[name]) for name in "db"] == [1, 2]  # the old place is given up


def test_a_place_is_given_back_whatever_happens_inside_and_while_waiting(monkeypatch):
    monkeypatch.setattr(admission, "TELL_SECONDS", 0.0)
    line = Line(places=1)

    def interrupt(place):
        assert place == 1
        raise Interrupted

    with pytest.raises(Interrupted), line.turn("a", interrupt):
        with pytest.raises(Interrupted), line.turn("b", interrupt):
            raise AssertionError("there was no place")
        raise Interrupted
    with line.turn("c", interrupt):
        pass


def test_a_run_that_waits_for_a_worker_lends_its_place():
    line = Line(places=1)
    with line.turn("a", pytest.fail):
        with line.away():
            other = line.enter("b")
            assert other.admitted.is_set()
        third = line.enter("c")
        line.leave(other)
        assert not third.admitted.is_set()  # the first one is back
    assert third.admitted.is_set()
    with line.away():  # of a run that is in no line, a fragment's
        pass
    line.leave(third)
    assert line.enter("d").admitted.is_set()


def test_a_visitor_in_line_is_told_where_and_then_gets_the_page(visit, monkeypatch):
    monkeypatch.setattr(admission, "TELL_SECONDS", 0.0)
    line = Line(places=1)
    monkeypatch.setattr(admission, "line", line)
    before, place = line.enter("somebody else"), line.place

    def asked(ticket):
        found = place(ticket)
        line.leave(before)
        return found

    monkeypatch.setattr(line, "place", asked)
    lab = visit("cross_correlation", lang="en")
    assert [toast.value for toast in lab.toast] == ["The lab is busy: you are number 1 in line."]
    assert lab.title[0].value == "Cross-correlation"
    assert not lab.exception
