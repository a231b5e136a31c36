"""The tab "Pooling and transposed": other operations on the page's input, each cell traced both ways."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Floats, Pair
from core.correlation import Connections
from core.errors import BadInput
from core.figures import Range
from pages.parts.cross_correlation.settings import Experiment
from pages.parts.cross_correlation.topics import code
from pages.parts.cross_correlation.topics.channels.settings import OPERATIONS
from pages.parts.cross_correlation.topics.operations import grid as operations_grid
from pages.parts.cross_correlation.topics.operations.experiment import Operation
from pages.shared import controls, downloads, prose
from pages.shared.page import Page
from pages.shared.pictures import captioned, scale_of

MAX_SIDE = 20  # cells a side up to which the whole input is drawn cell by cell
MAX_PIXELS = 1024  # a side of a picture that is sent
CUT = 8  # cells a side of the cut-out, where the operation allows it
BESIDE = 15  # columns of numbers that fit side by side


def draw(page: Page, experiment: Experiment) -> None:
    """The choice of operation, the grid or the pictures with a cut-out, and the size formula."""
    _ = page.translate
    prose.draw(page, "operations")
    operation, image = _operation(page, experiment), experiment.image
    trace = operation.trace(image.shape)
    result = operation.of(image)
    if max(*image.shape, *result.shape) <= MAX_SIDE:
        operations_grid.draw(page, operation, image, result, trace)
    else:
        _pictures(page, operation, image, result)
        _cut_out(page, operation, image)
    st.markdown(size_formula(page, operation, trace))
    downloads.save(
        page,
        {f"{operation.kind}": lambda: figures.matrices(parts(operation, image, result))},
        {f"{operation.kind} X": lambda: image, f"{operation.kind}": lambda: result},
        read=(operation.file,),
        lessons={"transposed" if operation.kind == "transposed" else "pooling": operation.lesson(image)},
    )
    code.below(page, operation.kind, lambda library: operation.program(library, image), image, operation.file)


def parts(operation: Operation, image: Floats, result: Floats) -> tuple[figures.Part, ...]:
    """The picture to save: input, kernel where there is one, output."""
    kernel = (figures.Part("K", operation.kernel, "signed"),) if operation.kind == "transposed" else ()
    return (
        figures.Part("X", image, scale_of(image), shown=operation.shown),
        *kernel,
        figures.Part("Y", result, scale_of(result), before="→", shown=_range(operation, result, image)),
    )


def _range(operation: Operation, values: Floats, image: Floats) -> Range | None:
    """The input's display range, also for what pooling takes from it; what is added up has a range of its own."""
    if operation.shown is None or values is image or operation.kind != "transposed":
        return operation.shown
    return float(values.min()), float(values.max())


