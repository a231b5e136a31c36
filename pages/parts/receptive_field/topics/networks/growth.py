"""The fields of a network against depth, with the image and the object marked, and what each layer's verdict is."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.figures import colours
from core.receptive_field import Solution, image_of
from pages.parts.receptive_field.growth import marked
from pages.parts.receptive_field.topics.networks.beside import SAID, Beside, said
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.page import Page

COLOURS = {
    "part": colours.POSITIVE,
    "less": colours.MUTED,
    "object": colours.POSITIVE,
    "more": colours.NEGATIVE,
}


def draw(page: Page, solution: Solution, found: Beside, wanted: tuple[int, ...] | None) -> None:
    """The line; nothing where the input has no size."""
    image = image_of(solution)
    if image is None or not found.verdicts:
        return
    _ = page.translate
    values = points(page, solution, found)
    if values:
        readable_chart(
            page,
            pd.DataFrame(values),
            _chart(page, values, marks(page, image, wanted)),
            Columns("layer", "cells", _("layer"), None, _("receptive field")),
            key=page.key("network growth"),
            alt=_("The receptive field over the layers"),
            height=300,
        )
        st.caption(
            _(
                "Each layer's receptive field, and below it (dashed) the field along its shortest path, which skip connections keep small. Where that line is above the size of the input, the next layer's kernels see nothing new."
            )
        )


def points(page: Page, solution: Solution, found: Beside) -> list[dict[str, Any]]:
    """One point for each layer with a box; where the axes differ the smaller field counts."""
    _ = page.translate
    return [
        {
            "depth": depth,
            "layer": row.node.name,
            "cells": min(row.field.size),
            "shortest": min(verdict.shortest),
            "verdict": said(page, verdict),
            "what": _(SAID[verdict.sees]),
        }
        for depth, (row, verdict) in enumerate(zip(solution.rows, found.verdicts))
        if row.field.sees == "box" and verdict.shortest
    ]


def marks(page: Page, image: tuple[int, ...], wanted: tuple[int, ...] | None) -> list[dict[str, Any]]:
    """The sizes to compare with."""
    _ = page.translate
    found = [{"cells": min(image), "what": _("the input")}]
    return found if wanted is None else [*found, {"cells": max(wanted), "what": _("the object")}]


def _chart(page: Page, values: list[dict[str, Any]], lines: list[dict[str, Any]]) -> dict[str, Any]:
    _ = page.translate
    x = {
        "field": "depth",
        "type": "quantitative",
        "title": _("layer"),
        "axis": {"tickMinStep": 1, "grid": False, "format": "d"},
    }
    y = {"field": "cells", "type": "quantitative", "title": _("receptive field, input cells")}
    words = [kind for kind in COLOURS if any(value["what"] == _(SAID[kind]) for value in values)]
    return {
        "layer": [
            {
                "mark": {"type": "line", "strokeDash": [2, 3], "color": colours.MUTED},
                "encoding": {"x": x, "y": {**y, "field": "shortest"}},
            },
            {"mark": {"type": "line", "color": colours.MUTED, "strokeWidth": 1.5}, "encoding": {"x": x, "y": y}},
            {
                "mark": {"type": "point", "filled": True, "size": 46, "opacity": 1},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "what",
                        "type": "nominal",
                        "scale": {
                            "domain": [_(SAID[kind]) for kind in words],
                            "range": [COLOURS[kind] for kind in words],
                        },
                        "legend": {"title": None, "orient": "top"},
                    },
                    "tooltip": [
                        {"field": "layer", "title": _("layer")},
                        {"field": "cells", "title": _("receptive field")},
                        {"field": "verdict", "title": _("at this size")},
                    ],
                },
            },
            *marked(lines),
        ],
    }
