"""X ⋆ K = Y and |Y|, and what the colours mean: grids, or pictures where cells are too many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import correlation, figures, takeaway
from core.arrays import Floats
from core.figures import Range, colours
from pages.parts.edge_detection import on_photograph
from pages.parts.edge_detection.meaning import LEVEL, meaning
from pages.parts.edge_detection.on_photograph import Traced
from pages.parts.edge_detection.settings import Experiment
from pages.shared import cache, chosen, downloads, edits, hidden, pictures, prose, use_on
from pages.shared.grid import Axis, Link, Matrix, Reading, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import scale_of

MAX_SIDE = 32  # cells a side that a grid draws


@dataclass(frozen=True, eq=False)
class Response:
    """Y and |Y| (rows, columns); `files` are pictures of X, Y and |Y| where there are too many cells for grids."""

    values: Floats
    magnitude: Floats
    files: tuple[bytes, ...] = ()


def response_of(experiment: Experiment) -> Response:
    """Compute Y and pack the pictures, before the page draws anything: so the browser has all of it at once.

    Raises BadInput with the rule that is broken.
    """
    values = correlation.correlate(experiment.x, experiment.k)
    magnitude = np.abs(values)
    if max(experiment.x.shape) <= MAX_SIDE:
        return Response(values, magnitude)
    top = float(magnitude.max()) or 1.0
    files = (
        cache.file(experiment.x, experiment.shown),
        figures.signed_png(values),
        figures.grey_file(magnitude / top),
    )
    return Response(values, magnitude, files)


def question(page: Page, experiment: Experiment | None) -> str:
    """What the page asks, and what to look at in the answer."""
    _ = page.translate
    chosen = (st.session_state[page.key("image")], st.session_state[page.key("kernel")])
    turned = experiment is not None and (experiment.transpose_image or experiment.transpose_kernel)
    if chosen == ("band", "difference") and not turned and hidden.FACTS not in page.hidden:
        return _("Where does the picture change? +1 at the band's left edge, −1 at its right edge, 0 elsewhere.")
    return _(
        "Where does the picture change? Each number of Y is the kernel's response at one position. A kernel whose entries sum to 0 gives 0 wherever the picture is uniform."
    )


def draw(page: Page, experiment: Experiment, response: Response) -> None:
    """The chosen image, the response to it, and its magnitude."""
    if response.files:
        _pictures(page, experiment, response)
    else:
        _grid(page, experiment, response)


def explain(page: Page, experiment: Experiment, response: Response) -> None:
    """What the colours mean, and how much was found."""
    if hidden.FACTS in page.hidden:
        return
    legend(page, experiment.k, response.values)
    prose.status(verdict(page, response.values))


def share(page: Page, experiment: Experiment, response: Response, traced: Traced) -> None:
    """Copy link, and the picture and its matrices as files."""
    downloads.share(
        page,
        {
            "edges": lambda: figures.matrices(parts(experiment, response)),
            "photograph and edges": lambda: figures.matrices(on_photograph.parts(traced)),
        },
        {
            "X": lambda: experiment.x,
            "K": lambda: experiment.k,
            "Y": lambda: response.values,
            "Y magnitude": lambda: response.magnitude,
        },
        onward=lambda: use_on.menu(page, experiment.x, {use_on.BOTH: lambda: experiment.k}),
        take=lambda: takeaway.Edges(
            experiment.x, experiment.k, takeaway.Photograph(traced.picture, traced.share, traced.found)
        ),
    )


def inputs(page: Page, experiment: Experiment) -> None:
    """X and K alone, where no response exists: what was typed stays on the screen."""
    if max(experiment.x.shape) <= MAX_SIDE:
        tensor_grid(
            _inputs(page, experiment),
            key=page.key("inputs"),
            words=grid_words(page.translate),
            player=False,
            on_change=lambda: _accept(page, "inputs"),
        )


def legend(page: Page, kernel: Floats, response: Floats) -> None:
    """What each of the two colours means for this kernel, and how many cells have it."""
    _ = page.translate
    said = meaning(kernel)
    pictures.legend(
        page.key("legend"),
        (
            (colours.POSITIVE, _(said.positive), int((response > 0).sum())),
            (colours.NEGATIVE, _(said.negative), int((response < 0).sum())),
        ),
    )
    if not said.finds_edges and (said.positive, said.negative) == LEVEL:
        st.caption(
            _(
                "The kernel's entries sum to {total:.4g} instead of 0: it responds to brightness itself, not only to changes."
            ).format(total=said.total)
        )


def verdict(page: Page, response: Floats) -> str:
    """One sentence: how many of the numbers are not zero."""
    _ = page.translate
    rows, columns = response.shape
    found = int(np.count_nonzero(response))
    if not found:
        return _("**Nothing found:** all {rows} × {columns} numbers are 0.").format(rows=rows, columns=columns)
    return _("**Found:** nonzero in {found:,} of {all:,} positions.").format(found=found, all=response.size)


def parts(experiment: Experiment, response: Response) -> tuple[figures.Part, ...]:
    """The picture to save; signs in place of words, so that it reads in any language."""
    return (
        figures.Part(
            title(_image_name(experiment), experiment.x), experiment.x, scale_of(experiment.x), shown=experiment.shown
        ),
        figures.Part(title(kernel_name(experiment), experiment.k), experiment.k, "signed", before="⋆"),
        figures.Part(title("Y", response.values), response.values, "signed", before="="),
        figures.Part("|Y|", response.magnitude, "grey", shown=_strength(experiment, response)),
    )


def window(kernel: Floats) -> Link:
    """From a cell of Y to its window in X."""
    rows, columns = kernel.shape
    return Link("Y", "X", rows=Axis(count=rows), columns=Axis(count=columns), products="K")


def _grid(page: Page, experiment: Experiment, response: Response) -> None:
    matrices = (
        *_inputs(page, experiment),
        hidden.output(page, Matrix("Y", response.values, "Y", before="=", scale="signed")),
        hidden.output(
            page,
            Matrix("|Y|", response.magnitude, "|Y|", before="→", scale="grey", shown=_strength(experiment, response)),
        ),
    )
    strongest = ("Y", *_strongest(response.values))
    event = tensor_grid(
        matrices,
        (window(experiment.k), Link("|Y|", "Y")),
        words=grid_words(page.translate),
        driver="Y",
        reading=hidden.reading(page, Reading("Y", "X", "K")),
        **chosen.options(page, "grid", matrices, strongest, then=lambda: _accept(page, "grid")),
    )
    edits.complain(page, event.edits)


def _strength(experiment: Experiment, response: Response) -> Range | None:
    """Where the input has a display range, |Y| is drawn from 0 to its largest number."""
    return None if experiment.shown is None else (0.0, float(response.magnitude.max()))


def _accept(page: Page, grid: str) -> None:
    """Numbers typed into the grid become the input: as they stand on the screen, so no longer transposed."""
    for name in edits.accept(page, grid):
        st.session_state[page.key({"X": "transpose_image", "K": "transpose_kernel"}[name])] = False


def _pictures(page: Page, experiment: Experiment, response: Response) -> None:
    captions = title(_image_name(experiment), experiment.x), title("Y", response.values), "|Y|"
    shown = 1 if hidden.OUTPUT in page.hidden else 3
    pictures.row(response.files[:shown], captions[:shown])


def _inputs(page: Page, experiment: Experiment) -> tuple[Matrix, Matrix]:
    x, k = experiment.x, experiment.k
    return (
        Matrix(
            "X",
            x,
            _image_name(experiment),
            scale=scale_of(x),
            editable=not page.locked("image", "transpose_image"),
            shown=experiment.shown,
        ),
        Matrix(
            "K",
            k,
            kernel_name(experiment),
            before="⋆",
            scale="signed",
            editable=not page.locked("kernel", "transpose_kernel"),
        ),
    )


def _strongest(response: Floats) -> tuple[int, int]:
    """The first cell that answers most: there the sum is worth reading."""
    row, column = np.unravel_index(int(np.abs(response).argmax()), response.shape)
    return int(row), int(column)


def _image_name(experiment: Experiment) -> str:
    return "Xᵀ" if experiment.transpose_image else "X"


def kernel_name(experiment: Experiment) -> str:
    """K, or Kᵀ where it is transposed."""
    return "Kᵀ" if experiment.transpose_kernel else "K"


def title(name: str, values: Floats) -> str:
    """A name with its size."""
    return f"{name}  {values.shape[0]} × {values.shape[1]}"
