"""A network as a graph of layers, each with what it does to where things are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.window import Window

OperationKind = Literal["input", "window", "pointwise", "dense", "everything", "flatten", "embedding", "unknown"]


@dataclass(frozen=True)
class Operation:
    """What a layer does to where things are.

    Attributes
    ----------
    kind : str
        "window" slides; "pointwise" keeps every cell where it is, and joins paths if there are several;
        "dense" does so on a map and sees everything behind a flattening; "everything" sees all cells;
        "flatten" rearranges cells; "embedding" makes a sequence of indices a map with one axis.
    windows : tuple of Window
        One for each axis, for "window".
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
    """

    kind: OperationKind
    windows: tuple[Window, ...] = ()
    axis: int | None = None
    channels_first: bool = False
    size: tuple[int | None, ...] = ()
    length: int | None = None
    statistics: bool = False


@dataclass(frozen=True)
class Node:
    """A layer of a graph; ``inputs`` are indices of earlier nodes, ``label`` the kind of layer in words."""

    name: str
    label: str
    operation: Operation
    inputs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Layers in an order in which every one comes after its inputs; ``outputs`` are names."""

    nodes: tuple[Node, ...]
    outputs: tuple[str, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs."""
        return tuple(node.name for node in self.nodes if node.operation.kind == "input")
