"""When a sum of powers is small enough: by hand, and counted update by update."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.quadratic.convergence import FOREVER, first_below


def test_a_loss_is_reached_where_it_is_as_low_as_wanted():
    # Quarters: 1, 1/4, 1/16; beside a part that no update touches.
    assert first_below(np.array([1.0]), np.array([0.5]), 1 / 16) == 2
    assert first_below(np.array([1.0, 1.0]), np.array([0.5, 1.0]), 1.25) == 1
    assert first_below(np.array([1.0, 1.0]), np.array([0.5, 1.0]), 0.99) is None
    assert first_below(np.array([2.0]), np.array([3.0]), 2.0) == 0
    # A part that is 0 at the start stays 0, however fast its direction diverges.
    assert first_below(np.array([1.0, 0.0]), np.array([0.5, 1e200]), 0.25) == 1


@given(
    st.lists(st.tuples(st.floats(0.01, 10), st.sampled_from([0.0, 0.3, 0.9, 0.99, 1.0, 1.01])), min_size=1, max_size=4),
    st.floats(0.001, 1.0),
)
def test_updates_are_counted_as_a_loop_counts_them(parts, part):
    weights, contraction = (np.array(values) for values in zip(*parts, strict=True))
    wanted = part * weights.sum()
    sums = [float((weights * contraction ** (2 * t)).sum()) for t in range(2000)]
    close = 1e-9 * weights.sum()
    found = first_below(weights, contraction, wanted)
    if found is None:
        assert min(sums) > wanted - close
    else:
        assert sums[found] <= wanted + close and all(value > wanted - close for value in sums[:found])


def test_what_takes_longer_than_anybody_waits_is_still_counted_and_what_stands_still_is_never_reached():
    # 1/2 after ln 2 / (2 · 1e-9) updates, each of which leaves 1 − 1e-9 of the error.
    slow = first_below(np.array([1.0]), np.array([1 - 1e-9]), 0.5)
    assert abs(slow - np.log(2) / 2e-9) < 100
    assert first_below(np.array([1.0]), np.array([1.0]), 0.5) is None
    assert first_below(np.array([1.0]), np.array([0.0]), 0.0) == 1
    assert 1e6 * slow < FOREVER
