"""The tab "As a matrix product": patches as rows, and the kernel as one large matrix."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import figures, matrix
from core.correlation import correlate, output_size
from core.errors import BadInput
from pages.parts.cross_correlation.picture import padding_of, scale_of
from pages.parts.cross_correlation.settings import Experiment
from pages.shared import controls, downloads
from pages.shared.frame import Page
from pages.shared.grid import Axis, GridWords, Link, Matrix, tensor_grid

Array = controls.Array
SIDE = 12  # cells a side of the largest input whose matrices are drawn
MOST = 676  # outputs of such an input under the largest kernel and full padding


def draw(page: Page, experiment: Experiment) -> None:
    """Both products with every cell linked, or their shapes where the input is larger."""
    _ = page.translate
    st.markdown(page.prose("matrix"))
    try:
        size = output_size(experiment.image.shape, experiment.kernel.shape, **experiment.geometry.options)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    if max(experiment.image.shape) > SIDE or max(size) ** 2 > MOST:
        _summary(page, experiment)
        st.caption(_("Both matrices are drawn for inputs of up to {side} × {side}.").format(side=SIDE))
        return
    result = correlate(experiment.image, experiment.kernel, **experiment.geometry.options)
    st.markdown("##### " + _("Patches as rows: y = P k"))
    st.markdown(page.prose("patches"))
    patches(page, experiment, result)
    st.markdown("##### " + _("The kernel as a matrix: y = T x"))
    st.markdown(page.prose("toeplitz"))
    kernel_matrix(page, experiment, result)
    _summary(page, experiment)


def patches(page: Page, experiment: Experiment, result: Array) -> None:
    """X, P = im2col(X), k as a column, y as a column and as Y."""
    _ = page.translate
    geometry, kernel = experiment.geometry, experiment.kernel
    rows = matrix.im2col(experiment.image, kernel.shape, **geometry.options)
    padding = padding_of(experiment)
    cells = list(np.ndindex(*result.shape))
    entries = list(np.ndindex(*kernel.shape))
    columns = tuple((0, column) for column in range(kernel.size))
    tensor_grid(
        (
            Matrix(
                "X", np.pad(experiment.image, padding), _("Input X"), scale=scale_of(experiment.image), padding=padding
            ),
            Matrix("K", kernel, _("Kernel K"), before="⋆", scale="signed"),
            Matrix("Y", result, _("Output Y"), before="=", scale="signed" if result.min() < 0 else "none"),
            Matrix("P", rows, _("P: a patch in each row"), scale=scale_of(rows), most=MOST),
            Matrix("k", kernel.reshape(-1, 1), _("k: K row by row"), before="·", scale="signed", most=MOST),
            Matrix("y", result.reshape(-1, 1), _("y: Y row by row"), before="=", most=MOST),
        ),
        (
            _window(experiment, padding),
            Link("Y", "K", pairs=tuple((cell, tuple(entries)) for cell in cells)),
            Link("Y", "P", pairs=tuple((cell, _row(i, kernel.size)) for i, cell in enumerate(cells))),
            Link("Y", "k", pairs=tuple((cell, tuple((c, r) for r, c in columns)) for cell in cells)),
            Link("Y", "y", pairs=tuple((cell, ((i, 0),)) for i, cell in enumerate(cells))),
        ),
        key=page.key("im2col"),
        words=GridWords.translated(_),
        driver="Y",
        selected=("Y", 0, 0),
    )
    downloads.save(
        page,
        {
            "im2col": lambda: figures.matrices(
                (
                    figures.Part("P", rows, scale_of(rows)),
                    figures.Part("k", kernel.reshape(-1, 1), "signed", before="·"),
                )
            )
        },
        {"P im2col": lambda: rows},
    )


def kernel_matrix(page: Page, experiment: Experiment, result: Array) -> None:
    """X, T, and the result; a row of T holds the kernel where the window lies."""
    _ = page.translate
    image, kernel = experiment.image, experiment.kernel
    options = experiment.geometry.options
    whole = matrix.toeplitz(kernel, image.shape, **options)
    # Entries are linked by where they lie, also where the kernel holds a zero.
    under = matrix.toeplitz(np.ones_like(kernel), image.shape, **options).astype(bool)
    cells = list(np.ndindex(*result.shape))
    lit = [np.flatnonzero(row) for row in under]
    W = image.shape[1]
    tensor_grid(
        (
            Matrix("X", image, _("Input X"), scale=scale_of(image)),
            Matrix("K", kernel, _("Kernel K"), before="⋆", scale="signed"),
            Matrix("Y", result, _("Output Y"), before="=", scale="signed" if result.min() < 0 else "none"),
            Matrix("T", whole, _("T: a window in each row"), scale="signed", holes=~under, most=MOST),
            Matrix("x", image.reshape(-1, 1), _("x: X row by row"), before="·", scale=scale_of(image), most=MOST),
            Matrix("y", result.reshape(-1, 1), _("y: Y row by row"), before="=", most=MOST),
        ),
        (
            Link(
                "Y",
                "X",
                pairs=tuple(
                    (c, tuple((int(n) // W, int(n) % W) for n in row)) for c, row in zip(cells, lit, strict=True)
                ),
            ),
            Link("Y", "K", pairs=tuple((cell, _under_kernel(experiment, cell)) for cell in cells)),
            Link(
                "Y",
                "T",
                pairs=tuple(
                    (c, tuple((i, int(n)) for n in row)) for i, (c, row) in enumerate(zip(cells, lit, strict=True))
                ),
            ),
            Link(
                "Y", "x", pairs=tuple((c, tuple((int(n), 0) for n in row)) for c, row in zip(cells, lit, strict=True))
            ),
            Link("Y", "y", pairs=tuple((cell, ((i, 0),)) for i, cell in enumerate(cells))),
        ),
        key=page.key("toeplitz"),
        words=GridWords.translated(_),
        driver="Y",
        selected=("Y", 0, 0),
    )
    downloads.save(
        page,
        {"toeplitz": lambda: figures.matrices((figures.Part("T", whole, "signed"),))},
        {"T toeplitz": lambda: whole},
    )


def _window(experiment: Experiment, padding: tuple[tuple[int, int], tuple[int, int]]) -> Link:
    stride, dilation = experiment.geometry.stride, experiment.geometry.dilation
    h, w = experiment.kernel.shape
    return Link("Y", "X", rows=Axis(stride[0], 0, dilation[0], h), columns=Axis(stride[1], 0, dilation[1], w))


def _row(row: int, columns: int) -> tuple[tuple[int, int], ...]:
    return tuple((row, column) for column in range(columns))


def _under_kernel(experiment: Experiment, cell: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The entries of K that lie on the image, not on padding, for that output."""
    (top, _), (left, _) = padding_of(experiment)
    stride, dilation = experiment.geometry.stride, experiment.geometry.dilation
    H, W = experiment.image.shape
    return tuple(
        (a, b)
        for a, b in np.ndindex(*experiment.kernel.shape)
        if 0 <= cell[0] * stride[0] - top + a * dilation[0] < H
        and 0 <= cell[1] * stride[1] - left + b * dilation[1] < W
    )


def _summary(page: Page, experiment: Experiment) -> None:
    """Shape, size and sparsity of both matrices, with these numbers."""
    _ = page.translate
    image, kernel = experiment.image, experiment.kernel
    told = matrix.summary(kernel.shape, image.shape, **experiment.geometry.options)
    st.markdown(
        _(
            "P has {outputs:,} × {entries:,} numbers: {copies:.1f} times as many as X, as neighbouring patches share pixels."
            " T has {outputs:,} × {inputs:,}, of which {filled:,} can differ from zero: {sparsity:.2%} of it is zeros."
        ).format(
            outputs=told.rows,
            entries=kernel.size,
            copies=told.rows * kernel.size / image.size,
            inputs=told.columns,
            filled=told.filled,
            sparsity=told.sparsity,
        )
    )
