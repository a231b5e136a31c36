"""What each library's call means by one kernel, as a lesson."""

from __future__ import annotations

import numpy as np

from core.arrays import Floats
from core.conventions import CONVENTIONS, Convention, by_rule
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader
from core.window import centred

RULE = '''
def by_rule(flips, sides, border):
    """The kernel flipped or not, the cells around the picture, and the values of these: all that libraries differ in."""
    kernel = K[::-1, ::-1] if flips else K
    return corr2d(np.pad(X, sides, mode=border), kernel)


def agree(one, other):
    """Of one size, and with the same numbers."""
    return one.shape == other.shape and np.abs(one - other).max() <= 1e-4 * max(np.abs(one).max(), np.abs(other).max())
'''


def cells(image: Floats, kernel: Floats, reader: Reader) -> list[Cell]:
    """X (H, W) and K (h, w) through every call that takes them.

    Raises
    ------
    BadInput
        A kernel that does not fit.
    """
    _ = reader.translate
    asked = [convention for convention in CONVENTIONS if convention.takes(image, kernel)]
    results = [by_rule(convention, image, kernel) for convention in asked]
    sums = [[float(each.min()), float(each.max()), float(np.abs(each).sum())] for each in results]
    return [
        *pieces.beginning(
            reader,
            _(
                "Libraries agree on the products and their sum. They differ in whether they flip the kernel, how many cells they add around the picture and on which side, and which values these cells hold."
            ),
            [pieces.corr2d(), RULE],
            [pieces.assigned("X", image), pieces.assigned("K", kernel)],
            image,
            kernel,
        ),
        pieces.code(
            "RULES = {  # whether it flips; rows above and below, columns left and right; the border",
            *(f"    {each.call!r}: ({each.flips}, {_sides(each, kernel)}, {_border(each)!r})," for each in asked),
            "}",
        ),
        pieces.text(_("## Which calls agree")),
        pieces.code(
            "results = {call: by_rule(*rule) for call, rule in RULES.items()}",
            "groups = []",
            "for call, values in results.items():",
            "    alike = [group for group in groups if agree(results[group[0]], values)]",
            "    if alike:",
            "        alike[0].append(call)",
            "    else:",
            "        groups.append([call])",
            "for number, group in enumerate(groups, 1):",
            "    print(number, *group, sep='\\n   ')",
        ),
        pieces.text(_("For each result the smallest number, the largest, and the sum of the magnitudes:")),
        pieces.code("sums = np.array([[Y.min(), Y.max(), np.abs(Y).sum()] for Y in results.values()])"),
        pieces.compared(_, "sums", np.array(sums)),
        pieces.text(_("## The same in TensorFlow")),
        pieces.code(
            'for padding in ("VALID", "SAME"):',
            "    Y = tf.nn.conv2d(X[None, :, :, None], K[:, :, None, None], 1, padding)[0, :, :, 0].numpy()",
            "    print(padding, np.abs(Y - results[f\"tf.nn.conv2d(X, K, 1, '{padding}')\"]).max())",
        ),
        pieces.text(_("## The picture")),
        pieces.plotted([("X", "X", bool(image.min() < 0)), ("K", "K", True)]),
        pieces.code(
            'figure, axes = plt.subplots(1, len(groups), squeeze=False, figsize=(4 * len(groups), 4), layout="constrained")',
            "for axis, group in zip(axes.ravel(), groups):",
            "    show(axis, results[group[0]], group[0])",
            "plt.show()",
        ),
    ]


def _sides(convention: Convention, kernel: Floats) -> tuple[tuple[int, int], ...]:
    """The cells that the call adds before and after, rows and columns."""
    if convention.size == "valid":
        return (0, 0), (0, 0)
    if convention.size == "full":
        return tuple((k - 1, k - 1) for k in kernel.shape)
    return tuple(centred(k, early=convention.early) for k in kernel.shape)


def _border(convention: Convention) -> str:
    return "constant" if convention.border == "none" else convention.border
