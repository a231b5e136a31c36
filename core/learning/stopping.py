"""When a run has had enough: its loss is small enough, has stopped falling, or its time is up."""

from __future__ import annotations

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
    seen, best, since = 0, watch.best, watch.since
    for loss in losses:
        seen += 1
        progress = loss < best * (1.0 - tolerance)
        best, since = (loss, 0) if progress else (best, since + 1)
        if target_loss is not None and loss <= target_loss:
            return seen, "target", Watch(best, since)
        if patience is not None and since >= patience:
            return seen, "plateau", Watch(best, since)
    return seen, "", Watch(best, since)
