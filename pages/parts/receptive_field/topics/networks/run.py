"""A network run in TensorFlow: its fields checked by experiment, and the effective field of the chosen unit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from core import figures
from core.errors import BadInput
from core.receptive_field import EffectiveFieldResult, Solution
from core.receptive_field.running import (
    MAX_BYTES,
    MAX_PRODUCTS,
    NetworkFieldExperiment,
    Plan,
    averaging,
    plan_of,
    stored,
)
from core.words import N_
from pages.parts.receptive_field.topics.effective import tab as effective
from pages.parts.receptive_field.topics.networks import check
from pages.parts.receptive_field.topics.networks.job import NetworkJob
from pages.parts.receptive_field.topics.networks.source import Source
from pages.parts.receptive_field.topics.networks.unit import Shown
from pages.shared import cache, downloads, prose, watched
from pages.shared.page import Page

TICK = 0.5
WEIGHTS = {"random": N_("random weights"), "own": N_("the model's own weights")}
INPUTS = {
    "noise": N_("noise"),
    "unit": N_("photographs, values 0 … 1"),
    "signed": N_("photographs, values −1 … 1"),
    "bytes": N_("photographs, values 0 … 255"),
}


def draw(page: Page, source: Source, solution: Solution, shown: Shown | None) -> None:
    """The check by experiment, and the effective field; a sentence where the network cannot be run."""
    _ = page.translate
    if source.named:
        check.draw(page, source.name)
    if source.config is None:
        st.caption(
            _(
                "To run a network in TensorFlow the lab needs its Keras file (.keras or JSON): of an ONNX or PyTorch model"
                " only the graph is read."
            )
        )
        return
    if not source.named:
        check.own(page, source, solution, shown)
    if shown is not None:
        _effective(page, source, solution, shown)


def _effective(page: Page, source: Source, solution: Solution, shown: Shown) -> None:
    _ = page.translate
    st.markdown("## " + _("Effective field of this unit"))
    prose.draw(page, "model_effective")
    _settings(page)
    file = _weights(page) if st.session_state[page.key("model_weights")] == "own" else None
    if st.session_state[page.key("model_weights")] == "own" and file is None:
        return
    try:
        wanted = experiment_of(page, source, solution, shown)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    key = page.key("model averaging")
    asked = (wanted, hashlib.sha256(file).hexdigest() if file is not None else "")
    job: NetworkJob | None = watched.current(key, lambda job: job.asked == asked)
    watched.buttons(page, key, _("Average the gradient"), lambda: NetworkJob(asked, wanted, file))
    _needs(page, wanted.plan)
    watched.draw(page, job, _show, tick=TICK)


def _settings(page: Page) -> None:
    _ = page.translate
    columns = st.columns([2, 2, 1, 1])
    columns[0].selectbox(_("Weights"), **page.choice("model_weights", WEIGHTS))
    columns[1].selectbox(_("Inputs"), **page.choice("model_inputs", INPUTS))
    columns[2].number_input(_("Number of gradients to average"), step=1, **page.control("model_samples"))
    columns[3].number_input(_("Seed"), step=1, **page.control("model_seed"))


def _needs(page: Page, plan: Plan) -> None:
    """What a gradient is estimated to take."""
    said = page.translate(
        "About {memory} MB of memory and {products} million multiplications per pass; the limits are {most} MB and {limit} million."
    )
    millions = [f"{-(-number // 10**6):,}" for number in (plan.bytes, plan.products, MAX_BYTES, MAX_PRODUCTS)]
    st.caption(said.format(**dict(zip(("memory", "products", "most", "limit"), millions))))


def experiment_of(page: Page, source: Source, solution: Solution, shown: Shown) -> NetworkFieldExperiment:
    """The chosen unit under the settings; raises BadInput with the rule that is broken."""
    if source.config is None:
        raise BadInput("this network was not read from a Keras configuration")
    field = next(row.field for row in solution.rows if row.node.name == shown.layer)
    top, left, bottom, right = field.region(*shown.unit)
    config = source.config
    sizes = [row.size for row in solution.rows if row.node.name in (solution.source, shown.layer)]
    return NetworkFieldExperiment(
        _plan(source.name, solution.source, shown.layer, repr(sizes), lambda: plan_of(config(), solution, shown.layer)),
        shown.unit,
        (top, left, bottom, right),
        st.session_state[page.key("model_inputs")],
        int(st.session_state[page.key("model_samples")]),
        int(st.session_state[page.key("model_seed")]),
    )


@st.cache_resource(max_entries=cache.SOLUTIONS, show_spinner=False)
def _plan(name: str, source: str, layer: str, sizes: str, _make: Callable[[], Plan]) -> Plan:
    """A plan, remembered by all that it is made of: the network, its input, the layer and their sizes."""
    return _make()


def _weights(page: Page) -> bytes | None:
    """The visitor's file of weights, only where they ask for it."""
    _ = page.translate
    file = st.file_uploader(
        _("The model's .keras or .weights.h5 file"),
        key=page.key("model weights file"),
        max_upload_size=stored.MAX_FILE // 2**20,
        help=_(
            "The whole file is sent. A worker reads only the weights of the layers up to this unit, by name; the file is kept for this visit only."
        ),
    )
    if file is None:
        st.info(
            _(
                "Choose the file that model.save() wrote, of up to {most} MB. An optimizer's state makes it three times as"
                " large: to leave it out, save a copy, `copy = keras.models.clone_model(model)`, after"
                " `copy.set_weights(model.get_weights())`."
            ).format(most=stored.MAX_FILE // 2**20)
        )
        return None
    return bytes(file.getvalue())


def _show(page: Page, job: NetworkJob) -> None:
    _ = page.translate
    if job.running and not job.now.samples:
        st.caption(_("A worker is building the network …"))
    state = job.now
    if state.silent:
        st.caption(_("Zero everywhere: {silent} of them (all ReLUs were inactive).").format(silent=state.silent))
    if not state.energy.any():
        return
    found = averaging.result(job.experiment, state.energy)
    with effective.field(page, found):
        _figures(page, job, found)
    if not job.running:
        downloads.save(
            page,
            {"effective field of a network": lambda: _drawn(found)},
            {"energy of the unit": lambda: found.energy},
        )


def _figures(page: Page, job: NetworkJob, found: EffectiveFieldResult) -> None:
    _ = page.translate
    top, left, bottom, right = found.box
    st.metric(_("Theoretical field inside the input"), f"{bottom - top + 1} × {right - left + 1}")
    effective.averaged(page, found, job.now, job.experiment.runs)
    outside = 1 - float(found.energy[top : bottom + 1, left : right + 1].sum())
    if outside > 1e-9:
        st.caption(
            _("{share:.2%} of the energy lies outside the box: a side branch brings in the whole input.").format(
                share=outside
            )
        )


def _drawn(found: EffectiveFieldResult) -> Any:
    return figures.matrices(
        (figures.Part("√E", np.sqrt(found.energy), "signed"), figures.Part("95%", found.held * 1.0, "signed"))
    )
