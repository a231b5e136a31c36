"""Answers that a page waits for: what the visitor sees, what is shared, and that nobody's question goes on for nobody."""

import itertools
import operator
import time
import types
from concurrent.futures import Executor

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import images, supervised, workers
from core.errors import BadInput
from core.turns import Sent
from pages.shared import answers, cache, job, visitors
from pages.shared.uploads import NO_ROOM
from tests.pages.reading import settled


class Asked(Executor):
    """Keeps what is asked of it, or answers at once with what it is given."""

    def __init__(self):
        self.futures, self.outcomes = [], []

    def submit(self, function, /, *args, **kwargs):
        future = Sent()
        self.futures.append(future)
        if self.outcomes:
            settle(future, self.outcomes.pop(0))
        return future


def settle(future, outcome):
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


@pytest.fixture
def asked(monkeypatch, instead):
    monkeypatch.setattr(answers, "QUICK_SECONDS", 0.001)
    monkeypatch.setattr(job, "LEFT_SECONDS", 1e6)  # however long a test's visit takes
    answers._answers.clear()
    yield (executor := instead(Asked()))
    for future in executor.futures:
        future.cancel()
    answers._answers.clear()


def screen():
    import operator

    import streamlit as st

    from pages.shared import answers
    from pages.shared.page import Page

    found = answers.answer(Page("page", "en"), "sum", operator.add, 1, 2, deadline=60.0)
    if found is not None:
        st.write(f"found {found}")


def visit():
    return AppTest.from_function(screen, default_timeout=300).run()


def press(lab, name):
    return lab.button(key=f"page.answer sum {name}").click().run()


def shown(lab):
    assert not lab.exception
    return [one.value for kind in (lab.markdown, lab.caption, lab.error) for one in kind]


def test_a_quick_answer_comes_in_the_same_run(asked):
    asked.outcomes = [3]
    assert shown(visit()) == ["found 3"]


def test_a_slow_one_leaves_the_page_free_and_is_computed_once_for_all_visitors(asked):
    first, second = visit(), visit()
    assert shown(first) == shown(second) == ["Computing …"]
    assert len(asked.futures) == 1
    asked.futures[0].set_result(3)
    assert shown(settled(first)) == shown(settled(second)) == shown(visit()) == ["found 3"]
    assert len(asked.futures) == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BadInput("a rule is broken"), "A rule is broken."),
        (MemoryError("no room"), "The work was interrupted: MemoryError: no room; try again."),
        (workers.WorkerLost("the worker ended"), "The worker ended."),
    ],
)
def test_an_error_of_any_kind_is_a_sentence_once_and_can_be_tried_again(asked, error, said):
    lab = visit()
    asked.futures[0].set_exception(error)
    assert shown(settled(lab)) == [said]
    assert shown(lab.run()) == [said]
    assert len(asked.futures) == 1  # it does not try again by itself
    if isinstance(error, BadInput):  # the same would be refused again
        assert not lab.button
        return
    asked.outcomes = [3]
    assert shown(press(lab, "again")) == ["found 3"]


def test_the_failure_of_one_visitors_question_is_not_the_next_ones(asked):
    lab = visit()
    asked.futures[0].set_exception(workers.WorkerLost("the worker ended"))
    settled(lab)
    asked.outcomes = [3]
    assert shown(visit()) == ["found 3"]


def test_one_visitor_cancels_and_the_other_still_gets_the_answer(asked):
    first, second = visit(), visit()
    assert shown(press(first, "cancel")) == ["Cancelled."]
    asked.futures[0].set_result(3)
    assert shown(settled(second)) == ["found 3"]
    assert shown(first.run()) == ["Cancelled."]
    assert shown(press(first, "again")) == ["found 3"]


def question(deadline=60.0):
    one = answers.Answer((operator.add, 1, 2), deadline)
    one.tick()
    return one


def at(monkeypatch, seconds):
    now = time.monotonic()
    monkeypatch.setattr(job.time, "monotonic", lambda: now + seconds)


def test_a_question_that_nobody_looks_at_is_cancelled_by_the_watch_and_asked_anew_later(asked, monkeypatch):
    one = question()
    at(monkeypatch, job.LEFT_SECONDS + 0.1)
    assert not one.look_after()
    assert not one.busy and one.error is None and (one.call, one.size) == ((), 0)  # what was asked may be large
    one.resume()
    one.tick()
    assert len(asked.futures) == 1
    one.bring(answers.Answer((operator.add, 1, 2), 60.0))
    one.tick()
    assert len(asked.futures) == 2 and one.busy


