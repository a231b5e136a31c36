"""All feature maps of a network for one picture: pointing, keys and clicks answer in the browser alone."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.arrays import Array
from core.feature_maps import MAX_PIXEL, SHAPES, SIDE, Answer, Setting, Unit, units
from core.figures import colours
from core.receptive_field import receptive_field
from pages.parts.receptive_field.topics.feature_maps.names import shape_titles, stage_title
from pages.shared.page import Page
from pages.shared.reported import remember, reported, shown, whole
from pages.shared.scripts import component

_mount = component("feature_maps", Path(__file__).with_name("explorer.js"))


def explorer(
    page: Page,
    setting: Setting,
    weights: tuple[Array, ...],
    answer: Answer,
    *,
    key: str,
    selected: Unit,
    on_change: Callable[[], None],
) -> None:
    """Draw every map; `chosen_in` tells, in `on_change`, which unit was chosen."""
    remember(key, [(stage.maps.shape[2], stage.maps.shape[0]) for stage in answer.stages])
    titles = shape_titles(page)
    _mount(
        key=key,
        data={
            "stages": [
                {
                    "title": stage_title(page, stage.name),
                    "kind": stage.kind,
                    "side": stage.maps.shape[0],
                    "channels": stage.maps.shape[2],
                    "maps": _packed(np.moveaxis(stage.maps, 2, 0)),
                    "pooling": setting.pooling,
                    **_layer(setting, weights, depth, stage.kind),
                }
                for depth, stage in enumerate(answer.stages)
            ],
            "dense": [_packed(weights[-2]), _packed(weights[-1])],
            "most": MAX_PIXEL,
            "probabilities": [round(float(share), 6) for share in answer.probabilities],
            "labels": [titles[shape] for shape in SHAPES],
            "selected": [selected.stage, selected.channel, selected.row, selected.column],
            "colour": colours.WINDOW,
            "words": _words(page),
        },
        on_unit_change=on_change,
    )


def chosen_in(key: str) -> Unit | None:
    """The unit chosen last in the maps drawn under `key`, if they have it."""
    told, stages = reported(key, "unit"), shown(key) or ()
    if not isinstance(told, list | tuple) or len(told) != 4 or not whole(told[0], len(stages)) or told[0] == 0:
        return None
    channels, side = stages[told[0]]
    if not (whole(told[1], channels) and whole(told[2], side) and whole(told[3], side)):
        return None
    return Unit(*told)


def _layer(setting: Setting, weights: tuple[Array, ...], depth: int, kind: str) -> dict[str, Any]:
    """What a unit of a layer is computed from, and what it sees of the picture: first cell, stride, size."""
    if kind == "picture":
        return {}
    axis = receptive_field(units.layers(setting, depth), SIDE).axes[0]
    first, last = axis.interval(0)
    found: dict[str, Any] = {"field": [first, int(axis.stride), last - first + 1]}
    if kind == "conv":
        kernel, bias = weights[depth - 1 : depth + 1]
        found |= {"kernel": setting.kernel, "weights": _packed(kernel), "biases": [float(value) for value in bias]}
    return found


def _packed(values: Array) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode()


def _words(page: Page) -> dict[str, str]:
    _ = page.translate
    return {
        "keys": _("Arrow keys move the unit, Page Up and Page Down change the map."),
        "probabilities": _("How the network classifies the picture"),
        "unit": _(
            "Unit ({row}, {column}) of map {channel}, {stage}: {value}. It sees rows {top} to {bottom} and columns {left} to {right} of the picture."
        ),
        "patch": _("The part of the picture that the unit sees: rows {top} to {bottom}, columns {left} to {right}."),
        "map": _("map {channel}"),
        "products": _("The products of the window, written out"),
        "total": _("sum with the bias {bias}: {sum}; after ReLU: {value}"),
        "max": _("maximum"),
        "average": _("mean"),
    }
