"""One operation with its settings: which cells belong together, its result, and the program that prints it."""

from __future__ import annotations

from dataclasses import dataclass

from core import pooling, pooling_codes, transposed, transposed_codes
from core.tracing import Trace
from pages.shared import controls

Array = controls.Array
Pair = tuple[int, int]


@dataclass(frozen=True)
class Operation:
    """One operation: its kind, and its sizes as (rows, columns); `kernel` is that of a transposed convolution."""

    kind: str
    window: Pair
    stride: Pair
    padding: Pair
    extra: Pair
    dilation: int
    counted: bool
    kernel: Array

    def trace(self, size: Pair) -> Trace:
        """Which cells belong together on an input of that size; raises BadInput with the rule."""
        if self.kind == "transposed":
            return transposed.transposed_trace(
                size,
                self.kernel.shape,
                stride=self.stride,
                padding=self.padding,
                output_padding=self.extra,
                dilation=self.dilation,
            )
        return pooling.pooling_trace(size, self.window, stride=self.stride, padding=self.padding)

    def of(self, image: Array) -> Array:
        """The operation's result on (H, W)."""
        if self.kind == "transposed":
            return transposed.transposed(
                image,
                self.kernel,
                stride=self.stride,
                padding=self.padding,
                output_padding=self.extra,
                dilation=self.dilation,
            )
        if self.kind == "max":
            return pooling.max_pool(image, self.window, stride=self.stride, padding=self.padding)
        return pooling.average_pool(
            image, self.window, stride=self.stride, padding=self.padding, count_include_pad=self.counted
        )

    def program(self, library: str, image: Array) -> str:
        """A program that prints the same."""
        if self.kind == "transposed":
            return transposed_codes.snippet(
                library,
                image,
                self.kernel,
                stride=self.stride,
                padding=self.padding,
                output_padding=self.extra,
                dilation=self.dilation,
            )
        return pooling_codes.snippet(
            library,
            self.kind,
            image,
            self.window,
            stride=self.stride,
            padding=self.padding,
            count_include_pad=self.counted,
        )

    @property
    def file(self) -> str:
        """Where the program reads an input of many numbers from."""
        return transposed_codes.FILE if self.kind == "transposed" else pooling_codes.file_of(self.kind)
