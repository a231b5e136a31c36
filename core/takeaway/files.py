"""Each kind of file from one subject or lesson: public functions of core, so that a worker can make it as well."""

from __future__ import annotations

from functools import partial

import numpy as np

from core.takeaway.animations import animation
from core.takeaway.lesson import Cell, notebook, script
from core.takeaway.programs import lesson
from core.takeaway.subjects import Reader, Subject
from core.takeaway.worksheets import worksheet

Lesson = partial[list[Cell]]  # what makes the cells, with all its arguments in order but the last one, the reader

KINDS = ("ipynb", "py", "html", "gif")
MAX_NUMBERS = 200_000  # of a lesson that takes a server's core some tenths of a second


def file(kind: str, subject: Subject, reader: Reader) -> bytes:
    """The subject's notebook, program, worksheet or animation, by the ending of its name: ipynb, py, html or gif.

    Raises
    ------
    BadInput
        An experiment without a result: a kernel that does not fit.
    """
    if kind == "gif":
        return animation(subject)
    if kind == "html":
        return worksheet(subject, reader).encode()
    return written(kind, partial(lesson, subject), reader)


def every(subject: Subject, reader: Reader) -> dict[str, bytes]:
    """All of these files, by the endings of their names.

    Raises
    ------
    BadInput
        An experiment without a result: a kernel that does not fit.
    """
    return {kind: file(kind, subject, reader) for kind in KINDS}


def written(kind: str, lesson: Lesson, reader: Reader) -> bytes:
    """The lesson as a notebook ("ipynb") or as a program ("py").

    Raises
    ------
    BadInput
        An experiment without a result: a kernel that does not fit.
    """
    cells = lesson(reader)
    return (notebook(cells) if kind == "ipynb" else script(cells)).encode()


def long(lesson: Lesson) -> bool:
    """Whether its matrices are so large that a worker should write it."""
    return sum(values.size for values in lesson.args if isinstance(values, np.ndarray)) > MAX_NUMBERS
