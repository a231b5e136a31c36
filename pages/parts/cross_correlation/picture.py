"""X ⋆ K = Y as grids whose cells light one another up, or as pictures where there are too many cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core import figures, takeaway
from core.arrays import Floats
from core.correlation import Correlation
from core.figures import Range
from pages.parts.cross_correlation.settings import Experiment
from pages.shared import cache, chosen, downloads, edits, hidden, pictures, prose, use_on
from pages.shared.grid import Axis, Link, Matrix, Reading, Scale, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import scale_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_SIDE = 64  # cells a side that a grid draws
FIRST = ("Y", 0, 0)  # the cell that the page opens on
MAX_TERMS = 9  # of a sum that is written into a saved picture
READ = 12  # cells a side whose numbers are read at a glance


@dataclass(frozen=True, eq=False)
class Result:
    """The correlation; `files` are pictures of X and Y where there are too many cells for grids."""

    correlation: Correlation
    files: tuple[bytes, ...] = ()

    @property
    def values(self) -> Floats:
        """Y, (rows, columns)."""
        return self.correlation.values


def result_of(experiment: Experiment) -> Result:
    """Compute Y and pack the pictures, before the page draws anything: so the browser has all of it at once.

    Raises BadInput with the rule that is broken.
    """
    found = experiment.result
    if max(*found.padded.shape, *found.values.shape) <= MAX_SIDE:
        return Result(found)
    return Result(found, (cache.file(experiment.image, experiment.shown), figures.signed_png(found.values)))


def draw(page: Page, experiment: Experiment, result: Result) -> None:
    """The first picture of the page."""
    if result.files:
        _pictures(page, experiment, result)
    else:
        _grids(page, experiment, result.correlation)


def inputs(page: Page, experiment: Experiment) -> None:
    """X and K alone, where no output exists: what was typed stays on the screen."""
    _ = page.translate
    if max(experiment.image.shape) <= MAX_SIDE:
        tensor_grid(
            (
                Matrix("X", experiment.image, _("Input X"), scale=scale_of(experiment.image), shown=experiment.shown),
                Matrix("K", experiment.kernel, _("Kernel K"), before="⋆", scale="signed"),
            ),
            key=page.key("inputs"),
            player=False,
            words=grid_words(_),
        )


def share(page: Page, experiment: Experiment, result: Result) -> None:
    """Copy link, and the picture and its matrices as files."""
    cell = chosen.now(page, FIRST)
    downloads.share(
        page,
        {"cross-correlation": lambda: saved(experiment, result, cell)},
        {"X": lambda: experiment.image, "K": lambda: experiment.kernel, "Y": lambda: result.values},
        read=("X.csv",),
        onward=lambda: use_on.menu(page, experiment.image, {use_on.BOTH: lambda: experiment.kernel}),
        take=lambda: subject(experiment, result.correlation),
    )


def subject(experiment: Experiment, found: Correlation) -> takeaway.Correlation:
    """The same to take away."""
    return takeaway.Correlation(experiment.image, experiment.kernel, found.stride, found.sides, found.dilation)


def saved(experiment: Experiment, result: Result, cell: chosen.Cell) -> Figure:
    """The same to save, with the chosen cell, its window and its sum."""
    return figures.matrices(parts(experiment, result, cell), written_out(experiment, result, cell))


def parts(experiment: Experiment, result: Result, cell: chosen.Cell = FIRST) -> tuple[figures.Part, ...]:
    """What the saved picture shows; signs in place of words, so that it reads in any language."""
    values, padding, geometry = result.values, result.correlation.sides, experiment.geometry
    none = padding == ((0, 0), (0, 0))
    titles = (
        f"X  {_by(experiment.image)}" + ("" if none else f"  p = {padding[0]}, {padding[1]}"),
        f"K  {_by(experiment.kernel)}" + ("" if geometry.dilation == (1, 1) else f"  d = {geometry.dilation}"),
        f"Y  {_by(values)}" + ("" if geometry.stride == (1, 1) else f"  s = {geometry.stride}"),
    )
    lit = {"X": result.correlation.window(*cell[1:]) if cell[0] == "Y" and not result.files else ()}
    if not result.files:
        lit[cell[0]] = (cell[1:],)
    scale = _scale_of_output(experiment, values)
    return (
        figures.Part(
            titles[0],
            result.correlation.padded,
            scale_of(experiment.image),
            padding=padding,
            lit=lit["X"],
            shown=experiment.shown,
        ),
        figures.Part(titles[1], experiment.kernel, "signed", before="⋆", lit=lit.get("K", ())),
        figures.Part(
            titles[2], values, scale, before="=", lit=lit.get("Y", ()), shown=_range_of_output(experiment, values)
        ),
    )


def written_out(experiment: Experiment, result: Result, cell: chosen.Cell) -> str:
    """The sum behind a cell of Y, as below the grid; empty for other cells and for sums too long for a line."""
    name, row, column = cell
    if name != "Y" or result.files or experiment.kernel.size > MAX_TERMS:
        return ""
    found = result.correlation
    terms = [
        f"{figures.written(found.padded[place])}×{_factor(factor)}"
        for place, factor in zip(found.window(row, column), experiment.kernel.ravel(), strict=True)
    ]
    value = float(result.values[row, column])
    equals = "=" if float(figures.short(value)) == value else "≈"
    return f"Y[{row},{column}] = {' + '.join(terms)} {equals} {figures.written(value)}"


def _factor(value: float) -> str:
    return f"({figures.written(value)})" if value < 0 else figures.written(value)


def _scale_of_output(experiment: Experiment, result: Floats) -> Scale:
    """A picture's output is a picture; numbers without colours stay so, as long as there is room to read them."""
    if result.min() < 0:
        return "signed"
    return "none" if scale_of(experiment.image) == "none" and max(result.shape) <= READ else "grey"


