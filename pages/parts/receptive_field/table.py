"""One row a layer: what it is, and what its units see."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd
import streamlit as st

from core.arrays import Pair
from core.correlation.snippets import torch_padding
from core.receptive_field import Coverage, Layer, Row, both, coverage
from core.receptive_field import text as stack_text
from core.words import N_
from pages.parts.receptive_field import editor, growth, history
from pages.parts.receptive_field.editor import KIND_TITLES
from pages.parts.receptive_field.settings import Experiment
from pages.parts.receptive_field.topics import formula
from pages.shared import hidden
from pages.shared.page import Page

COVERED = {"unseen": N_("never seen"), "outside": N_("outside at the corner")}


def draw(page: Page, layers: tuple[Layer, ...] | None, experiment: Experiment | None) -> None:
    """The table of layers, edited in place; and where one of its figures comes from."""
    _ = page.translate
    shown = frame(page, experiment) if experiment is not None else pd.DataFrame()
    titles = [title for title in _titles(page).values() if title != _("receptive field")]
    names = (_("receptive field"), *titles, _("padding in PyTorch"))
    secret = hidden.FACTS in page.hidden
    names = () if secret else names
    editor.edit(page, layers, {name: list(shown[name]) if name in shown else [] for name in names})
    if layers:
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
            history.moves(page, layers)
    if experiment is not None and not secret:
        _asked(page, experiment)


def _asked(page: Page, experiment: Experiment) -> None:
    """Which figure of which layer is derived; the address carries both."""
    _ = page.translate
    titles, key = _titles(page), page.key("figure_layer")
    left, right = st.columns(2)
    chosen = left.selectbox(
        _("How a number is computed"),
        ("none", *titles),
        format_func=lambda name: titles.get(name, "—"),
        **page.control("figure"),
    )
    if chosen not in titles:
        st.caption(growth.cover(page, experiment))
        return
    st.session_state[key] = min(max(st.session_state[key], 1), len(experiment.rows))
    layer = right.selectbox(
        _("Layer"),
        range(1, len(experiment.rows) + 1),
        format_func=lambda depth: experiment.layers[depth - 1].name,
        key=key,
    )
    _derivation(page, experiment, layer - 1, titles[chosen])


def _titles(page: Page) -> dict[str, str]:
    """The columns that are figures, by the name that stands in the address."""
    _ = page.translate
    named = {name: _(title) for name, title in (formula.NAMES | COVERED).items()}
    return named | {"output": _("output")}


def frame(page: Page, experiment: Experiment) -> pd.DataFrame:
    """The table in the visitor's language; pairs as rows × columns."""
    _ = page.translate
    records = []
    for row, covered in zip(experiment.rows, coverage_of(experiment)):
        (top, bottom), (left, right) = row.padding
        records.append(
            {
                _("layer"): row.layer.name,
                _("type"): _(KIND_TITLES[row.layer.kind]),
                _("kernel"): by(both(row.layer.kernel)),
                _("stride"): by(both(row.layer.stride)),
                _("padding"): by((top, left)) if (top, left) == (bottom, right) else f"{top} {bottom} {left} {right}",
                _("dilation"): by(both(row.layer.dilation)),
                _("output"): by(row.output_size or (None, None)),
                _("receptive field"): by(row.field.size),
                _("effective stride"): by(row.field.stride),
                _("effective padding"): by(row.field.padding),
                _("centre"): by(row.field.centre),
                _("overlap of neighbours"): by(row.field.overlap),
                _("never seen"): f"{covered.unseen:,}",
                _("outside at the corner"): f"{covered.outside:.0%}",
                _("padding in PyTorch"): _in_pytorch(row),
            }
        )
    return pd.DataFrame(records)


def _in_pytorch(row: Row) -> str:
    """What gives PyTorch the layer's padding; nothing where there is none, or where no layer in front can do it."""
    (top, bottom), (left, right) = row.padding
    sides = ((top or 0, bottom or 0), (left or 0, right or 0))
    if (
        not any(map(any, sides))
        or row.layer.kind in ("transposed", "average")
        or None in (*row.padding[0], *row.padding[1])
    ):
        return ""
    return torch_padding(sides, largest=row.layer.kind == "pool")


def coverage_of(experiment: Experiment) -> tuple[Coverage, ...]:
    """core.receptive_field.coverage, remembered."""
    return _coverage(stack_text.write(experiment.layers), experiment.input_size, experiment.rows)


@st.cache_data(max_entries=32, show_spinner=False)
def _coverage(stack: str, size: Pair, _rows: tuple[Row, ...]) -> tuple[Coverage, ...]:
    return coverage(_rows)


def _derivation(page: Page, experiment: Experiment, place: int, column: str) -> None:
    """One figure with the numbers it is made from, on rows and on columns."""
    _ = page.translate
    row = experiment.rows[place]
    name = next((name for name, title in _titles(page).items() if title == column), None)
    covered = coverage_of(experiment)[place]
    head = f"**{row.layer.name} · {column}**"
    if name in formula.NAMES:
        down, across = row.derivation(0).get(name), row.derivation(1).get(name)
        if down is None or across is None:
            st.caption(_("The position of the field is unknown without an input size."))
            return
        both_axes = down if down == across else f"{_('rows')} {down};  {_('columns')} {across}"
        st.markdown(f"{head}  \n{formula.rule(row, name)}  \n{both_axes}")
    elif name == "unseen":
        H, W = experiment.input_size
        rows, columns = covered.seen
        st.markdown(
            head
            + "  \n"
            + _(
                "The units' windows cover {rows} of {all_rows} rows and {columns} of {all_columns} columns; the other cells are skipped by a stride or dilation, or lie beyond the last window."
            ).format(rows=rows, all_rows=H, columns=columns, all_columns=W)
            + f"  \n{covered.derivation()[name]}"
        )
    elif name == "outside":
        st.markdown(
            head
            + "  \n"
            + _(
                "The first unit's box begins {padding} cells outside: {inside} of its {box} cells lie in the image."
            ).format(padding=by(row.field.padding), inside=_times(covered.inside), box=_times(covered.box))
            + f"  \n{covered.derivation().get(name, '')}"
        )


def _times(pair: Pair) -> str:
    return f"{pair[0]} × {pair[1]}"


def by(numbers: Sequence[float | Fraction | None] | None) -> str:
    """Numbers along the axes, rows first: one where they are alike, "?" for what is unknown, "" where there are none."""
    texts = ["?" if value is None else f"{float(value):.10g}" for value in numbers or ()]
    return " × ".join(texts if len(set(texts)) > 1 else texts[:1])
