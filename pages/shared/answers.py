"""Work that a worker does once for a page, which goes on without it, and says so until the answer is there.
An answer is remembered by what was asked, so a link that a class opens is computed once for all of it.
"""

from __future__ import annotations

import pickle
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core import workers
from core.errors import BadInput, WorkerLost
from core.memory import MIB, memory, share
from core.words import N_
from pages.shared import admission, questions
from pages.shared.job import LEFT_SECONDS, Call, Job, sentence_of
from pages.shared.page import Page
from pages.shared.visitors import GONE_SECONDS, connected

QUICK_SECONDS = 0.3  # an answer that comes within it is shown in the run that asked
TICK = 0.4
WATCH_SECONDS = 0.25
MAX_ANSWERS = 48
MAX_BYTES = share(memory(), 64, 16 * MIB, 192 * MIB)  # of all of them, pickled
ASKED, CANCELLED = "asked", "cancelled"

_answers: OrderedDict[str, Answer] = OrderedDict()  # of all sessions, the newest last
_private: weakref.WeakValueDictionary[int, Answer] = weakref.WeakValueDictionary()  # those that one session alone has
_lock = threading.Lock()


@dataclass(eq=False)
class Answer(Job):
    """One call in a worker, for every session that asks the same."""

    call: Call
    deadline: float
    then: Callable[[Any], Any] | None = None
    result: Any = None
    size: int = 0  # bytes of the result, or before there is one of what is asked
    begun: float = 0.0
    running_seconds: float = 0.0  # of the deadline, once a worker has begun; 0: all of it

    @property
    def finished(self) -> bool:
        return self.result is not None

    @property
    def order(self) -> workers.Order:
        return workers.Order(self.visitor, long=True, deadline=self.running_seconds or self.deadline)

    @property
    def broken_seconds(self) -> float:
        return 0.0  # it is soon asked for again

    @property
    def abandoned(self) -> bool:
        """Whether nobody looks any more: for a while, or for a moment since the session of who asked ended."""
        away = time.monotonic() - self._ticked
        return super().abandoned or (self.running and away > GONE_SECONDS and not connected(self.visitor))

    def __post_init__(self) -> None:
        self.size = questions.bytes_of(self.call)

    def chunk(self, lane: int) -> list[Call]:
        if self.finished or not self.call:  # left by all: who asks again brings it
            return []
        self.begun = time.monotonic()
        threading.Thread(target=self._watch, name="watch an answer", daemon=True).start()
        return [self.call]

    def bring(self, same: Answer) -> None:
        """What is asked, where this one has let go of it because nobody waited."""
        with self._lock:
            if not (self.finished or self.call):
                self.call, self.then, self.size = same.call, same.then, same.size

    def take(self, lane: int, results: list[Any]) -> None:
        try:
            self.result = results[0] if self.then is None else self.then(results[0])
            self.size = len(pickle.dumps(self.result, protocol=5))
            self.call, self.then = (), None  # what was asked may be large
        except Exception as error:
            self.error = sentence_of(error)

    def tick(self, patience: float = 0.0) -> bool:
        with self._lock:  # ticked by many sessions
            came = super().tick()
        if patience and not self.finished and self.error is None:
            wait(self._in_flight(), timeout=patience)
            with self._lock:
                came = super().tick()
        return came

    def look_after(self) -> bool:
        """End it where nobody waits any longer, or for too long; True while it goes on."""
        with self._lock:
            self._go_on(0)  # what came while it was being sent
            if not self._flying:
                return False
            if self.abandoned:
                self.cancel()
                self.call, self.then, self.size = (), None, 0
                return False
            if time.monotonic() - self.begun > self.deadline:
                self.cancel()
                self.error = WorkerLost(
                    "no result within {seconds:g} seconds; try again, or use a smaller input", seconds=self.deadline
                )
                return False
        return True

    def _watch(self) -> None:
        """Sessions that end say nothing: they tick no more. What comes for them is taken over all the same, so that it counts."""
        while self.look_after():
            wait(self._in_flight(), timeout=WATCH_SECONDS)
        time.sleep(LEFT_SECONDS)
        if self._landed or self.error is not None:
            self.tick()


