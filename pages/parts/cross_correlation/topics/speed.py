"""The tab "Loops and speed": the definition as code, its time beside the fast path's on this input."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable

import numpy as np
import streamlit as st

from core import correlation
from core.arrays import Array
from pages.parts.cross_correlation.settings import Experiment
from pages.shared import prose
from pages.shared.page import Page

MAX_PRODUCTS = 3_000_000  # a loop over more would keep the visitor waiting for seconds
SLIGHT = 3.0  # times: a gain that no one would notice
PREFACE = "import numpy as np\n\nArray = np.ndarray\n\n\n"  # with it the source runs where it is pasted


def draw(page: Page, experiment: Experiment) -> None:
    """corr2d's own source, and both times; the loops run on the valid, dense case that they define."""
    _ = page.translate
    prose.draw(page, "speed")
    st.code(PREFACE + inspect.getsource(correlation.corr2d), language="python", wrap_lines=True)
    image, kernel = experiment.image, experiment.kernel
    if image.shape[0] < kernel.shape[0] or image.shape[1] < kernel.shape[1]:
        st.info(_("The loops need a kernel that fits into the input."))
        return
    products = int(np.prod(correlation.output_size(image.shape, kernel.shape))) * kernel.size
    if products > MAX_PRODUCTS:
        st.info(
            _(
                "The loops would take {products:,} multiplications on this input; choose one that needs fewer than {most:,}."
            ).format(products=products, most=MAX_PRODUCTS)
        )
        return
    slow, looped = _timed(lambda: correlation.corr2d(image, kernel))
    fast, quick = _timed(lambda: correlation.correlate(image, kernel))
    columns = st.columns(4)
    columns[0].metric(_("Loops"), f"{1e3 * slow:.3g} ms")
    columns[1].metric(_("Fast path"), f"{1e3 * fast:.3g} ms")
    ratio = slow / fast
    columns[2].metric(_("Ratio"), f"{ratio:,.0f} ×" if ratio >= 100 else f"{ratio:.2g} ×")
    columns[3].metric(_("Largest difference"), f"{np.abs(looped - quick).max():.2g}")
    if ratio < SLIGHT:
        st.caption(
            _(
                "On an input this small, preparing the fast path takes as long as running the loops. It pays off from a few hundred multiplications on: choose a larger input."
            )
        )
    st.caption(_("Fast path: the best of several runs; loops: a single run; stride 1, no padding, no dilation."))


def _timed(function: Callable[[], Array]) -> tuple[float, Array]:
    best, begun = float("inf"), time.perf_counter()
    while best == float("inf") or time.perf_counter() - begun < 0.02:
        start = time.perf_counter()
        result = function()
        best = min(best, time.perf_counter() - start)
    return best, result
