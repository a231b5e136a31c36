"""The animation of each subject: bounded in frames and in bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.correlation import correlate
from core.takeaway import subjects
from core.takeaway.animations import growing, learned, sliding
from core.takeaway.animations.canvas import Tile, drawn, indexed, packed

if TYPE_CHECKING:
    from PIL.Image import Image

Film = tuple[Sequence["Image"], Sequence[int]]  # frames, and milliseconds of each

MAX_FRAMES, FEWEST = 120, 8
MAX_BYTES = 2_000_000
FLIP = 1_200  # milliseconds of each step of the flip


def animation(subject: subjects.Subject) -> bytes:
    """A GIF: the window sliding, the kernel learning, or the field growing.

    Of more than `MAX_FRAMES` frames that many are shown, evenly spread; of fewer, where they took more than `MAX_BYTES`.

    Raises
    ------
    BadInput
        An experiment without a result: a kernel that does not fit.
    """
    film, most = film_of(subject), MAX_FRAMES
    while True:
        data = packed(*film(most))
        if len(data) <= MAX_BYTES or most <= FEWEST:
            return data
        most //= 2


def film_of(subject: subjects.Subject) -> Callable[[int], Film]:
    """What makes its frames, at most so many.

    Raises
    ------
    BadInput
        An experiment without a result: a kernel that does not fit.
    """
    if isinstance(subject, subjects.Learning):
        return lambda most: learned.frames(subject, min(most, learned.MAX_FRAMES))
    if isinstance(subject, subjects.Field):
        return lambda most: growing.frames(subject, min(most, growing.MAX_FRAMES))
    scene = scene_of(subject)
    if isinstance(subject, subjects.Comparison):
        return lambda most: _flip_and_slide(subject, scene, most)
    return lambda most: sliding.frames(scene, sliding.steps(scene.result, most), subject.kernel)


def scene_of(subject: subjects.Correlation | subjects.Edges | subjects.Comparison) -> sliding.Scene:
    """The matrices that the window slides over and fills.

    Raises
    ------
    BadInput
        The kernel does not fit.
    """
    window = (
        subject if isinstance(subject, subjects.Correlation) else subjects.Correlation(subject.image, subject.kernel)
    )
    result, signed = window.result, bool(subject.image.min() < 0)
    image, kernel = Tile("X", result.padded, signed), Tile("K", subject.kernel, before="⋆")
    output = Tile("Y", result.values, before="=")
    if isinstance(subject, subjects.Correlation):
        return sliding.Scene((image, kernel, output), result, 0, (2,))
    if isinstance(subject, subjects.Edges):
        strength = Tile("|Y|", np.abs(result.values), signed=False, before="→")
        return sliding.Scene((image, kernel, output, strength), result, 0, (2, 3))
    flipped = Tile("X ∗ K", np.asarray(correlate(subject.image, subject.flipped)))
    kernels = (Tile("K", subject.kernel), Tile("K", subject.flipped, before="→"))
    return sliding.Scene((*kernels, image, Tile("X ⋆ K", result.values), flipped), result, 2, (3, 4))


def _flip_and_slide(subject: subjects.Comparison, scene: sliding.Scene, most: int) -> Film:
    """The kernel is mirrored left-right, then top-bottom; then the window slides."""
    places, size = scene.places()
    turned: list[Image] = []
    for values in (subject.kernel, subject.kernel[:, ::-1], subject.flipped):
        tiles = (scene.tiles[0], Tile("K", values, before="→"), *scene.tiles[2:])
        turned.append(indexed(drawn(tiles, places, size, empty=scene.outputs)))
    made, times = sliding.frames(scene, sliding.steps(scene.result, most - len(turned)), subject.kernel)
    return [*turned, *made], [*[FLIP] * len(turned), *times]
