"""One sweep as several smaller ones, so that as many workers go through it at once.

A lane is a sweep of its own, with a state of its own: it knows nothing of the others, and a chunk that is
lost costs its lane that chunk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.learning.sweeps.runs import SweepState
from core.learning.sweeps.sweep import Sweep

AXES = ("values", "seeds", "rates")


def split(sweep: Sweep, lanes: int) -> list[Sweep]:
    """Up to `lanes` sweeps that are together the whole one: neighbours along its longest axis."""
    name = AXES[_axis(sweep)]
    axis = getattr(sweep, name)
    places = np.array_split(np.arange(len(axis)), min(lanes, len(axis)))
    return [replace(sweep, **{name: axis[part[0] : part[-1] + 1]}) for part in places]


def merged(sweep: Sweep, states: Sequence[SweepState]) -> SweepState:
    """What is known of the whole sweep, from its lanes' states in the order of `split`; to look at, not to go on from."""
    if len(states) == 1:
        return states[0]
    axis = _axis(sweep)
    limits = [state.limits for state in states]
    return SweepState(
        sum(state.done for state in states),
        np.concatenate([state.losses for state in states], axis),
        np.concatenate([state.first_losses for state in states], axis),
        np.concatenate([state.distances for state in states], axis),
        np.concatenate(limits) if AXES[axis] == "values" else np.fmax.reduce(limits),
        sum(state.seconds for state in states),
    )


def _axis(sweep: Sweep) -> int:
    return int(np.argmax(sweep.shape))
