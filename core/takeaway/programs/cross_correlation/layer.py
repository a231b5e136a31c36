"""The chapter's layer as a lesson: the program that the topic shows, beside corr2d and the screen."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, Pair
from core.correlation.snippets import correlate2d, frame
from core.correlation.snippets import layer as snippets
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader

IMPORTS = "from typing import Any\n\nimport keras\nimport numpy as np\nimport tensorflow as tf\n\n\n"


def cells(image: Array, kernel_size: Pair, seed: int, output: Array | None, reader: Reader) -> list[Cell]:
    """X (H, W), (h, w), the seed of the weights; the layer's output where the screen has it already."""
    _ = reader.translate
    image = np.asarray(image, dtype=np.float64)
    program = snippets.program(image, kernel_size, seed).removeprefix(IMPORTS)
    written = f"X = {frame.source(image, correlate2d.FILE)}"
    return [
        pieces.opening(
            reader,
            _(
                "A convolutional layer is a cross-correlation whose kernel is a weight, and one bias that is added to every number. Here both are random: training would change them."
            ),
        ),
        pieces.imports(image),
        pieces.code("from typing import Any", "", "import keras"),
        pieces.text(_("## The operation")),
        pieces.code(pieces.corr2d()),
        pieces.text(_("## The layer")),
        pieces.code(program.replace(written, pieces.assigned("X", image))),
        pieces.code(
            "loops = corr2d(X.astype(np.float32), layer.weight.numpy()) + layer.bias.numpy()",
            f"print({_('largest difference from corr2d + bias:')!r}, np.abs(Y.numpy() - loops).max())",
        ),
        *([] if output is None else [pieces.compared(_, "Y.numpy()", np.asarray(output, dtype=np.float64))]),
        pieces.text(_("## The picture")),
        pieces.plotted(
            [
                ("X", "X", bool(image.min() < 0)),
                ("layer.weight.numpy()", _("weight"), True),
                ("Y.numpy()", "Y", True),
            ]
        ),
    ]
