"""The tab "Effective field": how much each cell of the input really moves one unit, averaged while one watches."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import figures
from core.errors import BadInput
from core.figures import colours
from core.receptive_field import EffectiveFieldExperiment, EffectiveFieldResult, EffectiveState
from core.receptive_field.effective import averaging
from core.receptive_field.effective import theory as effective_theory
from core.takeaway.programs.receptive_field import effective as lesson
from core.words import N_
from pages.parts.receptive_field.settings import Experiment
from pages.parts.receptive_field.topics.effective import growth as effective_growth
from pages.parts.receptive_field.topics.effective.job import AveragingJob
from pages.shared import downloads, prose, watched
from pages.shared.page import Page
from pages.shared.pictures import captioned, enlarged, frame

TICK = 0.25
SHOWN = 400  # pixels a side of the heat map, about
GROWTH_SAMPLES = 20
KINDS = {
    "uniform": N_("equal weights"),
    "linear": N_("random weights, no non-linearity"),
    "relu": N_("random weights and ReLU"),
    "trained": N_("ReLU, trained to denoise photographs"),
}


def draw(page: Page, experiment: Experiment) -> None:
    """Settings, Start and Stop, the heat map in its theoretical box, and how the field grows with depth."""
    _ = page.translate
    prose.draw(page, "effective")
    first = st.columns([3, 1, 1, 1])
    first[0].selectbox(_("Kernels"), **page.choice("effective_kind", KINDS))
    first[1].number_input(page.pgettext("number", "Channels"), step=1, **page.control("effective_channels"))
    first[2].number_input(_("Number of gradients to average"), step=1, **page.control("effective_samples"))
    first[3].number_input(_("Seed"), step=1, **page.control("effective_seed"))
    try:
        wanted = effective_of(page, experiment)
    except BadInput as error:
        st.error(page.sentence(error))
    else:
        _run(page, "field", (wanted,), _("Average the gradient"))
        job: AveragingJob | None = st.session_state.get(page.key("averaging field"))
        if job is None or job.running or not job.states[0].energy.any():  # else it stands beside the picture's files
            downloads.save(page, {}, {}, lessons={"effective": partial(lesson.cells, lesson.Effective(wanted))})
    st.markdown("## " + _("Growth with depth"))
    prose.draw(page, "effective_growth")
    st.number_input(_("Kernel size in each layer"), step=1, **page.control("effective_kernel"), width=240)
    growing = growth_of(page)
    _run(page, "growth", growing, _("Measure the growth"))


def effective_of(page: Page, experiment: Experiment) -> EffectiveFieldExperiment:
    """The middle unit of the last layer under the tab's settings; raises BadInput with the rule that is broken."""
    rows, columns = experiment.sizes[-1]
    return EffectiveFieldExperiment(
        experiment.layers, experiment.input_size, ((rows - 1) // 2, (columns - 1) // 2), **_settings(page)
    )


def growth_of(page: Page) -> tuple[EffectiveFieldExperiment, ...]:
    """Stacks of 1, 2, 4 … layers."""
    settings = _settings(page)
    settings["samples"] = min(settings["samples"], GROWTH_SAMPLES)
    kernel = int(st.session_state[page.key("effective_kernel")])
    return tuple(averaging.growth(kernel, settings.pop("kind"), **settings).values())


def _settings(page: Page) -> dict[str, Any]:
    whole = {name: int(st.session_state[page.key(f"effective_{name}")]) for name in ("channels", "samples", "seed")}
    return {"kind": st.session_state[page.key("effective_kind")], **whole}


def _run(page: Page, name: str, wanted: tuple[EffectiveFieldExperiment, ...], label: str) -> None:
    """Start, Stop and what has come so far, for one of the two averages."""
    _ = page.translate
    key = page.key(f"averaging {name}")
    job: AveragingJob | None = watched.current(key, lambda job: job.experiments == wanted)
    watched.buttons(page, key, label, lambda: AveragingJob(wanted))
    if job is None:
        st.caption(
            _("Nothing has been averaged yet. This takes {steps:,} TensorFlow steps.").format(
                steps=sum(one.steps for one in wanted)
            )
        )
        return
    watched.draw(page, job, _heat if name == "field" else effective_growth.draw, tick=TICK)


def _heat(page: Page, job: AveragingJob) -> None:
    """The energy as a picture with the theoretical box, and its numbers."""
    _ = page.translate
    experiment, state = job.experiments[0], job.states[0]
    if not state.energy.any():
        training = state.training
        if training is not None:
            st.caption(
                page.count(
                    "Training a network first: {updates} update so far.",
                    "Training a network first: {updates} updates so far.",
                    training.updates,
                ).format(updates=training.updates)
            )
        return
    found = averaging.result(experiment, state.energy)
    with field(page, found):
        averaged(page, found, state, experiment.runs)
        if state.silent:
            st.caption(_("Zero everywhere: {silent} of them (all ReLUs were inactive).").format(silent=state.silent))
        if state.losses:
            st.caption(
                _("The newest network's loss fell from {first:.3g} to {last:.3g} in training.").format(
                    first=state.losses[0], last=state.losses[-1]
                )
            )
    if not job.running:
        _save(page, experiment, lesson.Effective(experiment, state.samples, found), found)


def _save(
    page: Page, experiment: EffectiveFieldExperiment, averaged: lesson.Effective, found: EffectiveFieldResult
) -> None:
    expected = effective_theory.expected_energy(experiment.layers, experiment.input_size, experiment.unit)
    parts = (
        figures.Part("√E", np.sqrt(found.energy), "signed"),
        figures.Part("95%", found.held * 1.0, "signed"),
        figures.Part("√E(n → ∞)", np.sqrt(expected), "signed"),
    )
    downloads.save(
        page,
        {"effective field": lambda: figures.matrices(parts)},
        {"effective field": lambda: found.energy, "expected field": lambda: expected},
        lessons={"effective": partial(lesson.cells, averaged)},
    )


def field(page: Page, found: EffectiveFieldResult) -> DeltaGenerator:
    """The picture, and how wide the field is; gives the column that has room for more."""
    _ = page.translate
    left, right = st.columns([3, 2], gap="large")
    captioned(
        left,
        picture(found),
        _(
            "Blue: the squared gradient (shown as its square root, so that faint cells are visible). Yellow: the theoretical box. Dark line: the cells with 95% of the energy."
        ),
        width="content",
    )
    right.metric(_("Share of the field with 95% of the energy"), f"{found.share:.1%}")
    right.metric(_("As a square"), f"{found.side:.1f} × {found.side:.1f}")
    return right


def averaged(page: Page, found: EffectiveFieldResult, state: EffectiveState, runs: int) -> None:
    """How many gradients were averaged, and how far the field spreads."""
    st.caption(
        page.translate(
            "{samples:,} of {all:,} gradients averaged in {seconds:.1f} s. Standard deviation: {down:.2f} cells vertically, {across:.2f} horizontally."
        ).format(
            samples=state.samples,
            all=runs,
            seconds=state.seconds,
            down=found.deviation[0],
            across=found.deviation[1],
        )
    )


def picture(found: EffectiveFieldResult) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """(H, W, 3) bytes: the root of the energy, the theoretical box, and a line round what holds 95 %."""
    times = max(1, SHOWN // max(found.energy.shape))
    pixels = enlarged(figures.signed_rgb(np.sqrt(found.energy)), times)
    held = enlarged(np.pad(found.held, 1), times)
    edge = np.zeros_like(held)
    for axis in (0, 1):
        for step in (-1, 1):
            edge |= held & ~np.roll(held, step, axis)
    pixels[edge[times:-times, times:-times]] = colours.rgb("#1F2430")
    top, left, bottom, right = found.box
    frame(pixels[times * top : times * (bottom + 1), times * left : times * (right + 1)], 1 + times // 4)
    return pixels
