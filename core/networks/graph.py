"""A network as a graph of layers, each with what it does to where things are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.networks.resampling import Resampling, Resize
from core.networks.work import NOTHING, Shape, Work
from core.window import Window

MAX_SIDE = 100_000_000  # cells of an input along one axis: more than half an hour of sound

OperationKind = Literal[
    "input", "window", "resize", "pointwise", "dense", "everything", "flatten", "embedding", "unknown"
]


@dataclass(frozen=True)
class Operation:
    """What a layer does to where things are.

    Attributes
    ----------
    kind : str
        "window" slides; "pointwise" keeps every cell where it is, and joins paths if there are several;
        "dense" does so on a map and sees everything behind a flattening; "everything" sees all cells;
        "flatten" rearranges cells; "embedding" makes a sequence of indices a map with one axis; "resize" is a
        window that depends on the size of the map.
    windows : tuple of Window
        One for each axis, for "window"; a single one may stand for every axis (`alike`).
    axis : int, optional
        The axis along which paths are concatenated, batch and channels counted.
    channels_first : bool
        Whether channels are axis 1 rather than the last.
    size : tuple of int or None, optional
        For "input": its size, as far as the model fixes it; its length is the number of axes.
    length : int, optional
        For an input without axes: the number of features, which an embedding takes for positions.
    statistics : bool
        For a normalisation whose mean and variance are taken over the map.
    alike : bool
        One window stands for all axes, however many the map has.
    resize : Resize, optional
        For "resize".
    mean : str
        For a pool that takes means: "inside" where its divisor counts the map's cells alone, "padded" where it counts
        those of its padding, too; "" for all else.
    unlisted : bool
        For "unknown": a layer of the framework's own that is not known here yet, not anybody's own code.
    """

    kind: OperationKind
    windows: tuple[Window | Resampling, ...] = ()
    axis: int | None = None
    channels_first: bool = False
    size: tuple[int | None, ...] = ()
    length: int | None = None
    statistics: bool = False
    alike: bool = False
    resize: Resize | None = None
    mean: Literal["", "inside", "padded"] = ""
    unlisted: bool = False


@dataclass(frozen=True)
class Node:
    """A layer of a graph.

    ``inputs`` are indices of earlier nodes, ``label`` the kind of layer in words, ``work`` what it computes with;
    ``shape`` is there where the file says the dimensions of its output, ``told`` where it says the channels of the first input.
    """

    name: str
    label: str
    operation: Operation
    inputs: tuple[int, ...] = ()
    work: Work = NOTHING
    shape: Shape | None = None
    told: int | None = None


@dataclass(frozen=True)
class Graph:
    """Layers in an order in which every one comes after its inputs; ``outputs`` are names."""

    nodes: tuple[Node, ...]
    outputs: tuple[str, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs."""
        return tuple(node.name for node in self.nodes if node.operation.kind == "input")
