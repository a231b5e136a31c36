"""From two files to a filter: read, align, estimate, judge. All of it is one pure function, for a worker process."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array, Floats
from core.correlation import correlate
from core.errors import BadInput, Message
from core.learning.recovery import alignment, estimate, photographs, tiles, verdict
from core.learning.recovery.alignment import Alignment
from core.learning.recovery.photographs import LUMA, Photograph
from core.learning.recovery.training import Pair
from core.learning.recovery.verdict import Verdict

MAX_SIDE = 15
EXCERPT = 512  # pixels a side of what is shown
PREVIEW = 480  # pixels a side
SPARE = 2  # cells by which the window is larger than the kernel, to compare sizes


@dataclass(frozen=True, eq=False)
class Excerpt:
    """A part of both pictures, pixel to pixel: `after` is what windows of `before` reach. 0 … 1, (H, W, C)."""

    before: Floats
    after: Floats
    used: Array

    def residual(self, kernel: Floats, offset: float) -> Floats:
        """The before picture through the kernel, clipped to 0 … 1, minus the after picture.

        Raises
        ------
        BadInput
            A kernel that does not fit into the excerpt.
        """
        planes = [correlate(self.before[..., c], kernel) for c in range(self.before.shape[2])]
        return np.asarray(np.clip(np.stack(planes, axis=-1) + offset, 0.0, 1.0) - self.after)

    def pair(self, offset: float) -> Pair:
        """For learning by descent, which knows of no offset: it is taken off first."""
        return Pair(self.before, self.after - offset, self.used)


@dataclass(frozen=True, eq=False)
class FilterRecovery:
    """The filter of a pair, and how far it can be trusted.

    Attributes
    ----------
    kernel, half_widths : ndarray, (h, w)
        The 95 % interval of an entry is kernel ± half_widths; infinite where the pictures leave it open.
    offset, offset_half_width, gain, gain_half_width : float
        In 0 … 1; the gain is the kernel's sum.
    correction : ndarray, (h, w)
        What was added to least squares for what saving had done.
    verdict : Verdict
    relative : float
        The half-widths together, of the kernel's norm.
    alignment : Alignment
    qualities : (before, after)
        JPEG qualities; None for a file without loss.
    held_errors : dict
        Kernel size → root mean squared error on held-out tiles, in 0 … 1.
    preferred : (h, w) or None
    noise : float
        Standard deviation, in 0 … 1, of what is left beside saving.
    clipped, covered : float
        The part of the outputs that is black or white; the part that was worked on.
    places : int
        Tiles.
    loose : ndarray, (m, h, w)
        Combinations that the pictures do not determine, as kernels of norm 1.
    excerpt : Excerpt
    preview : ndarray
        The whole before picture in grey, made smaller.
    notes : what was done to the pictures, each a sentence
    """

    kernel: Floats
    half_widths: Floats
    offset: float
    offset_half_width: float
    gain: float
    gain_half_width: float
    correction: Floats
    verdict: Verdict
    relative: float
    alignment: Alignment
    qualities: tuple[int | None, int | None]
    held_errors: dict[tuple[int, int], float]
    preferred: tuple[int, int] | None
    noise: float
    clipped: float
    covered: float
    places: int
    loose: Floats
    excerpt: Excerpt
    preview: Floats
    notes: tuple[Message, ...] = ()


def recover_files(before: bytes, after: bytes, size: tuple[int, int]) -> FilterRecovery:
    """The filter between the pictures of two files; see `recover_filter` and `photographs.read`.

    Raises
    ------
    BadInput
        A file that is no picture that is read here, or what `recover_filter` refuses.
    """
    return recover_filter(photographs.read(before), photographs.read(after), size)


def recover_values(before: Array, after: Array, size: tuple[int, int]) -> FilterRecovery:
    """The filter between two pictures of numbers in 0 … 1, taken with 8 bits.

    Raises
    ------
    BadInput
        Values that are no picture, or what `recover_filter` refuses.
    """
    return recover_filter(photographs.from_values(before), photographs.from_values(after), size)


def recover_filter(before: Photograph, after: Photograph, size: tuple[int, int]) -> FilterRecovery:
    """The kernel (h, w) and offset with after = before ⋆ kernel + offset, clipped, wherever the after picture lies.

    Raises
    ------
    BadInput
        A size outside 1 × 1 … 15 × 15, pictures with too little in common, nothing that is neither black nor white.
    """
    if not all(1 <= side <= MAX_SIDE for side in size):
        raise BadInput(
            "the kernel to recover must be from 1 × 1 to 15 × 15, got {rows} × {columns}", rows=size[0], columns=size[1]
        )
    place = alignment.align(before, after, size)
    window = size[0] + SPARE, size[1] + SPARE
    bright = tiles.as_brightness(before, after)
    shift = place.rows, place.columns
    try:
        sample = tiles.cut(before, after, shift, window, bright=bright)
    except BadInput:  # too small for the larger window; says the same of the kernel's own where that is too large, too
        sample = tiles.cut(before, after, shift, size, bright=bright)
    if not sample.usable.any():
        raise BadInput(
            "every pixel of the “after” picture is black or white, so there is nothing to learn from; choose a picture with shades in between"
        )
    found = estimate.estimate(sample, before, after, size)
    errors = verdict.held_errors(sample, found, size)
    place = replace(place, fraction=alignment.centre(found.kernel))
    return FilterRecovery(
        found.kernel,
        found.half_widths,
        found.offset,
        found.offset_half_width,
        found.gain,
        found.gain_half_width,
        found.correction,
        verdict.judge(sample, found, before, after, errors),
        verdict.relative(found),
        place,
        (before.quality, after.quality),
        errors,
        verdict.preferred(errors),
        found.noise,
        sample.clipped,
        sample.share,
        int(sample.tile.max()) + 1,
        found.loose,
        _excerpt(before, after, place, size, bright),
        alignment.reduced(before, max(1, -(-max(before.size) // PREVIEW))),
        (*before.notes, *after.notes, *_notes(before, after, bright)),
    )


def _excerpt(before: Photograph, after: Photograph, place: Alignment, size: tuple[int, int], bright: bool) -> Excerpt:
    """From the middle of what both show."""
    boxes = []
    for axis, shift in enumerate((place.rows, place.columns)):
        reach = shift - (size[axis] - 1) // 2
        low, high = max(0, -reach), min(after.size[axis], before.size[axis] - size[axis] + 1 - reach)
        start = low + max(0, high - low - EXCERPT) // 2
        boxes.append((start, min(high, start + EXCERPT), reach))
    (i, end, up), (j, stop, left) = boxes
    rows, columns = slice(i + up, end + up + size[0] - 1), slice(j + left, stop + left + size[1] - 1)
    seen = tiles.values_of(before, rows, columns, bright)
    shown = after.pixels[i:end, j:stop]
    free = np.asarray(np.atleast_3d((shown > 0) & (shown < after.levels)).all(axis=2))
    target = tiles.values_of(after, slice(i, end), slice(j, stop), bright)
    return Excerpt(seen, target, np.repeat(free[..., None], target.shape[2], axis=2))


def _notes(before: Photograph, after: Photograph, bright: bool) -> tuple[Message, ...]:
    colour = [p.pixels.ndim == 3 for p in (before, after)]
    if not bright:
        return ()
    if all(colour):
        return (
            Message(
                "Only the brightness of this colour pair is used (weights {red}, {green}, {blue}): JPEG stores colour at a lower resolution.",
                red=LUMA[0],
                green=LUMA[1],
                blue=LUMA[2],
            ),
        )
    return (
        Message(
            "One picture is greyscale, the other in colour: only the brightness of both is used, with JPEG's weights."
        ),
    )
