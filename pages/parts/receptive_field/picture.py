"""The stack as grids whose cells light up what they depend on, or as maps with boxes where cells are too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core import correlation, figures
from core.arrays import Floats
from core.errors import BadInput
from core.receptive_field import Layer, both, projection, regions
from pages.parts.receptive_field import backdrop, gaps
from pages.parts.receptive_field.maps import Map, chosen_in, field_maps
from pages.parts.receptive_field.settings import Experiment
from pages.shared import hidden
from pages.shared.grid import Axis, Link, Matrix, Reading, grid_event, grid_words, tensor_grid
from pages.shared.page import Page

MAX_SIDE = 20  # cells a side that a grid draws here
MAX_LAYERS = 6
MAX_KERNELS = 3  # maps between which the kernels are drawn
MAX_KERNEL = 3  # cells a side of those
MAX_NUMBER = 1e7
SHOWN = 40  # maps at most


def draw(page: Page, experiment: Experiment) -> None:
    """The first picture of the page, with the sentence on the chosen unit."""
    if len(experiment.layers) <= MAX_LAYERS and max(max(size) for size in experiment.sizes) <= MAX_SIDE:
        _grids(page, experiment)
        if hidden.FACTS not in page.hidden:
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
    """The chapter's numbers in every layer: 0, 1, 2 … through kernels 0, 1, 2 …; None where they say nothing here.

    That is where a layer is no convolution or pooling, or numbers grow beyond MAX_NUMBER.
    """
    H, W = experiment.input_size
    maps: list[Floats] = [np.arange(float(H * W)).reshape(H, W)]
    for row in experiment.rows:
        layer, kind = row.layer, row.layer.kind
        options: dict[str, Any] = {"stride": layer.stride, "padding": row.padding}
        try:
            if kind == "conv":
                maps.append(correlation.correlate(maps[-1], kernel_of(layer), dilation=layer.dilation, **options))
            elif kind == "pool" and both(layer.dilation) == (1, 1):
                maps.append(correlation.pooling.max_pool(maps[-1], layer.kernel, **options))
            else:
                return None
        except BadInput:
            return None
    return maps if np.abs(maps[-1]).max() < MAX_NUMBER else None


def kernel_of(layer: Layer) -> Floats:
    """0, 1, 2 … in the kernel's shape, as the chapter has it."""
    h, w = both(layer.kernel)
    return np.arange(float(h * w)).reshape(h, w)


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
        return _("Input cell ({row}, {column}). Units that it affects, layer by layer: {counts}.").format(
            row=row, column=column, counts=" → ".join(str(int(region.mask.sum())) for region in fed[1:])
        )
    seen = regions(experiment.layers, (row, column), experiment.input_size, depth)[0]
    cells, every = int(seen.mask.sum()), seen.mask.size
    if is_chapter(experiment) and depth == 2:
        return _("z sees {cells} of the {every} inputs.").format(cells=cells, every=every)
    top, left, bottom, right = seen.box
    said = _(
        "Unit ({row}, {column}) of {layer} sees rows {top} to {bottom} and columns {left} to {right}: {cells} of the {every} inputs."
    ).format(
        row=row,
        column=column,
        layer=title_of(page, experiment, depth),
        top=top,
        bottom=bottom,
        left=left,
        right=right,
        cells=cells,
        every=every,
    )
    if seen.holes:
        said += " " + _("Cells skipped between them (dilation): {holes}.").format(holes=seen.holes)
    if seen.outside:
        said += " " + _("{share} of the box lies outside the image.").format(
            share=f"{seen.outside:.1%}" if seen.outside > 0.995 else f"{seen.outside:.0%}"
        )
    if depth == len(experiment.layers):
        return said
    fed = projection(experiment.layers, (row, column), experiment.input_size, depth)
    return f"{said} " + _("Units that it affects, layer by layer: {counts}.").format(
        counts=" → ".join(str(int(region.mask.sum())) for region in fed[1:])
    )


