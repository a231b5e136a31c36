"""Several channels in and several out as a lesson."""

from __future__ import annotations

import numpy as np

from core.arrays import Floats
from core.correlation import channels, grouping
from core.correlation.snippets import channels as snippets
from core.correlation.snippets import frame
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader

DRAWN = 5  # channels that the picture has at most

MULTI = '''
def corr2d_multi_in(X, K):
    """One output channel: each input channel with its own matrix of the kernel, and the sum over the channels."""
    return sum(corr2d(x, k, STRIDE) for x, k in zip(X, K))
'''
ALL = '''
def corr2d_multi_in_out(X, K):
    """Every output channel. X: (C_in, H, W), K: (C_out, C_in, h, w)."""
    return np.stack([corr2d_multi_in(X, kernel) for kernel in K])
'''
GROUPED = '''
def corr2d_multi_in_out(X, K):
    """Every output channel from the channels of its group alone. X: (C_in, H, W), K: (C_out, C_in / GROUPS, h, w)."""
    groups = zip(np.split(X, GROUPS), np.split(K, GROUPS))
    return np.stack([corr2d_multi_in(part, kernel) for part, kernels in groups for kernel in kernels])
'''


def cells(
    image: Floats, kernel: Floats, stride: int, padding: int, groups: int, shown: int, reader: Reader
) -> list[Cell]:
    """X (H, W, C_in), K (h, w, C_in / groups, C_out), and the output channel whose sum is written out, from 0.

    Raises
    ------
    BadInput
        Settings that break a rule.
    """
    _ = reader.translate
    options = {"stride": stride, "padding": padding}
    outputs = np.moveaxis(grouping.grouped(image, kernel, groups, **options), 2, 0)
    seen = grouping.group_of(shown, image, kernel, groups)
    running = channels.steps(image[..., seen], kernel[..., shown], **options).running
    X, K = image.transpose(2, 0, 1), kernel.transpose(3, 2, 0, 1)
    program = snippets.snippet("TensorFlow", image, kernel, groups=groups, **options)
    given = (f"X = {frame.source(X, snippets.FILE)}", f"K = {frame.literal(K)}")
    return [
        *pieces.beginning(
            reader,
            _(
                "An input with several channels needs a kernel with one matrix for each of them: each channel is correlated with its own matrix, and the results are added. Each output channel has such a kernel of its own."
            ),
            [pieces.STRIDED, MULTI, ALL if groups == 1 else GROUPED],
            [
                pieces.assigned("X", X),
                pieces.assigned("K", K),
                f"STRIDE, PADDING, GROUPS = {(stride, stride)}, {padding}, {groups}",
            ],
            image,
            kernel,
        ),
        pieces.code(
            "padded = np.pad(X, ((0, 0), (PADDING, PADDING), (PADDING, PADDING)))  # rows and columns, not the channels",
            "Y = corr2d_multi_in_out(padded, K)",
            "print(X.shape, K.shape, Y.shape)",
            "print(Y)",
        ),
        pieces.compared(_, "Y", outputs),
        pieces.text(_("## One output channel, step by step"), _("The sum after each input channel.")),
        pieces.code(
            f"each = [corr2d(x, k, STRIDE) for x, k in zip(padded[{seen.start}:{seen.stop}], K[{shown}])]",
            "running = np.cumsum(each, axis=0)",
            "print(running)",
        ),
        pieces.compared(_, "running", np.moveaxis(running, 2, 0)),
        pieces.text(_("## The same in TensorFlow")),
        pieces.code(pieces.borrowed(program, "in_tensorflow(X, K)", *given)),
        pieces.code(pieces.apart(_, "in_tensorflow(X, K)")),
        pieces.text(_("## The picture")),
        pieces.plotted(
            [
                *((f"X[{c}]", f"X{c + 1}", bool(image.min() < 0)) for c in range(min(len(X), DRAWN))),
                *((f"Y[{c}]", f"Y{c + 1}", True) for c in range(min(len(outputs), DRAWN))),
            ]
        ),
    ]
