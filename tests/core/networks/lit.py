"""An independent measurement: which cells of the input does a unit of the output react to?"""

import numpy as np

from core.receptive_field.cells import seen


def reactions(run, size):
    """(outputs…, inputs…) of bool: every cell of a map is lit in turn, as one item of a batch.

    ``run`` maps (batch, 1, H, W) to (batch, channels, H', W') and has nothing negative inside.
    """
    cells = int(np.prod(size))
    images = np.eye(cells, dtype=np.float32).reshape(cells, 1, *size)
    out = np.asarray(run(images))
    lit = (out > 1e-3).any(axis=1)  # less is rounding
    return np.moveaxis(lit, 0, -1).reshape(*lit.shape[1:], *size)


def assert_agreement(solution, layer, lit):
    """Every unit's cells are those measured, and its box is theirs wherever the border does not cut it."""
    row = next(row for row in solution.rows if row.node.name == layer)
    axes = len(row.field.axes)
    outputs, inputs = lit.shape[:axes], lit.shape[axes:]
    assert row.size == outputs
    for unit in np.ndindex(*outputs):
        assert np.array_equal(seen(solution, layer, unit)[solution.source], lit[unit]), unit
        region, touched = row.field.region(*unit), np.argwhere(lit[unit])
        first, last = region[:axes], region[axes:]
        if len(touched) and min(first) >= 0 and all(end < side for end, side in zip(last, inputs)):
            assert (*touched.min(axis=0), *touched.max(axis=0)) == region, unit
