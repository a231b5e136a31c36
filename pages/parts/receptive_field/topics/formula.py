"""The tab "The formula with these numbers": every figure of a layer derived, rows and columns."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import links
from core.arrays import Pair
from core.correlation.snippets import torch_padding
from core.receptive_field import Row
from core.takeaway.programs.receptive_field import formula as lesson
from core.words import N_
from pages.parts.receptive_field import growth, picture
from pages.parts.receptive_field.settings import MAX_DEPTH, Experiment
from pages.shared import downloads, prose
from pages.shared.geometry import cells_added
from pages.shared.page import Page

FIELDS = (links.Whole("formula_layer", MAX_DEPTH, 1, MAX_DEPTH),)
NAMES = {
    "output": N_("output size"),
    "size": N_("receptive field"),
    "stride": N_("effective stride"),
    "padding": N_("effective padding"),
    "centre": N_("centre"),
    "overlap": N_("overlap of neighbours"),
}

# Of Araujo, Norris & Sim 2019 and of Dumoulin & Visin 2016, in the notation of the tab's text.
RULES = {
    "output": r"$n_l = \lfloor (n_{l-1} + p_{before} + p_{after} - (k_l - 1)\,d_l - 1) / s_l \rfloor + 1$",
    "size": r"$r_l = r_{l-1} + (k_l - 1)\, d_l\, j_{l-1}$",
    "stride": r"$j_l = j_{l-1}\, s_l$",
    "padding": r"$P_l = P_{l-1} + p_{before}\, j_{l-1}$",
    "centre": r"$c_l = -P_l + (r_l - 1) / 2$",
    "overlap": r"$\max(0,\; r_l - j_l)$",
}

OTHER_WAY = {
    "output": r"$n_l = (n_{l-1} - 1)\, s_l + (k_l - 1)\,d_l + 1 - p_{before} - p_{after}$",
    "size": r"$r_l = \max_u r_l(u)$",
    "stride": r"$j_l = j_{l-1} / s_l$",
    "padding": r"$P_l = -a_l(0)$",
}


def rule(row: Row, name: str) -> str:
    """The rule behind a figure, in TeX; a transposed convolution turns some of them round.

    Behind one, units see different numbers of cells: r(u) and first cells a(u) are then looked at unit by unit.
    """
    patterned = any(axis.period > 1 for axis in (*row.before.axes, *row.field.axes))
    turned = row.layer.kind == "transposed" or (patterned and name in ("size", "padding"))
    return (OTHER_WAY if turned else RULES).get(name, RULES[name])


def draw(page: Page, experiment: Experiment) -> None:
    """One layer's derivation, then how the field grows from layer to layer."""
    _ = page.translate
    prose.draw(page, "formula")
    key = page.key("formula_layer")
    st.session_state[key] = min(max(st.session_state[key], 1), len(experiment.layers))
    depth = st.selectbox(
        _("Layer"),
        range(1, len(experiment.sizes)),
        format_func=lambda depth: picture.title_of(page, experiment, depth),
        key=key,
        width=280,
    )
    row = experiment.rows[depth - 1]
    lines = [f"| {_('quantity')} | {_('formula')} | {_('rows')} | {_('columns')} |", "|---|---|---|---|"]
    down, across = row.derivation(0), row.derivation(1)
    for name, title in NAMES.items():
        if name in down:
            lines.append(f"| {_(title)} | {rule(row, name)} | {down[name]} | {across[name]} |")
    st.markdown("\n".join(lines))
    _padding(page, row, experiment.sizes[depth - 1])
    growth.draw(page, experiment)
    downloads.save(page, {}, {}, lessons={"formula": partial(lesson.cells, experiment.rows)})


def _padding(page: Page, row: Row, size: Pair | None) -> None:
    """The layer's padding on its input, and the line that gives PyTorch the same."""
    _ = page.translate
    (top, bottom), (left, right) = row.layer.padding_for(size)
    if row.layer.kind == "transposed" or top is None or bottom is None or left is None or right is None:
        return
    st.caption(cells_added(page, ((top, bottom), (left, right))))
    if row.layer.kind != "average":  # TensorFlow leaves padding out of a mean, which no layer in front can do
        line = torch_padding(((top, bottom), (left, right)), largest=row.layer.kind == "pool")
        st.caption(_("In PyTorch: {line}").format(line=f"`{line}`"))
