"""What an estimate is worth, in one sentence: determined, undetermined, too small a window, or no linear filter at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.errors import Message
from core.learning.recovery import beyond_linear, regression
from core.learning.recovery.estimate import Estimate, entries_of
from core.learning.recovery.photographs import Photograph
from core.learning.recovery.saving import variance
from core.learning.recovery.tiles import Tiles

PRECISE = 0.05  # of the kernel's norm: intervals wider than this are a warning
AS_GOOD = 1.02  # held-out squared errors that differ by no more are alike
BETTER = 0.9  # of the held-out squared error: what a larger kernel must reach to be recommended
STRUCTURED = 2.0  # times what saving and even noise leave where there is most contrast
CURVED = 0.1  # of the residual's variance that the brightness alone explains
LEVELS = 16
BEYOND = 0.2  # of the squared residual on held-out tiles, predicted by other functions; linear filters left up to 0.04, others 0.7 and more
MOSTLY = 0.5  # so much of it that a larger kernel is not what is missing
EXACT = 1e-9  # of a residual in 0 … 1: what float64 leaves


@dataclass(frozen=True)
class Verdict:
    """`kind` is "exact", "determined", "imprecise", "undetermined", "small", "nonlinear" (the residual has structure)
    or "function" (another function of the same pixels predicts it); all but the first two are warnings.
    """

    kind: str
    sentence: Message

    @property
    def warning(self) -> bool:
        return self.kind not in ("exact", "determined")


def relative(found: Estimate) -> float:
    """The half-widths together, of the kernel's norm."""
    size = float(np.linalg.norm(found.kernel))
    return float(np.linalg.norm(found.half_widths)) / size if size else float("inf")


def held_errors(tiles: Tiles, found: Estimate, size: tuple[int, int]) -> dict[tuple[int, int], float]:
    """Kernel size → root mean squared error on the held-out tiles, by least squares on the others."""
    if not found.held.count:
        return {}
    (H, W), (h, w) = tiles.window, size
    result = {}
    for d in range(-((min(h, w) - 1) // 2), min(H - h, W - w) // 2 + 1):
        trial = h + 2 * d, w + 2 * d
        entries = entries_of(tiles.window, trial)
        weights = regression.solver(found.learned, entries)(found.learned.cross_products)
        result[trial] = float(np.sqrt(found.held.error(weights, entries)))
    return result


def preferred(errors: dict[tuple[int, int], float]) -> tuple[int, int] | None:
    """The smallest kernel whose held-out squared error is within 2 % of the least."""
    if not errors:
        return None
    least = min(errors.values()) ** 2
    return min(size for size, error in errors.items() if error**2 <= AS_GOOD * least + 1e-12)


def judge(
    tiles: Tiles, found: Estimate, before: Photograph, after: Photograph, errors: dict[tuple[int, int], float]
) -> Verdict:
    """The first of these that is true: too small a window, not linear, undetermined, exact, imprecise, determined."""
    size = found.kernel.shape[0], found.kernel.shape[1]
    best = preferred(errors)
    floor = variance(None, after.levels)
    beyond = beyond_linear.predicted_share(tiles, found, size, floor)
    if beyond > MOSTLY:
        return _another_function(beyond)
    if best and best[0] > size[0] and errors[best] ** 2 < BETTER * errors[size] ** 2 - 0.2 * floor:
        return Verdict(
            "small",
            Message(
                "The kernel is larger than {h} × {w}: with {best_h} × {best_w} the error on held-out blocks falls by {less:.0%}. Choose that size.",
                h=size[0],
                w=size[1],
                best_h=best[0],
                best_w=best[1],
                less=1.0 - errors[best] / errors[size],
            ),
        )
    if beyond > BEYOND:
        return _another_function(beyond)
    explained = 1.0 - float(np.mean(found.residual[found.used] ** 2)) / (found.learned.variance or 1.0)
    if (explained < 0.5 and found.learned.variance > 4 * floor) or _structured(tiles, found, before, floor):
        return Verdict(
            "nonlinear",
            Message(
                "Not a single linear filter: what the kernel does not explain has structure (it explains {share:.1%} of the after picture's variance).",
                share=max(0.0, explained),
            ),
        )
    if len(found.loose):
        return Verdict(
            "undetermined",
            Message(
                "Undetermined along {count} combinations of the kernel's entries: changing them hardly changes the picture. Choose pictures with more detail, or a smaller kernel.",
                count=len(found.loose),
            ),
        )
    if float(np.abs(found.residual[found.used]).max()) < EXACT:
        return Verdict(
            "exact",
            Message(
                "Exact to rounding: the kernel gives every pixel of the after picture that is neither black nor white."
            ),
        )
    to = relative(found)
    if to > PRECISE:
        return Verdict(
            "imprecise",
            Message(
                "Determined only to {to:.1%} of the kernel's size, with 95% confidence. Pictures with more detail determine it better, and so does PNG in place of JPEG.",
                to=to,
            ),
        )
    return Verdict(
        "determined", Message("Determined to {to:.2g}% of the kernel's size, with 95% confidence.", to=100.0 * to)
    )


def _another_function(part: float) -> Verdict:
    return Verdict(
        "function",
        Message(
            "Not a single linear filter: on held-out blocks, the median, the extremes and the brightness of each window predict {part:.0%} of what the best kernel leaves.",
            part=part,
        ),
    )


def _structured(tiles: Tiles, found: Estimate, before: Photograph, floor: float) -> bool:
    """Whether the residual follows the picture's contrast or brightness beyond what saving does."""
    used = found.used
    if np.count_nonzero(used) < 256:
        return False
    values = tiles.after - found.residual
    squared = np.where(used, found.residual**2, 0.0)
    by_saving = np.where(used, found.expected**2, 0.0)
    counts = used.sum(axis=(1, 2))
    enough = counts > 0.25 * counts.max()
    contrast = np.array([np.var(v[u]) if u.any() else 0.0 for v, u in zip(values, used, strict=True)])[enough]
    left, even = (np.asarray(part.sum(axis=(1, 2))[enough] / counts[enough]) for part in (squared, by_saving))
    top = contrast >= np.quantile(contrast, 0.75)
    most = STRUCTURED * (1.0 if before.table is None else 2.0)
    if float(left[top].mean()) > most * float(even[top].mean()) + floor:
        return True
    return _curved(values[used], found.residual[used], floor)


def _curved(values: Floats, residual: Floats, floor: float) -> bool:
    """Whether the mean residual changes with the brightness, as a tone curve makes it."""
    cells = np.clip((values * LEVELS).astype(int), 0, LEVELS - 1)
    counts = np.bincount(cells, minlength=LEVELS)
    means = np.bincount(cells, residual, LEVELS) / np.maximum(counts, 1)
    explained = float((counts * means**2).sum()) / len(values)
    return explained > CURVED * float(np.mean(residual**2)) and explained > floor
