"""Convolution beside cross-correlation as a lesson."""

from __future__ import annotations

import numpy as np

from core.correlation import correlate
from core.takeaway.lesson import Cell
from core.takeaway.programs import learning, pieces
from core.takeaway.subjects import Comparison, Reader


def cells(subject: Comparison, reader: Reader) -> list[Cell]:
    """Both operations, their difference, and the two trainings where there are any.

    Raises
    ------
    BadInput
        The kernel does not fit.
    """
    _ = reader.translate
    correlated = np.asarray(correlate(subject.image, subject.kernel))
    convolved = np.asarray(correlate(subject.image, subject.flipped))
    trained = subject.both
    images = (subject.image, *(() if trained is None else (trained[0].experiment.image,)))
    made = [
        pieces.opening(
            reader,
            _(
                "Convolution is cross-correlation with a kernel that is flipped first, left-right and top-bottom. For a kernel that is learned this makes no difference: training finds the flipped one."
            ),
        ),
        pieces.imports(*images),
        pieces.text(_("## The operation")),
        pieces.code(
            pieces.corr2d(),
            "",
            "def conv2d(X, K):",
            '    """Convolution: the kernel flipped on both axes, then cross-correlation."""',
            "    return corr2d(X, K[::-1, ::-1])",
        ),
        pieces.text(_("## The settings"), _("Change them, and run the cells below again.")),
        pieces.code(pieces.assigned("X", subject.image), pieces.assigned("K", subject.kernel)),
        pieces.code("correlated, convolved = corr2d(X, K), conv2d(X, K)", "print(correlated)", "print(convolved)"),
        pieces.compared(_, "correlated", correlated),
        pieces.compared(_, "convolved", convolved),
        pieces.text(_("## The same in TensorFlow"), _("`tf.nn.conv2d` does not flip: it correlates.")),
        pieces.code(
            "def tensorflow(X, K):",
            '    return tf.nn.conv2d(X[None, :, :, None], K[:, :, None, None], 1, "VALID")[0, :, :, 0].numpy()',
            "",
            "",
            pieces.apart(_, "tensorflow(X, K)", "correlated"),
            pieces.apart(_, "tensorflow(X, K[::-1, ::-1])", "convolved"),
        ),
        pieces.text(_("## The picture")),
        pieces.plotted(
            [
                ("X", "X", bool(subject.image.min() < 0)),
                ("K", "K", True),
                ("correlated", "X ⋆ K", True),
                ("convolved", "X ∗ K", True),
                ("correlated - convolved", "X ⋆ K − X ∗ K", True),
            ]
        ),
    ]
    return made if trained is None else [*made, *learning.both(trained, reader)]