def size_formula(page: Page, operation: Operation, trace: Connections) -> str:
    """The size of the output with the numbers put in, rows and columns."""
    _ = page.translate
    lines = []
    for name, axis in ((_("rows"), 0), (_("columns"), 1)):
        n, k, s, p = (each[axis] for each in (trace.input_size, trace.kernel_size, trace.stride, operation.padding))
        if operation.kind == "transposed":
            d, e = operation.dilation, operation.extra[axis]
            sum_ = rf"({n} - 1) \cdot {s} - 2 \cdot {p} + {d}({k} - 1) + {e} + 1"
        else:
            left, right = ("lceil", "rceil") if operation.ceil_mode else ("lfloor", "rfloor")
            span = f"{operation.dilation}({k} - 1) - 1" if operation.dilation > 1 else str(k)
            sum_ = rf"\left\{left} \frac{{{n} + 2 \cdot {p} - {span}}}{{{s}}} \right\{right} + 1"
            if operation.ceil_mode and trace.output_size[axis] <= -(-(n + 2 * p - trace.windows[axis].span) // s):
                sum_ += " - 1"  # the last window would begin behind the input
        lines.append(rf"\text{{{name}}} &= {sum_} = {trace.output_size[axis]}")
    return "$$\\begin{aligned}" + r" \\ ".join(lines) + "\\end{aligned}$$"


def _operation(page: Page, experiment: Experiment) -> Operation:
    _ = page.translate
    kind = st.segmented_control(
        _("Operation"),
        **page.choice("operations_kind", OPERATIONS),
        required=True,
    )
    pooled = kind != "transposed"
    pairs = [
        ("stride", _("Stride, rows"), _("Stride, columns")),
        ("padding", _("Padding, rows"), _("Padding, columns")),
    ]
    if pooled:
        pairs.insert(0, ("", _("Window, rows"), _("Window, columns")))
    else:
        pairs.append(("extra", _("Output padding, rows"), _("Output padding, columns")))
    read = {
        name: _pair(page, column, name, labels) for column, (name, *labels) in zip(st.columns(3), pairs, strict=True)
    }
    counted = True
    if kind == "average":
        counted = st.toggle(
            _("Count padding as zeros in the mean"),
            **page.control("operations_counted"),
            help=_("PyTorch includes it by default; TensorFlow leaves it out."),
        )
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    dilation = left.number_input(_("Dilation"), step=1, **page.control("operations_dilation"))
    ceil_mode = False
    if pooled:
        ceil_mode = right.toggle(
            _("A last window may reach over the border (ceil_mode)"),
            **page.control("operations_ceil"),
            help=_(
                "As in PyTorch: it must begin inside the input or the padding before it; cells beyond the border do not count."
            ),
        )
    else:
        right.button(
            _("Use the book's 2 × 2 input and kernel"),
            on_click=page.put,  # as the book's section on transposed convolution has them
            args=({"image": controls.TYPED, "x": "0 1\n2 3", "kernel": "counting"},),
            key=page.key("book 2 × 2"),
            disabled=page.locked("image", "kernel"),
        )
    return Operation(
        str(kind),
        read.get("", (1, 1)),
        read["stride"],
        read["padding"],
        read.get("extra", (0, 0)),
        int(dilation),
        bool(counted),
        bool(ceil_mode),
        experiment.kernel,
        experiment.shown,
    )


def _pair(page: Page, place: st.delta_generator.DeltaGenerator, name: str, labels: list[str]) -> Pair:
    down, across = (
        column.number_input(label, step=1, **page.control("_".join(filter(None, ("operations", name, axis)))))
        for column, label, axis in zip(place.columns(2), labels, ("rows", "columns"), strict=True)
    )
    return int(down), int(across)


def _pictures(page: Page, operation: Operation, image: Floats, result: Floats) -> None:
    _ = page.translate
    for column, name, values in zip(st.columns(2), (_("Input X"), _("Output Y")), (image, result), strict=True):
        seen = values[:: -(-values.shape[0] // MAX_PIXELS), :: -(-values.shape[1] // MAX_PIXELS)]
        picture = (
            figures.signed_png(seen) if values.min() < 0 else figures.grey_file(seen, _range(operation, values, image))
        )
        captioned(column, picture, f"{name}  {values.shape[0]} × {values.shape[1]}")


def _cut_out(page: Page, operation: Operation, image: Floats) -> None:
    """A part of the input, small enough for cells, as an input of its own."""
    _ = page.translate
    side = cut_side(operation, image.shape)
    if side is None:
        st.caption(_("With these settings, no part of the input is small enough to draw cell by cell."))
        return
    rows, columns = min(side, image.shape[0]), min(side, image.shape[1])
    names = (_("First row of the cut-out"), _("First column of the cut-out"))
    top, left = (
        int(column.number_input(label, step=1, **page.control(f"operations_{name}")))
        for column, label, name in zip(st.columns(2), names, ("top", "left"), strict=True)
    )
    last = image.shape[0] - rows, image.shape[1] - columns
    if not (0 <= top <= last[0] and 0 <= left <= last[1]):
        raise BadInput(
            "the cut-out of {rows} × {columns} cells must lie inside the picture: its first row must be from 0 to {last_row} and its first column from 0 to {last_column}, got {row} and {column}",
            rows=rows,
            columns=columns,
            last_row=last[0],
            last_column=last[1],
            row=top,
            column=left,
        )
    part = np.ascontiguousarray(image[top : top + rows, left : left + columns])
    st.caption(_("Part of the input, cell by cell; the operation treats it as an image with its own border."))
    operations_grid.draw(page, operation, part, operation.of(part), operation.trace(part.shape))


def cut_side(operation: Operation, size: Pair) -> int | None:
    """How many cells a side the cut-out has: near to 8, and fewer where the grids would not fit side by side."""
    for room in (BESIDE, 200):
        for side in sorted(range(1, 41), key=lambda n: abs(n - CUT)):
            part = min(side, size[0]), min(side, size[1])
            try:
                trace = operation.trace(part)
            except BadInput:
                continue
            padded = [n + 2 * p for n, p in zip(part, operation.padding, strict=True)]
            wide = padded[1] + trace.output_size[1] + (trace.kernel_size[1] if trace.spreads else 0)
            if max(*trace.output_size, *padded) <= 40 and wide <= room:
                return side
    return None
