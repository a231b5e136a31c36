"""The worksheet of each subject."""

from __future__ import annotations

from core.takeaway import subjects
from core.takeaway.worksheets import field, page, pair, training
from core.takeaway.worksheets.sheet import Sheet


def worksheet(subject: subjects.Subject, reader: subjects.Reader) -> str:
    """The experiment, or a part of it that fits on paper, as an HTML file that prints on A4.

    Raises
    ------
    BadInput
        An experiment without a result: a kernel that does not fit.
    """
    return page.html(sheet_of(subject, reader), reader)


def sheet_of(subject: subjects.Subject, reader: subjects.Reader) -> Sheet:
    """What stands on it.

    Raises
    ------
    BadInput
        An experiment without a result: a kernel that does not fit.
    """
    if isinstance(subject, subjects.Correlation):
        return pair.correlation(subject, reader)
    if isinstance(subject, subjects.Edges):
        return pair.edges(subject, reader)
    if isinstance(subject, subjects.Learning):
        return training.learning(subject, reader)
    if isinstance(subject, subjects.Comparison):
        return pair.comparison(subject, reader)
    return field.field(subject, reader)
