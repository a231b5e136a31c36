"""The receptive field against depth, with the image's size marked, and how many layers it takes to cover it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.figures import colours
from core.receptive_field import layers_to_cover, more_to_cover
from pages.parts.receptive_field.settings import Experiment
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.page import Page


def draw(page: Page, experiment: Experiment) -> None:
    """The line and the sentence under it."""
    _ = page.translate
    readable_chart(
        page,
        _table(page, experiment),
        _chart(page, experiment),
        Columns("layer", "cells", _("layer"), "what"),
        key=page.key("growth"),
        alt=_("The receptive field over the layers"),
        height=280,
    )
    st.caption(cover(page, experiment))


def figure(page: Page, experiment: Experiment) -> Any:
    """The same line to save."""
    _ = page.translate
    depth = np.arange(len(experiment.sizes))
    series = [figures.Series(name, depth, np.array(sizes), "o-") for name, sizes in _lines(page, experiment).items()]
    series += [
        figures.Series(name, depth, np.full(len(depth), cells), "--")
        for name, cells in _marks(page, experiment).items()
    ]
    return figures.curves(series, x=_("layer"), y=_("receptive field, input cells"))


def cover(page: Page, experiment: Experiment) -> str:
    """From which layer on a unit sees the whole input, or what it would take."""
    _ = page.translate
    covered = layers_to_cover(experiment.layers, experiment.input_size)
    if covered is not None:
        return _("From layer {layer} on, the receptive field is at least as large as the input.").format(
            layer=experiment.layers[covered - 1].name
        )
    more = more_to_cover(experiment.layers, experiment.input_size)
    if more is None:
        return _("No number of extra layers like the last one would let a unit see the whole input.")
    return page.count(
        "Seeing the whole input would take {more} more layer like the last one, at stride 1.",
        "Seeing the whole input would take {more} more layers like the last one, at stride 1.",
        more,
    ).format(more=more)


def _lines(page: Page, experiment: Experiment) -> dict[str, list[int]]:
    """Field sizes by depth, one line where rows and columns agree."""
    _ = page.translate
    rows, columns = ([1, *(row.field.size[axis] for row in experiment.rows)] for axis in (0, 1))
    return {_("receptive field"): rows} if rows == columns else {_("rows"): rows, _("columns"): columns}


def _marks(page: Page, experiment: Experiment) -> dict[str, int]:
    _ = page.translate
    H, W = experiment.input_size
    return {_("the image"): H} if H == W else {_("the image, rows"): H, _("the image, columns"): W}


def _table(page: Page, experiment: Experiment) -> pd.DataFrame:
    """One row a line and depth."""
    names = [page.translate("Input"), *(layer.name for layer in experiment.layers)]
    return pd.DataFrame(
        [
            {"depth": depth, "layer": names[depth], "cells": cells, "what": what}
            for what, line in _lines(page, experiment).items()
            for depth, cells in enumerate(line)
        ]
    )


def _chart(page: Page, experiment: Experiment) -> dict[str, Any]:
    _ = page.translate
    lines, marks = _lines(page, experiment), _marks(page, experiment)
    scale = {"domain": list(lines), "range": [colours.POSITIVE, colours.GUESS][: len(lines)]}
    depths = {"field": "depth", "type": "quantitative", "title": _("layer"), "scale": {"nice": False, "zero": True}}
    return {
        "layer": [
            {
                "mark": {"type": "line", "point": {"size": 42, "filled": True}, "strokeWidth": 2},
                "encoding": {
                    "x": {**depths, "axis": {"tickMinStep": 1, "grid": False, "format": "d"}},
                    "y": {"field": "cells", "type": "quantitative", "title": _("receptive field, input cells")},
                    "color": {
                        "field": "what",
                        "type": "nominal",
                        "scale": scale,
                        "legend": None if len(lines) == 1 else {"title": None, "orient": "top"},
                    },
                    "tooltip": [
                        {"field": "layer", "title": _("layer")},
                        {"field": "cells", "title": _("receptive field")},
                    ],
                },
            },
            *marked([{"cells": cells, "what": what} for what, cells in marks.items()]),
        ]
    }


def marked(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Dashed lines across a chart of fields: at "cells" input cells, with "what" above it."""
    y = {"field": "cells", "type": "quantitative"}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.5, "color": colours.NEGATIVE},
            "encoding": {"y": y},
        },
        {
            "data": {"values": values},
            "mark": {"type": "text", "align": "left", "dx": 6, "dy": -7, "color": colours.NEGATIVE, "x": 0},
            "encoding": {"y": y, "text": {"field": "what"}},
        },
    ]
