"""The tab "Photographs": a search step by step, its result beside the picture, Canny's as the yardstick."""

from __future__ import annotations

import io
from functools import partial

import numpy as np
import streamlit as st

from core import figures
from core.edges import EdgeSearch
from core.takeaway.programs.edge_detection import photographs as lesson
from pages.parts.edge_detection import controls, input_source, paint
from pages.parts.edge_detection.controls import Rendered
from pages.parts.edge_detection.topics.photographs.before_after import before_after
from pages.parts.edge_detection.topics.photographs.strip import Step, choice, strip
from pages.shared import downloads, prose, takeaway
from pages.shared.page import Page


def draw(page: Page) -> None:
    """Source, settings, the strip of steps, the chosen one large, what it means, files to save."""
    _ = page.translate
    left, right = st.columns([2, 1], gap="medium")
    with left:
        upload = input_source.choose(page)
    with right:
        controls.method(page)
    controls.sliders(page, "noise", "sigma", "share")
    if st.session_state[page.key("noise")] > 0:
        controls.seed(page)
    if upload is None:
        return
    search = EdgeSearch(
        upload.picture,
        *(st.session_state[page.key(name)] for name in ("method", "sigma", "share", "noise", "noise_seed")),
    )
    step = _step(page, search)
    shown = controls.rendered(page, upload, search, step)
    if shown is None:
        return
    strip(
        [Step(name, controls.step_title(page, name, search.method), data) for name, data in shown.thumbnails],
        chosen=step,
        label=_("Steps of edge detection"),
        key=page.key("strip"),
        on_change=lambda: _choose(page),
    )
    picture, words = st.columns([5, 3], gap="medium")
    title = controls.step_title(page, step, search.method)
    with picture:
        before_after(
            shown.before,
            shown.after,
            size=shown.size,
            label=_("How much of the image is revealed"),
            names=(_("processed image"), title),
            key=page.key("before after"),
        )
        st.caption(_("{rows} × {columns} pixels; drag the divider.").format(rows=shown.size[0], columns=shown.size[1]))
    with words:
        _explain(page, search, step, title, shown)
        _save(page, upload, search, step, shown)


def _step(page: Page, search: EdgeSearch) -> str:
    """The chosen step, or the found edges where this search has no such step."""
    step = str(st.session_state[page.key("step")])
    if step not in controls.steps_shown(search):
        step = st.session_state[page.key("step")] = "edges"
    return step


def _choose(page: Page) -> None:
    chosen = choice(page.key("strip"))
    if chosen is not None:
        st.session_state[page.key("step")] = chosen


def _explain(page: Page, search: EdgeSearch, step: str, title: str, shown: Rendered) -> None:
    _ = page.translate
    st.markdown(f"## {title}")
    prose.draw(page, f"step_{step}")
    if step == "direction":
        st.image(paint.wheel(), width=132, alt=_("Colour wheel: each direction has its colour"))
        st.caption(_("0° points right and angles increase clockwise: 90° is down, 180° left, 270° up."))
    pixels = shown.size[0] * shown.size[1]
    seen = shown.seen
    if step in ("magnitude", "thin"):
        st.markdown(_("Strongest here: **{strongest:.3g}** in brightness per pixel.").format(strongest=seen.strongest))
    if step == "crossings":
        st.markdown(
            _("Strongest here: a jump of **{strongest:.3g}** in brightness per pixel².").format(
                strongest=seen.strongest
            )
        )
    if step == "edges":
        st.markdown(
            _(
                "Found: **{found:,}** pixels, {share:.1%} of all. Canny keeps {canny:,}; {near:.2%} of the pixels found here are on or next to one of them."
            ).format(found=seen.found, share=seen.found / pixels, canny=seen.canny, near=seen.near_canny)
        )
    if step == "canny":
        st.markdown(
            _("Kept: **{canny:,}** pixels, {share:.1%} of all; the threshold alone keeps {found:,}.").format(
                canny=seen.canny, share=seen.canny / pixels, found=seen.found
            )
        )


def _svg(step: str, shown: Rendered) -> bytes:
    """The picture and the step beside it, as they are on the screen."""
    from PIL import Image

    before, after = (
        np.asarray(Image.open(io.BytesIO(file)).convert("RGB")) / 255.0 for file in (shown.before, shown.after)
    )
    return figures.saved(figures.matrices((figures.Part("", before, "grey"), figures.Part(step, after, "grey"))), "svg")


def _save(page: Page, upload: input_source.Upload, search: EdgeSearch, step: str, shown: Rendered) -> None:
    """The chosen step and the edges at the working resolution."""
    _ = page.translate
    st.caption(_("Save at {rows} × {columns}:").format(rows=search.picture.shape[0], columns=search.picture.shape[1]))
    with st.container(horizontal=True, gap="small"):
        for name in dict.fromkeys((step, "edges")):
            downloads.button(page, f"photograph {name}.png", controls.full_step(upload, search, name), "image/png")
        if not controls.large(search):
            # True and False as 1 and 0
            downloads.button(page, f"photograph {step}.csv", lambda: downloads.csv(search.step(step) * 1), "text/csv")
            settings = (search.method, search.sigma, search.share, search.noise, search.seed)
            made = takeaway.lessons(page, {"photograph": partial(lesson.cells, search.picture, *settings)})
            for file, make in made.items():
                downloads.button(page, file, make, takeaway.MIMES[file.rpartition(".")[2]])
        else:
            st.caption(
                _("CSV, notebook and program are available for images of fewer than {pixels:,} pixels.").format(
                    pixels=controls.LARGE
                )
            )
        downloads.button(page, f"photograph {step}.svg", lambda: _svg(step, shown), "image/svg+xml")
