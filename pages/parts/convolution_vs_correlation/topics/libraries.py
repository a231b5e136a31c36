"""The tab "Which library does what": one image and kernel through every library's call, and which agree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import conventions, correlation, figures, kernels
from core.errors import BadInput
from core.takeaway.programs.convolution_vs_correlation import libraries as lesson
from core.words import N_
from pages.parts.convolution_vs_correlation.settings import Experiment
from pages.shared import answers, chosen, downloads, prose
from pages.shared.grid import Axis, Link, Matrix, Reading, grid_words, tensor_grid
from pages.shared.page import Page

SOBEL_CELL = "sobel_cell"
FIELDS = (chosen.field("X⋆K", "X∗K", "X", "K", "K₂", setting=SOBEL_CELL),)
SIDE = 64  # a larger image is cut to its upper left corner: the conventions show there as well
WIDTHS = (46, 286, 44, 52, 124, 100, 82, 86)  # of the table's columns in pixels: together a small screen's page
SECONDS = 150.0  # PyTorch and JAX, where they are installed, are imported anew each time
BORDERS = {
    "none": N_("none"),
    "constant": N_("zeros"),
    "symmetric": N_("reflected, edge repeated"),
    "reflect": N_("reflected, edge not repeated"),
}


def draw(page: Page, experiment: Experiment) -> None:
    """The table of calls, those that agree in one group."""
    _ = page.translate
    prose.draw(page, "libraries")
    image = np.ascontiguousarray(experiment.image[:SIDE, :SIDE])
    kernel = experiment.kernel
    if image.shape != experiment.image.shape:
        st.caption(
            _(
                "The libraries process the upper-left {rows} × {columns} of the input's {all_rows} × {all_columns} pixels; the differences are visible there, too."
            ).format(
                rows=image.shape[0],
                columns=image.shape[1],
                all_rows=experiment.image.shape[0],
                all_columns=experiment.image.shape[1],
            )
        )
    asked = [c for c in conventions.CONVENTIONS if c.takes(image, kernel)]
    silent = [c for c in conventions.CONVENTIONS if not c.takes(image, kernel)]
    calls = [c.call for c in asked if c.installed]
    found = answers.answer(page, "libraries", conventions.computed, calls, image, kernel, deadline=SECONDS)
    if found is not None:
        _agreeing(page, image, kernel, found, silent)
    st.markdown("## " + _("The sign of a Sobel edge, and the pixel where it appears"))
    sobel(page)
    fits = all(k <= n for k, n in zip(kernel.shape, image.shape, strict=True))
    downloads.save(
        page,
        {"sobel": lambda: figures.matrices(sobel_parts())},
        {},
        lessons={"libraries": partial(lesson.cells, image, kernel) if fits else None},
    )


def _agreeing(
    page: Page,
    image: np.ndarray,
    kernel: np.ndarray,
    found: dict[str, np.ndarray],
    silent: Sequence[conventions.Convention],
) -> None:
    """The table, and what it says."""
    _ = page.translate
    try:
        results = conventions.compare(image, kernel, found)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    shown = table(page, results, silent)
    st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height="content",
        placeholder="–",
        column_config={
            name: st.column_config.Column(width=width) for name, width in zip(shown.columns, WIDTHS, strict=True)
        },
    )
    odd = all(side % 2 for side in kernel.shape)
    st.caption(
        _("Calls in the same group give the same numbers here.")
        + " "
        + (
            _("All kernel sides are odd, so every library anchors it at the same centre.")
            if odd
            else _("A kernel side is even: libraries differ in where they anchor the kernel.")
        )
    )
    if silent:
        st.caption(
            _(
                "NumPy's own functions work in one dimension only, on a row of numbers, so they have no result in two. Type an input and a kernel of one row each, or one column each, to include them."
            )
        )
    tables = {f"Y {a.convention.call.replace('/', ' ')}": partial(getattr, a, "result") for a in results}
    downloads.save(page, {}, {"libraries": lambda: shown, **tables})


def sobel(page: Page) -> None:
    """A step from black to white under Sobel's kernel and under its flip, each number with its pixels."""
    _ = page.translate
    prose.draw(page, "sobel")
    step, kernel, correlated, convolved = _sobel_edge()
    seen: dict[str, Any] = {"rows": Axis(count=3), "columns": Axis(count=3)}
    matrices = (
        Matrix("X", step, _("Input X"), scale="grey"),
        Matrix("K", kernel, _("Kernel K"), scale="signed"),
        Matrix("X⋆K", correlated, _("X ⋆ K  correlation"), before="→", scale="signed"),
        Matrix("K₂", kernels.flip(kernel), _("K flipped"), scale="signed"),
        Matrix("X∗K", convolved, _("X ∗ K  convolution"), before="→", scale="signed"),
    )
    tensor_grid(
        matrices,
        (
            Link("X⋆K", "X", **seen, products="K"),
            Link("X∗K", "X", **seen, products="K₂"),
            Link("X∗K", "X⋆K"),
            Link("X⋆K", "X∗K"),
        ),
        words=grid_words(_),
        driver="X⋆K",
        reading=(Reading("X⋆K", "X", "K"), Reading("X∗K", "X", "K₂")),
        **chosen.options(page, "sobel", matrices, ("X⋆K", 1, 1), setting=SOBEL_CELL),
    )


