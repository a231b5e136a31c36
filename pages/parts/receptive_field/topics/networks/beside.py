"""What stands beside the fields of a network: what each layer costs, and whether it has anything to see at this size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core.networks import Cost
from core.receptive_field import Solution, Verdict, cost_of, first_productive, image_of, verdicts
from core.words import N_
from pages.shared import cache
from pages.shared.page import Page, literal
from pages.shared.reported import rows_chosen

SAID = {
    "part": N_("part of the input"),
    "less": N_("less than the object"),
    "object": N_("the object"),
    "more": N_("more than the input"),
    "everything": N_("the whole input"),
    "nothing": N_("nothing of this input"),
    "unknown": N_("unknown"),
}
FIGURES = {
    "parameters": N_("parameters"),
    "multiply_adds": N_("multiply-adds"),
    "numbers": N_("activations: numbers, and bytes as float32"),
}
MAX_NAMED = 6


@dataclass(frozen=True)
class Beside:
    """The cost of a network, and its verdicts: none where its input has no size."""

    cost: Cost
    verdicts: tuple[Verdict, ...]


def of(name: str, solution: Solution, wanted: tuple[int, ...] | None) -> Beside:
    """Both, remembered; `name` tells the network from every other."""
    shapes = repr([(row.size, row.field.size) for row in solution.rows])  # a text is hashed in a tenth of the time
    return _found(name, solution.source, shapes, wanted, solution)


@st.cache_resource(max_entries=cache.SOLUTIONS, show_spinner=False)
def _found(name: str, source: str, shapes: str, wanted: tuple[int, ...] | None, _solution: Solution) -> Beside:
    judged = verdicts(_solution, wanted) if image_of(_solution) is not None else ()
    return Beside(cost_of(_solution), judged)


def columns(page: Page, found: Beside) -> dict[str, Any]:
    """Columns of the network's table."""
    _ = page.translate
    layers = found.cost.layers
    cost = {
        _("parameters"): pd.array([layer.parameters for layer in layers], dtype="Int64"),
        _("multiply-adds"): pd.array([layer.multiply_adds for layer in layers], dtype="Int64"),
        _("activations"): pd.array([layer.memory for layer in layers], dtype="Int64"),
    }
    return {_("at this size"): [said(page, one) for one in found.verdicts], **cost} if found.verdicts else cost


def formats(page: Page) -> dict[str, Any]:
    """How the table shows them."""
    _ = page.translate
    number = st.column_config.NumberColumn
    return {
        _("at this size"): st.column_config.TextColumn(width=260),  # “more than the input: could be left out”
        # Where the title is short (乘加次数), the grid would cut the first digits of a number off.
        _("parameters"): number(format="localized", width=120),
        _("multiply-adds"): number(format="localized", width=140),
        _("activations"): number(
            format="bytes", help=_("Memory of the layer's output for one example, four bytes for each number.")
        ),
    }


def said(page: Page, verdict: Verdict) -> str:
    """A verdict in the visitor's language."""
    _ = page.translate
    told = _(SAID[verdict.sees])
    return _("{verdict}: could be left out").format(verdict=told) if verdict.spare else told


def summary(page: Page, solution: Solution, found: Beside) -> None:
    """The sums over all layers, and what the verdicts come to."""
    _ = page.translate
    cost = found.cost
    figures = st.columns(3)
    figures[0].metric(
        _("Parameters"),
        f"{cost.parameters:,}",
        help=_("{trained} of them are trained; the others are running averages.").format(trained=f"{cost.trainable:,}"),
    )
    figures[1].metric(
        _("Multiply-adds"),
        f"{cost.multiply_adds:,}",
        help=_(
            "For one example: {operations} billion operations, counting two for a multiply-add, one per number for a bias, and one per window cell for a pool. Normalization and activations are not counted."
        ).format(operations=f"{cost.operations / 1e9:.3f}"),
    )
    figures[2].metric(
        _("Activations"),
        f"{cost.memory / 1e6:,.1f} MB",
        help=_("The outputs of all layers for one example, as training keeps them, four bytes for each number."),
    )
    if cost.uncounted:
        names = _(", ").join(f"{literal(one.name)} ({literal(one.label)})" for one in cost.uncounted[:MAX_NAMED])
        more = f" … (+{len(cost.uncounted) - MAX_NAMED})" if len(cost.uncounted) > MAX_NAMED else ""
        st.caption(_("Not counted: {layers}.").format(layers=names + more))
    if cost.unsized:
        st.caption(_("Without an input size some multiply-adds and activations are missing."))
    _judged(page, solution, found)


def _judged(page: Page, solution: Solution, found: Beside) -> None:
    """How many layers could be left out, and from which size on none."""
    _ = page.translate
    image = image_of(solution)
    if not found.verdicts or image is None:
        return
    spare = [(one, layer) for one, layer in zip(found.verdicts, found.cost.layers) if one.spare]
    size = " × ".join(map(str, image))
    if not spare:
        st.caption(
            _("At {size}, every layer with a window still sees something new on at least one path.").format(size=size)
        )
        return
    parameters = sum(layer.parameters or 0 for one, layer in spare)
    multiply_adds = sum(layer.multiply_adds or 0 for one, layer in spare)
    least = first_productive(solution) or image
    st.info(
        page.count(
            "At {size}, the units before {layer} already see the whole input on every path: its kernels mostly add padding. **{count} layer could be left out**, with {parameters} of the parameters and {multiply_adds} of the multiply-adds (Richter et al. 2021, arXiv 2106.12307). With an input of {least} or more there is none.",
            "At {size}, the units before {layer} already see the whole input on every path: from there on kernels mostly add padding. **{count} layers could be left out**, with {parameters} of the parameters and {multiply_adds} of the multiply-adds (Richter et al. 2021, arXiv 2106.12307). With an input of {least} or more there are none.",
            len(spare),
        ).format(
            size=size,
            layer=literal(spare[0][0].layer),
            count=len(spare),
            parameters=_share(parameters, found.cost.parameters),
            multiply_adds=_share(multiply_adds, found.cost.multiply_adds),
            least=" × ".join(map(str, least)),
        )
    )


def chosen_row(page: Page, key: str, names: list[str]) -> None:
    """The row that was clicked is the layer whose figures are derived; clicked again, none is."""
    rows = rows_chosen(key, len(names))
    st.session_state[page.key("cost_layer")] = names[rows[0]] if rows else ""


def formulas(page: Page, found: Beside) -> None:
    """The figures of one layer with the numbers that they are made from."""
    _ = page.translate
    layers = {layer.name: layer for layer in found.cost.layers}
    key = page.key("cost_layer")
    if st.session_state[key] not in layers:
        st.session_state[key] = ""
    name = st.selectbox(
        _("How a layer's cost is made up (or click a row)"),
        ("", *layers),
        format_func=lambda name: name or "—",
        key=key,
    )
    if not name:
        return
    layer = layers[name]
    if not layer.counted:
        st.caption(_("The cost of a layer of class {label} is not known here.").format(label=literal(layer.label)))
        return
    lines = [f"{_(title)}: `{layer.formula(figure)}`" for figure, title in FIGURES.items() if layer.formula(figure)]
    st.markdown("  \n".join([f"**{literal(name)}**", *lines]))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "0%"
