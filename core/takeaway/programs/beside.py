"""The end of a topic's lesson: its numbers beside those of the screen."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Translate

Check = tuple[str, str, Array | float]  # what it is, the program's expression for it, the screen's value

_APART = '''
def apart(here, screen):
    """The largest difference; where the screen's numbers are above 1, as a part of the largest of them."""
    return np.max(np.abs(np.subtract(here, screen)), initial=0.0) / max(1.0, np.max(np.abs(screen), initial=0.0))
'''
_SUMMED = '''


def summed(values):
    """Of many numbers: the smallest, the largest, the sum of the magnitudes."""
    return [np.min(values), np.max(values), np.abs(values).sum()]
'''


def beside(_: Translate, *checks: Check) -> Cell:
    """How far each of the program's numbers is from the screen's, printed; of more than `pieces.WRITTEN` their sums.

    What is not finite on the screen has no distance, and is left out.
    """
    lines, summed = [], False
    said = _("largest difference from the lab's screen:")
    for name, expression, value in checks:
        values = np.asarray(value, dtype=np.float64)
        if values.size > pieces.WRITTEN:
            expression, summed = f"summed({expression})", True
            values = np.array([values.min(), values.max(), np.abs(values).sum()])
        if np.isfinite(values).all():
            lines.append(f"print({said!r}, {name!r}, apart({expression}, {_written(values)}))")
    return pieces.code(_APART.strip("\n") + (_SUMMED.rstrip("\n") if summed else ""), "", "", *lines)


def _written(values: Array) -> str:
    """Whole numbers without a point: they are exact."""
    whole = bool((values == np.rint(values)).all()) and np.abs(values).max(initial=0.0) < 2**53
    return repr(values.astype(np.int64).tolist() if whole else values.tolist())
