"""The stack as grids whose cells light up what they depend on, or as maps with boxes where cells are too many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core import correlation, figures, images
from core.arrays import Floats
from core.receptive_field import both, projection, regions
from pages.parts.receptive_field import backdrop
from pages.parts.receptive_field.maps import Map, chosen_in, field_maps
from pages.parts.receptive_field.settings import Experiment
from pages.shared.grid import Axis, GridWords, Link, Matrix, grid_event, tensor_grid
from pages.shared.page import Page

MAX_SIDE = 20  # cells a side that a grid draws here
MAX_LAYERS = 6
SHOWN = 40  # maps at most


def draw(page: Page, experiment: Experiment) -> None:
    """The first picture of the page, with the sentence on the chosen unit."""
    if len(experiment.layers) <= MAX_LAYERS and max(max(size) for size in experiment.sizes) <= MAX_SIDE:
        _grids(page, experiment)
        st.markdown(sentence(page, experiment))
    else:
        _maps(page, experiment)


def is_chapter(experiment: Experiment) -> bool:
    """Whether this is the chapter's stack on its 3×3 image, whose numbers are known."""
    return [both(layer.kernel) for layer in experiment.layers] == [(2, 2)] * 2 and experiment.sizes == (
        (3, 3),
        (2, 2),
        (1, 1),
    )


def values(experiment: Experiment) -> list[Floats] | None:
    """The chapter's numbers in every layer: 0 … 8 through the kernel 0 … 3, twice."""
    if not is_chapter(experiment):
        return None
    kernel = np.arange(4.0).reshape(2, 2)
    maps = [images.counting()]
    for _layer in experiment.layers:
        maps.append(correlation.corr2d(maps[-1], kernel))
    return maps


def unit_of(page: Page, experiment: Experiment) -> tuple[int, int, int]:
    """(depth, row, column) of the chosen unit."""
    return experiment.unit(*(int(st.session_state[page.key(name)]) for name in ("layer", "row", "column")))


def title_of(page: Page, experiment: Experiment, depth: int) -> str:
    """What a map is called: the input, or its layer."""
    _ = page.translate
    return _("Input") if depth == 0 else experiment.layers[depth - 1].name


def sentence(page: Page, experiment: Experiment) -> str:
    """What the chosen unit sees, in words and numbers."""
    _ = page.translate
    depth, row, column = unit_of(page, experiment)
    if depth == 0:
        fed = projection(experiment.layers, (row, column), experiment.input_size, 0)
        return _("Input cell ({row}, {column}) feeds {counts} units in the layers after it.").format(
            row=row, column=column, counts=" → ".join(str(int(region.mask.sum())) for region in fed[1:])
        )
    seen = regions(experiment.layers, (row, column), experiment.input_size, depth)[0]
    top, left, bottom, right = seen.box
    said = _(
        "Unit ({row}, {column}) of {layer} sees rows {top} to {bottom} and columns {left} to {right} of the input:"
        " {cells} cells inside it, {holes} holes between them, {outside:.0%} of the box outside the image."
    ).format(
        row=row,
        column=column,
        layer=title_of(page, experiment, depth),
        top=top,
        bottom=bottom,
        left=left,
        right=right,
        cells=int(seen.mask.sum()),
        holes=seen.holes,
        outside=seen.outside,
    )
    if depth == len(experiment.layers):
        return said
    fed = projection(experiment.layers, (row, column), experiment.input_size, depth)
    return f"{said} " + _("It feeds {counts} units in the layers after it.").format(
        counts=" → ".join(str(int(region.mask.sum())) for region in fed[1:])
    )


def _grids(page: Page, experiment: Experiment) -> None:
    _ = page.translate
    numbers = values(experiment)
    matrices = []
    for depth, size in enumerate(experiment.sizes):
        shown = np.zeros(size) if numbers is None else numbers[depth]
        texts = None if numbers is not None else tuple(("",) * size[1] for _row in range(size[0]))
        matrices.append(
            Matrix(_name(depth), shown, title_of(page, experiment, depth), before="→" if depth else "", texts=texts)
        )
    links = [_link(depth, experiment) for depth in range(1, len(experiment.sizes))]
    depth, row, column = unit_of(page, experiment)
    tensor_grid(
        matrices,
        links,
        key=page.key("grid"),
        words=GridWords.translated(_),
        driver=_name(depth),  # the units of the chosen layer are played
        selected=(_name(depth), row, column),
        on_change=lambda: _chosen(page),
    )


