"""How the losses of both layers are drawn, one curve over the other."""

from __future__ import annotations

from typing import Any

from core.figures import colours
from pages.shared.page import Page


def losses_drawing(page: Page, names: tuple[str, str], epochs: int) -> dict[str, Any]:
    """The Vega-Lite drawing: a wide line below, a narrow dashed one above it, so that both are seen where they agree."""
    _ = page.translate
    by_layer = {
        "field": "layer",
        "type": "nominal",
        "sort": list(names),
        "legend": {"title": None, "orient": "top", "columns": 1},
    }

    def scaled(values: list[Any]) -> dict[str, Any]:
        return {**by_layer, "scale": {"domain": list(names), "range": values}}

    return {
        "height": 230,
        "transform": [{"filter": "datum.loss > 0"}],
        "mark": {"type": "line", "clip": True},
        "encoding": {
            "x": {"field": "epoch", "type": "quantitative", "title": _("updates"), "scale": {"domain": [0, epochs]}},
            "y": {"field": "loss", "type": "quantitative", "title": _("loss"), "scale": {"type": "log"}},
            "color": scaled([colours.POSITIVE, colours.NEGATIVE]),
            "strokeWidth": scaled([7, 2]),
            "strokeDash": scaled([[1, 0], [6, 5]]),
            "opacity": scaled([0.55, 1]),
            "tooltip": [
                {"field": "layer", "title": _("layer")},
                {"field": "epoch", "title": _("updates")},
                {"field": "loss", "title": _("loss"), "format": ".6g"},
            ],
        },
    }
