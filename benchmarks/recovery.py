"""Known filters through real files: how often the intervals of a recovered filter hold the true numbers.

Every picture with every kind of file and every change between the two, the filters in turn. The pictures of `FITTED` may
be looked at while the recovery is worked on; `HELD_OUT` judge it, and no constant may be chosen by them.
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from scipy.ndimage import correlate

from benchmarks.timing import table
from core import images, kernels
from core.learning.recovery import pair

FITTED = ("camera", "coins", "astronaut", "chelsea", "brick", "ihc")
HELD_OUT = ("coffee", "moon", "rocket", "hopper", "grass", "gravel", "motorcycle_left", "retina")
FILES = {"PNG": None, "JPEG 95": 95, "JPEG 85": 85, "JPEG 60": 60}
SOURCES = ("file", "original")  # what the filter saw: the before file, or what was saved as it
CHANGES: dict[str, dict[str, Any]] = {
    "none": {},
    "shift": {"box": (3, 0, 0, 7)},
    "part of a pixel": {"part": (0.3, 0.6)},
    "crop right, bottom": {"box": (0, 21, 13, 0)},
    "crop all sides": {"box": (9, 6, 10, 5)},
    "before cropped": {"before_box": (6, 11, 0, 4)},
    "gain": {"gain": 0.8},
    "offset": {"offset": 20 / 255},
    "clipping": {"gain": 1.6, "offset": -0.1},
    "noise": {"noise": 2 / 255},
    "all": {"box": (2, 5, 9, 4), "gain": 1.3, "offset": -0.08, "noise": 1 / 255},
}
FILTERS: dict[str, Callable[[int], np.ndarray]] = {
    "blur": lambda n: kernels.gaussian(n, n / 5),
    "sharpen": lambda n: 2.0 * kernels.identity(n) - kernels.gaussian(n, n / 5),
    "box": kernels.box,
    "lopsided": lambda n: np.random.default_rng(2).dirichlet(np.ones(n * n)).reshape(n, n),
    "motion": lambda n: np.eye(n) / n,
    "slope": lambda n: np.pad(kernels.sobel(), (n - 3) // 2) / 4.0,
}
SIZE = 5
COUNT = 88  # pairs, unless all are asked for: each kind of file and source with each change


@dataclass(frozen=True)
class Case:
    """One pair of files. `source` is "file" where the filter saw what the before file holds."""

    picture: str
    filter: str
    file: str
    change: str
    source: str = "file"
    side: int = 256
    colour: bool = False


@dataclass(frozen=True)
class Outcome:
    """Of one case: entries held by their intervals, of all; relative error; whether the verdict warns; its kind."""

    held: int
    entries: int
    error: float
    warned: bool
    kind: str


def grid(pictures: tuple[str, ...]) -> Iterator[Case]:
    """Every picture with every file, source and change; the filters take turns, each with each over the pictures."""
    names = list(FILTERS)
    for p, picture in enumerate(pictures):
        for c, change in enumerate(CHANGES):
            for f, (file, source) in enumerate(itertools.product(FILES, SOURCES)):
                yield Case(picture, names[(p + c + f + f // 2) % len(names)], file, change, source)


def sample(pictures: tuple[str, ...], count: int = COUNT) -> list[Case]:
    """Some pairs, up to COUNT: kinds of file, sources and changes in turn, pictures and filters shuffled, each about as often."""
    rng = np.random.default_rng(0)

    def shuffled(names: tuple[str, ...]) -> list[str]:
        rounds = -(-COUNT // len(names))
        return [str(name) for _ in range(rounds) for name in rng.permutation(names)]

    chosen = zip(
        shuffled(pictures),
        shuffled(tuple(FILTERS)),
        itertools.cycle(itertools.product(FILES, SOURCES)),
        itertools.cycle(CHANGES),
        range(count),
        strict=False,
    )
    return [Case(picture, name, file, change, source) for picture, name, (file, source), change, _ in chosen]


def values_of(name: str, side: int, colour: bool = False) -> np.ndarray:
    """The photograph in 0 … 1: one of the lab's, or another of those that ship with scikit-image."""
    if name in images.PHOTOGRAPHS:
        return images.picture(name, side=side, colour=colour)
    spec = importlib.util.find_spec("skimage")
    folder = Path(spec.origin or "").parent / "data" if spec else Path()
    path = next(path for path in sorted(folder.iterdir()) if path.stem == name)
    return images.load_image(path.read_bytes(), side, colour=colour).values


