"""What a layer's cost follows from: its arrays of weights, and how the shape of its output follows from its input's.

A reader fills this in from what the file says; :mod:`core.networks.cost` counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

IN = "in"
"""In a shape: the channels of the layer's input."""
PLACES = "places"
"""In a shape: all places of the layer's input."""
Dimension = int | str
"""A number, IN, PLACES, or "axis0", "axis1", … for the input's cells along a spatial axis."""


@dataclass(frozen=True)
class Weights:
    """One array of numbers that a layer keeps.

    Attributes
    ----------
    role : str
        What the layer calls it: kernel, bias, gamma …
    key : str
        What tells the array from every other: layers with one key share it, and it counts once.
    shape : tuple of int or str
    groups : int
        The array has only one of so many parts of what its shape says, as a grouped convolution does.
    times : "outputs", "inputs" or "never"
        Each number is multiplied once for each place of the output, for each place of the last input (transposed
        convolutions, steps of a recurrence, keys and values), or is no factor of a multiply-add.
    trained : bool
        Training by gradient descent changes it; moving averages are only followed.
    added : bool
        A bias: one addition for each number of the output.
    """

    role: str
    key: str
    shape: tuple[Dimension, ...]
    groups: int = 1
    times: Literal["outputs", "inputs", "never"] = "never"
    trained: bool = True
    added: bool = False


@dataclass(frozen=True)
class Work:
    """What a layer computes with.

    Attributes
    ----------
    weights : tuple of Weights
    form : str
        How the output's shape follows. "same": channels stay (several inputs are broadcast); "features": as many
        channels as `features` says; "joined": paths behind each other along `axis`; "flat": one row of numbers;
        "target": the shape `target`; "permuted": dimensions in the order `target`; "repeated": `target` copies;
        "pooled": one place is left, which `keep` keeps, along as many axes as `target` has; "steps": the channels become `features`, of a
        sequence one place is left unless `keep`; "lost": not known.
    features : tuple of int or str
        Factors of the number of channels that come out.
    inner : int, optional
        Channels that come in, where the weights tell.
    pairs : tuple of tuple of int
        Multiply-adds for each pair of a place of the first and one of the last input (attention): a sum of products.
    products : tuple of int
        Multiply-adds for each number of the output, without weights (a product of two maps), as factors.
    pool : bool
        The cells of a window, or all of them, are compared or summed for each number of the output.
    counted : bool
        False where nobody has worked out what the layer costs.
    """

    weights: tuple[Weights, ...] = ()
    form: Literal["same", "features", "joined", "flat", "target", "permuted", "repeated", "pooled", "steps", "lost"] = (
        "same"
    )
    features: tuple[Dimension, ...] = ()
    target: tuple[int | None, ...] = ()
    axis: int = -1
    keep: bool = False
    channels_first: bool = False
    inner: int | None = None
    pairs: tuple[tuple[int, ...], ...] = ()
    products: tuple[int, ...] = ()
    pool: bool = False
    counted: bool = True


NOTHING = Work()
"""No weights, and channels that stay."""
UNCOUNTED = Work(counted=False)
"""What nobody has worked out."""


@dataclass(frozen=True)
class Shape:
    """Dimensions of an output as the file has them, batch included, and the spatial axis along each (−1: merged)."""

    sizes: tuple[int | None, ...]
    places: tuple[int | None, ...]