def sobel_parts() -> tuple[figures.Part, ...]:
    """The same as a picture to save."""
    step, kernel, correlated, convolved = _sobel_edge()
    return (
        figures.Part("X", step, "grey"),
        figures.Part("K", kernel, "signed"),
        figures.Part("X ⋆ K", correlated, "signed"),
        figures.Part("X ∗ K", convolved, "signed"),
    )


def table(
    page: Page, answers: tuple[conventions.Answer, ...], silent: Sequence[conventions.Convention] = ()
) -> pd.DataFrame:
    """One row a call, groups together; last the `silent` ones, which do not take such an image and kernel."""
    _ = page.translate
    rows = []
    for number, group in enumerate(conventions.groups(answers), 1):
        for answer in group:
            rows.append(_row(page, answer.convention, number, answer))
    rows += [_row(page, convention) for convention in silent]
    # A group is a whole number also where a call is in none.
    return pd.DataFrame(rows).astype({_("group"): "Int64"})


def _row(
    page: Page, convention: conventions.Convention, group: int | None = None, answer: conventions.Answer | None = None
) -> dict[str, Any]:
    _ = page.translate
    by = _("this lab") if answer is not None and answer.computed is None else _("library")
    # Most calls begin with their library's name.
    called = convention.call if "." in convention.call else f"{convention.library}: {convention.call}"
    return {
        _("group"): group,
        _("call"): called,
        _("flips"): _("yes") if convention.flips else _("no"),
        _("size"): "–" if answer is None else f"{answer.result.shape[0]} × {answer.result.shape[1]}",
        _("outside the image"): _(BORDERS[convention.border]),
        _("anchor (even sides)"): anchor(page, convention),
        _("first number"): None if answer is None else float(answer.result[0, 0]),
        _("computed by"): _("1-D only") if answer is None else by,
    }


def anchor(page: Page, convention: conventions.Convention) -> str:
    """Which of a kernel's two middle cells, as it is typed, lies on the output's own pixel; it matters only for results
    of the same size. A flip makes the later one of the earlier one.
    """
    _ = page.translate
    if convention.size != "same":
        return "–"
    return _("lower-right") if convention.early != convention.flips else _("upper-left")


def _sobel_edge() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A step from black to white, Sobel's kernel, and both results."""
    step = np.zeros((5, 6))
    step[:, 3:] = 1.0
    kernel = kernels.sobel()
    return step, kernel, correlation.correlate(step, kernel), correlation.convolve(step, kernel)
