"""The tab "The formula with these numbers": every figure of a layer derived, rows and columns."""

from __future__ import annotations

import streamlit as st

from core.words import N_
from pages.parts.receptive_field import picture
from pages.parts.receptive_field.settings import Experiment
from pages.shared.frame import Page

NAMES = {
    "output": N_("output size"),
    "size": N_("receptive field"),
    "stride": N_("effective stride"),
    "padding": N_("effective padding"),
    "centre": N_("centre of the first unit"),
    "overlap": N_("overlap of neighbours"),
}


def draw(page: Page, experiment: Experiment) -> None:
    """Choose a layer, read its derivation."""
    _ = page.translate
    st.markdown(page.prose("formula"))
    depth = st.selectbox(
        _("Layer"),
        range(1, len(experiment.sizes)),
        index=len(experiment.layers) - 1,
        format_func=lambda depth: picture.title_of(page, experiment, depth),
        key=page.key(f"formula {len(experiment.layers)}"),
    )
    row = experiment.rows[depth - 1]
    lines = [f"| | {_('rows')} | {_('columns')} |", "|---|---|---|"]
    down, across = row.derivation(0), row.derivation(1)
    for name, title in NAMES.items():
        if name in down:
            lines.append(f"| {_(title)} | {down[name]} | {across[name]} |")
    st.markdown("\n".join(lines))
