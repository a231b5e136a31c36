"""Each kind of file from one subject: a public function of core, so that a worker can make it as well."""

from __future__ import annotations

from core.takeaway.animations import animation
from core.takeaway.lesson import notebook, script
from core.takeaway.programs import lesson
from core.takeaway.subjects import Reader, Subject
from core.takeaway.worksheets import worksheet


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
    cells = lesson(subject, reader)
    return (notebook(cells) if kind == "ipynb" else script(cells)).encode()
