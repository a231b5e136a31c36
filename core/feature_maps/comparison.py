"""Networks that are trained to be compared: three first layers, or every kernel size, depth and number of channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.errors import BadInput
from core.feature_maps.drawing import SHAPES
from core.feature_maps.network import DEPTHS, FIRSTS, KERNELS, MAX_PRODUCTS, Setting
from core.feature_maps.training import Check

GUESSES = 5  # checks in a row that are no better than one guess for all


def first_layers(setting: Setting) -> tuple[Setting, ...]:
    """The same network with a first layer that learns, one that keeps Sobel's kernels, one that keeps random ones.

    Raises
    ------
    BadInput
        All three together take more than ten minutes' work.
    """
    return _bounded([replace(setting, first=first) for first in FIRSTS])


def sweep(setting: Setting, *, channels: Sequence[int], epochs: int) -> tuple[Setting, ...]:
    """The same training of every depth, number of channels and kernel size, the size varying fastest.

    Raises
    ------
    BadInput
        A number out of its range; all of them together take more than ten minutes' work.
    """
    return _bounded(
        [
            replace(setting, depth=depth, channels=number, kernel=kernel, epochs=epochs)
            for depth in DEPTHS
            for number in channels
            for kernel in KERNELS
        ]
    )


def updates_to(checks: Sequence[Check], accuracy: float) -> int | None:
    """After how many updates a check found this accuracy on unseen pictures for the first time; None if none did."""
    return next((check.updates for check in checks if check.unseen_accuracy >= accuracy), None)


def guessing_since(checks: Sequence[Check]) -> int | None:
    """After how many updates the network began to be right in one of eight unseen pictures, at every check since.

    The pictures kept back have as many of each shape, so this is what one and the same answer to all of them achieves. It is
    how a network ends whose ReLUs are all 0: they pass no gradient on, and it never learns again (a "dying ReLU"). None
    where the last five checks are not all like that.
    """
    since = None
    for count, check in enumerate(reversed(checks), start=1):
        if check.unseen_accuracy != 1 / len(SHAPES):
            break
        since = check.updates if count >= GUESSES else None
    return since


def _bounded(settings: list[Setting]) -> tuple[Setting, ...]:
    products = sum(setting.products for setting in settings)
    if products > MAX_PRODUCTS:
        raise BadInput(
            "these {count} trainings would take {products:.1e} multiplications, more than {most:.1e}; use fewer epochs or channels, or a smaller kernel",
            count=len(settings),
            products=float(products),
            most=float(MAX_PRODUCTS),
        )
    return tuple(settings)
