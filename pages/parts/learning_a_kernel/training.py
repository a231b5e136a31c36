"""Start, step, stop, reset; and the part of the page that moves while TensorFlow trains."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.words import N_
from pages.parts.learning_a_kernel import chart, output, status_words
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.settings import MAX_EPOCHS, MAX_SECONDS, MAX_SIDE
from pages.parts.learning_a_kernel.topics.runs import record as runs_record
from pages.shared import fragments, interrupted
from pages.shared import live as live_runs
from pages.shared.job import stop
from pages.shared.live import Run
from pages.shared.page import Page

AGAIN = "run again"  # the digest of the experiment whose run has to begin anew
RATES_TOLD = 4  # of a run whose rate was turned again and again
WHY = {
    "epochs": N_("all epochs completed"),
    "target": N_("stopped: the loss is small enough"),
    "plateau": N_("stopped: the loss no longer falls"),
    "time": N_("stopped: time limit reached"),
    "diverged": N_("stopped: it diverged"),
    "paused": N_("paused"),
}


def run_of(page: Page, experiment: Experiment) -> Run | None:
    """The visit's run of this experiment; one of other data or another start is forgotten.

    So is one of another number of epochs, where the schedule spans them all: its updates had other rates.
    """
    run: Run | None = st.session_state.get(page.key("run"))
    before = str(st.session_state.get(page.key("run of")))
    if run is not None and before != experiment.run_digest:
        run.stop()
        st.session_state[page.key(AGAIN)] = experiment.digest if before.startswith(experiment.digest) else None
        run = st.session_state[page.key("run")] = None
    if run is not None:
        if run.abandoned:
            run.stop()  # the page was left: what was trained waits here
        run.change(learning_rate=experiment.rate, epochs=experiment.learning.epochs)
    return run


def pause(page: Page) -> bool:
    """Where settings are no experiment: the visit's run waits; True where there was one to stop."""
    run: Run | None = st.session_state.get(page.key("run"))
    was_running = run is not None and run.running
    if run is not None:
        run.stop()
    return was_running


def buttons(page: Page, experiment: Experiment, run: Run | None) -> None:
    """Start or go on, in whose place Stop stands while it goes; one update; back to the start."""
    _ = page.translate
    running = run is not None and run.running
    begun = run is not None and run.epoch > 0
    over = run is not None and run.finished
    again = run is None and st.session_state.get(page.key(AGAIN)) == experiment.digest
    start = _("Start again") if again else _("Start training")
    if running:
        st.button(
            _("Stop training"),
            icon=":material/stop:",
            key=page.key("stop"),
            on_click=stop,
            args=(page.key("run"),),
            width="stretch",
        )
    else:
        st.button(
            _("Resume") if begun and not over else start,
            type="primary",
            icon=":material/play_arrow:",
            key=page.key("begin"),
            on_click=begin,
            args=(page, experiment),
            width="stretch",
            help=_("The schedule spans all epochs: changing their number changes the whole run.") if again else None,
        )
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Step"),
            key=page.key("step"),
            on_click=_step,
            args=(page, experiment),
            disabled=running or over,
            help=_("A single update of the kernel."),
        )
        st.button(
            _("Reset"),
            key=page.key("reset"),
            on_click=page.put,
            args=({"run": None, AGAIN: None},),
            disabled=not begun and not running,
        )


def live(page: Page, experiment: Experiment, run: Run | None) -> None:
    """Curve and kernels; drawn again four times a second while a run goes."""
    if run is not None and run.busy:
        run.tick()  # here, so that the page goes on with what has just come: the end of the run, say
    if run is not None and run.busy:
        pace = live_runs.pace()
        st.fragment(_moving, run_every=pace)(page, experiment, pace)
    else:
        _draw(page, experiment, run)


def _moving(page: Page, experiment: Experiment, pace: float) -> None:
    run: Run | None = st.session_state.get(page.key("run"))
    if run is None:
        return
    if fragments.alone():  # else the page has just ticked
        run.tick()
    _draw(page, experiment, run)
    if not run.busy or live_runs.pace() != pace:  # others have begun or ended: pictures come at another pace
        st.rerun()


def _draw(page: Page, experiment: Experiment, run: Run | None) -> None:
    left, right = st.columns([11, 10], gap="medium")
    with left:
        _status(page, experiment, run)
        _undetermined(page, experiment)
        chart.draw(page, experiment, run)
    with right:
        kernel, predicted = kernel_of(experiment, run), _is_predicted(experiment, run)
        bias = bias_of(experiment, run) if experiment.learning.bias else 0.0
        output.draw(page, experiment, kernel, predicted=predicted, bias=bias)
        output.kernels(page, experiment, kernel, predicted=predicted, bias=bias)


