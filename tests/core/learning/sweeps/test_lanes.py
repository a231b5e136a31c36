"""Sweeps in lanes: together they are the whole one."""

import numpy as np
import pytest

from core import images
from core.learning.sweeps import lanes as sweep_lanes
from core.learning.sweeps import runs as sweep_runs
from core.learning.sweeps.sweep import Sweep

BAND = images.band()
EDGE = np.array([[1.0, -1.0]])


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"seeds": (4,), "rates": (0.01, 0.02, 0.03)},
        {"seeds": (4,), "rates": (0.01,), "varied": "noise", "values": (0.0, 0.5, 1.0)},
        {"seeds": (4,), "rates": (0.01,)},
    ],
)
def test_lanes_are_together_the_whole_sweep(settings):
    sweep = Sweep(BAND, EDGE, **{"rates": (0.01, 0.02), "seeds": (3, 1, 8, 2, 5), "epochs": 30, **settings})
    whole, parts = sweep_runs.run(sweep), sweep_lanes.split(sweep, 2)
    assert len(parts) == min(2, max(sweep.shape)) and sum(part.runs for part in parts) == sweep.runs
    together = sweep_lanes.merged(sweep, [sweep_runs.run(part) for part in parts])
    assert together.done == sweep.runs
    for name in ("losses", "first_losses", "distances", "limits"):
        np.testing.assert_allclose(getattr(together, name), getattr(whole, name), rtol=1e-12)
    assert sweep_runs.table(sweep, together)["final_loss"] == pytest.approx(
        sweep_runs.table(sweep, whole)["final_loss"]
    )


def test_the_table_of_lanes_that_are_half_done_has_the_runs_that_are_done():
    sweep = Sweep(BAND, EDGE, (0.01, 0.02), (3, 1, 8), epochs=30)
    first, second = sweep_lanes.split(sweep, 2)
    state = sweep_lanes.merged(sweep, [sweep_runs.start(first), sweep_runs.run(second)])
    columns = sweep_runs.table(sweep, state)
    assert columns["seed"] == [8, 8] and columns["learning_rate"] == [0.01, 0.02]
    assert columns["largest_stable_rate"] == pytest.approx([1 / 30, 1 / 30])
    assert np.isfinite(columns["final_loss"]).all()


def test_a_sweep_is_split_along_its_longest_axis_in_order():
    sweep = Sweep(BAND, EDGE, (0.01, 0.02), (3, 1, 8, 2, 5), epochs=30)
    assert [lane.seeds for lane in sweep_lanes.split(sweep, 2)] == [(3, 1, 8), (2, 5)]
    assert [lane.seeds for lane in sweep_lanes.split(sweep, 9)] == [(3,), (1,), (8,), (2,), (5,)]
    assert all(lane.rates == sweep.rates for lane in sweep_lanes.split(sweep, 3))


def test_the_largest_stable_rate_is_known_as_soon_as_one_lane_knows_it():
    sweep = Sweep(BAND, EDGE, (0.01,), (3, 1), epochs=3)
    first, second = sweep_lanes.split(sweep, 2)
    ends = sweep_runs.run(first), sweep_runs.start(second)
    for states in (ends, ends[::-1]):
        merged = sweep_lanes.merged(sweep, states)
        assert merged.limits == pytest.approx([1 / 30])
        assert (merged.done, merged.seconds) == (1, ends[0].seconds)
    assert sweep_lanes.merged(sweep, ends[:1]) is ends[0]
