"""A bound and its test: a table says what is asked with one value left open, the last value allowed and the first refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from core.errors import BadInput

SEEDS = [(0, -1), (2**31 - 1, 2**31)]


def ends(low: float, high: float) -> list[tuple[float, float]]:
    """The pairs of a range of real numbers to which both its ends belong."""
    return [(low, math.nextafter(low, -math.inf)), (high, math.nextafter(high, math.inf))]


def holds(call: Callable[[Any], object], pairs: Sequence[tuple[Any, Any]], words: str) -> None:
    """Each pair's first value gives an answer, its second one the sentence with these words."""
    for allowed, refused in pairs:
        call(allowed)
        with pytest.raises(BadInput) as raised:
            call(refused)
        assert words in str(raised.value), (refused, str(raised.value))
