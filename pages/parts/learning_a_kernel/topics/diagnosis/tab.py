"""The topic "What is wrong with my run?": printed losses tell their curvature, and with it the mistake."""

from __future__ import annotations

import functools
from functools import partial

import numpy as np
import streamlit as st

from core.errors import BadInput
from core.figures import colours
from core.learning import Cause, Diagnosis, Printed, diagnose, read_losses
from core.numbers import shortest
from core.takeaway.programs.learning_a_kernel import diagnosis as lesson
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.settings import METHOD, NOTEBOOK
from pages.parts.learning_a_kernel.topics.diagnosis import words
from pages.shared import downloads, prose
from pages.shared.loss_chart import Curve, loss_chart
from pages.shared.page import Page

UNLIKE_DESCENT = ("momentum", "nesterov", "accumulated", "still", "told")  # at the rate that was told
POINTS = 400  # of a predicted curve


def draw(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    prose.draw(page, "diagnosis")
    asked, told = st.columns([2, 3], gap="large")
    with asked:
        text = st.text_area(_("Printed losses"), **page.control("printed"), height=170)
        st.number_input(_("Learning rate of that run"), **page.control("printed_rate"), step=None, format="%.6g")
        st.number_input(_("Updates from one printed loss to the next"), **page.control("printed_every"), step=1)
    with told:
        try:
            _tell(page, experiment, read_losses(text))
        except BadInput as error:
            st.error(page.sentence(error))


def _tell(page: Page, experiment: Experiment, printed: Printed) -> None:
    _ = page.translate
    rate, every = float(st.session_state[page.key("printed_rate")]), int(st.session_state[page.key("printed_every")])
    if printed.every not in (None, every):
        st.caption(_("The text has one loss every {n} updates.").format(n=printed.every))
    if printed.overflowed:
        st.caption(_("Everything from the first nan or inf on is ignored: the loss had overflowed."))
    found, unnamed = _diagnosed(experiment, printed, rate, every)
    if unnamed is not None:
        st.info(page.sentence(unnamed))
    moving = bool(found.causes) and found.causes[0].name in UNLIKE_DESCENT
    _read_off(page, found, doubtful=moving or (not found.causes and unnamed is None))
    updates = every * (len(printed.losses) - 1) + 1
    for place, cause in enumerate(found.causes):
        if place == 1:
            st.caption(_("The same losses could also come from:"))
        again = _again(page, experiment, cause, rate, updates)
        _named(page, cause, again, certain=found.certain, other=place > 0)
    if not found.causes and unnamed is None:
        st.warning(
            _(
                "Full-batch gradient descent on this page's data, at this rate and interval, never prints these losses. The rate, the interval or the data may differ, mini-batches or noise may make the losses irregular, or another optimizer was used."
            )
        )
    elif found.causes and not found.certain:
        st.caption(words.undecided(page, found.causes[0], rate))
    _chart(page, printed, found, rate, every)
    losses = lesson.Losses(printed, rate, every, experiment.learning, experiment.true, found)
    downloads.save(page, {}, {}, lessons={"diagnosis": partial(lesson.cells, losses)})


def _diagnosed(experiment: Experiment, printed: Printed, rate: float, every: int) -> tuple[Diagnosis, BadInput | None]:
    """What the losses say; where the data are too large to name a mistake, what they say without, and why."""
    method = experiment.learning
    bare = diagnose(printed, rate, every)
    try:
        named = diagnose(
            printed,
            rate,
            every,
            image=method.image,
            target=method.target_with_noise,
            kernel_size=method.kernel_size,
            loss=method.loss,
        )
        return named, None
    except BadInput as error:
        return bare, error


def _read_off(page: Page, found: Diagnosis, *, doubtful: bool) -> None:
    """What the last two losses say; it holds for gradient descent at one rate, so it is no fact where nothing shows that."""
    _ = page.translate
    if doubtful:
        st.caption(
            _("The numbers below follow from the last two losses, assuming plain gradient descent at this rate.")
        )
    either = functools.partial(_either, _("or"))
    row = st.columns([4, 5, 5])
    row[0].metric(_("Error factor per update"), f"{found.factor:.4g}")
    row[1].metric(_("Curvature λ"), either(found.curvatures))
    row[2].metric(_("Largest stable rate 2 / λ"), either(found.limits))


def _either(word: str, values: tuple[float, ...]) -> str:
    return f" {word} ".join(f"{value:.{4 if len(values) == 1 else 3}g}" for value in values)  # two must fit a column


def _named(page: Page, cause: Cause, again: dict[str, object] | None, *, certain: bool, other: bool) -> None:
    """What happened, what to do, and a run that shows it; an `other` explanation than the simplest one is no warning."""
    _ = page.translate
    harmless = cause.name in ("right", "slow")
    box = st.info if other else st.success if harmless else st.error if certain else st.warning
    box(f"**{words.title(page, cause)}** {words.advice(page, cause)}")
    if again is not None:
        st.button(
            _("Run it here"),
            key=page.key(f"reproduce {cause.name}"),
            on_click=page.put,
            args=(again | {"run": None},),
            disabled=page.locked(*again),
            help=_("Sets data, rate, initial kernel and epochs so that the run prints these losses."),
        )


def _again(page: Page, experiment: Experiment, cause: Cause, rate: float, updates: int) -> dict[str, object] | None:
    """The settings of a run that prints the losses; None where the lab has no such run."""
    if cause.start is None:
        return None
    start, settings = cause.start, {name: st.session_state[page.key(name)] for name in NOTEBOOK}
    settings |= {field.name: field.default for field in METHOD if not field.name.endswith(("noise", "noise_seed"))}
    if cause.name in ("mean", "sum"):
        settings["loss"] = cause.name
    elif cause.name in ("momentum", "nesterov"):
        settings["optimizer"] = cause.name
    elif cause.name == "accumulated":
        settings |= {"optimizer": "momentum", "momentum": 1.0}  # the same recurrence
    elif cause.name == "ones":
        height, width = experiment.learning.image.shape
        settings |= {"image": "typed", "x": "\n".join([" ".join(["1"] * width)] * height)}
        start = start + experiment.true  # on ones every kernel of its sum is perfect
    init = "\n".join(" ".join(shortest(value) for value in row) for row in start.tolist())
    return settings | {"rate": cause.rate(rate), "epochs": updates, "start": "typed", "init": init}


def _chart(page: Page, printed: Printed, found: Diagnosis, rate: float, every: int) -> None:
    _ = page.translate
    at = 1 + every * np.arange(len(printed.losses))
    curves = [Curve(_("printed losses"), at, np.array(printed.losses), colours.WINDOW, "dots")]
    if found.causes:
        last = every * (len(printed.losses) - 1)
        updates = np.unique(np.linspace(0, last, min(POINTS, last + 1)).astype(int))
        predicted = found.causes[0].losses(updates, rate)
        curves.insert(0, Curve(_("predicted"), updates + 1, predicted, colours.MUTED, "dashed"))
    loss_chart(
        page,
        curves,
        first=1,
        last=int(at[-1]),
        log=True,
        words=(_("update"), _("loss before the update"), _("The printed losses and the curve of the likeliest cause")),
        key=page.key("printed chart"),
    )
