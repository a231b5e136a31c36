"""The table of a network: one row for each layer, with its field, its cost and its verdict."""

from __future__ import annotations

import pandas as pd

from core.receptive_field import GraphRow, Solution
from core.receptive_field import export as field_export
from core.words import N_
from pages.parts.receptive_field.table import by
from pages.parts.receptive_field.topics.networks import beside
from pages.parts.receptive_field.topics.networks import columns as networks_columns
from pages.shared.page import Page

SEES_SAID = {
    "box": N_("a box"),
    "everything": N_("the whole input"),
    "flat": N_("no fixed position: rearranged"),
    "nothing": N_("nothing of this input"),
    "unknown": N_("unknown"),
}


def table(
    page: Page,
    solution: Solution,
    wanted: tuple[int, ...] | None = None,
    first: GraphRow | None = None,
    rate: int | None = None,
    found: beside.Beside | None = None,
) -> pd.DataFrame:
    """One row per layer, in the visitor's language; with an object, which layer is the first to see it."""
    _ = page.translate
    marks = {}
    if wanted is not None:
        title = _("sees {object}").format(object=by(wanted))
        marks[title] = [_("first") if row is first else "" for row in solution.rows]
    return pd.DataFrame(
        {
            name_title(page): [row.node.name for row in solution.rows],
            **marks,
            **(_milliseconds(page, solution, rate) if rate else {}),
            _("receptive field"): [_extents(page, row) for row in solution.rows],
            _("effective stride"): [by(row.field.stride) for row in solution.rows],
            _("effective padding"): [by(row.field.padding) for row in solution.rows],
            _("output"): [by(row.size) for row in solution.rows],
            **(beside.columns(page, found) if found is not None else {}),
            _("a unit sees"): [_(SEES_SAID[row.field.sees]) for row in solution.rows],
            _("with its gates"): [_("the whole input") if row.field.gates else "" for row in solution.rows],
            _("class"): [row.node.label for row in solution.rows],
            _("centre of the first unit"): [by(row.field.centre) for row in solution.rows],
            **networks_columns.padding(page, solution),
        }
    )


def _milliseconds(page: Page, solution: Solution, rate: int) -> dict[str, list[str]]:
    _ = page.translate
    titles = (_("receptive field (ms)"), _("effective stride (ms)"), _("effective padding (ms)"))
    fields = [(row.field.size, row.field.stride, row.field.padding) for row in solution.rows]
    return {
        title: [by([field_export.milliseconds(cells, rate) for cells in each[place]]) for each in fields]
        for place, title in enumerate(titles)
    }


def name_title(page: Page) -> str:
    """The head of the column of names."""
    return page.translate("layer")


def _extents(page: Page, row: GraphRow) -> str:
    """The field's size; all sizes where the layer's units differ: "188 or 204"."""
    _ = page.translate
    texts = []
    for extents in row.field.extents:
        several = _("{first} or {last}") if len(extents) == 2 else _("{first} to {last}")
        texts.append(several.format(first=extents[0], last=extents[-1]) if len(extents) > 1 else f"{extents[0]}")
    return "" if not texts else texts[0] if len(set(texts)) == 1 else " × ".join(texts)
