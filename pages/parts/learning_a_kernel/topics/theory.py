"""The tab "Theory": what the image's own eigenvalues say, without any training."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core import links
from core.takeaway import Lesson
from core.takeaway.programs.learning_a_kernel import theory as lesson
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.topics import identifiability
from pages.shared import downloads, prose
from pages.shared.page import Page

MAX_DIRECTIONS = 225
ROUNDING = 1e-12  # of a direction of length 1: what arithmetic leaves of a 0


FIELDS = (links.Real("goal", 0.001, 0.0, 1e30),)


def draw(page: Page, experiment: Experiment) -> None:
    """Rates, directions, epochs to a loss, sum against mean, and what the data cannot tell."""
    _ = page.translate
    prose.draw(page, "theory")
    form = experiment.form
    columns = st.columns(4)
    limit, best = experiment.max_learning_rate, experiment.best_learning_rate
    columns[0].metric(_("Largest stable rate"), _("none") if limit is None else f"{limit:.6g}")
    columns[1].metric(_("Fastest rate"), "–" if best is None else f"{best:.6g}")
    columns[2].metric(_("Rank (identifiable directions)"), f"{form.rank} / {form.eigenvalues.size}")
    columns[3].metric(_("Smallest possible loss"), f"{form.min_loss:.4g}")
    if best is None:
        st.caption(
            _(
                "The fastest rate has a formula only for plain gradient descent; the largest stable rate is that of the chosen method."
            )
        )
    _goal(page, experiment)
    _sum_or_mean(page, experiment)
    identifiability.draw(page, experiment)
    st.markdown("## " + _("Each direction separately"))
    table = directions(page, experiment)
    st.dataframe(table, hide_index=True, width="stretch")
    downloads.save(page, {}, {"directions": lambda: table}, lessons={"theory": _lesson(page, experiment)})


def _lesson(page: Page, experiment: Experiment) -> Lesson:
    goal = float(st.session_state[page.key("goal")])
    needed = experiment.updates_to(goal) if experiment.predictable and goal >= 0 else None
    return partial(lesson.cells, lesson.Theory(experiment.learning, experiment.true, experiment.form, goal, needed))


def directions(page: Page, experiment: Experiment) -> pd.DataFrame:
    """One row an eigen-direction, steepest first: curvature, what one update leaves, updates for a tenth.

    What an update leaves is the chosen method's, where each direction goes its own way.
    """
    _ = page.translate
    form, rule = experiment.form, experiment.rule
    values = form.eigenvalues[::-1][:MAX_DIRECTIONS]
    columns: dict[str, object] = {_("eigenvalue λ"): values}
    mixed = form.bias and bool(rule.weight_decay)
    left = None if mixed else rule.contraction(experiment.rate, values)
    if left is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            tenth = np.where(left < 1, np.log(0.1) / np.log(np.clip(left, 1e-300, 1.0)), np.inf)
        plain = rule.name == "sgd" and not rule.weight_decay
        columns[_("error factor per update, |1 − ηλ|") if plain else _("asymptotic error factor per update")] = left
        columns[_("updates to reduce the error tenfold")] = [
            f"{n:.3g}" if np.isfinite(n) else _("never") for n in tenth
        ]
    columns[_("direction (kernel row by row, then the bias)") if form.bias else _("direction (kernel, row by row)")] = [
        " ".join(f"{entry:.3g}" for entry in np.where(np.abs(vector) < ROUNDING, 0.0, vector)[:12])
        + (" …" if vector.size > 12 else "")
        for vector in form.eigenvectors.T[::-1][:MAX_DIRECTIONS]
    ]
    return pd.DataFrame(columns)


def _goal(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    goal = left.number_input(_("Updates needed to reach a loss of"), **page.control("goal"), format="%.4g", step=0.001)
    if not experiment.predictable:
        right.write(_("Mini-batch training cannot be predicted; start it to see."))
        return
    if not goal >= 0:
        right.error(_("The loss must be 0 or more, got {goal}.").format(goal=goal))
        return
    needed = experiment.updates_to(float(goal))
    if needed is not None:
        right.write(
            page.count(
                "**{needed:,}** update, in exact arithmetic.", "**{needed:,}** updates, in exact arithmetic.", needed
            ).format(needed=needed)
        )
    elif experiment.plain:
        right.write(_("Never: with this rate and these data, the loss does not get that low."))
    else:
        right.write(
            _("Not within the {updates:,} updates that can be predicted for this method.").format(
                updates=experiment.reach
            )
        )


def _sum_or_mean(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    outputs = experiment.learning.target.size
    mean = experiment.learning.loss == "mean"
    times = 1.0 if experiment.rule.adaptive else 1.0 / outputs if mean else float(outputs)
    rate, decay = experiment.rate * times, experiment.learning.weight_decay / times
    with st.container(horizontal=True, vertical_alignment="center"):
        st.write(
            (
                _(
                    "The gradient of the **sum** over the {outputs:,} outputs is {outputs:,} times that of the mean: with the sum, the rate {rate:.6g} makes the same updates."
                )
                if mean
                else _(
                    "The gradient of the **mean** over the {outputs:,} outputs is {outputs:,} times smaller than that of the sum: with the mean, the rate {rate:.6g} makes the same updates."
                )
            ).format(outputs=outputs, rate=rate)
        )
        st.button(
            _("Use the sum with that rate") if mean else _("Use the mean with that rate"),
            key=page.key("swap"),
            on_click=page.put,
            args=({"loss": "sum" if mean else "mean", "rate": rate, "weight_decay": decay},),
            disabled=page.locked("loss", "rate", "weight_decay"),
        )
    if experiment.rule.adaptive:
        st.caption(
            _("RMSprop and Adam divide by the size of the gradient: the same rate makes nearly the same updates.")
        )
    elif decay:
        st.caption(_("The weight decay then becomes {decay:.6g}, because the rate multiplies it.").format(decay=decay))
