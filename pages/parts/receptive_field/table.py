"""One row a layer: what it is, and what its units see."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core import field_export
from core.field import layers_to_cover, more_to_cover
from core.stack_layer import both
from pages.parts.receptive_field.editor import KIND_TITLES
from pages.parts.receptive_field.settings import Experiment
from pages.shared.frame import Page


def draw(page: Page, experiment: Experiment) -> None:
    """The table under the picture."""
    st.dataframe(frame(page, experiment), hide_index=True, width="stretch")
    st.caption(_cover(page, experiment))


def frame(page: Page, experiment: Experiment) -> pd.DataFrame:
    """The table in the visitor's language; pairs as rows × columns."""
    _ = page.translate
    records = []
    for row in experiment.rows:
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
            }
        )
    return pd.DataFrame(records)


def csv(experiment: Experiment) -> str:
    """The table for programs, the same in every language."""
    return field_export.stack_csv(experiment.rows)


def _cover(page: Page, experiment: Experiment) -> str:
    _ = page.translate
    covered = layers_to_cover(experiment.layers, experiment.input_size)
    if covered is not None:
        return _("From layer {layer} on, the receptive field is at least as large as the input.").format(
            layer=experiment.layers[covered - 1].name
        )
    more = more_to_cover(experiment.layers, experiment.input_size)
    if more is None:
        return _("No number of further layers like the last one would let a unit see the whole input.")
    return _("To see the whole input it would take {more} more layers like the last one, at stride 1.").format(
        more=more
    )


def _by(pair: object) -> str:
    rows, columns = pair  # type: ignore[misc]
    texts = ["?" if value is None else f"{float(value):g}" for value in (rows, columns)]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} × {texts[1]}"
