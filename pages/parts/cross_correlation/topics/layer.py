"""The tab "As a layer": the chapter's Conv2D, run by TensorFlow in a worker, against corr2d + bias."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from core import links
from core.correlation import layer as conv_layer
from core.correlation.snippets import correlate2d as correlation_snippets
from core.correlation.snippets import layer as layer_snippets
from core.takeaway.programs.cross_correlation import layer as lesson
from pages.parts.cross_correlation.settings import Experiment
from pages.parts.cross_correlation.topics import code
from pages.shared import answers, downloads, prose
from pages.shared.page import Page

FIELDS = (links.Seed("layer_seed"),)
SECONDS = 120.0  # until the layer is given up: TensorFlow may have to start first
MAX_SIDE = 64  # rows and columns of the output that are shown


def draw(page: Page, experiment: Experiment) -> None:
    """The layer's random weight and bias, its output, and the largest difference to the lab's own loops."""
    _ = page.translate
    prose.draw(page, "layer")
    geometry = experiment.geometry
    if geometry.padding not in ("valid", ((0, 0), (0, 0))) or {*geometry.stride, *geometry.dilation} != {1}:
        st.caption(
            _("The chapter's layer has no padding, stride or dilation: the ones chosen above do not apply here.")
        )
    st.number_input(_("Seed of the layer's weights"), step=1, width=240, **page.control("layer_seed"))
    image, seed = experiment.image, int(st.session_state[page.key("layer_seed")])
    h, w = experiment.kernel.shape
    result = answers.answer(
        page, "layer", conv_layer.run_layer, image.astype(np.float32), (h, w), seed, deadline=SECONDS
    )
    if result is not None:
        _result(page, result)
        st.code(layer_snippets.program(image, (h, w), seed), language="python", wrap_lines=True)
        code.needs_file(page, image, correlation_snippets.FILE)
    if h <= image.shape[0] and w <= image.shape[1]:
        output = None if result is None else result.output
        downloads.save(page, {}, {}, lessons={"layer": partial(lesson.cells, image, (h, w), seed, output)})


def _result(page: Page, result: conv_layer.LayerRun) -> None:
    _ = page.translate
    left, right = st.columns(2)
    left.markdown(_("Weight (random, {shape})").format(shape=f"{result.weight.shape[0]} × {result.weight.shape[1]}"))
    left.dataframe(result.weight, width="stretch")
    right.metric(_("Bias"), f"{float(result.bias):.6g}")
    right.metric(_("Largest difference from corr2d + bias"), f"{result.difference:.2g}")
    rows, columns = result.output.shape
    st.markdown(_("The layer's output, {shape}").format(shape=f"{rows} × {columns}"))
    st.dataframe(result.output[:MAX_SIDE, :MAX_SIDE], width="stretch")
    if max(rows, columns) > MAX_SIDE:
        st.caption(_("Only its first {most} rows and columns are shown.").format(most=MAX_SIDE))