def _range_of_output(experiment: Experiment, result: Floats) -> Range | None:
    """Where the input has a display range, its output is drawn from its own least to its own largest number."""
    return None if experiment.shown is None else (float(result.min()), float(result.max()))


def size(page: Page, experiment: Experiment, result: Result) -> None:
    """How large the output is, with this experiment's numbers put in."""
    if hidden.FACTS not in page.hidden:
        prose.status(size_formula(page, experiment, result.correlation))


def size_formula(page: Page, experiment: Experiment, result: Correlation) -> str:
    """n − k + 1, into which padding, stride and dilation come as they differ from none, 1 and 1."""
    _ = page.translate
    rows, columns = result.values.shape
    sums = [_size_sum(experiment, result, axis) for axis in (0, 1)]
    counted = (
        _("1 row") if rows == 1 else _("{count} rows").format(count=rows),
        _("1 column") if columns == 1 else _("{count} columns").format(count=columns),
    )
    if sums[0] == sums[1]:
        return _("Output = {sum} = **{rows} × {columns}**").format(sum=sums[0], rows=counted[0], columns=counted[1])
    return "\n\n".join(
        _("Output = {sum} = **{size}**").format(sum=sum_, size=size) for sum_, size in zip(sums, counted, strict=True)
    )


def _size_sum(experiment: Experiment, result: Correlation, axis: int) -> str:
    n, k = experiment.image.shape[axis], experiment.kernel.shape[axis]
    p, d, s = sum(result.sides[axis]), result.dilation[axis], result.stride[axis]
    padded = f"{n} + {p}" if p else f"{n}"
    span = f"({d} · ({k} − 1) + 1)" if d > 1 else f"{k}"
    return f"{padded} − {span} + 1" if s == 1 else f"⌊({padded} − {span}) / {s}⌋ + 1"


def _grids(page: Page, experiment: Experiment, result: Correlation) -> None:
    _ = page.translate
    padding, stride, dilation = result.sides, result.stride, result.dilation
    window = Link(
        "Y",
        "X",
        rows=Axis(stride[0], 0, dilation[0], experiment.kernel.shape[0]),
        columns=Axis(stride[1], 0, dilation[1], experiment.kernel.shape[1]),
        products="K",
    )
    whole = padding == ((0, 0), (0, 0))
    matrices = (
        Matrix(
            "X",
            result.padded,
            _("Input X"),
            scale=scale_of(experiment.image),
            editable=whole and not page.locked("image"),
            padding=padding,
            shown=experiment.shown,
        ),
        Matrix(
            "K",
            experiment.kernel,
            _("Kernel K"),
            before="⋆",
            scale="signed",
            editable=not page.locked("kernel"),
        ),
        hidden.output(page, _output(page, experiment, result)),
    )
    event = tensor_grid(
        matrices,
        (window,),
        driver="Y",
        reading=hidden.reading(page, Reading("Y", "X", "K")),
        words=grid_words(_),
        **chosen.options(
            page,
            "grid",
            matrices,
            FIRST,
            then=lambda: edits.accept(page, "grid"),
        ),
    )
    edits.complain(page, event.edits)


def _output(page: Page, experiment: Experiment, result: Correlation) -> Matrix:
    return Matrix(
        "Y",
        result.values,
        page.translate("Output Y"),
        before="=",
        scale=_scale_of_output(experiment, result.values),
        shown=_range_of_output(experiment, result.values),
    )


def _pictures(page: Page, experiment: Experiment, result: Result) -> None:
    _ = page.translate
    shown = 1 if hidden.OUTPUT in page.hidden else 2
    pictures.row(result.files[:shown], (f"X  {_by(experiment.image)}", f"Y  {_by(result.values)}")[:shown])
    st.caption(_("Orange is negative, blue is positive, white is zero."))


def _by(values: Floats) -> str:
    return f"{values.shape[0]} × {values.shape[1]}"
