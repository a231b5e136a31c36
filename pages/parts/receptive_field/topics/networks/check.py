"""A network tried in TensorFlow at a small resolution: which units does a lit cell reach?"""

from __future__ import annotations

import streamlit as st

from core.errors import BadInput
from core.receptive_field import Report, Solution
from core.receptive_field.perturbation import keras_networks, own_networks
from pages.parts.receptive_field.topics.networks.source import Source
from pages.parts.receptive_field.topics.networks.unit import Shown
from pages.shared import answers
from pages.shared.page import Page, literal

SECONDS = 180.0


def draw(page: Page, name: str) -> None:
    """The button, and what came of it."""
    _ = page.translate
    kept = page.key("model checked")
    st.markdown("## " + _("Check by experiment"))
    size = keras_networks.small_size(name)
    cells, units = keras_networks.places(size)
    st.write(
        _(
            "Keras builds {network} without weights on an input of {size}, and a copy whose kernels are ones and whose activations map every positive number to 1. First, {cells} input cells are set to 1, one at a time, and all layers are compared; then every cell is, and {units} units of the last layer are compared."
        ).format(network=name, size=" × ".join(map(str, size)), cells=len(cells), units=len(units))
    )
    _begin(page, "model check", "model checked", name)
    if st.session_state.get(kept) != name:
        return
    report = answers.answer(page, "model check", keras_networks.check, name, size, cells, units, deadline=SECONDS)
    if report is not None:
        said(page, report)


def own(page: Page, source: Source, solution: Solution, shown: Shown | None) -> None:
    """The same for a model of one's own, up to the chosen unit's layer, or to the last one whose units see a box."""
    _ = page.translate
    boxes = [row.node.name for row in solution.rows if row.field.sees == "box"]
    layer = shown.layer if shown is not None else boxes[-1]
    st.markdown("## " + _("Check by experiment"))
    st.write(
        _(
            "A worker rebuilds the model up to {layer} from its configuration, with Keras's own classes only, on a small input with one channel; all kernels are ones, and activations map every number but 0 to 1. It first sets some input cells to 1, one at a time, and compares all layers; then it does so with every cell and compares three units of {layer}."
        ).format(layer=literal(layer))
    )
    asked, place = (source.name, solution.source, layer), page.key("own model checked")
    _begin(page, "own model check", "own model checked", asked)
    if st.session_state.get(place) != asked or source.config is None:
        return
    try:
        plan = own_networks.plan_of(source.config(), solution, layer)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    report = answers.answer(page, "own model check", own_networks.check, plan, deadline=SECONDS)
    if report is not None:
        said(page, report)


def _begin(page: Page, key: str, place: str, asked: object) -> None:
    st.button(
        page.translate("Run it in TensorFlow"),
        key=page.key(key),
        icon=":material/science:",
        on_click=page.put,
        args=({place: asked},),
    )


def said(page: Page, report: Report) -> None:
    """What came of an experiment."""
    _ = page.translate
    if report.differing:
        st.error(
            _("Experiment and formula disagree in {layers}: please report this network.").format(
                layers=_(", ").join(f"{layer} ({count})" for layer, count in report.differing[:6])
            )
        )
        return
    st.success(
        _(
            "{pairs:,} pairs of a cell and a unit compared in {layers} layers: experiment and formula agree on all of them."
        ).format(pairs=report.compared, layers=report.layers)
    )
