"""An independent answer to where rows and columns are: NumPy moves an array that holds each cell's row, or its column."""

import numpy as np

from core.networks.tensors import FLAT

SIZES = (2, 3, 4, 5)  # examples, channels, rows, columns


def expected(numpys, sizes=SIZES, layout=(2, 3)):
    """(sizes, places) of the same in NumPy: along a dimension runs the axis whose coordinate changes there."""
    moved = [numpys(coordinate) for coordinate in np.indices(sizes)[list(layout)]]

    def along(dimension):
        axes = [axis for axis, cells in enumerate(moved) if np.diff(cells, axis=dimension).any()]
        return None if not axes else axes[0] if len(axes) == 1 else FLAT

    return moved[0].shape, tuple(map(along, range(moved[0].ndim)))
