"""The chapter's layer as a program to copy, made from the source of the one that runs here."""

from __future__ import annotations

import inspect
import textwrap

import numpy as np

from core.arrays import Array
from core.correlation import layer as conv_layer
from core.correlation.snippets import correlate2d as correlation_snippets
from core.correlation.snippets import frame


def program(image: Array, kernel_size: tuple[int, int], seed: int) -> str:
    """The layer as a program that stands alone, with the same weights and output as `core.correlation.layer.run_layer`.

    An input of many numbers is read from a file, see :func:`core.correlation.snippets.frame.source`.
    """
    # The class itself, without what lets it live in a function of ours.
    lines = inspect.getsource(conv_layer.conv2d_layer_class).splitlines()
    first = next(n for n, line in enumerate(lines) if line.lstrip().startswith("class "))
    made = textwrap.dedent("\n".join(lines[first:-1])).replace("  # type: ignore[misc]", "").rstrip()
    return "\n".join(
        [
            "from typing import Any\n",
            "import keras\nimport numpy as np\nimport tensorflow as tf\n\n",
            made,
            "\n",
            f"X = {frame.source(np.asarray(image, dtype=np.float64), correlation_snippets.FILE)}",
            f"layer = Conv2D({tuple(kernel_size)}, seed={seed})",
            "Y = layer(X.astype(np.float32))",
            "print(layer.weight.numpy(), layer.bias.numpy(), Y.numpy(), sep='\\n')",
            "",
        ]
    )
