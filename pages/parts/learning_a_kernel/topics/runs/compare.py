"""Two runs of the visit, setting by setting."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.learning_a_kernel.topics.runs.record import SETTINGS, Record
from pages.parts.learning_a_kernel.topics.runs.words import rates_said, setting_said, value_said
from pages.shared.page import Page


def compare(page: Page, runs: list[Record]) -> None:
    """Choose two runs, the last two unless others are chosen, and see in which settings they differ."""
    _ = page.translate
    if len(runs) < 2:
        return
    st.markdown("## " + _("Two runs compared, setting by setting"))
    row = st.columns([2, 2, 3])
    first = choose(page, row[0], _("One run"), "compared first", runs, runs[-2])
    second = choose(page, row[1], _("The other run"), "compared second", runs, runs[-1])
    if first is second:
        st.info(_("This is the same run: choose another one."))
        return
    rows = differences(page, first, second)
    if rows.empty:
        st.write(_("All settings are the same."))
    else:
        # A run may be called anything, even "setting": names are labels, not columns.
        labels = {"setting": _("setting"), "first": first.name, "second": second.name}
        st.dataframe(rows, hide_index=True, width="stretch", column_config=labels)


def differences(page: Page, first: Record, second: Record) -> pd.DataFrame:
    """The settings in which two runs differ, and what each of the two has there."""
    return pd.DataFrame(
        [
            {
                "setting": setting_said(page, name),
                "first": _said(page, first, name),
                "second": _said(page, second, name),
            }
            for name in SETTINGS
            if _value(first, name) != _value(second, name)
        ]
    )


def choose(page: Page, where: DeltaGenerator, label: str, setting: str, runs: list[Record], default: Record) -> Record:
    """A box that names the runs; until the visitor chooses, and once that run is gone, it shows `default`."""
    key, by_hand = page.key(setting), page.key(f"{setting} by hand")
    by_number = {one.number: one for one in runs}
    chosen = st.session_state.get(by_hand)
    st.session_state[key] = chosen if chosen in by_number else default.number

    def remember() -> None:
        st.session_state[by_hand] = st.session_state[key]

    number = where.selectbox(
        label, list(by_number), format_func=lambda number: by_number[number].name, key=key, on_change=remember
    )
    return by_number[number]


def _value(one: Record, name: str) -> Any:
    """A setting's value; of the learning rate, all that the run was made with."""
    return one.run.rates if name == "rate" else one.latest[name]


def _said(page: Page, one: Record, name: str) -> str:
    return rates_said(one.run.rates) if name == "rate" else value_said(page, name, one.latest[name])
