"""The tab "Signals": the same sum along one axis, and the causal kind that never looks ahead."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.arrays import Floats
from core.correlation import signals
from core.correlation.snippets import signals as signal_snippets
from core.figures import colours
from core.numbers import checked_seed, parse_numbers
from core.takeaway.programs.cross_correlation import signals as lesson
from core.words import N_
from pages.parts.cross_correlation.topics import code
from pages.parts.cross_correlation.topics.padding.settings import SIGNAL_CELL, TYPED
from pages.shared import chosen, downloads, prose
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.grid import Axis, Link, Matrix, Reading, grid_words, tensor_grid
from pages.shared.page import Page

MAX_SIDE = 40  # samples up to which the numbers are drawn

SIGNALS = {
    "step": N_("step"),
    "impulse": N_("impulse"),
    "ramp": N_("ramp 0, 1, 2 …"),
    "waves": N_("waves with random noise"),
    "walk": N_("random walk"),
    TYPED: N_("typed numbers"),
}
FILTERS = {
    "average": N_("moving average"),
    "difference": N_("difference [−1, 1]"),
    "second": N_("second difference [1, −2, 1]"),
    "decay": N_("decay: each earlier sample counts half as much"),
    TYPED: N_("typed numbers"),
}
PADDINGS = {
    "valid": N_("valid: no padding"),
    "same": N_("same: one output per stride"),
    "same_lower": N_("same, the extra cell before the signal (ONNX: SAME_LOWER)"),
    "full": N_("full: every overlap"),
    "causal": N_("causal: padding only before the signal"),
}


def draw(page: Page) -> None:
    """Controls, the cells with their window, and both signals over time."""
    _ = page.translate
    prose.draw(page, "signals")
    left, right = st.columns(2)
    with left:
        _signal_controls(page)
    with right:
        _filter_controls(page)
    first, second, third = st.columns([2, 1, 1])
    first.selectbox(_("Padding of the signal"), **page.choice("signal_padding", PADDINGS))
    second.number_input(_("Stride"), step=1, **page.control("signal_stride"))
    third.number_input(_("Dilation"), step=1, **page.control("signal_dilation"))
    options = {name: st.session_state[page.key(f"signal_{name}")] for name in ("padding", "stride", "dilation")}
    x, k = _signal(page), _filter(page)
    y = signals.correlate(x, k, **options)
    before, after = signals.padding_of(x.size, k.size, **options)
    if max(x.size + before + after, y.size) <= MAX_SIDE:
        _cells(page, x, k, y, (before, after))
    times = signals.times(y.size, x.size, k.size, **options)
    _chart(page, x, times, y)
    prose.draw(page, "causal" if options["padding"] == "causal" else "not_causal")
    curves = (figures.Series("x", np.arange(x.size), x), figures.Series("y", times, y))
    downloads.save(
        page,
        {"signal": lambda: figures.curves(curves, x="t", y="")},
        {"signal x": lambda: x[None], "signal k": lambda: k[None], "signal y": lambda: y[None]},
        read=(signal_snippets.FILE,),
        lessons={"signal": partial(lesson.cells, x, k, *(options[name] for name in ("stride", "padding", "dilation")))},
    )
    code.below(
        page, "signal", lambda library: signal_snippets.snippet(library, x, k, **options), x, signal_snippets.FILE
    )


def _signal_controls(page: Page) -> None:
    _ = page.translate
    st.selectbox(_("Signal"), **page.choice("signal", SIGNALS))
    if st.session_state[page.key("signal")] == TYPED:
        st.text_input(_("Numbers of the signal"), **page.control("signal_x"))
        return
    length, seed = st.columns(2)
    length.number_input(_("Samples"), step=1, **page.control("signal_length"))
    if st.session_state[page.key("signal")] in ("waves", "walk"):
        seed.number_input(_("Seed"), step=1, **page.control("signal_seed"))


def _filter_controls(page: Page) -> None:
    _ = page.translate
    st.selectbox(_("Kernel k"), **page.choice("filter", FILTERS))
    chosen = st.session_state[page.key("filter")]
    if chosen == TYPED:
        st.text_input(_("Numbers of k"), **page.control("filter_k"))
    elif chosen in ("average", "decay"):
        st.number_input(_("Entries"), step=1, **page.control("filter_length"))


def _signal(page: Page) -> Floats:
    name, seed = st.session_state[page.key("signal")], st.session_state[page.key("signal_seed")]
    if name == TYPED:
        return parse_numbers(st.session_state[page.key("signal_x")], max_shape=(1, signals.MAX_LENGTH)).ravel()
    return signals.signal(name, int(st.session_state[page.key("signal_length")]), checked_seed(seed))


def _filter(page: Page) -> Floats:
    name = st.session_state[page.key("filter")]
    if name == TYPED:
        return parse_numbers(st.session_state[page.key("filter_k")], max_shape=(1, 64)).ravel()
    return signals.kernel(name, int(st.session_state[page.key("filter_length")]))


def _cells(page: Page, x: Floats, k: Floats, y: Floats, sides: tuple[int, int]) -> None:
    _ = page.translate
    stride, dilation = (int(st.session_state[page.key(f"signal_{name}")]) for name in ("stride", "dilation"))
    padded = np.pad(x, sides)[None]
    matrices = (
        Matrix("x", padded, _("Signal x"), scale="signed", padding=((0, 0), sides)),
        Matrix("k", k[None], _("Kernel k"), before="⋆", scale="signed"),
        Matrix("y", y[None], _("Result y"), before="=", scale="signed"),
    )
    whole = ("y", 0, min(k.size, y.size) - 1)  # the first one that no padding is needed for, with stride 1
    tensor_grid(
        matrices,
        (Link("y", "x", columns=Axis(stride, 0, dilation, k.size), products="k"),),
        words=grid_words(_),
        reading=Reading("y", "x", "k"),
        **chosen.options(page, "signal grid", matrices, whole, setting=SIGNAL_CELL),
    )


def _chart(page: Page, x: Floats, times: Floats, y: Floats) -> None:
    _ = page.translate
    names = (_("Signal x"), _("Result y"))
    table = pd.DataFrame(
        {
            _("sample"): np.concatenate([np.arange(x.size, dtype=float), times]),
            _("value"): np.concatenate([x, y]),
            _("curve"): [names[0]] * x.size + [names[1]] * y.size,
        }
    )
    # The colours of the saved picture, whatever the alphabet makes of the names; samples are whole, so the axis is.
    colour = {"domain": list(names), "range": list(colours.SERIES[:2])}
    encoding = {
        "x": {"field": _("sample"), "type": "quantitative", "axis": {"tickMinStep": 1, "format": "d", "grid": False}},
        "y": {"field": _("value"), "type": "quantitative"},
        "color": {
            "field": _("curve"),
            "type": "nominal",
            "scale": colour,
            "legend": {"title": None, "orient": "bottom"},
        },
    }
    readable_chart(
        page,
        table,
        {"mark": "line", "encoding": encoding},
        Columns(_("sample"), _("value"), _("sample"), _("curve")),
        key=page.key("signal chart"),
        alt=_("The signal and the result over the samples"),
        height=240,
    )
