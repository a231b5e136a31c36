"""The sheet of a training: its first update by hand."""

from __future__ import annotations

import numpy as np

from core import quadratic
from core.arrays import Floats
from core.correlation import correlate
from core.figures import written
from core.takeaway.subjects import Correlation, Learning, Reader
from core.takeaway.worksheets.pair import brightness, on_paper, sizes
from core.takeaway.worksheets.sheet import Formula, Matrix, Question, Sheet, tidy


def learning(subject: Learning, reader: Reader) -> Sheet:
    """The loss at K = 0, its gradient and the first update.

    Raises
    ------
    BadInput
        A kernel that does not fit into the image.
    """
    _ = reader.translate
    image = brightness(np.asarray(subject.experiment.image, dtype=np.float64))
    fitted, notes = on_paper(Correlation(image, brightness(np.asarray(subject.true, dtype=np.float64))), _)
    target = tidy(correlate(fitted.image, fitted.kernel))
    size = (fitted.kernel.shape[0], fitted.kernel.shape[1])
    form = quadratic.quadratic_loss(fitted.image, target, size)
    largest = float(form.eigenvalues.max())
    rate = subject.rates[-1][1] if subject.rates else subject.experiment.learning_rate
    if notes or not 0 < rate * largest < 2:  # other numbers: a rate of theirs
        rate = float(f"{1 / largest:.1g}") if largest else 1.0
    gradient = tidy(-2.0 * correlate(fitted.image, target))
    loss = float((target**2).sum())
    return Sheet(
        (
            _(
                "The output Y is known, the kernel K is to be learned. Training begins with K = 0, and the loss L is the sum of the squares of (X ⋆ K − Y)."
            ),
            _(
                "Compute the gradient: the entry of ∂L/∂K in row a, column b is −2 times the sum of all Y[i, j] · X[i + a, j + b]. Then make the first update with the learning rate η = {rate}."
            ).format(rate=written(rate)),
        ),
        (
            Matrix("X", fitted.image),
            Matrix("Y", target),
            Matrix("∂L/∂K", gradient, asked=True),
            Matrix(_("K after the update"), tidy(-rate * gradient), asked=True),
        ),
        (
            *sizes(fitted, _),  # first: they stand below the heading with their formula
            Formula(_("loss at K = 0"), "L = □", (written(loss),)),
        ),
        _questions(reader, fitted.kernel, largest),
        notes=notes,
    )


def _questions(reader: Reader, true: Floats, largest: float) -> tuple[Question, Question]:
    _ = reader.translate
    lines = "; ".join(" ".join(written(value) for value in row) for row in true)
    limit = _("No rate is too large: the image is 0 everywhere.")
    if largest:
        limit = _("Above 2/λ = {limit}.").format(limit=written(2.0 / largest))
    return (
        Question(
            _("For which K is the loss 0? How large is the gradient there?"),
            _("For K = [{kernel}], the kernel that made Y: there the gradient is 0.").format(kernel=lines),
        ),
        Question(
            _(
                "The largest curvature of L is λ = {largest}. Above which learning rate does gradient descent diverge?"
            ).format(largest=written(largest)),
            limit,
        ),
    )
