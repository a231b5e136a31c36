"""The tab "Matrix form": patches as rows, and the kernel as one large matrix."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Floats, Pair, Sides
from core.correlation import Correlation, matrix
from core.takeaway.programs.cross_correlation import matrix as lesson
from pages.parts.cross_correlation.picture import FIRST
from pages.parts.cross_correlation.picture import MAX_SIDE as GRID
from pages.parts.cross_correlation.settings import Experiment
from pages.shared import chosen, downloads, prose
from pages.shared.grid import Axis, Link, Matrix, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import scale_of

SIDE = 12  # cells a side of the largest input whose matrices are drawn
MAX_OUTPUTS = 676  # outputs, each a row of both matrices
NUMBERS = 55_000  # of both matrices together: with what is hatched, at most 0.8 MB are sent, half of it a grid


def draw(page: Page, experiment: Experiment) -> None:
    """Both products with every cell linked, or their shapes where the input is larger."""
    _ = page.translate
    prose.draw(page, "matrix")
    found = experiment.result
    if why := too_large(page, experiment, found):
        _summary(page, experiment)
        st.caption(why)
        return
    st.markdown("## " + _("Patches as rows: y = P k"))
    prose.draw(page, "patches")
    patches(page, experiment, found)
    st.markdown("## " + _("The kernel as a matrix: y = T x"))
    prose.draw(page, "toeplitz")
    kernel_matrix(page, experiment, found)
    _summary(page, experiment)


def too_large(page: Page, experiment: Experiment, found: Correlation) -> str:
    """Why the matrices of this correlation are not drawn; "" where they are."""
    _ = page.translate
    image, kernel = experiment.image, experiment.kernel
    size, padded = found.values.shape, found.padded.shape
    outputs = found.values.size
    numbers = outputs * (kernel.size + image.size)
    if max(image.shape) > SIDE:
        return _(
            "Not drawn: the input is {rows} × {columns}. Both matrices are drawn for inputs of up to {side} × {side}."
        ).format(rows=image.shape[0], columns=image.shape[1], side=SIDE)
    if max(padded) > GRID:
        return _(
            "Not drawn: with its padding the input is {rows} × {columns}. There is room for {side} × {side}; use less padding."
        ).format(rows=padded[0], columns=padded[1], side=GRID)
    if outputs > MAX_OUTPUTS:
        return _(
            "Not drawn: the output is {rows} × {columns}, so each matrix has {outputs:,} rows. Up to {most:,} are drawn; use less padding."
        ).format(rows=size[0], columns=size[1], outputs=outputs, most=MAX_OUTPUTS)
    if numbers > NUMBERS:
        return _(
            "Not drawn: the two matrices hold {numbers:,} numbers. Up to {most:,} are sent to the browser;"
            " use a smaller input or kernel, or less padding."
        ).format(numbers=numbers, most=NUMBERS)
    return ""


def patches(page: Page, experiment: Experiment, found: Correlation) -> None:
    """X, P = im2col(X), k as a column, y as a column and as Y."""
    _ = page.translate
    kernel, result = experiment.kernel, found.values
    rows = matrix.im2col(experiment.image, kernel.shape, **experiment.geometry.options)
    matrices = (
        Matrix(
            "X",
            found.padded,
            _("Input X"),
            scale=scale_of(experiment.image),
            padding=found.sides,
            shown=experiment.shown,
        ),
        Matrix("K", kernel, _("Kernel K"), before="⋆", scale="signed"),
        Matrix("Y", result, _("Output Y"), before="=", scale="signed" if result.min() < 0 else "none"),
        Matrix(
            "P",
            rows,
            _("P: one patch per row"),
            before="⇔",
            scale=scale_of(rows),
            most=MAX_OUTPUTS,
            shown=experiment.shown,
        ),
        Matrix("k", kernel.reshape(-1, 1), _("k: K row by row"), before="·", scale="signed", most=MAX_OUTPUTS),
        Matrix("y", result.reshape(-1, 1), _("y: Y row by row"), before="=", most=MAX_OUTPUTS),
    )
    tensor_grid(
        matrices,
        (
            _window(found),
            Link("Y", "K", rows=Axis(0, count=kernel.shape[0]), columns=Axis(0, count=kernel.shape[1])),
            Link("Y", "k", rows=Axis(0, count=kernel.size), columns=Axis(0)),
            _row_by_row(result),
            Link("y", "P", columns=Axis(count=kernel.size)),
        ),
        words=grid_words(_),
        driver="Y",
        **chosen.shared(page, "im2col", matrices, FIRST),
    )
    downloads.save(
        page,
        {
            "im2col": lambda: figures.matrices(
                (
                    figures.Part("P", rows, scale_of(rows)),
                    figures.Part("k", kernel.reshape(-1, 1), "signed", before="·"),
                    figures.Part("y", result.reshape(-1, 1), "signed" if result.min() < 0 else "none", before="="),
                )
            )
        },
        {"P im2col": lambda: rows},
        lessons={
            "matrix": partial(lesson.cells, experiment.image, kernel, found.stride, found.sides, found.dilation),
        },
    )


def kernel_matrix(page: Page, experiment: Experiment, found: Correlation) -> None:
    """X, T, and the result; a row of T holds the kernel where the window lies."""
    _ = page.translate
    image, kernel, result = experiment.image, experiment.kernel, found.values
    options = experiment.geometry.options
    whole = matrix.toeplitz(kernel, image.shape, **options)
    # Entries are linked by where they lie, also where the kernel holds a zero.
    under = matrix.toeplitz(np.ones_like(kernel), image.shape, **options).astype(bool)
    matrices = (
        Matrix("X", image, _("Input X"), scale=scale_of(image), shown=experiment.shown),
        Matrix("K", kernel, _("Kernel K"), before="⋆", scale="signed"),
        Matrix("Y", result, _("Output Y"), before="=", scale="signed" if result.min() < 0 else "none"),
        Matrix("T", whole, _("T: one window per row"), before="⇔", scale="signed", holes=~under, most=MAX_OUTPUTS),
        Matrix(
            "x",
            image.reshape(-1, 1),
            _("x: X row by row"),
            before="·",
            scale=scale_of(image),
            most=MAX_OUTPUTS,
            shown=experiment.shown,
        ),
        Matrix("y", result.reshape(-1, 1), _("y: Y row by row"), before="=", most=MAX_OUTPUTS),
    )
    tensor_grid(
        matrices,
        (
            _window(found, found.sides),
            _under_kernel(image.shape, found),
            _row_by_row(result),
            Link("y", "T", columns=Axis(count=image.size)),
            Link("X", "x", pairs=tuple((cell, ((n, 0),)) for n, cell in enumerate(np.ndindex(*image.shape)))),
        ),
        words=grid_words(_),
        driver="Y",
        # Its X stands without padding, so its cells are others than above.
        **chosen.shared(page, "toeplitz", matrices, FIRST, names=("Y", "K")),
    )
    downloads.save(
        page,
        {
            "toeplitz": lambda: figures.matrices(
                (
                    figures.Part("T", whole, "signed"),
                    figures.Part("x", image.reshape(-1, 1), scale_of(image), before="·"),
                    figures.Part("y", result.reshape(-1, 1), "signed" if result.min() < 0 else "none", before="="),
                )
            )
        },
        {"T toeplitz": lambda: whole},
    )


def _window(found: Correlation, padding: Sides = ((0, 0), (0, 0))) -> Link:
    """Y → X, which is drawn without its `padding`."""
    rows, columns = (
        Axis(window.stride, -before, window.dilation, window.kernel)
        for window, (before, _) in zip(found.windows, padding, strict=True)
    )
    return Link("Y", "X", rows=rows, columns=columns)


def _row_by_row(result: Floats) -> Link:
    """Y → y: from there every row of P and T is reached by two axes, where a list of its cells for each output would be long."""
    return Link("Y", "y", pairs=tuple((cell, ((n, 0),)) for n, cell in enumerate(np.ndindex(*result.shape))))


def _under_kernel(size: Pair, found: Correlation) -> Link:
    """Y → K: the entries of K that lie on the image of that size, not on padding."""
    (top, _), (left, _) = found.sides
    stride, dilation, (H, W) = found.stride, found.dilation, size
    if dilation == (1, 1):
        # Of row i, pixel m lies under the entry m + top − i·stride; those that K does not have fall away.
        return Link("Y", "K", rows=Axis(-stride[0], top, 1, H), columns=Axis(-stride[1], left, 1, W))

    down, across = found.windows
    under: dict[Pair, list[Pair]] = {cell: [] for cell in np.ndindex(*found.values.shape)}
    for a, rows, _ in down.taps(found.values.shape[0], H):
        for b, columns, _ in across.taps(found.values.shape[1], W):
            for row in range(rows.start, rows.stop):
                for column in range(columns.start, columns.stop):
                    under[row, column].append((a, b))
    return Link("Y", "K", pairs=tuple((cell, tuple(entries)) for cell, entries in under.items()))


def _summary(page: Page, experiment: Experiment) -> None:
    """Shape, size and sparsity of both matrices, with these numbers."""
    _ = page.translate
    image, kernel = experiment.image, experiment.kernel
    told = matrix.summary(kernel.shape, image.shape, **experiment.geometry.options)
    st.markdown(
        _(
            "P has {outputs:,} × {entries:,} numbers, {copies:.1f} times as many as X, because neighbouring patches share pixels. T has {outputs:,} × {inputs:,}, of which {filled:,} can differ from zero: {sparsity:.2%} of its entries are zero."
        ).format(
            outputs=told.rows,
            entries=kernel.size,
            copies=told.rows * kernel.size / image.size,
            inputs=told.columns,
            filled=told.filled,
            sparsity=told.sparsity,
        )
    )
