"""Charts that Vega-Lite draws, each with a way to read it by keys and by ear, which Vega has none of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.shared import charts
from pages.shared.page import Page
from pages.shared.scripts import component

if TYPE_CHECKING:
    import pandas as pd

_mount = component("chart_reader", Path(__file__).with_name("reader.js"), charts.SHEET)
DIGITS = 7  # significant ones that the browser is sent to read


@dataclass(frozen=True)
class Columns:
    """What is read of a chart's table.

    Parameters
    ----------
    x, y
        The columns across and up.
    title
        What the numbers across are called.
    curve
        The column that names the curves, or, where there is only one, None.
    name
        What that one is called.
    """

    x: str
    y: str
    title: str
    curve: str | None = None
    name: str = ""


def readable_chart(
    page: Page, table: pd.DataFrame, drawing: Mapping[str, Any], read: Columns, *, key: str, alt: str, **options: Any
) -> None:
    """Draw `table` as the Vega-Lite `drawing` says; arrow keys read it point by point, and `alt` is its name.

    `options` are those of ``st.vega_lite_chart``.
    """
    _ = page.translate
    with st.container(gap=None):
        st.vega_lite_chart(table, dict(drawing), key=key, alt=alt, **{"width": "stretch", **options})
        _mount(
            key=f"{key} read",
            data={
                "label": alt,
                "title": read.title,
                "series": series_of(table, read),
                "words": {
                    "keys": _("Left and right read along a curve, up and down change to another one."),
                    "overview": _(
                        "{name}: {start} at {title} {first}, {end} at {title} {last}; lowest {lowest} at {at}, highest {highest} at {top}."
                    ),
                    "more": _("Curves not read out here: {count}."),
                },
            },
        )


def series_of(table: pd.DataFrame, read: Columns) -> list[dict[str, Any]]:
    """The curves in their order, each a name and its points; what is no number is None."""
    if table.empty:
        return []
    parts = [(read.name, table)] if read.curve is None else table.groupby(read.curve, sort=False)
    return [
        {"name": str(name), "x": [_sent(x) for x in part[read.x]], "y": [_sent(y) for y in part[read.y]]}
        for name, part in parts
    ]


def _sent(value: Any) -> Any:
    """A number of few digits, or None; words as they are."""
    if isinstance(value, str):
        return value
    rounded = float(f"{value:.{DIGITS}g}")
    if rounded != rounded or rounded in (float("inf"), float("-inf")):
        return None
    return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
