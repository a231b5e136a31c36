"""A correlation over channels, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.arrays import Floats


@dataclass(frozen=True, eq=False)
class Layered:
    """One experiment: X (H, W, C_in), K (h, w, C_in, C_out), stride and padding, the output channel that is drawn."""

    image: Floats
    kernel: Floats
    stride: int
    padding: int
    shown: int
    colours: bool

    @property
    def options(self) -> dict[str, Any]:
        return {"stride": self.stride, "padding": self.padding}
