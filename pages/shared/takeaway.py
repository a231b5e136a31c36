"""What is on the screen, to take away: which files there are of it, and how each is made, once it is clicked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from core import takeaway
from core.arrays import Array, Floats
from core.learning import KernelLearning
from core.takeaway import Learning, Lesson, Reader, Subject
from core.words import N_
from pages.shared import address, questions
from pages.shared.frame import TITLES
from pages.shared.live import Run
from pages.shared.page import Page
from pages.shared.workers_files import WorkersFile

HEAD = N_("Files to take away")
WHAT = N_(
    "A Jupyter notebook and a program that give these numbers, a worksheet to print, an animation (of more than {most} positions, {most} are shown), and all files in one."
)
LESSON = N_("A Jupyter notebook and a program that give these numbers.")
POINTS = 400  # of a predicted training
MAX_NUMBER = 1e30  # of its kernels: beyond it, it is of no use to anybody
MIMES = {
    "ipynb": "application/x-ipynb+json",
    "py": "text/x-python",
    "html": "text/html",
    "gif": "image/gif",
    "zip": "application/zip",
}

Maker = Callable[[], bytes] | WorkersFile
Makers = Mapping[str, Callable[[], bytes]]
Lessons = Mapping[str, Lesson | None]


def files(page: Page, subject: Subject, others: Makers, named: Callable[[str], str]) -> dict[str, Maker]:
    """Name → what makes the file, in another thread and without the session: what it needs is read here. A worker makes a large one.

    Parameters
    ----------
    others : mapping
        The page's other files, which the archive holds as well, by the names that they have there.
    named : callable
        A file's name → the name that it is saved under.
    """
    reader = reader_of(page)
    names = ("notebook.ipynb", f"{page.name}.py", "worksheet.html", "animation.gif")
    kinds = {name: name.rpartition(".")[2] for name in names}

    def packed(files: Mapping[str, bytes]) -> bytes:
        own = {named(name): files[kind] for name, kind in kinds.items()}
        return takeaway.archive({**own, **{name: make() for name, make in others.items()}})

    if takeaway.heavy(subject):
        of = questions.digest((subject, reader))
        heavy: dict[str, Maker] = {
            name: WorkersFile(takeaway.file, (kind, subject, reader), f"{kind} {of}") for name, kind in kinds.items()
        }
        every = WorkersFile(takeaway.every, (subject, reader), of, packed)
        return {**heavy, "everything.zip": every}
    made: dict[str, Maker] = {name: partial(takeaway.file, kind, subject, reader) for name, kind in kinds.items()}
    return {**made, "everything.zip": lambda: packed(takeaway.every(subject, reader))}


def reader_of(page: Page) -> Reader:
    """Whom the files are for; the address is the one that the visitor's browser has, with the settings of now."""
    query = urlencode(address.query_of(page.name, page.fields))
    return Reader(page.translate(TITLES[page.name][0]), takeaway.address_of(st.context.url, query), page.language)


def lessons(page: Page, given: Lessons) -> dict[str, Maker]:
    """Each lesson that there is as a notebook and as a program; as `files`."""
    reader = reader_of(page)
    return {
        f"{name}.{kind}": _written(kind, lesson, reader)
        for name, lesson in given.items()
        if lesson is not None
        for kind in ("ipynb", "py")
    }


def _written(kind: str, lesson: Lesson, reader: Reader) -> Maker:
    if takeaway.long(lesson):
        given = (kind, lesson, reader)
        return WorkersFile(takeaway.written, given, questions.digest(given))
    return partial(takeaway.written, kind, lesson, reader)


def learned(run: Run, number: int, true: Array) -> Learning:
    """A training of a run as it stands now; `number` is its place in the run."""
    state = run.states[number]
    path = [(made, kernels[number]) for made, kernels in list(run.trajectory)]
    if path[-1][0] < state.epoch:  # not every chunk's end is remembered
        path.append((state.epoch, np.array(state.kernel)))
    losses = np.array(run.losses[number], dtype=np.float64)
    return Learning(
        run.experiments[number],
        true,
        run.epoch,
        tuple(run.rates),
        losses,
        tuple(path),
        float(state.bias),
        measured=True,
    )


def foretold(
    experiment: KernelLearning,
    true: Array,
    start: Array,
    after: Callable[[Array], tuple[Floats, Floats] | None],
    end: int,
) -> Learning:
    """A training that has not begun: its kernels and losses as theory predicts them, `end` updates of them at most."""
    updates = np.unique(np.linspace(0, end, min(end, POINTS) + 1).round().astype(int))
    found = after(updates) if end else None
    losses = np.full(experiment.epochs, np.nan)
    path: list[tuple[int, Array]] = [(0, np.asarray(start))]
    if found is not None:
        kernels, seen = found
        known = np.isfinite(seen) & np.isfinite(kernels).reshape(len(kernels), -1).all(axis=1)
        known &= np.abs(kernels).reshape(len(kernels), -1).max(axis=1) < MAX_NUMBER
        known = np.logical_and.accumulate(known)
        path = [(int(made), kernel) for made, kernel in zip(updates[known], kernels[known], strict=True)] or path
        before = known & (updates < experiment.epochs)
        losses[updates[before]] = seen[before]
    return Learning(experiment, true, experiment.epochs, (), losses, tuple(path))
