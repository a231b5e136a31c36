"""The flip as two mirror steps, and X ⋆ K beside X ∗ K with their difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import correlation, figures
from core.arrays import Floats
from pages.parts.convolution_vs_correlation.settings import FLIP_CELL, Experiment
from pages.shared import chosen, edits, pictures
from pages.shared.grid import Axis, GridWords, Link, Matrix, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import scale_of

FIRST = ("D", 0, 0)  # the cell that the page opens on
MAX_SIDE = 20  # cells a side up to which four matrices fit beside one another


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
    limit = max(float(np.abs(correlated).max()), float(np.abs(convolved).max()), 1e-300)
    if max(experiment.image.shape) <= MAX_SIDE:
        return Compared(correlated, convolved, difference, limit)
    image = experiment.image
    files = (
        figures.grey_file(image) if image.min() >= 0 else figures.signed_png(image),
        figures.signed_png(correlated, limit),
        figures.signed_png(convolved, limit),
        figures.signed_png(difference),
    )
    return Compared(correlated, convolved, difference, limit, files)


def flip(page: Page, experiment: Experiment) -> None:
    """K → mirrored left-right → mirrored top-bottom; choosing a cell shows where it goes."""
    _ = page.translate
    kernel = experiment.kernel
    rows, columns = kernel.shape
    left_right = Axis(scale=-1, offset=columns - 1)
    top_bottom = Axis(scale=-1, offset=rows - 1)
    matrices = (
        Matrix("K", kernel, _("Kernel K"), scale="signed", editable=True),
        Matrix("K₁", kernel[:, ::-1], _("mirrored left-right"), before="→", scale="signed"),
        Matrix("K₂", experiment.flipped, _("then top-bottom: K flipped"), before="→", scale="signed"),
    )
    event = tensor_grid(
        matrices,
        (Link("K", "K₁", columns=left_right), Link("K₁", "K₂", rows=top_bottom)),
        words=GridWords.translated(_),
        driver="K",
        player=False,
        **chosen.options(
            page,
            "flip",
            matrices,
            ("K", 0, 0),
            setting=FLIP_CELL,
            then=lambda: edits.accept(page, "flip"),
        ),
    )
    edits.complain(page, event.edits)


def results(page: Page, experiment: Experiment, compared: Compared) -> None:
    """Both results and their difference; grids where there is room, else pictures."""
    _ = page.translate
    limit = compared.limit
    if not compared.files:
        rows, columns = (Axis(count=count) for count in experiment.kernel.shape)
        matrices = (
            Matrix("X", experiment.image, _("Input X"), scale=scale_of(experiment.image), editable=True),
            Matrix("X⋆K", compared.correlated, _("X ⋆ K  correlation"), scale="signed", limit=limit),
            Matrix("X∗K", compared.convolved, _("X ∗ K  convolution"), scale="signed", limit=limit),
            Matrix("D", compared.difference, _("difference"), before="→", scale="signed"),
        )
        event = tensor_grid(
            matrices,
            (Link("X⋆K", "X", rows, columns), Link("X∗K", "X", rows, columns), Link("D", "X⋆K"), Link("D", "X∗K")),
            words=GridWords.translated(_),
            driver="D",
            **chosen.options(
                page,
                "results",
                matrices,
                FIRST,
                then=lambda: edits.accept(page, "results"),
            ),
        )
        edits.complain(page, event.edits)
    else:
        captions = _("Input X"), _("X ⋆ K  correlation"), _("X ∗ K  convolution"), _("difference")
        pictures.row(compared.files, captions)
    st.markdown(verdict(page, experiment, compared.difference))


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
        figures.Part("X", experiment.image, scale_of(experiment.image)),
        figures.Part("K", experiment.kernel, "signed"),
        figures.Part("X ⋆ K", compared.correlated, "signed"),
        figures.Part("X ∗ K", compared.convolved, "signed"),
        figures.Part("X ⋆ K − X ∗ K", compared.difference, "signed"),
    )
