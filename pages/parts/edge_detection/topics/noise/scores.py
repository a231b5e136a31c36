"""Precision, recall and F1 over a setting: as a table, and as curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.figures import colours
from core.words import N_
from pages.shared.page import Page

SCORES = (
    ("precision", N_("precision"), colours.SERIES[4]),
    ("recall", N_("recall"), colours.SERIES[5]),
    ("f1", "F1", colours.SERIES[2]),
)


def table(page: Page, at: Sequence[float], scores: Sequence[Any]) -> pd.DataFrame:
    """One row a score: where it was taken, its size, its name. `scores` have precision, recall and f1."""
    _ = page.translate
    return pd.DataFrame(
        [
            {"at": x, "score": getattr(score, key), "name": _(title)}
            for key, title, _colour in SCORES
            for x, score in zip(at, scores, strict=True)
        ]
    )


def chart(page: Page, title: str, here: float, best: float | None = None) -> dict[str, Any]:
    """Three curves; a rule where the slider stands, a dot at the best F1."""
    _ = page.translate
    names = [_(title) for _key, title, _colour in SCORES]
    x = {"field": "at", "type": "quantitative", "title": title}
    y = {"field": "score", "type": "quantitative", "title": None, "scale": {"domain": [0, 1]}}
    colour = {
        "field": "name",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": [colour for _key, _title, colour in SCORES]},
        "legend": {"title": None, "orient": "top"},
    }
    tooltip = [
        {"field": "name", "title": " "},
        {"field": "at", "title": title},
        {"field": "score", "title": _("score"), "format": ".3f"},
    ]
    at_best = f"datum.name === 'F1' && datum.at === {'null' if best is None else best}"
    return {
        "height": 230,
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip},
            },
            {
                "transform": [{"filter": at_best}],
                "mark": {"type": "point", "filled": True, "size": 110, "aria": False},
                "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip},
            },
            {
                "data": {"values": [{"at": here}]},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": colours.MUTED},
                "encoding": {"x": x},
            },
        ],
    }