def _grids(page: Page, experiment: Experiment) -> None:
    """The maps cell by cell; between few of them the kernels, whose products the chosen cell's sum is made of."""
    _ = page.translate
    numbers, names = values(experiment), names_of(experiment)
    kernels = (
        numbers is not None
        and len(names) <= MAX_KERNELS
        and all(layer.kind == "conv" and max(both(layer.kernel)) <= MAX_KERNEL for layer in experiment.layers)
    )
    matrices, links, readings = [], [], []
    for depth, size in enumerate(experiment.sizes):
        shown = np.zeros(size) if numbers is None else numbers[depth]
        texts = None if numbers is not None else tuple(("",) * size[1] for _row in range(size[0]))
        if depth and kernels:
            kernel = kernel_of(experiment.layers[depth - 1])
            matrices.append(Matrix(f"K{depth}", kernel, _("Kernel"), before="⋆"))
        title = _title(page, experiment, depth)
        before = ("=" if kernels else "→") if depth else ""
        drawn = Matrix(names[depth], shown, title, before=before, texts=texts)
        matrices.append(hidden.output(page, drawn) if depth else drawn)
        if depth:
            products = f"K{depth}" if kernels else None
            links.append(replace(_link(depth, experiment, names), products=products))
            if kernels:
                readings.append(Reading(names[depth], names[depth - 1], f"K{depth}"))
    depth, row, column = unit_of(page, experiment)
    tensor_grid(
        matrices,
        links,
        key=page.key("grid"),
        words=grid_words(_),
        driver=names[depth],  # the units of the chosen layer are played
        reading=hidden.reading(page, *readings),
        selected=(names[depth], row, column),
        on_change=lambda: _chosen(page, names),
        gaps=gaps.between(
            page, experiment, page.key("grid"), [f"K{d}" if kernels else name for d, name in enumerate(names)][1:]
        ),
    )


def names_of(experiment: Experiment) -> list[str]:
    """What the maps' cells are called: X, then the layers; in the chapter's stack Y and z."""
    if is_chapter(experiment):
        return ["X", "Y", "z"]
    return ["X", *(layer.name for layer in experiment.layers)]


def _title(page: Page, experiment: Experiment, depth: int) -> str:
    """A map's title; in the chapter's stack with the letter that the chapter gives it."""
    title = title_of(page, experiment, depth)
    return f"{title} {names_of(experiment)[depth]}" if is_chapter(experiment) else title


def _link(depth: int, experiment: Experiment, names: Sequence[str]) -> Link:
    """From a layer's output to its input."""
    row = experiment.rows[depth - 1]
    rows, columns = row.layer.windows
    if row.layer.kind == "transposed":
        pairs = []
        for i, j in np.ndindex(*experiment.sizes[depth]):
            seen = regions((row.layer,), (i, j), experiment.sizes[depth - 1])[0]
            pairs.append(((i, j), tuple((r, c) for r in seen.rows for c in seen.columns)))
        return Link(names[depth], names[depth - 1], pairs=tuple(pairs))
    (top, _bottom), (left, _right) = row.padding
    return Link(
        names[depth],
        names[depth - 1],
        rows=Axis(rows.stride, -(top or 0), rows.dilation, rows.kernel),
        columns=Axis(columns.stride, -(left or 0), columns.dilation, columns.kernel),
    )


def _chosen(page: Page, names: Sequence[str]) -> None:
    """The clicked cell goes into the address; one of a kernel is nobody's unit."""
    cell = grid_event(page.key("grid")).cell
    if cell is not None and cell[0] in names:
        name, row, column = cell
        page.put({"layer": names.index(name), "row": row, "column": column})


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
        gaps=gaps.between(page, experiment, key, [str(depth) for depth in range(1, len(experiment.sizes))]),
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
        page.put(dict(zip(("layer", "row", "column"), unit, strict=True)))


def choose_unit(page: Page, experiment: Experiment) -> None:
    """Layer, row and column of the unit as number fields."""
    _ = page.translate
    st.session_state[page.key("layer")] = min(st.session_state[page.key("layer")], len(experiment.layers))
    left, middle, right = st.columns([2, 1, 1])
    left.selectbox(
        _("Layer of the unit"),
        range(len(experiment.sizes)),
        format_func=lambda depth: title_of(page, experiment, depth),
        **page.control("layer"),
    )
    middle.number_input(_("Row"), step=1, **page.control("row"))
    right.number_input(_("Column"), step=1, **page.control("column"))
    depth, row, column = unit_of(page, experiment)
    asked = tuple(st.session_state[page.key(name)] for name in ("row", "column"))
    if asked != (row, column):
        rows, columns = experiment.sizes[depth]
        st.warning(
            _(
                "There is no unit {asked}: rows run from 0 to {rows}, columns from 0 to {columns}. Showing {shown} instead."
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
