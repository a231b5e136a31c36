"""The flip as two mirror steps, and X ⋆ K beside X ∗ K with their difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import correlation, figures
from core.arrays import Floats
from pages.parts.convolution_vs_correlation.settings import FLIP, FLIP_CELL, Experiment
from pages.parts.convolution_vs_correlation.turning import turning
from pages.shared import cache, chosen, edits, hidden, pictures, prose
from pages.shared.grid import Axis, Link, Matrix, Reading, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import scale_of

FIRST = ("D", 0, 0)  # the cell that the page opens on
MAX_SIDE = 12  # cells a side up to which all matrices fit beside one another
COMPACT_FROM = 16  # cells of an input that leave no room for large ones


@dataclass(frozen=True, eq=False)
class Compared:
    """Both results and their difference; `files` are pictures of input, results and difference where cells are too many."""

    correlated: Floats
    convolved: Floats
    difference: Floats
    limit: float
    files: tuple[bytes, ...] = ()


def compare(experiment: Experiment) -> Compared:
    """Compute both, and pack the pictures: so the browser is sent all of them at once. Raises BadInput with the rule."""
    correlated = correlation.correlate(experiment.image, experiment.kernel)
    convolved = correlation.correlate(experiment.image, experiment.flipped)
    difference = correlated - convolved
    limit = max(figures.largest(correlated), figures.largest(convolved), 1e-300)
    if max(experiment.image.shape) <= MAX_SIDE:
        return Compared(correlated, convolved, difference, limit)
    image = experiment.image
    files = (
        cache.file(image, experiment.shown) if image.min() >= 0 else figures.signed_png(image),
        figures.signed_png(correlated, limit),
        figures.signed_png(convolved, limit),
        figures.signed_png(difference),
    )
    return Compared(correlated, convolved, difference, limit, files)


def mirrored(page: Page, experiment: Experiment) -> None:
    """K → mirrored left-right → mirrored top-bottom; choosing a cell shows where it goes."""
    _ = page.translate
    kernel = experiment.kernel
    rows, columns = kernel.shape
    matrices = (
        Matrix("K", kernel, _("Kernel K"), scale="signed"),
        Matrix("K₁", kernel[:, ::-1], _("Flipped left-right"), before="→", scale="signed"),
        Matrix("K₂", experiment.flipped, _("Then top-bottom: K flipped"), before="→", scale="signed"),
    )
    tensor_grid(
        matrices,
        (
            Link("K", "K₁", columns=Axis(scale=-1, offset=columns - 1)),
            Link("K₁", "K₂", rows=Axis(scale=-1, offset=rows - 1)),
        ),
        words=grid_words(_),
        driver="K",
        **chosen.options(page, "flip steps", matrices, ("K", 0, 0), setting=FLIP_CELL),
    )


def draw(page: Page, experiment: Experiment, compared: Compared | None) -> None:
    """K → flipped, X, both results, their difference; without results K and X alone."""
    _ = page.translate
    above = st.container()  # filled later: pictures come to the browser first
    if compared is not None and compared.files and hidden.OUTPUT not in page.hidden:
        pictures.row(compared.files, ("X", _("Correlation"), _("Convolution"), _("Difference")))
    with above:
        _grids(page, experiment, compared)
    if compared is not None and hidden.FACTS not in page.hidden:
        prose.status(verdict(page, experiment, compared.difference))


def _grids(page: Page, experiment: Experiment, compared: Compared | None) -> None:
    """K → flipped and what is small enough of X, both results and their difference, in one row."""
    _ = page.translate
    kernel = experiment.kernel
    rows, columns = kernel.shape
    grids = compared is not None and not compared.files
    matrices = [
        Matrix("K", kernel, "K", scale="signed", editable=not page.locked("kernel")),
        hidden.output(page, Matrix("K₂", experiment.flipped, _("Flipped"), before="→", scale="signed")),
    ]
    turned = Axis(-1, rows - 1), Axis(-1, columns - 1)
    links = [Link("K", "K₂", *turned)]
    if max(experiment.image.shape) <= MAX_SIDE:
        small = experiment.image.size > COMPACT_FROM
        matrices.append(
            Matrix(
                "X",
                experiment.image,
                "X",
                scale=scale_of(experiment.image),
                editable=not page.locked("image"),
                compact=small,
                shown=experiment.shown,
            )
        )
    if compared is not None and grids:
        matrices += (hidden.output(page, one) for one in _results(page, compared, small))
        links += _windows(experiment)
    event = tensor_grid(
        matrices,
        links,
        words=grid_words(_),
        driver="D" if grids else "K",
        player=grids,
        reading=hidden.reading(page, Reading("X⋆K", "X", "K"), Reading("X∗K", "X", "K₂")) if grids else None,
        **chosen.options(
            page,
            "results",
            matrices,
            FIRST if grids else ("K", 0, 0),
            then=lambda: edits.accept(page, "results"),
        ),
    )
    edits.complain(page, event.edits)


def _results(page: Page, compared: Compared, small: bool) -> tuple[Matrix, ...]:
    _ = page.translate
    limit = compared.limit
    return (
        Matrix("X⋆K", compared.correlated, _("Correlation"), scale="signed", limit=limit, compact=small),
        Matrix("X∗K", compared.convolved, _("Convolution"), scale="signed", limit=limit, compact=small),
        Matrix("D", compared.difference, _("Difference"), scale="signed", compact=small),
    )


def _windows(experiment: Experiment) -> tuple[Link, ...]:
    """From a cell of either result to its window in X, and from the difference to both."""
    rows, columns = (Axis(count=count) for count in experiment.kernel.shape)
    return (Link("X⋆K", "X", rows, columns), Link("X∗K", "X", rows, columns), Link("D", "X⋆K"), Link("D", "X∗K"))


def turn(page: Page, experiment: Experiment, compared: Compared) -> None:
    """The switch, and what it does: the kernel turns, correlation becomes convolution."""
    _ = page.translate
    if hidden.OUTPUT in page.hidden:
        return
    flipped = st.toggle(_("Flip the kernel"), **page.control(FLIP))
    turning(
        experiment.kernel,
        None if compared.files else (compared.correlated, compared.convolved),
        (compared.files[1], compared.files[2]) if compared.files else None,
        flipped=flipped,
        limit=compared.limit,
        names=(("K", "X ⋆ K"), (_("K flipped"), "X ∗ K")),
        key=page.key("turning"),
    )
    st.caption(_("A convolution mirrors the kernel left-right and top-bottom, then does what a correlation does."))


def verdict(page: Page, experiment: Experiment, difference: Floats) -> str:
    """One sentence: what the flip changed here, and why."""
    _ = page.translate
    if experiment.symmetric:
        return _("**No difference:** this kernel is symmetric about its centre, so the flip changes nothing.")
    if not difference.any():
        return _("**No difference on this image,** although the flip does change the kernel.")
    largest = figures.short(float(np.abs(difference).max()))
    if experiment.antisymmetric:
        return _(
            "**Same size, opposite sign:** the flip turns this kernel into its negative. Largest difference {largest}."
        ).format(largest=largest)
    return _("**Different:** the flip changes this kernel. Largest difference {largest}.").format(largest=largest)


def parts(experiment: Experiment, compared: Compared) -> tuple[figures.Part, ...]:
    """The picture to save; signs in place of words, so that it reads in any language."""
    return (
        figures.Part("X", experiment.image, scale_of(experiment.image), shown=experiment.shown),
        figures.Part("K", experiment.kernel, "signed"),
        figures.Part("X ⋆ K", compared.correlated, "signed"),
        figures.Part("X ∗ K", compared.convolved, "signed"),
        figures.Part("X ⋆ K − X ∗ K", compared.difference, "signed"),
    )
