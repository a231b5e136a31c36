"""The chapter's layer as a program to copy, made from the source of the one that runs here."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

import numpy as np

from core import codes, codes_text, layers

Array = np.ndarray[Any, np.dtype[Any]]


def program(image: Array, kernel_size: tuple[int, int], seed: int) -> str:
    """The layer as a program that stands alone, with the same weights and output as `core.layers.run_layer`.

    An input of many numbers is read from a file, see :func:`core.codes_text.source`.
    """
    # The class itself, without what lets it live in a function of ours.
    lines = inspect.getsource(layers.conv2d_layer_class).splitlines()
    first = next(n for n, line in enumerate(lines) if line.lstrip().startswith("class "))
    made = textwrap.dedent("\n".join(lines[first:-1])).replace("  # type: ignore[misc]", "").rstrip()
    return "\n".join(
        [
            "from typing import Any\n",
            "import keras\nimport numpy as np\nimport tensorflow as tf\n\n",
            made,
            "\n",
            f"X = {codes_text.source(np.asarray(image, dtype=np.float64), codes.FILE)}",
            f"layer = Conv2D({tuple(kernel_size)}, seed={seed})",
            "Y = layer(X.astype(np.float32))",
            "print(layer.weight.numpy(), layer.bias.numpy(), Y.numpy(), sep='\\n')",
            "",
        ]
    )
