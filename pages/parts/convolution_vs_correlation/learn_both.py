"""[Learn both]: one layer that correlates and one that convolves, trained on the same data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from core import correlation, figures, kernels
from core.errors import BadInput
from core.takeaway import Learning
from pages.parts.convolution_vs_correlation.exercise import Exercise, exercise_of
from pages.parts.convolution_vs_correlation.losses_drawing import losses_drawing
from pages.parts.convolution_vs_correlation.settings import Experiment
from pages.shared import interrupted, takeaway
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.grid import Axis, Link, Matrix, grid_words, tensor_grid
from pages.shared.job import stop
from pages.shared.live import Run, pace
from pages.shared.page import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS = 1_000  # of a curve on the page; the saved table has them all


def draw(page: Page, experiment: Experiment) -> None:
    """The button, the three settings, and the live picture."""
    chosen = broken = None
    try:
        settings = [st.session_state[page.key(name)] for name in ("data", "share", "epochs", "start")]
        chosen = exercise_of(experiment, *settings)
    except BadInput as error:
        broken = error
    run: Run | None = st.session_state.get(page.key("run"))
    if run is not None and (chosen is None or st.session_state.get(page.key("exercise")) != chosen.same):
        run.stop()
        run = st.session_state[page.key("run")] = None  # other data or settings: an old curve would lie
    words, picture = st.columns([2, 3], gap="medium")
    with words:
        _words(page, chosen, broken, run)
    if chosen is None:
        return
    with picture:
        if run is None:
            st.caption(page.translate("Not trained yet: both loss curves will appear here."))
        else:
            st.fragment(_live, run_every=pace() if run.running else None)(page, experiment, chosen)


def _words(page: Page, chosen: Exercise | None, broken: BadInput | None, run: Run | None) -> None:
    """What is trained, the buttons, and the rate that the settings come to."""
    _ = page.translate
    st.header(_("Train both"))
    st.write(
        _(
            "One layer correlates, the other convolves. Both are trained by gradient descent to map the same input to the same output."
        )
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Train both"),
            type="primary",
            key=page.key("learn"),
            icon=":material/play_arrow:",
            on_click=_begin,
            args=(page, chosen),
            disabled=chosen is None or (run is not None and run.running),
        )
        st.button(
            _("Stop training"),
            key=page.key("stop"),
            icon=":material/stop:",
            on_click=stop,
            args=(page.key("run"),),
            disabled=run is None or not run.running,
        )
        _settings(page)
    if broken is not None:
        st.error(page.sentence(broken))
    if chosen is not None:
        st.caption(
            _(
                "Learning rate {rate:.4g}; largest stable rate {limit:.4g}. Both layers start from the same random kernel, flipped for the convolving one."
            ).format(rate=chosen.rate, limit=chosen.limit)
        )


def _settings(page: Page) -> None:
    """Data, rate, epochs and seed behind a button; they are drawn once it is opened."""
    _ = page.translate
    place = st.popover(_("Settings"), icon=":material/tune:", key=page.key("settings"), on_change="rerun")
    if not place.open:
        return
    with place:
        st.selectbox(
            _("Training data"),
            ("noise", "image"),
            format_func=lambda name: {
                "noise": _("random noise from a seed, and its correlation with K"),
                "image": _("the input above and its correlation with K"),
            }[name],
            **page.control("data"),
        )
        st.number_input(
            _("Learning rate"),
            **page.control("share"),
            step=0.1,
            format="%.3g",
            help=_("As a fraction of the largest stable rate: above 1, training diverges."),
        )
        st.number_input(_("Epochs"), **page.control("epochs"), step=1)
        st.number_input(_("Seed"), **page.control("start"), step=1)


def _begin(page: Page, chosen: Exercise) -> None:
    # In chunks that the workers are through with in a moment, however large the data: others wait for them too.
    st.session_state[page.key("run")] = Run(chosen.experiments())
    st.session_state[page.key("exercise")] = chosen.same


def _live(page: Page, experiment: Experiment, chosen: Exercise) -> None:
    run: Run | None = st.session_state.get(page.key("run"))
    if run is None:
        return
    was_running = run.running
    run.tick()
    outcome(page, experiment, chosen, run)
    if was_running and not run.running:
        st.rerun()


def outcome(page: Page, experiment: Experiment, chosen: Exercise, run: Run) -> None:
    """Curves, both kernels, and how far apart the outputs are."""
    _ = page.translate
    if run.error is not None:
        st.error(page.sentence(run.error))
    if not run.losses[0]:
        if run.running:
            interrupted.waiting(page)
        return
    names = (_("correlating layer"), _("convolving layer"))
    status = st.container()
    left, right = st.columns([3, 2], gap="small")
    with left:
        readable_chart(
            page,
            curves(run, names, POINTS),
            losses_drawing(page, names, run.epochs),
            Columns("epoch", "loss", _("updates"), "layer"),
            key=page.key("curves"),
            alt=_("loss"),
        )
    correlating, convolving = (np.asarray(state.kernel, dtype=np.float64) for state in run.states)
    with right:
        rows, columns = correlating.shape
        tensor_grid(
            (
                Matrix("A", correlating, names[0], scale="signed"),
                Matrix("B", convolving, names[1], scale="signed"),
            ),
            (Link("A", "B", rows=Axis(-1, rows - 1), columns=Axis(-1, columns - 1)),),
            key=page.key("learned"),
            words=grid_words(_),
            player=False,
            selected=("A", 0, 0),
        )
    outputs = np.abs(
        correlation.correlate(chosen.image, correlating) - correlation.convolve(chosen.image, convolving)
    ).max()
    kernels_apart = np.abs(correlating - kernels.flip(convolving)).max()
    status.markdown(
        page.count(
            "After {epoch:,} update: losses {first:.4g} and {second:.4g}. One kernel differs from the flip of the other by at most {kernels:.2g}, the outputs differ by at most {outputs:.2g}.",
            "After {epoch:,} updates: losses {first:.4g} and {second:.4g}. One kernel differs from the flip of the other by at most {kernels:.2g}, the outputs differ by at most {outputs:.2g}.",
            run.epoch,
        ).format(
            epoch=run.epoch,
            first=run.losses[0][-1],
            second=run.losses[1][-1],
            kernels=kernels_apart,
            outputs=outputs,
        )
    )


def curves(run: Run, names: tuple[str, str], most: int | None = None) -> pd.DataFrame:
    """One row an update and layer: epoch, loss before that update, layer; no more than `most` of each, evenly spread."""
    parts = []
    for name, losses in zip(names, run.losses, strict=True):
        count = len(losses)
        shown = np.unique(np.linspace(0, max(0, count - 1), min(count, most or count)).astype(int))
        parts.append(pd.DataFrame({"epoch": shown + 1, "loss": np.asarray(losses)[shown], "layer": name}))
    return pd.concat(parts, ignore_index=True)


def pictures(page: Page) -> dict[str, Callable[[], Figure]]:
    """What can be saved of the training, once there is one."""
    run: Run | None = st.session_state.get(page.key("run"))
    return {} if run is None else {"learning": lambda: figure(run)}


def tables(page: Page) -> dict[str, Callable[[], Any]]:
    """Losses and both kernels of the training, once there is one."""
    run: Run | None = st.session_state.get(page.key("run"))
    if run is None:
        return {}
    return {
        "losses": lambda: curves(run, ("correlating", "convolving")),
        "kernel learned by correlating": lambda: np.asarray(run.states[0].kernel),
        "kernel learned by convolving": lambda: np.asarray(run.states[1].kernel),
    }


def trained(page: Page, experiment: Experiment) -> tuple[Learning, Learning] | None:
    """Both trainings to take away, once there are any."""
    run: Run | None = st.session_state.get(page.key("run"))
    if run is None or not run.losses[0]:
        return None
    return takeaway.learned(run, 0, experiment.kernel), takeaway.learned(run, 1, experiment.kernel)


def figure(run: Run) -> Figure:
    """The same curves to save."""
    epochs = [np.arange(1, len(losses) + 1) for losses in run.losses]
    return figures.curves(
        [
            figures.Series(name, x, np.asarray(losses), style)
            for name, x, losses, style in zip(("X ⋆ K", "X ∗ K"), epochs, run.losses, ("-", "--"), strict=True)
        ],
        x="n",
        y="L",
        log=True,
    )