def encoded(values: np.ndarray, quality: int | None) -> bytes:
    """A PNG, or a JPEG of that quality without colour subsampling of its own."""
    buffer = io.BytesIO()
    picture = Image.fromarray(np.uint8(np.rint(255 * np.clip(values, 0, 1))))
    if quality is None:
        picture.save(buffer, "PNG", compress_level=1)
    else:
        picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def files(case: Case) -> tuple[bytes, bytes, dict[tuple[int, int], float]]:
    """Both files, and the true weight of before pixel (i + r, j + c) in after pixel (i, j), by (r, c); SciPy filters."""
    change = CHANGES[case.change]
    quality = FILES[case.file]
    image = values_of(case.picture, case.side, case.colour)
    before = encoded(image, quality)
    seen = image if case.source == "original" else np.asarray(Image.open(io.BytesIO(before)), dtype=float) / 255
    kernel = FILTERS[case.filter](3 if "part" in change else SIZE)
    offset = change.get("offset", 0.0) + (0.5 if case.filter == "slope" else 0.0)
    weights = change.get("gain", 1.0) * _moved(kernel, change.get("part", (0.0, 0.0)))
    at = (weights.shape[0] - 1) // 2, (weights.shape[1] - 1) // 2
    after = _correlated(seen, weights, at) + offset
    after += np.random.default_rng(3).normal(scale=change.get("noise", 0.0), size=after.shape)
    top, right, bottom, left = change.get("box", (0, 0, 0, 0))
    after = after[top : after.shape[0] - bottom, left : after.shape[1] - right]
    above, _, below, beside = change.get("before_box", (0, 0, 0, 0))
    if "before_box" in change:
        _, past, _, _ = change["before_box"]
        seen = seen[above : seen.shape[0] - below, beside : seen.shape[1] - past]
        source = image[above : image.shape[0] - below, beside : image.shape[1] - past]
        # A JPEG that is cropped and saved once more is another picture: the filter then saw another file.
        before = encoded(source if case.source == "original" else seen, quality)
        if case.source == "file" and quality is not None:
            seen = np.asarray(Image.open(io.BytesIO(before)), dtype=float) / 255
            after = _correlated(seen, weights, at) + offset
            after += np.random.default_rng(3).normal(scale=change.get("noise", 0.0), size=after.shape)
            above = beside = 0
    true = {
        (a - at[0] + top - above, b - at[1] + left - beside): float(weights[a, b]) for a, b in np.ndindex(weights.shape)
    }
    return before, encoded(after, quality), true


def _moved(kernel: np.ndarray, part: tuple[float, float]) -> np.ndarray:
    """The kernel followed by a shift by part of a pixel, with linear interpolation: one row and column larger."""
    if part == (0.0, 0.0):
        return kernel
    between = np.outer((1 - part[0], part[0]), (1 - part[1], part[1]))
    h, w = kernel.shape
    return np.asarray(
        sum(np.pad(kernel * between[a, b], ((a, 1 - a), (b, 1 - b))) for a, b in np.ndindex(2, 2))
    ).reshape(h + 1, w + 1)


def _correlated(image: np.ndarray, weights: np.ndarray, at: tuple[int, int]) -> np.ndarray:
    origin = tuple(a - n // 2 for a, n in zip(at, weights.shape, strict=True))
    planes = image.reshape(*image.shape[:2], -1)
    stacked = [correlate(planes[..., c], weights, mode="nearest", origin=origin) for c in range(planes.shape[2])]
    return np.stack(stacked, axis=-1).reshape(image.shape)


def outcome(case: Case) -> Outcome:
    """Recover the filter of the case and compare."""
    before, after, true = files(case)
    found = pair.recover_files(before, after, (SIZE, SIZE))
    place, middle = found.alignment, (SIZE - 1) // 2
    expected = np.zeros((SIZE, SIZE))
    outside = 0.0
    for (r, c), weight in true.items():
        a, b = r - place.rows + middle, c - place.columns + middle
        if 0 <= a < SIZE and 0 <= b < SIZE:
            expected[a, b] = weight
        else:
            outside += weight**2
    size = float(np.sqrt(sum(weight**2 for weight in true.values())))
    error = float(np.sqrt(np.sum((found.kernel - expected) ** 2) + outside)) / size
    held = int(np.count_nonzero(np.abs(found.kernel - expected) <= found.half_widths))
    return Outcome(held, SIZE * SIZE, error, found.verdict.warning, found.verdict.kind)


def coverage(outcomes: list[Outcome]) -> float:
    """Of all entries of all these cases, the part that its interval holds."""
    return sum(o.held for o in outcomes) / sum(o.entries for o in outcomes)


def main() -> None:
    """88 pairs of the pictures that judge; `python -m benchmarks.recovery all` for all 704 (a quarter of an hour),
    `fitted` for the pictures that may be looked at, `verbose` for each case.
    """
    pictures = FITTED if "fitted" in sys.argv else HELD_OUT
    results: dict[Case, Outcome] = {}
    for case in grid(pictures) if "all" in sys.argv else sample(pictures):
        results[case] = outcome(case)
        if "verbose" in sys.argv:
            print(case, results[case], flush=True)
    outcomes = list(results.values())
    few = sum(o.held < 0.9 * o.entries for o in outcomes) / len(outcomes)
    print(
        f"{len(results)} pairs; {coverage(outcomes):.1%} of all entries in their intervals; fewer than 90 % in {few:.0%} of pairs"
    )
    for field in ("file", "source", "change", "filter", "picture"):
        parts = {str(value): None for value in (getattr(case, field) for case in results)}
        rows = [_row(part, [o for case, o in results.items() if getattr(case, field) == part]) for part in parts]
        print("\n" + table([field, "pairs", "entries held", "median error", "errors > 10 %", "of them unwarned"], rows))


def _row(name: str, chosen: list[Outcome]) -> list[str]:
    large = [o for o in chosen if o.error > 0.1]
    return [
        name,
        str(len(chosen)),
        f"{coverage(chosen):.1%}",
        f"{np.median([o.error for o in chosen]):.2%}",
        str(len(large)),
        str(sum(not o.warned for o in large)),
    ]


if __name__ == "__main__":
    main()
