"""Which cells belong together, found by changing one number after another."""

import numpy as np


def assert_traced(trace, operation, size):
    """The trace's cells are those where a changed input number changes the output; both directions agree."""
    before = operation(np.zeros(size))
    assert before.shape == trace.output_size
    for cell in np.ndindex(*size):
        one = np.zeros(size)
        one[cell] = 1.0
        changed = {tuple(map(int, place)) for place in np.argwhere(operation(one) != before)}
        assert set(trace.targets(*cell)) == changed
    for cell in np.ndindex(*trace.output_size):
        assert set(trace.sources(*cell)) == {source for source in np.ndindex(*size) if cell in trace.targets(*source)}