def _undetermined(page: Page, experiment: Experiment) -> None:
    """Where more than one kernel fits the data, that is said over the curve, which may fall to 0 all the same."""
    _ = page.translate
    size, rank = experiment.form.eigenvalues.size, experiment.form.rank
    if rank < size:
        st.caption(
            _(
                ":material/warning: The data determine only {rank} of the kernel's {size} dimensions: a loss of 0 need not mean the true kernel. “Theory” shows what remains undetermined."
            ).format(rank=rank, size=size)
        )


def _is_predicted(experiment: Experiment, run: Run | None) -> bool:
    """Whether the kernel shown is what theory predicts: nothing is trained, and it is not the start."""
    return run is None and shown_updates(experiment, run) > 0


def kernel_of(experiment: Experiment, run: Run | None) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The learned kernel so far; before any training, the exact end of the run that is predicted."""
    if run is not None:
        return np.asarray(run.states[0].kernel, dtype=np.float64)
    expected = experiment.after(np.array([_end(experiment)]))
    if expected is None or not np.abs(expected[0]).max() < chart.MAX_VALUE:
        return np.asarray(experiment.start)
    return np.asarray(expected[0][0])


def shown_updates(experiment: Experiment, run: Run | None) -> int:
    """How many updates the shown kernel has had."""
    if run is not None:
        return run.epoch
    return 0 if kernel_of(experiment, None) is experiment.start else _end(experiment)


def bias_of(experiment: Experiment, run: Run | None) -> float:
    """The learned bias so far; before any training, that of the shown kernel."""
    if run is not None:
        return run.states[0].bias
    return experiment.bias_after(shown_updates(experiment, None)) or 0.0


def _end(experiment: Experiment) -> int:
    """How many updates of the run are predicted."""
    return min(experiment.learning.epochs, experiment.reach)


def _status(page: Page, experiment: Experiment, run: Run | None) -> None:
    """Over the chart: what is shown, where the run stands, and why it ended."""
    _ = page.translate
    interrupted.draw(page, run)
    if run is None:
        st.markdown(
            status_words.untrained(page, experiment, shown_updates(experiment, None)),
            help=_(
                "A run is limited to {epochs:,} updates and {minutes:g} minutes of computing, on images of up to {side} × {side}."
            ).format(epochs=MAX_EPOCHS, minutes=MAX_SECONDS / 60, side=MAX_SIDE),
        )
        return
    losses, state = run.losses[0], run.states[0]
    if state.diverged:
        st.warning(status_words.diverged(page, experiment, run))
    if run.running and (not losses or run.waiting):
        interrupted.waiting(page)
    if losses:
        st.markdown(" · ".join(_parts(page, experiment, run)))


def _parts(page: Page, experiment: Experiment, run: Run) -> list[str]:
    """Where the run stands, fact by fact."""
    _ = page.translate
    losses = run.losses[0]
    parts = [
        f"**{status_words.headline(page, run)}**",
        status_words.progress(page, run.epoch, experiment.learning.epochs),
        _("loss {loss:.6g}").format(loss=losses[-1]),
    ]
    # A run made with other rates is not what the curve predicts.
    other = chart.made_otherwise(experiment, run)
    apart = None if other else chart.apart(experiment, losses, live=run.busy)
    if apart is not None:
        parts.append(_("largest difference from the prediction: {apart:.1g} of the first loss").format(apart=apart))
    if run.changed or (other and not run.running):
        parts.append(
            _("learning rate {rates}").format(
                rates=" → ".join(
                    f"{rate:.4g}" if not made else f"{rate:.4g} ({made:,})" for made, rate in run.rates[-RATES_TOLD:]
                )
            )
        )
    if not run.running and run.finished:
        parts.append(_(WHY[run.states[0].stopped or "epochs"]))
    return parts


def begin(page: Page, experiment: Experiment) -> None:
    run: Run | None = st.session_state.get(page.key("run"))
    if run is None or run.finished:
        run = _new(page, experiment)
    run.resume()


def _step(page: Page, experiment: Experiment) -> None:
    run: Run = st.session_state.get(page.key("run")) or _new(page, experiment)
    run.one()


def _new(page: Page, experiment: Experiment) -> Run:
    run = Run((experiment.learning,), running=False)
    st.session_state[page.key("run")] = run
    st.session_state[page.key("run of")] = experiment.run_digest
    st.session_state[page.key(AGAIN)] = None
    runs_record.keep(page, run, experiment)
    return run
