"""One axis of a sliding window: which cells of its input an output cell is computed from, and back.

Everything that a convolution, a pool, a transposed convolution, a border of zeros, a crop or an upsampling
does to where things are is one of these on each axis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Mask


@dataclass(frozen=True)
class Window:
    """A window on one axis.

    Attributes
    ----------
    kernel, stride, dilation : int
        Taps, cells from one window to the next, cells from one tap to the next.
    before, after : int
        Cells of padding; negative crops. For a transposed window what is cut off its full output
        (a negative ``after`` appends cells that see nothing), as PyTorch counts it.
    same : bool
        Padding by TensorFlow's rule, which looks at the input's size; ``before`` and ``after`` are unused.
    transposed : bool
        The transpose of the window: output o is fed by input i where o = i · stride + k · dilation − before
        for a tap k.
    """

    kernel: int = 1
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1
    same: bool = False
    transposed: bool = False

    @property
    def span(self) -> int:
        """Cells from the first tap to the last: (kernel − 1) · dilation + 1."""
        return (self.kernel - 1) * self.dilation + 1

    def padding(self, size: int | None) -> tuple[int | None, int | None]:
        """(before, after) on an input of this size; None where it depends on a size that is not given.

        "Same" depends on the size only through the remainder of size / stride, so without a size the
        answer is known wherever every remainder gives the same one: always at stride 1.
        """
        if not self.same:
            return self.before, self.after
        if self.transposed:
            # The padding of the convolution whose transpose this is, on the n · stride cells that come out.
            before = max(0, self.span - self.stride) // 2
            return before, self.span - self.stride - before
        if size is not None:
            total = max(0, (-(-size // self.stride) - 1) * self.stride + self.span - size)
            return total // 2, total - total // 2
        # A remainder r > 0 needs span − r cells and a remainder of 0 needs span − stride, the least of all.
        least, most = max(0, self.span - self.stride), self.span - 1
        before_known = self.stride == 1 or least // 2 == most // 2
        after_known = self.stride == 1 or least - least // 2 == most - most // 2
        return least // 2 if before_known else None, least - least // 2 if after_known else None

    def missing(self, size: int) -> int:
        """Cells that the input lacks for one window to fit; 0 where one fits."""
        if self.transposed:
            return max(0, 1 - self._unfolded(size))
        before, after = self.padding(size)
        return max(0, self.span - size - (before or 0) - (after or 0))

    def output(self, size: int) -> int:
        """Cells that come out: ⌊(n + padding − span) / stride⌋ + 1.

        For a transposed window (n − 1) · stride + span − padding.
        Dumoulin & Visin 2016, "A guide to convolution arithmetic", relationships 15 and 14. At most 0 where
        ``missing`` is not 0.
        """
        if self.transposed:
            return self._unfolded(size)
        before, after = self.padding(size)
        return (size + (before or 0) + (after or 0) - self.span) // self.stride + 1

    def _unfolded(self, size: int) -> int:
        before, after = self.padding(size)
        return (size - 1) * self.stride + self.span - (before or 0) - (after or 0)

    def reach(self, first: int, last: int, size: int) -> tuple[int, int]:
        """First and last input cell, border included, from which output cells first … last are computed."""
        before = self.padding(size)[0] or 0
        if self.transposed:
            return -((self.span - 1 - first - before) // self.stride), (last + before) // self.stride
        return first * self.stride - before, last * self.stride - before + self.span - 1

    def back(self, mask: Mask, size: int) -> Mask:
        """The input cells, of `size` along the first axis, that the marked output cells are computed from.

        Exact: cells between the taps stay unmarked. Further axes are carried along.
        """
        found = np.zeros((size, *mask.shape[1:]), np.bool_)
        for outputs, inputs in self._taps(len(mask), size):
            found[inputs] |= mask[outputs]
        return found

    def forward(self, mask: Mask, size: int) -> Mask:
        """The output cells, of `size` along the first axis, that the marked input cells feed."""
        found = np.zeros((size, *mask.shape[1:]), np.bool_)
        for outputs, inputs in self._taps(size, len(mask)):
            found[outputs] |= mask[inputs]
        return found

    def _taps(self, outputs: int, inputs: int) -> list[tuple[slice, slice]]:
        """For each tap the output cells, and the input cells that they meet through it, inside both."""
        pairs = []
        coarse_size, fine_size = (inputs, outputs) if self.transposed else (outputs, inputs)
        before = self.padding(inputs)[0] or 0
        # Index a on the coarse side meets a · stride + shift on the fine one; transposing swaps the roles.
        for shift in range(-before, self.span - before, self.dilation):
            first = max(0, -(shift // self.stride))
            last = min(coarse_size - 1, (fine_size - 1 - shift) // self.stride)
            if first > last:
                continue
            coarse = slice(first, last + 1)
            fine = slice(first * self.stride + shift, last * self.stride + shift + 1, self.stride)
            pairs.append((fine, coarse) if self.transposed else (coarse, fine))
        return pairs
