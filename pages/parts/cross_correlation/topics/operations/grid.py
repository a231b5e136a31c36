"""Input and output of a pooling or a transposed convolution as a grid whose cells light one another up."""

from __future__ import annotations

import numpy as np

from core.arrays import Floats, Mask
from core.correlation import Connections
from pages.parts.cross_correlation.topics.channels.settings import OPERATIONS_CELL
from pages.parts.cross_correlation.topics.operations.experiment import Operation
from pages.shared import chosen
from pages.shared.grid import Axis, Link, Matrix, Reading, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import scale_of


def draw(page: Page, operation: Operation, image: Floats, result: Floats, trace: Connections) -> None:
    """The grid of one operation on `image`, (H, W), with its `result`."""
    if operation.kind == "transposed":
        _spread(page, operation, image, result, trace)
    else:
        _pooled(page, operation, image, result, trace)


def _pooled(page: Page, operation: Operation, image: Floats, result: Floats, trace: Connections) -> None:
    """Output → its window. Padding that does not count in the mean is not drawn: nothing looks at it."""
    _ = page.translate
    down, across = operation.padding
    drawn = operation.kind == "max" or operation.counted
    sides = ((down, down), (across, across)) if drawn else ((0, 0), (0, 0))
    values = np.pad(image, sides, constant_values=-np.inf if operation.kind == "max" else 0.0)
    unseen = np.pad(_alone(trace, image.shape, targets=True), sides)
    rows, columns = (
        Axis(s, 0 if drawn else -p, d, k)
        for s, p, d, k in zip(trace.stride, operation.padding, trace.dilation, trace.kernel_size, strict=True)
    )
    title = (
        _("Output Y: the largest of each window") if operation.kind == "max" else _("Output Y: the mean of each window")
    )
    matrices = (
        Matrix("X", values, _("Input X"), scale=scale_of(image), padding=sides, holes=unseen, shown=operation.shown),
        Matrix("Y", result, title, before="→", scale=scale_of(image), shown=operation.shown),
    )
    tensor_grid(
        matrices,
        (Link("Y", "X", rows, columns),),
        driver="Y",
        reading=Reading("Y", "X", "", joined="max" if operation.kind == "max" else "mean"),
        words=grid_words(_),
        **chosen.options(page, "operation grid", matrices, ("Y", 0, 0), setting=OPERATIONS_CELL),
    )


def _spread(page: Page, operation: Operation, image: Floats, result: Floats, trace: Connections) -> None:
    """Input → the window of the output where the kernel times its number is laid down."""
    _ = page.translate
    rows, columns = (
        Axis(s, -p, d, k)
        for s, p, d, k in zip(trace.stride, trace.padding, trace.dilation, trace.kernel_size, strict=True)
    )
    empty = _alone(trace, result.shape, targets=False)
    matrices = (
        Matrix("X", image, _("Input X"), scale=scale_of(image), shown=operation.shown),
        Matrix("K", operation.kernel, _("Kernel K"), scale="signed"),
        Matrix("Y", result, _("Output Y"), before="→", scale="signed" if result.min() < 0 else "none", holes=empty),
    )
    middle = ("Y", result.shape[0] // 2, result.shape[1] // 2)
    tensor_grid(
        matrices,
        (Link("X", "Y", rows, columns, products="K"),),
        driver="Y",
        reading=Reading("Y", "X", "K"),
        words={**grid_words(_), "unseen": _("no value is placed here")},
        **chosen.options(page, "transposed grid", matrices, middle, setting=OPERATIONS_CELL),
    )


def _alone(trace: Connections, size: tuple[int, int], *, targets: bool) -> Mask:
    """(rows, columns) of bool: the cells that belong to none of the other side."""
    others = trace.targets if targets else trace.sources
    return np.array([[not others(row, column) for column in range(size[1])] for row in range(size[0])])
