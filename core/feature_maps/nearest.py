"""Which named kernel a learned one looks like, and how much: the cosine between them, whatever the sign and the place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Floats
from core.kernels import NAMED

# Edges in all directions, and what is no edge: a spot, a mean, a second derivative.
COMPARED = (
    "difference",
    "difference_down",
    "sobel_x",
    "sobel_y",
    "prewitt_x",
    "prewitt_y",
    "roberts",
    "roberts_other",
    "laplacian",
    "identity",
    "box",
)
_KERNELS: dict[str, Floats] = {name: np.asarray(NAMED[name](), dtype=np.float64) for name in COMPARED}


@dataclass(frozen=True)
class Likeness:
    """The named kernel nearest to another one.

    Attributes
    ----------
    name : str
        One of `COMPARED`.
    cosine : float
        −1 … 1; negative where the kernel is more like the named one with its sign turned.
    shift : (rows, columns)
        Where in the kernel the named one's first cell lies.
    """

    name: str
    cosine: float
    shift: tuple[int, int]


def nearest(kernel: Array) -> Likeness | None:
    """The named kernel with the largest cosine in size; None for a kernel of zeros.

    Parameters
    ----------
    kernel : ndarray, (h, w)
        Named ones that are smaller are tried at every place in it, with zeros around.
    """
    kernel = np.asarray(kernel, dtype=np.float64)
    length = float(np.linalg.norm(kernel))
    if not length > 0:
        return None
    best: Likeness | None = None
    for name, named in _KERNELS.items():
        rows, columns = (have - own + 1 for have, own in zip(kernel.shape, named.shape, strict=True))
        for row in range(rows):
            for column in range(columns):
                part = kernel[row : row + named.shape[0], column : column + named.shape[1]]
                cosine = float((part * named).sum() / (length * np.linalg.norm(named)))
                if best is None or abs(cosine) > abs(best.cosine) + 1e-12:
                    best = Likeness(name, cosine, (row, column))
    return best
