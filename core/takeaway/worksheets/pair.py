"""The sheets whose matrices are X, K and Y: cross-correlation, edges, both operations."""

from __future__ import annotations

import numpy as np

from core.arrays import Floats
from core.correlation import correlate
from core.figures import written
from core.takeaway.subjects import Comparison, Correlation, Edges, Reader, Translate
from core.takeaway.worksheets import reduced
from core.takeaway.worksheets.sheet import Formula, Matrix, Question, Sheet, listed, size_formulas, tidy


def correlation(subject: Correlation, reader: Reader) -> Sheet:
    """Y to be computed, and its size.

    Raises
    ------
    BadInput
        The kernel does not fit.
    """
    _ = reader.translate
    fitted, notes = on_paper(subject, _)
    result, (rows, columns) = fitted.result, fitted.kernel.shape
    values = tidy(result.values)
    tasks = [
        _(
            "Lay the kernel K on each window of X, multiply number by number, and add the products: each sum is a number of Y."
        )
    ]
    if fitted.stride != (1, 1):
        tasks.append(
            _("The window moves by {rows} rows and {columns} columns at a time.").format(
                rows=fitted.stride[0], columns=fitted.stride[1]
            )
        )
    if fitted.dilation != (1, 1):
        tasks.append(
            _("The kernel's entries lie {rows} rows and {columns} columns apart.").format(
                rows=fitted.dilation[0], columns=fitted.dilation[1]
            )
        )
    cell = (fitted.image.shape[0] // 2, fitted.image.shape[1] // 2)
    fed = [
        window.feeds(at, n, out)
        for window, at, n, out in zip(result.windows, cell, fitted.image.shape, values.shape, strict=True)
    ]
    touched = len(fed[0]) * len(fed[1])
    answer = _("{n} of them: rows {rows}, columns {columns}.").format(
        n=touched, rows=listed(fed[0]), columns=listed(fed[1])
    )
    return Sheet(
        tuple(tasks),
        (
            Matrix("X", result.padded, padding=fitted.sides),
            Matrix("K", fitted.kernel, before="⋆"),
            Matrix("Y", values, asked=True, before="="),
        ),
        sizes(fitted, _),
        (
            Question(
                _("How many multiplications does one number of Y take, and how many does all of Y take?"),
                f"{rows} · {columns} = {rows * columns};  {values.size} · {rows * columns} = {values.size * rows * columns}",
            ),
            Question(
                _(
                    "Which numbers of Y change when the number of X in row {row}, column {column} changes? (Both counted from 0, without the padding.)"
                ).format(row=cell[0], column=cell[1]),
                answer if touched else _("None of them."),
            ),
        ),
        notes=notes,
    )


def edges(subject: Edges, reader: Reader) -> Sheet:
    """Y to be computed, and what its numbers tell.

    Raises
    ------
    BadInput
        The kernel does not fit.
    """
    _ = reader.translate
    fitted, notes = on_paper(Correlation(subject.image, subject.kernel), _)
    values = tidy(fitted.result.values)
    total = tidy(np.array(fitted.kernel.sum()))
    found = int(np.count_nonzero(values))
    return Sheet(
        (
            _(
                "Lay the kernel K on each window of X, multiply number by number, and add the products: each sum is a number of Y."
            ),
            _("Then circle the numbers of Y that are not 0: there the picture changes."),
        ),
        (
            Matrix("X", fitted.image),
            Matrix("K", fitted.kernel, before="⋆"),
            Matrix("Y", values, asked=True, before="="),
        ),
        sizes(fitted, _),
        (
            Question(
                _("In how many places is Y above 0, and in how many below? What does the sign tell?"),
                _(
                    "Not 0 in {found} of {all} places: above 0 in {above}, below 0 in {below}. The sign tells the direction of the change."
                ).format(found=found, all=values.size, above=int((values > 0).sum()), below=int((values < 0).sum())),
            ),
            Question(
                _("What does Y show where every number under the kernel is the same number x? Why?"),
                _("{total} · x, because K's entries sum to {total}.").format(total=written(float(total))),
            ),
        ),
        notes=notes,
    )


def comparison(subject: Comparison, reader: Reader) -> Sheet:
    """The flipped kernel and both outputs to be computed.

    Raises
    ------
    BadInput
        The kernel does not fit.
    """
    _ = reader.translate
    fitted, notes = on_paper(Correlation(subject.image, subject.kernel), _)
    flipped = fitted.kernel[::-1, ::-1]
    correlated, convolved = (
        tidy(correlate(fitted.image, kernel)) for kernel in (fitted.kernel, np.ascontiguousarray(flipped))
    )
    apart = float(np.abs(correlated - convolved).max())
    return Sheet(
        (
            _(
                "Flip K left-right and top-bottom. Compute the cross-correlation X ⋆ K with K, and the convolution X ∗ K with the flipped kernel."
            ),
        ),
        (
            Matrix("K", fitted.kernel),
            Matrix(_("K, flipped"), flipped, asked=True, before="→"),
            Matrix("X", fitted.image),
            Matrix("X ⋆ K", correlated, asked=True),
            Matrix("X ∗ K", convolved, asked=True),
        ),
        sizes(fitted, _),
        (
            Question(
                _("By how much do the two outputs differ at most?"),
                written(apart),
            ),
            Question(
                _(
                    "Write down a kernel for which both outputs are the same for every X. What do all such kernels have in common?"
                ),
                _("For example one whose entries are all 1: the flip leaves such kernels as they are."),
            ),
        ),
        notes=notes,
    )


def on_paper(subject: Correlation, _: Translate) -> tuple[Correlation, tuple[str, ...]]:
    """The experiment as it fits on the sheet, and what was done to it."""
    notes = []
    fitted = reduced.fitted(subject)
    if fitted is not subject:
        notes.append(
            _(
                "The experiment on the screen is too large for paper: this is a part of its image and, where that is large, of its kernel, with padding, stride and dilation reduced."
            )
        )
    image, kernel = reduced.whole(fitted.image), reduced.whole(fitted.kernel)
    if image is not fitted.image or kernel is not fitted.kernel:
        notes.append(_("Numbers were scaled and rounded to whole ones, so that you can work with them by hand."))
    return Correlation(image, kernel, fitted.stride, fitted.sides, fitted.dilation), tuple(notes)


def sizes(fitted: Correlation, _: Translate) -> tuple[Formula, ...]:
    """The size formula on both axes."""
    return size_formulas(
        (_("rows"), _("columns")), fitted.image.shape, fitted.sides, fitted.kernel.shape, fitted.stride, fitted.dilation
    )


def brightness(image: Floats) -> Floats:
    """(H, W, C) as one matrix, the mean of its channels; (H, W) as it is."""
    return image if image.ndim == 2 else np.asarray(image.mean(axis=2))
