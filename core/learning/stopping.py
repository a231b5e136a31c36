"""When a run has had enough: its loss is small enough, has stopped falling, or its time is up."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Every reason that `TrainingState.stopped` and `LearningResult.stopped_because` can give.
REASONS = ("epochs", "target", "plateau", "time", "diverged")


@dataclass(frozen=True)
class Watch:
    """What the plateau rule remembers: the last loss that counted as progress, and the updates since it."""

    best: float = float("inf")
    since: int = 0


def first_stop(
    losses: Iterable[float],
    watch: Watch,
    *,
    target_loss: float | None = None,
    patience: int | None = None,
    tolerance: float = 1e-3,
) -> tuple[int, str, Watch]:
    """How many of these losses a run sees before it stops, why ("" where it goes on), and the watch then.

    The update that belongs to the last loss seen is still made.

    Parameters
    ----------
    target_loss : float, optional
        Stop at a loss of this or less: "target".
    patience : int, optional
        Stop after so many updates in a row without progress: "plateau". Progress is a loss below
        (1 − tolerance) times the one of the last progress.
    """
    best, last, place = watch.best, -watch.since, 0  # the last progress was with loss number `last` of these
    enough = -math.inf if target_loss is None else target_loss
    patient = math.inf if patience is None else patience
    # One turn a loss is a good part of what an update of a small kernel takes: no more in it than there must be.
    better = best * (1.0 - tolerance)
    for place, loss in enumerate(losses, start=1):
        if loss < better:
            best, last, better = loss, place, loss * (1.0 - tolerance)
        if loss <= enough:
            return place, "target", Watch(best, place - last)
        if place - last >= patient:
            return place, "plateau", Watch(best, place - last)
    return place, "", Watch(best, place - last)
