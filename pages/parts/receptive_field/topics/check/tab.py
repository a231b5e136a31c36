"""The tab "Check by experiment": a cell is changed, the stack runs again, and what changed stands beside the prediction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.arrays import Pair
from core.errors import BadInput
from core.receptive_field import Comparison
from core.receptive_field import text as stack_text
from core.receptive_field.perturbation import comparison
from core.receptive_field.perturbation import trial as trial_stack
from core.takeaway import Lesson
from core.takeaway.programs.receptive_field import check as lesson
from pages.parts.receptive_field import backdrop, picture
from pages.parts.receptive_field.maps import Map, chosen_in, field_maps
from pages.parts.receptive_field.settings import Experiment
from pages.parts.receptive_field.topics.check import picture as check_picture
from pages.shared import downloads, prose
from pages.shared.page import Page

MAX_PLACES = 6  # cells named in a sentence
SIDE = 300


def draw(page: Page, experiment: Experiment) -> None:
    """One cell and what it changes; then one unit and what changes it; then every pair."""
    _ = page.translate
    prose.draw(page, "check")
    trial = trial_stack.trial(experiment.layers, experiment.input_size)
    st.markdown("## " + _("One input cell: which units change?"))
    _one_cell(page, experiment, trial)
    st.markdown("## " + _("One unit: which cells change it?"))
    _one_unit(page, experiment)
    st.markdown("## " + _("Every cell against every unit"))
    _all(page, experiment)


def _one_cell(page: Page, experiment: Experiment, trial: trial_stack.Trial) -> None:
    _ = page.translate
    small = check_picture.is_small(experiment)
    left, right, rest = st.columns([1, 1, 2], vertical_alignment="bottom")
    left.number_input(_("Row of the cell"), step=1, **page.control("check_row"))
    right.number_input(_("Column of the cell"), step=1, **page.control("check_column"))
    row, column = (int(st.session_state[page.key(name)]) for name in ("check_row", "check_column"))
    (H, W) = experiment.input_size
    if not (0 <= row < H and 0 <= column < W):
        st.error(
            _(
                "The input has no cell ({row}, {column}): rows run from 0 to {rows}, columns from 0 to {columns}."
            ).format(row=row, column=column, rows=H - 1, columns=W - 1)
        )
        return
    found = comparison.from_cell(trial, (row, column))
    rest.markdown(
        _("Cell ({row}, {column}) is raised by {amount}, from {before} to {after}.").format(
            row=row,
            column=column,
            amount=check_picture.number(trial.amount),
            before=check_picture.number(trial.before[0][row, column]),
            after=check_picture.number(trial.before[0][row, column] + trial.amount),
        )
    )
    if small:
        check_picture.numbers(page, experiment, trial, (row, column), found)
    else:
        key = page.key("check maps")
        field_maps(
            page,
            [Map(_("Input"), experiment.input_size)],
            key=key,
            selected=(0, row, column),
            on_change=lambda: _take(page, key),
            picture=backdrop.jpeg(page, experiment.input_size),
            side=SIDE,
        )
        check_picture.masks(page, experiment, found)
    if not _differ(page, experiment, found[1:], 1):
        st.success(
            _("Units that changed: {changed:,} of {all:,}, exactly those that the formula gives.").format(
                **_counts(found[1:])
            )
        )
    table = _table(page, experiment, found)
    st.dataframe(table, hide_index=True, width="stretch")
    names = ["X", *(layer.name for layer in experiment.layers)]
    parts = [figures.Part(name, one.changed * 1.0, "signed") for name, one in zip(names, found, strict=True)]
    downloads.save(
        page,
        {"changed units": lambda: figures.matrices(parts)},
        {
            "changed units": lambda: table,
            **{f"changed {n} {part.title}": partial(getattr, part, "values") for n, part in enumerate(parts)},
        },
        lessons={"check": _lesson(page, experiment, trial, (row, column), found)},
    )


def _lesson(
    page: Page, experiment: Experiment, trial: trial_stack.Trial, cell: Pair, found: Sequence[Comparison]
) -> Lesson:
    depth, *unit = picture.unit_of(page, experiment)
    causes = None
    try:
        if depth:
            text = stack_text.write(experiment.layers)
            tried = _to_unit(text, experiment.input_size, (unit[0], unit[1]), depth, experiment)
            causes = int(tried[0].changed.sum())
    except BadInput:  # too large to raise every cell: neither does the program
        causes = None
    return partial(lesson.cells, lesson.Raised(experiment.rows, trial, cell, found, (depth, unit[0], unit[1]), causes))


def _table(page: Page, experiment: Experiment, found: Sequence[Comparison]) -> pd.DataFrame:
    _ = page.translate
    return pd.DataFrame(
        [
            {
                _("layer"): experiment.layers[depth - 1].name,
                _("units"): one.changed.size,
                _("changed"): int(one.changed.sum()),
                _("predicted"): int(one.predicted.sum()),
                _("different"): len(one.differing),
            }
            for depth, one in enumerate(found)
            if depth
        ]
    )


def _differ(page: Page, experiment: Experiment, found: Sequence[Comparison], start: int) -> bool:
    """Say where the two disagree, if they do; the first of the maps is at depth `start`."""
    _ = page.translate
    wrong = [(depth, one.differing) for depth, one in enumerate(found, start) if one.differing]
    if wrong:
        depth, places = wrong[0]
        st.error(
            _("Experiment and formula disagree in {layer}, at {places}: please report this stack.").format(
                layer=picture.title_of(page, experiment, depth),
                places=_(", ").join(map(str, places[:MAX_PLACES])) + (" …" if len(places) > MAX_PLACES else ""),
            )
        )
    return bool(wrong)


def _counts(found: Sequence[Comparison]) -> dict[str, int]:
    return {
        "changed": sum(int(one.changed.sum()) for one in found),
        "all": sum(one.changed.size for one in found),
    }


def _take(page: Page, key: str) -> None:
    """The cell clicked in the map."""
    chosen = chosen_in(key)
    if chosen is not None:
        st.session_state[page.key("check_row")], st.session_state[page.key("check_column")] = chosen[1:]


def _one_unit(page: Page, experiment: Experiment) -> None:
    """The other way round: every cell is raised in its turn, and one unit is looked at."""
    _ = page.translate
    picture.choose_unit(page, experiment)
    depth, row, column = picture.unit_of(page, experiment)
    if depth == 0:
        st.info(_("An input cell depends on nothing before it: choose a unit of a layer."))
        return
    text = stack_text.write(experiment.layers)
    try:
        found = _to_unit(text, experiment.input_size, (row, column), depth, experiment)
    except BadInput:
        _bands(page, experiment, (row, column), depth)
        return
    check_picture.causes(page, experiment, found)
    counts = "; ".join(
        _("{layer}: {changed} of {cells}").format(
            layer=picture.title_of(page, experiment, at),
            changed=f"{int(one.changed.sum()):,}",
            cells=f"{one.changed.size:,}",
        )
        for at, one in enumerate(found[:-1])
    )
    st.markdown(
        _(
            "Every cell that could affect unit ({row}, {column}) of {layer} was raised in turn. Cells that change it – {counts}."
        ).format(row=row, column=column, layer=picture.title_of(page, experiment, depth), counts=counts)
    )
    if not _differ(page, experiment, found[:-1], 0):
        st.success(
            _(
                "Cells that change it: {changed:,} of {all:,}, exactly those that the formula gives, without the gaps."
            ).format(**_counts(found[:-1]))
        )


def _bands(page: Page, experiment: Experiment, unit: Pair, depth: int) -> None:
    """The same for large inputs: whole rows and columns are raised, which finds the box and its holes as well."""
    _ = page.translate
    try:
        found = _to_bands(stack_text.write(experiment.layers), experiment.input_size, unit, depth, experiment)
    except BadInput as error:
        st.info(page.sentence(error))
        return
    said = _(
        "Raising every cell would take too long here, so each whole row and each whole column of the input was raised in turn: {rows} rows and {columns} columns change unit {unit} of {layer}."
    )
    rows, columns = (_range(one) for one in found)
    st.markdown(said.format(rows=rows, columns=columns, unit=unit, layer=picture.title_of(page, experiment, depth)))
    if not _differ(page, experiment, found[:1], 0) and not _differ(page, experiment, found[1:], 0):
        st.success(_("These are exactly the rows and columns that the formula gives."))


def _range(one: Comparison) -> str:
    """How many, and from which to which: 212 (6 … 217)."""
    places = np.flatnonzero(one.changed)
    return f"{len(places)} ({places[0]} … {places[-1]})" if len(places) else "0"


def _all(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    try:
        pairs, wrong = _pairs(stack_text.write(experiment.layers), experiment.input_size, experiment)
    except BadInput as error:
        st.info(page.sentence(error))
        return
    said = _("{pairs:,} pairs of an input cell and a unit compared, {wrong:,} differ.").format(pairs=pairs, wrong=wrong)
    (st.error if wrong else st.success)(said)


# Remembered by the stack's text: an experiment may take a second.
@st.cache_data(max_entries=16, show_spinner=False)
def _to_unit(stack: str, size: Pair, unit: Pair, depth: int, _experiment: Experiment) -> tuple[Comparison, ...]:
    return comparison.to_unit(trial_stack.trial(_experiment.layers, size), unit, depth)


@st.cache_data(max_entries=16, show_spinner=False)
def _to_bands(stack: str, size: Pair, unit: Pair, depth: int, _experiment: Experiment) -> tuple[Comparison, Comparison]:
    return comparison.bands(trial_stack.trial(_experiment.layers, size), unit, depth)


@st.cache_data(max_entries=16, show_spinner=False)
def _pairs(stack: str, size: Pair, _experiment: Experiment) -> tuple[int, int]:
    return comparison.all_pairs(trial_stack.trial(_experiment.layers, size))