def test_what_comes_when_nobody_looks_any_more_is_taken_over_so_that_it_counts(asked, monkeypatch):
    monkeypatch.setattr(answers, "LEFT_SECONDS", 0.01)
    picture = np.zeros(1000)
    one = answers.Answer((np.negative, picture, b"12345"), 60.0)
    assert one.size == 8005
    one.tick()
    asked.futures[0].set_result(np.zeros(10))
    while not one.finished:
        time.sleep(0.01)
    assert one.call == () and 80 < one.size < 1000 and not one.busy
    one.bring(answers.Answer((np.negative, picture), 60.0))
    assert one.call == ()


def test_what_was_asked_counts_where_it_failed(asked, monkeypatch):
    monkeypatch.setattr(answers, "MAX_BYTES", 10_000)
    asked.outcomes = [BadInput("no"), BadInput("no"), BadInput("no")]
    monkeypatch.setattr(answers, "LEFT_SECONDS", 0.01)
    for name in "abc":
        one = answers._job(name, answers.Answer((np.negative, np.zeros(600)), 60.0))
        one.tick()
        while one.running:
            time.sleep(0.01)
    assert list(answers._answers) == ["b", "c"]


def private_screen():
    import operator

    import streamlit as st

    from pages.shared import answers
    from pages.shared.page import Page

    asked = answers.ask(Page("page", "en"), "sum", operator.add, st.session_state["given"], 2, deadline=9, private=True)
    if asked.result is None:
        asked.draw("Marking …")
    else:
        st.write(f"found {asked.result}")


def test_a_private_answer_is_one_visitor_s_alone_and_ends_with_the_next_question(asked):
    first, second = (AppTest.from_function(private_screen, default_timeout=300) for _ in range(2))
    for lab in (first, second):
        lab.session_state["given"] = 1
        assert shown(lab.run()) == ["Marking …"]
    assert len(asked.futures) == 2 and not answers._answers
    asked.futures[0].set_result(3)
    assert shown(settled(first, given=1)) == ["found 3"]
    assert shown(press(second, "cancel")) == ["Cancelled."]
    assert shown(press(second, "again")) == ["Marking …"]
    second.session_state["given"] = 5
    assert shown(second.run()) == ["Marking …"]
    assert asked.futures[-2].cancelled() and not asked.futures[-1].done()
    asked.futures[-1].set_result(7)
    assert shown(settled(second, given=5)) == ["found 7"]


def test_a_question_of_a_visitor_whose_connection_broke_waits_no_longer(asked, monkeypatch):
    one = question()
    at(monkeypatch, job.LEFT_SECONDS + 0.1)
    monkeypatch.setattr(job, "connection_of", lambda visitor: "another")
    assert one.abandoned


def test_a_single_answer_ends_within_two_seconds_of_its_visitor_s_session(asked, monkeypatch):
    looked_at, forgotten = question(), question()
    at(monkeypatch, visitors.GONE_SECONDS + 0.1)
    assert not looked_at.abandoned
    monkeypatch.setattr(answers, "connected", lambda visitor: False)
    assert not forgotten.look_after() and not forgotten.busy
    worst = visitors.GONE_SECONDS + answers.WATCH_SECONDS + supervised.GRACE_SECONDS + supervised.LOOK_SECONDS
    assert worst < 2.0


