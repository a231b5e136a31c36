"""The learning rate's slider: logarithmic, with the largest stable rate marked on its own scale."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from pages.shared.reported import remember, reported, shown
from pages.shared.scripts import component

_mount = component("rate_slider", Path(__file__).with_name("rate_slider.js"))
DECADES = 2.0  # below the largest stable rate that the slider begins
ABOVE = 10.0  # times the largest stable rate where it ends
SMALLEST = 1e-300  # and one over it the largest: rates that the scale can still tell apart
UNLIMITED = (1e-4, 10.0)  # where it begins and ends when every rate is stable


def rate_slider(
    rate: float,
    limit: float | None,
    fastest: float | None,
    *,
    label: str,
    marks: dict[str, str],
    key: str,
    on_change: Callable[[], None],
    lowest: float | None = None,
    disabled: bool = False,
    secret: bool = False,
) -> None:
    """Draw the slider at `rate`; `rate_of` gives, in `on_change`, where it was moved.

    `marks` are the words for the two marked rates, keys "limit" and "fastest", and for the sides of the limit, "stable"
    and "unstable"; a rate that is None, or infinite as on a black image, is not marked.
    A `secret` slider shows neither mark nor sides, and its scale does not depend on them.
    `lowest` is where the slider begins, in place of a hundredth of the limit.
    """
    if secret:
        limit = fastest = lowest = None
    limit, fastest = (mark if mark is not None and math.isfinite(mark) else None for mark in (limit, fastest))
    low, high = UNLIMITED if limit is None else (lowest or limit / 10**DECADES, limit * ABOVE)
    low, high = max(low, SMALLEST), min(high, 1 / SMALLEST)  # of an image that is all but black, too
    remember(key, (low, high))
    _mount(
        key=key,
        data={
            "rate": rate,
            "low": low,
            "high": high,
            "limit": limit,
            "fastest": fastest,
            "label": label,
            "marks": marks,
            "disabled": disabled,
            "secret": secret,
        },
        on_rate_change=on_change,
    )


def rate_of(key: str) -> float | None:
    """The rate that the slider was moved to; None where it was not, or where its scale has no such rate."""
    value, (low, high) = reported(key, "rate"), shown(key) or (0.0, 0.0)
    # The browser rounds to three digits, also at the ends of the scale. What is not a number is nowhere on it.
    inside = type(value) in (int, float) and 0.99 * low <= value <= 1.01 * high
    return float(value) if inside and value > 0 else None