@dataclass(frozen=True)
class Asked:
    """What a page has asked a worker for, and what there is of it.

    Attributes
    ----------
    result : object
        None while it is not there: `draw` says why, where it would stand.
    """

    page: Page
    place: str
    asked: str
    job: Answer | None = None
    result: Any = None

    def draw(self, doing: str = N_("Computing …")) -> None:
        """That it is being made, with Cancel; or what went wrong, with a button to try again."""
        page, job = self.page, self.job
        if job is None:
            st.caption(page.translate("Cancelled."))
            _again(page, self.place, None)
        elif job.error is not None:
            st.error(page.sentence(job.error))
            if not isinstance(job.error, BadInput):  # the same would be refused again
                _again(page, self.place, job)
        else:
            st.fragment(_waiting, run_every=TICK)(page, self.place, self.asked, job, doing)


def answer(
    page: Page,
    name: str,
    function: Callable[..., Any],
    *args: Any,
    deadline: float,
    of: str | None = None,
    then: Callable[[Any], Any] | None = None,
) -> Any:
    """What `ask` asks for; None while it is not there, and the page says so in its place."""
    asked = ask(page, name, function, *args, deadline=deadline, of=of, then=then)
    if asked.result is None:
        asked.draw()
    return asked.result


def ask(
    page: Page,
    name: str,
    function: Callable[..., Any],
    *args: Any,
    deadline: float,
    of: str | None = None,
    then: Callable[[Any], Any] | None = None,
    running: float = 0.0,
    private: bool = False,
) -> Asked:
    """Ask for what ``function(*args)`` gives in a worker; the page is drawn again when it comes.

    Parameters
    ----------
    name : str
        What tells this place of the page from its others.
    function : callable
        A public function of core, which never gives None; or a `partial` of one.
    deadline : float
        Seconds until it is given up.
    of : str, optional
        What tells these arguments (and `then`) from all others; without it, a digest of them.
    then : callable, optional
        What is made of the result in the server before it is remembered, e.g. picture files of large arrays.
    running : float
        Seconds of them that a worker may take; 0: all, less what it waited for one.
    private : bool
        Whether the answer is this visitor's alone, and gone with the visit or the next question: it is about people, say.
    """
    asked = questions.name(function, of if of is not None else questions.digest(args))
    place = page.key(f"answer {name}")
    before = st.session_state.get(place)
    if before == (CANCELLED, asked):
        return Asked(page, place, asked)
    call = (function, *args)
    new = Answer(call, deadline, then)
    job = _own(place, asked, new) if private else _job(asked, new)
    job.running_seconds = running
    if not job.finished and not job.running and (job.error is None or before != (ASKED, asked)):
        job.resume()  # all others left it, or it failed for somebody else
    st.session_state[place] = (ASKED, asked)
    if job.running:
        with admission.line.away():
            job.tick(QUICK_SECONDS)
    return Asked(page, place, asked, job, job.result)


def remembered(function: Callable[..., Any], of: str) -> Any:
    """What was asked for before, by any page; None where it was not, or is forgotten."""
    with _lock:
        job = _answers.get(questions.name(function, of))
    return None if job is None else job.result


def in_flight() -> list[Future[Any]]:
    """What the answers of all sessions wait for."""
    with _lock:
        return [future for job in (*_answers.values(), *_private.values()) for future in job._in_flight()]


def _waiting(page: Page, place: str, asked: str, job: Answer, doing: str) -> None:
    job.tick()
    if not job.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(page.translate(doing))
        # Others may wait for the same: it ends when nobody asks for it any more.
        if st.button(page.translate("Cancel"), key=f"{place} cancel"):
            st.session_state[place] = (CANCELLED, asked)
            st.rerun()


def _again(page: Page, place: str, job: Answer | None) -> None:
    def again() -> None:
        st.session_state[place] = None
        if job is not None:
            job.resume()

    st.button(page.translate("Try again"), key=f"{place} again", on_click=again)


def _job(asked: str, new: Answer) -> Answer:
    with _lock:
        job = _answers.setdefault(asked, new)
        job.bring(new)
        _answers.move_to_end(asked)
        idle = [name for name, one in _answers.items() if not one.running]
        while len(_answers) > MAX_ANSWERS or (idle and sum(one.size for one in _answers.values()) > MAX_BYTES):
            _answers.pop(idle.pop(0) if idle else next(iter(_answers))).cancel()
    return job


def _own(place: str, asked: str, new: Answer) -> Answer:
    """The job of this question that this session alone knows; that of the question before it ends."""
    key = f"{place} own"
    before: tuple[str, Answer] | None = st.session_state.get(key)
    if before is not None and before[0] == asked:
        before[1].bring(new)
        return before[1]
    if before is not None:
        before[1].cancel()
    st.session_state[key] = (asked, new)
    _private[id(new)] = new
    return new
