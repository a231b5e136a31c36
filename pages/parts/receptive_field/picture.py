"""The stack as grids whose cells light up what they depend on, or as maps with boxes where cells are too many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core import colours, correlation, figures, images
from core.receptive_field import Region, projection, regions
from core.stack_layer import both
from pages.parts.receptive_field.settings import Experiment
from pages.shared.controls import Array
from pages.shared.frame import Page
from pages.shared.grid import Axis, GridWords, Link, Matrix, grid_event, tensor_grid

MOST = 20  # cells a side that a grid draws here
MOST_LAYERS = 6
MAP = 160  # pixels of a map's longer side


def draw(page: Page, experiment: Experiment) -> None:
    """The first picture of the page."""
    if len(experiment.layers) <= MOST_LAYERS and max(max(size) for size in experiment.sizes) <= MOST:
        _grids(page, experiment)
    else:
        _maps(page, experiment)


def is_chapter(experiment: Experiment) -> bool:
    """Whether this is the chapter's stack on its 3×3 image, whose numbers are known."""
    return [both(layer.kernel) for layer in experiment.layers] == [(2, 2)] * 2 and experiment.sizes == (
        (3, 3),
        (2, 2),
        (1, 1),
    )


def values(experiment: Experiment) -> list[Array] | None:
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
    return _(
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
        driver=_name(len(experiment.layers)),
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
    """Small maps of the input and of the layers before the chosen one, lit where the unit looks."""
    choose_unit(page, experiment)
    depth, row, column = unit_of(page, experiment)
    seen = regions(experiment.layers, (row, column), experiment.input_size, depth)
    shown = _some(depth)
    for columns in (shown[i : i + 6] for i in range(0, len(shown), 6)):
        for place, at in zip(st.columns(6), columns, strict=False):
            size = experiment.sizes[at]
            place.image(
                lit(seen[at]), caption=f"{title_of(page, experiment, at)}  {size[0]} × {size[1]}", width="content"
            )


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


def lit(region: Region, background: Array | None = None) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A map, grey, with the cells that count in the window's colour and the box around them; enlarged to be seen."""
    H, W = region.size
    times = max(1, MAP // max(H, W)) if background is None else 1
    base = np.full((H, W, 3), 236.0) if background is None else background
    amber = np.array([int(colours.WINDOW[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)
    mixed = np.where(region.mask[..., None], 0.45 * base + 0.55 * amber, base)
    picture = np.kron(mixed, np.ones((times, times, 1)))
    if region.clipped is not None:
        top, left, bottom, right = (value * times for value in region.clipped)
        bottom, right = bottom + times - 1, right + times - 1
        thick = max(1, max(picture.shape) // 160)
        for line in (
            (slice(top, top + thick), slice(left, right + 1)),
            (slice(max(top, bottom + 1 - thick), bottom + 1), slice(left, right + 1)),
            (slice(top, bottom + 1), slice(left, left + thick)),
            (slice(top, bottom + 1), slice(max(left, right + 1 - thick), right + 1)),
        ):
            picture[line] = amber * 0.8
    return np.asarray(np.rint(picture), dtype=np.uint8)


def parts(experiment: Experiment, unit: tuple[int, int, int]) -> list[figures.Part]:
    """The same for a saved picture: each map with what the unit sees of it."""
    depth, row, column = unit
    seen = regions(experiment.layers, (row, column), experiment.input_size, depth)
    names = ["X", *(layer.name for layer in experiment.layers)]
    return [
        figures.Part(f"{names[at]}  {seen[at].size[0]} × {seen[at].size[1]}", seen[at].mask.astype(float), "signed")
        for at in _some(depth)[:6]
    ]


def _some(depth: int) -> Sequence[int]:
    """The input, then the layers up to the unit's own: twelve of them where there are more."""
    return range(depth + 1) if depth < 12 else [0, *range(depth - 10, depth + 1)]
