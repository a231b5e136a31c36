"""What a link hides of a page's answers, so that a class works them out: `hide=1` all of it, `hide=sum` that part.

The first screen keeps its window and its controls: one sees what belongs together, not what comes out. The topics below
it would tell the answers, so they are not drawn. Hiding the sum hides how the chosen number is made, not the number:
that is for a class which knows the result and looks for the way there.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core import links
from core.words import N_
from pages.shared.grid import Matrix, Reading
from pages.shared.page import Page

SETTING = "hide"
OUTPUT, SUM, FACTS = "output", "sum", "facts"
TITLES = {
    OUTPUT: N_("the numbers of the output"),
    SUM: N_("the terms of the chosen cell's sum (its result stays)"),
    FACTS: N_("what the page says about the result: sizes, limits, verdicts"),
}
FIELD = links.Names(SETTING, "", max_length=100, options=tuple(TITLES))


def output(page: Page, matrix: Matrix) -> Matrix:
    """The matrix; with empty cells where the link hides the output's numbers."""
    if OUTPUT not in page.hidden:
        return matrix
    rows, columns = matrix.shape
    return replace(matrix, values=np.zeros((rows, columns)), texts=(("",) * columns,) * rows, scale="none", shown=None)


def reading(page: Page, *sums: Reading) -> tuple[Reading, ...]:
    """The sums to write out; none where the link hides their terms."""
    return () if SUM in page.hidden else sums
