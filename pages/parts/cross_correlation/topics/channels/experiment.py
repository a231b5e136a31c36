"""A correlation over channels, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.arrays import Floats
from core.correlation import grouping
from core.figures import Range


@dataclass(frozen=True, eq=False)
class Layered:
    """One experiment: X (H, W, C_in), K (h, w, C_in / groups, C_out), stride and padding, the output channel that is drawn.

    `range` are the numbers of X drawn black and white, where it has a display range.
    """

    image: Floats
    kernel: Floats
    stride: int
    padding: int
    shown: int
    colours: bool
    groups: int = 1
    range: Range | None = None

    @property
    def seen(self) -> slice:
        """The input channels that the output channel drawn is made of."""
        return grouping.group_of(self.shown, self.image, self.kernel, self.groups)

    @property
    def first(self) -> int:
        """The first of them, from 0."""
        return int(self.seen.start)

    @property
    def options(self) -> dict[str, Any]:
        return {"stride": self.stride, "padding": self.padding}
