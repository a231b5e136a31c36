"""A place in line: how many runs of a page's script compute at once, and who is next.

One interpreter computes one thing at a time. A hundred runs that share it hand it from thread to thread and all end
late; a few of them at once end as fast as it can, and the others wait in the order in which they came, told where they stand.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PLACES = 4
TELL_SECONDS = 0.5  # a visitor who waits longer is told their place,
AGAIN_SECONDS = (
    3.0  # and again as often as this: the note stays for four seconds, and each one costs time that all wait for
)
ABSENT_SECONDS = 2.0  # a run that was interrupted while it waited may take up its place again


@dataclass(eq=False)
class Ticket:
    """One run in line, of the visitor `who`; `left` is when it was interrupted."""

    who: str
    admitted: threading.Event = field(default_factory=threading.Event)
    left: float | None = None


class Line:
    """Runs that wait for one of a few places."""

    def __init__(self, places: int = PLACES, clock: Callable[[], float] = time.monotonic) -> None:
        self.places, self._clock = places, clock
        self._lock = threading.Lock()
        self._waiting: list[Ticket] = []
        self._inside = 0
        self._mine = threading.local()  # the ticket of the run that this thread makes

    @contextmanager
    def turn(self, who: str, tell: Callable[[int], None]) -> Iterator[None]:
        """Wait for a place and hold it; `tell` hears from time to time which one in line it is, from 1 on, and may raise."""
        ticket = self.enter(who)
        try:
            patience = TELL_SECONDS
            while not ticket.admitted.wait(patience):
                tell(self.place(ticket))
                patience = AGAIN_SECONDS
            self._mine.ticket = ticket
            yield
        finally:
            self._mine.ticket = None
            self.leave(ticket)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Lend this run's place to others while it waits for something that is computed elsewhere; it has one again after."""
        ticket = getattr(self._mine, "ticket", None)
        if ticket is not None:
            self.leave(ticket)
        try:
            yield
        finally:
            if ticket is not None:
                with self._lock:
                    self._inside += 1

    def enter(self, who: str) -> Ticket:
        """Queue up, or take up the place of this visitor's run that was interrupted."""
        with self._lock:
            ticket = next((one for one in self._waiting if one.who == who and one.left is not None), None)
            if ticket is None:
                ticket = Ticket(who)
                self._waiting.append(ticket)
            ticket.left = None
            self._admit()
            return ticket

    @property
    def length(self) -> int:
        """How many runs wait."""
        return len(self._waiting)

    def place(self, ticket: Ticket) -> int:
        """Which one in line it is, from 1 on; 0 where it is inside."""
        with self._lock:
            return self._waiting.index(ticket) + 1 if ticket in self._waiting else 0

    def leave(self, ticket: Ticket) -> None:
        """Give the place to the next one; a run that was interrupted before it had one keeps its place in line a moment."""
        with self._lock:
            if ticket.admitted.is_set():
                self._inside -= 1
            else:
                ticket.left = self._clock()
            self._admit()

    def _admit(self) -> None:
        """Let in as many as there are places for, first come first; the lock is held."""
        now = self._clock()
        self._waiting = [one for one in self._waiting if one.left is None or now - one.left <= ABSENT_SECONDS]
        for ticket in [one for one in self._waiting if one.left is None][: max(0, self.places - self._inside)]:
            self._waiting.remove(ticket)
            self._inside += 1
            ticket.admitted.set()


line = Line()  # of all sessions
