"""Pictures of the tab "Check by experiment": numbers before and after in grids, changes of large maps as images."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Array, Floats, Pair
from core.figures import colours
from core.receptive_field import Comparison, Trial
from pages.parts.receptive_field import picture
from pages.parts.receptive_field.settings import Experiment
from pages.shared.grid import Matrix, grid_event, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import captioned, enlarged

MAX_MAPS = 12
PIXELS = 112
_GROUND, _WRONG = (226, 228, 232), colours.NEGATIVE
_SOFT = 2.0  # the colours' limit: marks stay light enough for numbers in them


def is_small(experiment: Experiment) -> bool:
    """Whether every number of the stack can stand in a cell."""
    sides = max(max(size) for size in experiment.sizes)
    return len(experiment.layers) <= picture.MAX_LAYERS and sides <= picture.MAX_SIDE


def numbers(page: Page, experiment: Experiment, trial: Trial, cell: Pair, found: Sequence[Comparison]) -> None:
    """Three rows of maps: the numbers before, the numbers after, and the units that should change."""
    _ = page.translate
    after = trial.after(cell)
    key = page.key("check before")
    st.caption(_("Before. Click an input cell to raise it."))
    here = np.zeros(experiment.input_size)
    here[cell] = 1
    marks = [here, *(np.zeros(size) for size in experiment.sizes[1:])]
    _row(page, experiment, key, "", trial.before, marks, lambda: _take(page, key), ("X", *cell))
    st.caption(_("After: changed units are coloured."))
    _row(page, experiment, page.key("check after"), "′", after, [one.changed for one in found])
    st.caption(_("What the formula of the receptive field gives."))
    _row(page, experiment, page.key("check theory"), "?", None, [one.predicted for one in found])


def causes(page: Page, experiment: Experiment, found: Sequence[Comparison]) -> None:
    """What changes one unit, in small maps: the experiment above, the prediction below."""
    _ = page.translate
    if max(max(one.changed.shape) for one in found) > picture.MAX_SIDE or len(found) > picture.MAX_LAYERS + 1:
        masks(page, experiment, found, start=0)
        return
    st.caption(_("Experiment: the cells that change the unit."))
    _row(page, experiment, page.key("check causes"), "′", None, [one.changed for one in found])
    st.caption(_("What the formula of the receptive field gives."))
    _row(page, experiment, page.key("check regions"), "?", None, [one.predicted for one in found])


def masks(page: Page, experiment: Experiment, found: Sequence[Comparison], start: int = 1) -> None:
    """Each map as two images: what changed, and what should."""
    _ = page.translate
    shown = list(range(start, len(found)))
    shown = shown if len(shown) <= MAX_MAPS else [*shown[: MAX_MAPS // 2], *shown[-MAX_MAPS // 2 :]]
    st.caption(
        _(
            "In each pair, the experiment is on the left and the formula on the right. Lit: units that change; cells where the two disagree are vermilion."
        )
    )
    with st.container(horizontal=True):
        for depth in shown:
            one = found[depth]
            title = picture.title_of(page, experiment, depth)
            captioned(
                st, pair_of_images(one), f"{title} {one.changed.shape[0]}×{one.changed.shape[1]}", width=2 * PIXELS + 8
            )


def pair_of_images(one: Comparison) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """(H, W, 3): the changed cells and the predicted ones, each cell at least a pixel, with a gap between."""
    rows, columns = one.changed.shape
    times = max(1, PIXELS // max(rows, columns))
    wrong = one.changed != one.predicted
    sides = []
    for mask in (one.changed, one.predicted):
        image = np.empty((rows, columns, 3), np.uint8)
        image[...] = _GROUND
        image[mask] = colours.rgb(colours.WINDOW)
        image[wrong] = colours.rgb(_WRONG)
        sides.append(enlarged(image, times))
    gap = np.full((rows * times, max(2, columns * times // 14), 3), 255, np.uint8)
    return np.concatenate([sides[0], gap, sides[1]], axis=1)


def number(value: float) -> str:
    """A number as short as it can be without hiding a change of 1."""
    return figures.short(value, 7)


def _row(
    page: Page,
    experiment: Experiment,
    key: str,
    suffix: str,
    values: Sequence[Floats] | None,
    marks: Sequence[Array],
    on_change: Callable[[], None] | None = None,
    selected: tuple[str, int, int] | None = None,
) -> None:
    """One row of maps: numbers as texts, marks as colours."""
    matrices = []
    for depth, mark in enumerate(marks):
        texts = [["●" if on else "" for on in row] for row in mark]
        if values is not None:
            texts = [[number(value) for value in row] for row in values[depth]]
        matrices.append(
            Matrix(
                ("X" if depth == 0 else f"L{depth}") + suffix,
                np.asarray(mark, float),
                picture.title_of(page, experiment, depth),
                before="→" if depth else "",
                scale="signed",
                limit=_SOFT,
                texts=tuple(tuple(row) for row in texts),
            )
        )
    words = grid_words(page.translate)
    tensor_grid(matrices, key=key, words=words, player=False, selected=selected, on_change=on_change)


def _take(page: Page, key: str) -> None:
    """The input cell that was clicked; other maps are only read."""
    cell = grid_event(key).cell
    if cell is not None and cell[0] == "X":
        st.session_state[page.key("check_row")], st.session_state[page.key("check_column")] = cell[1:]
