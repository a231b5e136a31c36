"""One row a layer: what it is, and what its units see."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core import field_export, stack_text
from core.coverage import Coverage, coverage
from core.field import Row
from core.stack_layer import Pair, both
from pages.parts.receptive_field import formula, growth
from pages.parts.receptive_field.editor import KIND_TITLES
from pages.parts.receptive_field.settings import Experiment
from pages.shared.frame import Page

MOST_ROWS = 12


def draw(page: Page, experiment: Experiment) -> None:
    """The table under the picture; a chosen figure opens its derivation."""
    _ = page.translate
    shown = frame(page, experiment)
    # The selection belongs to this stack: another one begins without.
    state = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height=36 * min(len(shown) + 1, MOST_ROWS) + 2,
        on_select="rerun",
        selection_mode="single-cell",
        key=page.key(f"table {len(shown)} {page.language}"),
        alt=_("One row for each layer: what it is, and what its units see."),
    )
    cells = state.selection.cells
    if cells and cells[0][0] < len(experiment.rows):
        _derivation(page, experiment, *cells[0])
    else:
        st.caption(_("Choose a figure to see where it comes from.") + " " + growth.cover(page, experiment))


def frame(page: Page, experiment: Experiment) -> pd.DataFrame:
    """The table in the visitor's language; pairs as rows × columns."""
    _ = page.translate
    records = []
    for row, covered in zip(experiment.rows, coverage_of(experiment)):
        (top, bottom), (left, right) = row.padding
        records.append(
            {
                _("layer"): row.layer.name,
                _("kind"): _(KIND_TITLES[row.layer.kind]),
                _("kernel"): _by(both(row.layer.kernel)),
                _("stride"): _by(both(row.layer.stride)),
                _("padding"): _by((top, left)) if (top, left) == (bottom, right) else f"{top} {bottom} {left} {right}",
                _("dilation"): _by(both(row.layer.dilation)),
                _("output"): _by(row.output_size),
                _("receptive field"): _by(row.field.size),
                _("effective stride"): _by(row.field.stride),
                _("effective padding"): _by(row.field.padding),
                _("centre of the first unit"): _by(row.field.centre),
                _("overlap of neighbours"): _by(row.field.overlap),
                _("never seen"): f"{covered.unseen:,}",
                _("outside at the corner"): f"{covered.outside:.0%}",
            }
        )
    return pd.DataFrame(records)


def coverage_of(experiment: Experiment) -> tuple[Coverage, ...]:
    """core.coverage, remembered."""
    return _coverage(stack_text.write(experiment.layers), experiment.input_size, experiment.rows)


@st.cache_data(max_entries=32, show_spinner=False)
def _coverage(stack: str, size: Pair, _rows: tuple[Row, ...]) -> tuple[Coverage, ...]:
    return coverage(_rows)


def _derivation(page: Page, experiment: Experiment, place: int, column: str) -> None:
    """One figure with the numbers it is made from, on rows and on columns."""
    _ = page.translate
    row = experiment.rows[place]
    known = {_(title): name for name, title in formula.NAMES.items()} | {_("output"): "output"}
    name = known.get(column)
    covered = coverage_of(experiment)[place]
    head = f"**{row.layer.name} · {column}**"
    if name is not None:
        down, across = row.derivation(0).get(name), row.derivation(1).get(name)
        if down is None:
            st.caption(_("Not known for this layer without its pattern of units: they see different numbers of cells."))
            return
        both_axes = down if down == across else f"{_('rows')} {down};  {_('columns')} {across}"
        st.markdown(f"{head}  \n{formula.rule(row, name)}  \n{both_axes}")
    elif column == _("never seen"):
        H, W = experiment.input_size
        st.markdown(
            head
            + "  \n"
            + _("{cells:,} of the {all:,} input cells are in no unit's windows.").format(
                cells=covered.unseen, all=H * W
            )
        )
    elif column == _("outside at the corner"):
        st.markdown(
            head
            + "  \n"
            + _(
                "The first unit's box begins {padding} cells outside; {share:.1%} of its {size} cells hold no image."
            ).format(padding=_by(row.field.padding), share=covered.outside, size=_by(row.field.size))
        )
    else:
        st.markdown(head + "  \n" + _("This is what the layer is; the figures to the right follow from it."))


def csv(experiment: Experiment) -> str:
    """The table for programs, the same in every language."""
    return field_export.stack_csv(experiment.rows)


def _by(pair: object) -> str:
    rows, columns = pair  # type: ignore[misc]
    texts = ["?" if value is None else f"{float(value):g}" for value in (rows, columns)]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} × {texts[1]}"