def _link(depth: int, experiment: Experiment) -> Link:
    """From a layer's output to its input."""
    row = experiment.rows[depth - 1]
    rows, columns = row.layer.windows
    if row.layer.kind == "transposed":
        pairs = []
        for i, j in np.ndindex(*experiment.sizes[depth]):
            seen = regions((row.layer,), (i, j), experiment.sizes[depth - 1])[0]
            pairs.append(((i, j), tuple((r, c) for r in seen.rows for c in seen.columns)))
        return Link(_name(depth), _name(depth - 1), pairs=tuple(pairs))
    (top, _bottom), (left, _right) = row.padding
    return Link(
        _name(depth),
        _name(depth - 1),
        rows=Axis(rows.stride, -(top or 0), rows.dilation, rows.kernel),
        columns=Axis(columns.stride, -(left or 0), columns.dilation, columns.kernel),
    )


def _name(depth: int) -> str:
    return "X" if depth == 0 else f"L{depth}"


def _chosen(page: Page) -> None:
    """The clicked cell goes into the address."""
    cell = grid_event(page.key("grid")).cell
    if cell is not None:
        name, row, column = cell
        depth = 0 if name == "X" else int(name[1:])
        for setting, value in (("layer", depth), ("row", row), ("column", column)):
            st.session_state[page.key(setting)] = value


def _maps(page: Page, experiment: Experiment) -> None:
    """Every layer as a small map; pointing at a unit lights what it sees and what it feeds."""
    key = page.key("maps")
    field_maps(
        page,
        maps(page, experiment),
        key=key,
        selected=unit_of(page, experiment),
        on_change=lambda: take(page, key),
        picture=backdrop.jpeg(page, experiment.input_size),
        shown=_some(len(experiment.layers)),
    )


def maps(page: Page, experiment: Experiment) -> list[Map]:
    """The input and every layer's output, with the windows between them."""
    layers = [Map(title_of(page, experiment, 0), experiment.input_size)]
    for depth, layer in enumerate(experiment.layers, 1):
        layers.append(Map(title_of(page, experiment, depth), experiment.sizes[depth], layer.windows))
    return layers


def take(page: Page, key: str) -> None:
    """The unit chosen in the maps goes into the address."""
    unit = chosen_in(key)
    if unit is not None:
        for setting, value in zip(("layer", "row", "column"), unit):
            st.session_state[page.key(setting)] = value


def choose_unit(page: Page, experiment: Experiment) -> None:
    """Layer, row and column of the unit as number fields."""
    _ = page.translate
    st.session_state[page.key("layer")] = min(st.session_state[page.key("layer")], len(experiment.layers))
    left, middle, right = st.columns([2, 1, 1])
    left.selectbox(
        _("Layer of the unit"),
        range(len(experiment.sizes)),
        format_func=lambda depth: title_of(page, experiment, depth),
        key=page.key("layer"),
    )
    middle.number_input(_("Row"), step=1, key=page.key("row"))
    right.number_input(_("Column"), step=1, key=page.key("column"))
    depth, row, column = unit_of(page, experiment)
    asked = tuple(st.session_state[page.key(name)] for name in ("row", "column"))
    if asked != (row, column):
        rows, columns = experiment.sizes[depth]
        st.warning(
            _(
                "There is no unit {asked}: rows run from 0 to {rows}, columns from 0 to {columns}. Shown is {shown}."
            ).format(asked=asked, rows=rows - 1, columns=columns - 1, shown=(row, column))
        )


def parts(experiment: Experiment, unit: tuple[int, int, int]) -> list[figures.Part]:
    """The same for a saved picture: each map with what the unit sees of it."""
    depth, row, column = unit
    seen = regions(experiment.layers, (row, column), experiment.input_size, depth)
    names = ["X", *(layer.name for layer in experiment.layers)]
    return [
        figures.Part(f"{names[at]}  {seen[at].size[0]} × {seen[at].size[1]}", seen[at].mask.astype(float), "signed")
        for at in ([0, *_some(depth)[-5:]] if depth > 5 else range(depth + 1))
    ]


def _some(depth: int) -> Sequence[int]:
    """The input, then the layers up to that one: the last of them where there are very many."""
    return range(depth + 1) if depth < SHOWN else [0, *range(depth - SHOWN + 2, depth + 1)]
