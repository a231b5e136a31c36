"""One operation with its settings: which cells belong together, its result, and the program that prints it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from core.arrays import Floats, Pair
from core.correlation import Connections, pooling, transposed
from core.correlation.snippets import pooling as pooling_snippets
from core.correlation.snippets import transposed as transposed_snippets
from core.figures import Range
from core.takeaway import Lesson
from core.takeaway.programs.cross_correlation import operations as lessons


@dataclass(frozen=True)
class Operation:
    """One operation: its kind, and its sizes as (rows, columns); `kernel` is that of a transposed convolution.

    `shown` are the numbers of the input drawn black and white, where it has a display range.
    """

    kind: str
    window: Pair
    stride: Pair
    padding: Pair
    extra: Pair
    dilation: int
    counted: bool
    ceil_mode: bool
    kernel: Floats
    shown: Range | None = None

    @property
    def _pooled(self) -> dict[str, Any]:
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "ceil_mode": self.ceil_mode,
        }

    @property
    def _transposed(self) -> dict[str, Any]:
        return {
            "stride": self.stride,
            "padding": self.padding,
            "output_padding": self.extra,
            "dilation": self.dilation,
        }

    def trace(self, size: Pair) -> Connections:
        """Which cells belong together on an input of that size; raises BadInput with the rule."""
        if self.kind == "transposed":
            return transposed.transposed_trace(size, self.kernel.shape, **self._transposed)
        return pooling.pooling_trace(size, self.window, **self._pooled)

    def of(self, image: Floats) -> Floats:
        """The operation's result on (H, W)."""
        if self.kind == "transposed":
            return transposed.transposed(image, self.kernel, **self._transposed)
        if self.kind == "max":
            return pooling.max_pool(image, self.window, **self._pooled)
        return pooling.average_pool(image, self.window, **self._pooled, count_include_pad=self.counted)

    def program(self, library: str, image: Floats) -> str:
        """A program that prints the same."""
        if self.kind == "transposed":
            return transposed_snippets.snippet(library, image, self.kernel, **self._transposed)
        return pooling_snippets.snippet(
            library,
            self.kind,
            image,
            self.window,
            **self._pooled | {"dilation": (self.dilation, self.dilation)},
            count_include_pad=self.counted,
        )

    def lesson(self, image: Floats) -> Lesson:
        """The same to take away."""
        if self.kind == "transposed":
            return partial(lessons.transposed, image, self.kernel, self.stride, self.padding, self.extra, self.dilation)
        dilation = (self.dilation, self.dilation)
        return partial(
            lessons.pooling,
            self.kind,
            image,
            self.window,
            self.stride,
            self.padding,
            dilation,
            self.ceil_mode,
            self.counted,
        )

    @property
    def file(self) -> str:
        """Where the program reads an input of many numbers from."""
        return transposed_snippets.FILE if self.kind == "transposed" else pooling_snippets.file_of(self.kind)
