"""The lesson of each subject."""

from __future__ import annotations

from core.takeaway import subjects
from core.takeaway.lesson import Cell
from core.takeaway.programs import comparison, correlation, edges, field, learning


def lesson(subject: subjects.Subject, reader: subjects.Reader) -> list[Cell]:
    """Explanation, program and plot; run, it gives the screen's numbers.

    Raises
    ------
    BadInput
        An experiment without a result: a kernel that does not fit.
    """
    if isinstance(subject, subjects.Correlation):
        return correlation.cells(subject, reader)
    if isinstance(subject, subjects.Edges):
        return edges.cells(subject, reader)
    if isinstance(subject, subjects.Learning):
        return learning.cells(subject, reader)
    if isinstance(subject, subjects.Comparison):
        return comparison.cells(subject, reader)
    return field.cells(subject, reader)
