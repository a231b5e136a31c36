"""Networks that are trained to be compared: three first layers, or every kernel size, depth and number of channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.errors import BadInput
from core.feature_maps.network import DEPTHS, FIRSTS, KERNELS, MAX_PRODUCTS, Setting


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