def test_a_file_is_waited_for_as_long_as_its_visitor_is_there(asked, monkeypatch):
    monkeypatch.setattr(visitors, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(visitors, "GONE_SECONDS", 0.5)
    there = iter([True, True, False])
    monkeypatch.setattr(visitors, "connected", lambda visitor: next(there))
    seconds = itertools.count()  # one each time that the clock is looked at
    monkeypatch.setattr(visitors, "time", types.SimpleNamespace(monotonic=lambda: next(seconds)))
    with pytest.raises(workers.WorkerLost, match="no result within 60 seconds"):
        visitors.waited_for("somebody", operator.add, 1, 2, seconds=60.0)
    assert asked.futures[0].cancelled() and next(there, None) is None
    monkeypatch.setattr(visitors, "connected", lambda visitor: True)
    with pytest.raises(workers.WorkerLost, match="no result within 9 seconds"):
        visitors.waited_for("somebody", operator.add, 1, 2, seconds=60.0, patience=9.0)
    asked.outcomes = [3]
    assert visitors.waited_for("somebody", operator.add, 1, 2, seconds=60.0) == 3


def test_a_question_past_its_deadline_is_told(asked, monkeypatch):
    one = question(deadline=1.0)
    at(monkeypatch, 1.5)
    assert not one.look_after()
    assert "no result within 1 seconds" in str(one.error)
    assert not one.busy


def test_what_is_remembered_is_bounded_and_the_newest_stay(asked):
    for number in range(answers.MAX_ANSWERS + 5):
        answers._job(str(number), answers.Answer((operator.add, 1, 2), 60.0))
    assert len(answers._answers) == answers.MAX_ANSWERS
    assert str(answers.MAX_ANSWERS + 4) in answers._answers and "0" not in answers._answers


def test_what_is_made_of_a_result_may_fail_with_a_sentence(asked):
    asked.outcomes = [3]
    one = answers.Answer((operator.add, 1, 2), 60.0, then=lambda found: found / 0)
    one.tick()
    one.tick()
    assert "ZeroDivisionError" in str(one.error) and not one.finished and not one.running


def file_screen():
    import streamlit as st

    from core.errors import BadInput
    from pages.shared import cache, reading
    from pages.shared.page import Page

    page, file = Page("page", "en"), st.session_state["file"]
    try:
        read = (reading.table if st.session_state["table"] else reading.picture)(
            page, "own", file, *st.session_state["how"]
        )
    except BadInput as error:
        st.error(page.sentence(error))
    else:
        if read.result is None:
            read.draw(reading.READING)
        else:
            again = cache.matrix(file) if st.session_state["table"] else cache.decoded(file, 64)
            st.write("read", again is read.result)


def reads(file, table=False):
    lab = AppTest.from_function(file_screen, default_timeout=300)
    lab.session_state["file"], lab.session_state["table"], lab.session_state["how"] = (
        file,
        table,
        () if table else (64,),
    )
    return lab


def test_a_large_file_is_read_while_the_page_says_so_and_can_be_cancelled(asked):
    large = bytes(cache.QUICK_BYTES + 1)
    for table, result in ((True, np.eye(2)), (False, images.Loaded(np.eye(2), (2, 2)))):
        state = reads(large, table)
        kept = {name: state.session_state[name] for name in ("file", "table", "how")}
        lab = state.run()
        assert shown(lab) == ["Reading the file …"]
        assert shown(lab.button(key="page.answer read own cancel").click().run()) == ["Cancelled."]
        assert shown(lab.button(key="page.answer read own again").click().run()) == ["Reading the file …"]
        asked.futures[-1].set_result(result)
        assert shown(settled(lab, **kept)) == ["read True"] or shown(lab) == ["read `True`"]  # asked for once
        asked.futures.clear()


def kept_screen():
    import streamlit as st

    from pages.shared import cache, reading
    from pages.shared.page import Page

    page, large, side = Page("page", "en"), bytes(cache.QUICK_BYTES + 1), st.session_state["side"]
    coming = reading.kept(page, "own", large, side)
    if coming.result is None:
        coming.draw(reading.READING)
    else:
        made = cache.with_every_pixel(large) if side is None else cache.plain(large, side)
        st.write(f"kept {len(made)}")
    st.write(f"small {reading.kept(page, 'small', b'a picture', side).result!r}")


@pytest.mark.parametrize("side", [64, None])
def test_what_is_kept_of_a_large_picture_is_made_before_the_click_that_keeps_it(asked, side):
    lab = AppTest.from_function(kept_screen, default_timeout=300)
    lab.session_state["side"] = side
    assert set(shown(lab.run())) == {"Reading the file …", "small b'a picture'"}
    assert "Cancelled." in shown(lab.button(key="page.answer read kept own cancel").click().run())
    lab.button(key="page.answer read kept own again").click().run()
    asked.futures[-1].set_result(b"plain")
    assert set(shown(settled(lab, side=side))) == {"kept 5", "small b'a picture'"}  # the worker is asked once


def test_a_small_file_is_read_at_once_and_one_that_found_no_room_is_told(asked):
    assert "read" in shown(reads(b"1,2\n3,4\n", table=True).run())[0]
    assert "not a picture in PNG" in shown(reads(b"1,2").run())[0]
    assert "no room for another file" in shown(reads(NO_ROOM).run())[0]
    assert asked.futures == []
