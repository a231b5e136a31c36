"""Where the after picture lies on the before picture: phase correlation, then the place where a kernel explains most.

A whole shift moves the kernel in its window, a part of a pixel spreads it over one cell more: a shift and a kernel's own
displacement are one thing. What is called the shift here is the one that leaves the kernel in the middle of its window.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.errors import BadInput
from core.learning.recovery import regression, tiles
from core.learning.recovery.estimate import entries_of
from core.learning.recovery.photographs import LUMA, Photograph

_Place = tuple[float, tuple[int, int], float]  # the part that is not explained, the shift, cells off the middle

SIDE = 1024  # of the pictures that are compared for a first guess
REACH = 3  # cells that the kernel's window grows by, to see where the kernel lies
PEAKS = 4  # places of the phase correlation that are tried
ENOUGH = 50_000  # outputs that tell one place from another
AS_GOOD = 1.03  # errors that differ by no more are alike
EXPLAINED = 0.1  # the part of the after picture's variance that a kernel must explain for two pictures to be a pair


@dataclass(frozen=True)
class Alignment:
    """After pixel (i, j) shows before pixel (i + rows, j + columns).

    Attributes
    ----------
    rows, columns : int
        Whole pixels.
    fraction : (rows, columns)
        How far beyond them the kernel's weight lies from the middle of its window, in pixels: a shift by part of a
        pixel, or a kernel that is not balanced.
    crop : (top, right, bottom, left)
        Rows and columns of the before picture that the after picture does not show.
    before, after : (rows, columns)
        The sizes of the pictures.
    nominal : bool
        Whether the pictures lie as their sizes say: equal and not moved, or without the border of the kernel.
    """

    rows: int
    columns: int
    fraction: tuple[float, float]
    crop: tuple[int, int, int, int]
    before: tuple[int, int]
    after: tuple[int, int]
    nominal: bool

    @property
    def common(self) -> tuple[int, int, int, int]:
        """Of the before picture, (top, left, bottom, right) that both show; the last two are not part of it."""
        (H, W), (h, w) = self.before, self.after
        return max(0, self.rows), max(0, self.columns), min(H, self.rows + h), min(W, self.columns + w)


def align(before: Photograph, after: Photograph, size: tuple[int, int]) -> Alignment:
    """Find the whole shift, whatever was cropped.

    Raises
    ------
    BadInput
        Where no place explains the after picture, or the pictures have too little in common.
    """
    nominal = _nominal(before.size, after.size, size)
    found: list[_Place] = []
    error: BadInput | None = None
    for place in dict.fromkeys([*nominal, *_guesses(before, after)]):
        try:
            found.append(_try(before, after, place, size, 0))
        except BadInput as refused:
            error = error or refused
    if not found:
        raise error or BadInput(
            "no part of the before picture was found in the after picture; choose two versions of one picture"
        )
    with contextlib.suppress(BadInput):  # too small for a larger window
        found.append(_try(before, after, min(found)[1], size, REACH))
    alike = [f for f in found if f[0] <= AS_GOOD * min(found)[0] + 1e-9]
    # As the sizes say, where that explains as much: then nothing needs to be said of a shift. Else a kernel in the
    # middle of its window comes before an error that is smaller by chance.
    chosen = next((f for f in alike if f[1] in nominal), min(alike, key=lambda f: f[2]))
    (r, c) = chosen[1]
    (H, W), (h, w) = before.size, after.size
    crop = (max(0, r), max(0, W - c - w), max(0, H - r - h), max(0, c))
    return Alignment(r, c, (0.0, 0.0), crop, before.size, after.size, chosen[1] in nominal)


def _nominal(before: tuple[int, int], after: tuple[int, int], size: tuple[int, int]) -> list[tuple[int, int]]:
    """Shifts that the sizes suggest: none, or that of a kernel without padding, or with all of it."""
    shifts = []
    for n, m, k in zip(before, after, size, strict=True):
        middle = (k - 1) // 2
        shifts.append({n: 0, n - k + 1: middle, n + k - 1: middle - k + 1}.get(m))
    return [] if None in shifts else [(shifts[0], shifts[1])]  # type: ignore[list-item]


def _guesses(before: Photograph, after: Photograph) -> list[tuple[int, int]]:
    """Shifts by phase correlation (Kuglin and Hines 1975), the likeliest first; coarse, then on every pixel."""
    factor = max(1, -(-max(*before.size, *after.size) // SIDE))
    small = [reduced(p, factor) for p in (before, after)]
    coarse = _peaks(small[0], small[1], PEAKS)
    if factor == 1:
        return coarse
    result = []
    for r, c in coarse:
        rough = r * factor, c * factor
        fine = _refined(before, after, rough, factor)
        result += [fine] if fine else []
    return result


def reduced(photograph: Photograph, factor: int) -> Floats:
    """(H / factor, W / factor) of brightness in 0 … 1: the means of cells, in little memory."""
    H, W = (max(1, n // factor) * min(n, factor) for n in photograph.size)
    rows = []
    for top in range(0, H, factor):
        part = photograph.pixels[top : top + factor, :W].astype(np.float32)
        if part.ndim == 3:
            part = part @ np.array(LUMA, dtype=np.float32)
        rows.append(part.mean(axis=0).reshape(-1, min(W, factor)).mean(axis=1))
    return np.asarray(rows, dtype=np.float64) / photograph.levels


def _refined(before: Photograph, after: Photograph, rough: tuple[int, int], factor: int) -> tuple[int, int] | None:
    """The shift near a rough one, from a part of at most 1024 × 1024 in the middle of what both show."""
    boxes = []
    for axis in (0, 1):
        low, high = max(0, rough[axis]), min(before.size[axis], rough[axis] + after.size[axis])
        middle, half = (low + high) // 2, min(SIDE // 2, (high - low) // 2)
        if half < 8:
            return None
        first = max(0, middle - half)
        start = max(0, first - rough[axis])
        length = min(2 * half, before.size[axis] - first, after.size[axis] - start)
        boxes.append((first, start, length))
    (r0, s0, h), (c0, t0, w) = boxes
    parts = [reduced(Photograph(p.pixels[a : a + h, b : b + w]), 1) for p, a, b in ((before, r0, c0), (after, s0, t0))]
    (r, c) = _peaks(parts[0], parts[1], 1)[0]
    if max(abs(r), abs(c)) > 4 * factor:
        return None
    return r0 - s0 + r, c0 - t0 + c


def _peaks(before: Floats, after: Floats, count: int) -> list[tuple[int, int]]:
    from scipy.fft import irfft2, next_fast_len, rfft2

    shape = tuple(next_fast_len(a + b - 1, real=True) for a, b in zip(before.shape, after.shape, strict=True))
    first, second = (rfft2(_windowed(values), shape) for values in (before, after))
    cross = first * np.conj(second)
    size = np.abs(cross)
    # A floor keeps frequencies that neither picture has from voting.
    surface = np.abs(irfft2(cross / (size + 1e-3 * float(size.max()) + 1e-30), shape))
    result = []
    for _ in range(count):
        at = np.unravel_index(int(surface.argmax()), shape)
        r, c = (int(p) - n if p >= b else int(p) for p, n, b in zip(at, shape, before.shape, strict=True))
        result.append((r, c))
        rows, columns = (np.arange(p - 3, p + 4) % n for p, n in zip(at, shape, strict=True))
        surface[np.ix_(rows, columns)] = 0.0
    return result


def _windowed(values: Floats) -> Floats:
    """About its mean, fading out at the border, whose jump would be the strongest feature."""
    fade = [np.sin(np.pi * (np.arange(n) + 0.5) / n) ** 0.5 for n in values.shape]
    return np.asarray((values - values.mean()) * np.outer(*fade))


def _try(before: Photograph, after: Photograph, place: tuple[int, int], size: tuple[int, int], reach: int) -> _Place:
    """The best shift within `reach` of this one."""
    window = (size[0] + 2 * reach, size[1] + 2 * reach)
    plain = [Photograph(p.pixels, p.levels) for p in (before, after)]
    sample = tiles.cut(plain[0], plain[1], place, window, bright=True, most=ENOUGH)
    seen = sample.windowed() - float(sample.windowed().mean())
    learned, _held = regression.moments(sample, seen, sample.usable)
    if not learned.count:
        raise BadInput(
            "every pixel of the “after” picture is black or white, so there is nothing to learn from; choose a picture with shades in between"
        )
    options: list[_Place] = []
    for r in range(2 * reach + 1):
        for c in range(2 * reach + 1):
            entries = entries_of(window, size, (r, c))
            weights = regression.solver(learned, entries)(learned.cross_products)
            error = learned.error(weights, entries) / (learned.variance or 1.0)
            shift = (place[0] + r - reach, place[1] + c - reach)
            options.append((error, shift, off_centre(weights[:-1].reshape(size))))
    least = min(options)[0]
    return min((o for o in options if o[0] <= AS_GOOD * least + 1e-9), key=lambda o: o[2])


def off_centre(kernel: Floats) -> float:
    """How far the middle of the kernel's energy lies from the middle of its window, in cells."""
    return float(np.hypot(*centre(kernel)))


def centre(kernel: Floats) -> tuple[float, float]:
    """The middle of the kernel's energy (its squared entries), from the cell (h − 1) // 2, (w − 1) // 2."""
    energy = np.square(kernel)
    total = float(energy.sum())
    if not total:
        return 0.0, 0.0
    (h, w) = kernel.shape
    rows = float(energy.sum(axis=1) @ (np.arange(h) - (h - 1) // 2)) / total
    columns = float(energy.sum(axis=0) @ (np.arange(w) - (w - 1) // 2)) / total
    return rows, columns
