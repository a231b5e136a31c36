"""The page's kernel on a photograph: the picture before, its edges after, and the threshold that tells them apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import edges, figures, images
from core.arrays import Floats
from core.figures import Range
from pages.parts.edge_detection import paint
from pages.parts.edge_detection.settings import THRESHOLD, Experiment
from pages.parts.edge_detection.topics.photographs.before_after import before_after
from pages.shared import cache, controls
from pages.shared.page import Page

PHOTOGRAPH, SIDE = "camera", 256  # where the page's own image is none
WIDTH = 300  # pixels on the screen: numbers and photograph are seen together


@dataclass(frozen=True, eq=False)
class Traced:
    """A photograph and its edges, (H, W) both, and as files; `found` pixels are edges."""

    picture: Floats
    mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    before: bytes
    after: bytes
    share: float
    shown: Range | None = None

    @property
    def found(self) -> int:
        return int(self.mask.sum())


def trace(page: Page, experiment: Experiment, image: str) -> Traced:
    """Search the photograph that the page's image is, else the cameraman, with the page's kernel and threshold."""
    own = image in images.PHOTOGRAPHS or image == controls.UPLOADED
    picture = experiment.x if own else cache.picture(PHOTOGRAPH, SIDE, 0, False)
    share = float(st.session_state[page.key(THRESHOLD)])
    shown = experiment.shown if own else None
    return _traced(cache.digest(picture), cache.digest(experiment.k), share, shown, picture, experiment.k)


@st.cache_data(max_entries=24, show_spinner=False)
def _traced(picture: str, kernel: str, share: float, shown: Range | None, _picture: Floats, _kernel: Floats) -> Traced:
    mask = edges.above(np.abs(edges.operators.same(_picture, _kernel)), share)
    return Traced(
        _picture,
        mask,
        cache.file(_picture, shown),
        paint.paint("edges", mask),
        share,
        shown,
    )


def draw(page: Page, traced: Traced) -> None:
    """Both pictures over one another, with the line between them."""
    _ = page.translate
    before_after(
        traced.before,
        traced.after,
        size=(traced.picture.shape[0], traced.picture.shape[1]),
        label=_("How much of the image is revealed"),
        names=(_("Picture"), _("Edges")),
        key=page.key("photograph before after"),
    )


def words(page: Page, traced: Traced) -> str:
    """One sentence: what is white, and how much of the picture that is."""
    return page.translate(
        "**The same kernel on a photograph:** white where |Y| is at least {share:.0%} of its largest value, {found:,} of {all:,} pixels. Drag the divider."
    ).format(share=traced.share, found=traced.found, all=traced.mask.size)


def parts(traced: Traced) -> tuple[figures.Part, ...]:
    """Both pictures to save, beside one another."""
    return (
        figures.Part("X", traced.picture, "grey", shown=traced.shown),
        figures.Part(f"|X ⋆ K| ≥ {traced.share:g} max", traced.mask.astype(np.float64), "grey"),
    )
