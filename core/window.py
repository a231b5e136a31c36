"""Stride, padding and dilation: one axis of a sliding window, and the two of an operation on images.

Everything that a convolution, a pool, a transposed convolution, a border of zeros, a crop or an upsampling
does to where things are is a `Window` on each axis. No other file works these sizes and places out;
``pages/parts/receptive_field/maps/axis.js`` does the same in the browser and is held to this one by a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Mask, Pair, Sides
from core.checks import does_not_fit, explicit, pair, plain

PADDINGS = ("valid", "same", "same_lower", "full")


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
    lower : bool
        With ``same``: an odd cell of padding goes before the map, as ONNX's SAME_LOWER has it.
    ceil : bool
        The last window may reach over the border, if it begins inside (PyTorch's ceil_mode).
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
    lower: bool = False
    ceil: bool = False

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
            before = self._halves(max(0, self.span - self.stride))[0]
            return before, self.span - self.stride - before
        if size is not None:
            total = max(0, (-(-size // self.stride) - 1) * self.stride + self.span - size)
            return self._halves(total)
        # A remainder r > 0 needs span − r cells and a remainder of 0 needs span − stride, the least of all.
        least, most = max(0, self.span - self.stride), self.span - 1
        (before, after), (most_before, most_after) = self._halves(least), self._halves(most)
        return (
            before if self.stride == 1 or before == most_before else None,
            after if self.stride == 1 or after == most_after else None,
        )

    def _halves(self, total: int) -> Pair:
        small, large = total // 2, total - total // 2
        return (large, small) if self.lower else (small, large)

    def missing(self, size: int) -> int:
        """Cells that the input lacks for one window to fit; 0 where one fits."""
        if self.transposed:
            return max(0, 1 - self._unfolded(size))
        if self.ceil:
            return max(0, 1 - self.output(size))
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
        room = size + (before or 0) + (after or 0) - self.span
        if not self.ceil:
            return room // self.stride + 1
        cells = -(-room // self.stride) + 1
        return cells - 1 if (cells - 1) * self.stride >= size + (before or 0) else cells

    def beyond(self, size: int) -> int:
        """Cells behind the input and its padding that the last window reaches over; 0 unless `ceil`."""
        before, after = self.padding(size)
        reached = (self.output(size) - 1) * self.stride + self.span
        return max(0, reached - size - (before or 0) - (after or 0))

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
        for _tap, outputs, inputs in self.taps(len(mask), size):
            found[inputs] |= mask[outputs]
        return found

    def forward(self, mask: Mask, size: int) -> Mask:
        """The output cells, of `size` along the first axis, that the marked input cells feed."""
        found = np.zeros((size, *mask.shape[1:]), np.bool_)
        for _tap, outputs, inputs in self.taps(size, len(mask)):
            found[outputs] |= mask[inputs]
        return found

    def sees(self, output: int, size: int) -> list[int]:
        """The input cells, of `size`, that one output cell is computed from; padding left out."""
        before = self.padding(size)[0] or 0
        reached = [output * self.stride + tap * self.dilation - before for tap in range(self.kernel)]
        if self.transposed:
            reached = [at for tap in range(self.kernel) for at in self._narrow(output + before, tap)]
        return sorted(at for at in reached if 0 <= at < size)

    def feeds(self, cell: int, size: int, outputs: int) -> list[int]:
        """The output cells, of `outputs`, that one input cell, of `size`, goes into."""
        before = self.padding(size)[0] or 0
        if self.transposed:
            reached = [cell * self.stride + tap * self.dilation - before for tap in range(self.kernel)]
        else:
            reached = [at for tap in range(self.kernel) for at in self._narrow(cell + before, tap)]
        return sorted(at for at in reached if 0 <= at < outputs)

    def _narrow(self, place: int, tap: int) -> list[int]:
        """On the coarse side, the cell whose tap lies at that place of the fine side; none where the stride skips it."""
        at, skipped = divmod(place - tap * self.dilation, self.stride)
        return [] if skipped else [at]

    def taps(self, outputs: int, inputs: int) -> list[tuple[int, slice, slice]]:
        """(tap, output cells, the input cells that they meet through it), inside both; taps that meet nothing left out."""
        found = []
        coarse_size, fine_size = (inputs, outputs) if self.transposed else (outputs, inputs)
        before = self.padding(inputs)[0] or 0
        # Index a on the coarse side meets a · stride + shift on the fine one; transposing swaps the roles.
        for tap in range(self.kernel):
            shift = tap * self.dilation - before
            first = max(0, -(shift // self.stride))
            last = min(coarse_size - 1, (fine_size - 1 - shift) // self.stride)
            if first > last:
                continue
            coarse = slice(first, last + 1)
            fine = slice(first * self.stride + shift, last * self.stride + shift + 1, self.stride)
            found.append((tap, fine, coarse) if self.transposed else (tap, coarse, fine))
        return found


def axis(kernel: int, stride: int = 1, padding: str | Pair = "valid", dilation: int = 1) -> Window:
    """The window of one axis by the name of its padding.

    Parameters
    ----------
    padding : "valid", "same", "same_lower", "full", "causal", "symmetric" or (before, after)
        "same" is TensorFlow's rule: ⌈n / stride⌉ outputs, the odd cell after; "same_lower" is ONNX's, with the odd
        cell before. "full" pads d(k − 1) cells at both
        ends, "causal" all of them before (van den Oord et al., WaveNet, 2016, section 2.1), "symmetric"
        ⌊d(k − 1) / 2⌋ at both ends, as one writes it for PyTorch.
    """
    reach = dilation * (kernel - 1)
    if isinstance(padding, str):
        named = {"causal": (reach, 0), "full": (reach, reach), "symmetric": (reach // 2, reach // 2)}
        before, after = named.get(padding, (0, 0))
    else:
        before, after = padding
    same = padding in ("same", "same_lower")
    return Window(kernel, stride, before, after, dilation, same=same, lower=padding == "same_lower")


def centred(kernel: int, *, early: bool) -> Pair:
    """(before, after) that keep an input's size at stride 1: an even kernel's odd cell before it (early) or after it."""
    before = kernel // 2 if early else (kernel - 1) // 2
    return before, kernel - 1 - before


def windows(
    kernel_size: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: Any = "valid",
    dilation: int | Sequence[int] = 1,
) -> tuple[Window, Window]:
    """The windows on rows and columns of a kernel (h, w).

    Parameters
    ----------
    stride, dilation : int or (rows, columns)
    padding : one of PADDINGS, int, (rows, columns) or ((top, bottom), (left, right))

    Raises
    ------
    BadInput
        A stride or dilation below 1, a padding that is none of these.
    """
    steps, gaps, padding = pair(stride, "stride"), pair(dilation, "dilation"), plain(padding)
    named = isinstance(padding, str) and padding in PADDINGS
    sides = (padding, padding) if named else explicit(padding)
    rows, columns = (axis(int(k), s, ends, d) for k, s, ends, d in zip(kernel_size, steps, sides, gaps, strict=True))
    return rows, columns


def output_size(size: Sequence[int], kernel_size: Sequence[int], **options: Any) -> Pair:
    """(rows, columns) of the output: ⌊(n + p − d(k − 1) − 1) / s⌋ + 1 on each axis; options as of `windows`.

    Raises
    ------
    BadInput
        A stride or dilation below 1, or a kernel that does not fit.
    """
    return fitted(windows(kernel_size, **options), size)


def fitted(over: tuple[Window, Window], size: Sequence[int]) -> Pair:
    """(rows, columns) that come out of an input of that size.

    Raises
    ------
    BadInput
        Not one window fits; the sentence says the sizes and, where there is any, the padding.
    """
    if not any(window.missing(n) for window, n in zip(over, size, strict=True)):
        rows, columns = (window.output(n) for window, n in zip(over, size, strict=True))
        return rows, columns
    raise does_not_fit(
        [window.kernel for window in over], [window.dilation for window in over], size, sides_of(over, size)
    )


def resolve_padding(size: Sequence[int], kernel_size: Sequence[int], **options: Any) -> Sides:
    """((top, bottom), (left, right)): the cells that `padding` adds for these sizes; options as of `windows`.

    Raises
    ------
    BadInput
        A stride, dilation or padding that breaks a rule.
    """
    return sides_of(windows(kernel_size, **options), size)


def sides_of(over: tuple[Window, Window], size: Sequence[int]) -> Sides:
    """((top, bottom), (left, right)) cells of padding of two windows on an input of that size."""
    rows, columns = (window.padding(int(n)) for window, n in zip(over, size, strict=True))
    return (rows[0] or 0, rows[1] or 0), (columns[0] or 0, columns[1] or 0)
