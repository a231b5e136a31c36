"""Start, step, stop, reset; and what moves while the network learns: loss, accuracy and the first layer's kernels."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import feature_maps
from core.feature_maps import Setting
from core.figures import colours
from core.words import N_
from pages.parts.receptive_field.topics.feature_maps import kernels
from pages.parts.receptive_field.topics.feature_maps.job import Training, network_of
from pages.parts.receptive_field.topics.feature_maps.settings import TRAINED
from pages.shared import interrupted, watched
from pages.shared.job import stop
from pages.shared.loss_chart import Curve, loss_chart
from pages.shared.page import Page

TICK = 0.4
MAX_POINTS = 400  # of a curve
PALE = "#B8BDC7"
WHY = {
    "": N_("all epochs completed"),
    "time": N_("stopped: the limit of ten minutes of computing was reached"),
    "diverged": N_("stopped: it diverged; use a smaller learning rate"),
}


def job_of(page: Page, setting: Setting) -> Training | None:
    """The visit's training of this network; one of another network or other pictures is forgotten."""
    job: Training | None = watched.current(
        page.key("maps training"), lambda job: network_of(job.settings[0]) == network_of(setting)
    )
    if job is not None:
        if job.abandoned:
            job.stop()
        job.change(rate=setting.rate, epochs=setting.epochs)
    _note_trained(page, setting, job)
    return job


def _note_trained(page: Page, setting: Setting, job: Training | None) -> None:
    """The address says how far the network has learned; what a link says of another network is forgotten with it."""
    trained, noted = page.key(TRAINED.name), page.key("maps trained of")
    if job is not None and job.begun:
        if not job.busy:
            st.session_state[trained] = job.states[0].updates
    else:
        before = st.session_state.get(noted)
        if before is not None and before[0] == st.session_state[trained] and before[1] != network_of(setting):
            st.session_state[trained] = 0
    st.session_state[noted] = (st.session_state[trained], network_of(setting))


def pause(page: Page) -> None:
    """Where the settings are no network: what is trained waits."""
    stop(page.key("maps training"))


def buttons(page: Page, setting: Setting, job: Training | None) -> None:
    """Start or go on, in whose place Stop stands while it goes; one update; back to the start: in the row that is open."""
    _ = page.translate
    trained = int(st.session_state[page.key(TRAINED.name)])
    running, begun, over = (
        job is not None and job.running,
        job is not None and job.begun,
        job is not None and job.finished,
    )
    if running:
        st.button(_("Stop"), icon=":material/stop:", key=page.key("maps stop"), on_click=pause, args=(page,))
    else:
        st.button(
            _("Resume")
            if begun and not over
            else _("Train it again")
            if trained and not begun
            else _("Start training"),
            type="primary",
            icon=":material/play_arrow:",
            key=page.key("maps begin"),
            on_click=_begin,
            args=(page, setting, 0 if begun else trained),
        )
    st.button(
        _("Step"),
        key=page.key("maps step"),
        on_click=_step,
        args=(page, setting),
        disabled=running or over,
        help=_("A single update, from one batch of pictures."),
    )
    st.button(_("Reset"), key=page.key("maps reset"), on_click=_reset, args=(page,), disabled=not begun)


def watch(page: Page, setting: Setting, job: Training | None) -> None:
    """Status, curves and kernels; drawn again two or three times a second while it learns."""
    if job is not None and job.busy:
        st.fragment(_moving, run_every=TICK)(page, setting, job)
    else:
        _draw(page, setting, job)


def _moving(page: Page, setting: Setting, job: Training) -> None:
    job.tick()
    _draw(page, setting, job)
    if not job.busy:
        st.rerun()


def _draw(page: Page, setting: Setting, job: Training | None) -> None:
    _ = page.translate
    _status(page, setting, job)
    left, right = st.columns(2, gap="medium")
    last = max(setting.updates, 0 if job is None else job.states[0].updates)
    with left:
        loss_chart(
            page,
            loss_curves(page, job),
            first=0,
            last=last,
            log=True,
            words=(_("update"), _("loss"), _("The loss over the updates: of each batch, of pictures seen and unseen")),
            key=page.key("maps losses"),
        )
    with right:
        loss_chart(
            page,
            accuracy_curves(page, job),
            first=0,
            last=last,
            log=False,
            words=(
                _("update"),
                _("accuracy"),
                _("The share of pictures classified correctly over the updates, seen and unseen"),
            ),
            key=page.key("maps accuracies"),
            falling=False,
        )
    kernels.draw(page, setting, job)


def loss_curves(page: Page, job: Training | None) -> list[Curve]:
    """Of each batch before its update; and of 400 pictures, seen and unseen, every 25 updates."""
    _ = page.translate
    if job is None:
        return []
    losses, checks = np.array(job.losses[0]), list(job.checks[0])
    shown = np.unique(np.linspace(0, max(0, len(losses) - 1), MAX_POINTS).astype(int))[: len(losses)]
    updates = np.array([check.updates for check in checks])
    found = [
        Curve(_("batch"), shown, losses[shown], PALE),
        Curve(_("seen pictures"), updates, np.array([check.seen_loss for check in checks]), colours.POSITIVE, "dashed"),
        Curve(_("unseen pictures"), updates, np.array([check.unseen_loss for check in checks]), colours.NEGATIVE),
    ]
    return [curve for curve in found if curve.updates.size]


def accuracy_curves(page: Page, job: Training | None) -> list[Curve]:
    """The share of 400 pictures that are told correctly, seen and unseen."""
    _ = page.translate
    checks = [] if job is None else list(job.checks[0])
    if not checks:
        return []
    updates = np.array([check.updates for check in checks])
    return [
        Curve(_("seen pictures"), updates, np.array([one.seen_accuracy for one in checks]), colours.POSITIVE, "dashed"),
        Curve(_("unseen pictures"), updates, np.array([one.unseen_accuracy for one in checks]), colours.NEGATIVE),
    ]


def _status(page: Page, setting: Setting, job: Training | None) -> None:
    """Where the training stands, and why it ended."""
    _ = page.translate
    interrupted.draw(page, job)
    if job is None or not job.begun:
        if job is not None and job.running:
            interrupted.waiting(page)
            return
        trained = int(st.session_state[page.key(TRAINED.name)])
        if trained:
            st.info(
                _(
                    "This link is to a network after {updates:,} updates, without its weights. Train it again: the seed gives the same pictures, initial weights and batches."
                ).format(updates=trained),
                icon=":material/link:",
            )
        st.caption(
            _(
                "Not trained yet: the kernels below are the initial ones. {parameters:,} parameters, {updates:,} updates of {batch} pictures; training is limited to ten minutes of computing."
            ).format(parameters=setting.parameters, updates=setting.updates, batch=setting.batch)
        )
        return
    state = job.states[0]
    parts = [
        _("update {made:,} of {all:,}").format(made=state.updates, all=max(setting.updates, state.updates)),
        _("epoch {epoch:.1f}").format(epoch=state.updates / setting.updates_in_epoch),
    ]
    if job.checks[0]:
        parts.append(
            "**"
            + _("{share:.1%} of the unseen pictures classified correctly").format(
                share=job.checks[0][-1].unseen_accuracy
            )
            + "**"
        )
    parts.append(_("{seconds:.1f} s of computing").format(seconds=state.seconds))
    if len(job.rates) > 1:
        parts.append(
            _("learning rate {rates}").format(
                rates=" → ".join(f"{rate:.4g} ({made:,})" for made, rate in job.rates[-4:])
            )
        )
    if not job.running and job.finished:
        parts.append(_(WHY[state.stopped]))
    st.markdown(" · ".join(parts))
    _remarks(page, job)


def _remarks(page: Page, job: Training) -> None:
    """A network that only guesses is called so; and a link repeats a training, but not its changed rates."""
    _ = page.translate
    since = feature_maps.guessing_since(job.checks[0])
    if since is not None:
        st.warning(
            _(
                "Since update {since:,} only one picture in eight is classified correctly, no better than guessing. If this continues, the network is dead: all ReLUs of a layer output 0 and pass on no gradient. Press Reset and use a smaller learning rate."
            ).format(since=since)
        )
    if not job.busy:
        said = _(
            "The link records how many updates the network has made; anyone who opens it can train it again from the same seed."
        )
        if len(job.rates) > 1:
            said += " " + _("It has the last learning rate only: the saved program repeats the changes.")
        st.caption(said)


def _begin(page: Page, setting: Setting, until: int = 0) -> None:
    job: Training | None = st.session_state.get(page.key("maps training"))
    if job is None or job.finished:
        job = st.session_state[page.key("maps training")] = Training((setting,), running=False)
    job.until = until
    job.resume()


def _step(page: Page, setting: Setting) -> None:
    job: Training | None = st.session_state.get(page.key("maps training"))
    if job is None:
        job = st.session_state[page.key("maps training")] = Training((setting,), running=False)
    job.step()


def _reset(page: Page) -> None:
    job: Training | None = st.session_state.get(page.key("maps training"))
    if job is not None:
        job.cancel()
    st.session_state[page.key("maps training")] = None
    st.session_state[page.key(TRAINED.name)] = 0
