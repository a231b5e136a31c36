"""What a reader knows of a tensor, and the graph that it builds operation by operation.

Frameworks say which operation is applied to which tensors, not which dimension is a row and which a channel. A
:class:`Tensor` therefore carries, for each of its dimensions, the spatial axis of the input that runs along it.
Constants are no tensors here: what does not depend on an input cannot widen a receptive field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.errors import BadInput
from core.networks.graph import Graph, Node, Operation
from core.networks.work import Shape, Work
from core.window import Window

Sizes = tuple[int | None, ...]
FLAT = -1
"""The place of a dimension into which spatial axes were merged."""
MAX_NODES = 20_000
MAX_SIDE = 10_000
MAX_LENGTH = 10_000_000


class Relayout(Exception):
    """An input keeps its spatial axes in other dimensions than assumed: read the model again with these."""

    def __init__(self, name: str, axes: tuple[int, ...]) -> None:
        super().__init__(name, axes)
        self.name, self.axes = name, axes


@dataclass(frozen=True)
class Constant:
    """A value that depends on no input: its dimensions, and its numbers where they are few and whole.

    ``name`` tells an array of weights from every other one; empty for what is worked out.
    """

    sizes: Sizes | None = None
    numbers: tuple[int | float | None, ...] | None = None
    name: str = ""


def known(sizes: Sizes | None) -> tuple[int, ...] | None:
    """The sizes, where all of them are known."""
    found = tuple(size for size in sizes or () if size is not None)
    return found if sizes is not None and len(found) == len(sizes) else None


@dataclass(frozen=True)
class Tensor:
    """A value that depends on an input.

    Attributes
    ----------
    node : int
        The node that it comes from.
    sizes : tuple of int or None, or None
        Cells along each dimension, as far as known; None where not even their number is.
    places : tuple of int or None
        For each dimension the spatial axis that runs along it, None for batch and channels, or FLAT.
    axes : int
        Spatial axes of the input.
    origin : (str, tuple of int or None), optional
        The input, and which of its dimensions each dimension is, while nothing but permutations lie between.
    """

    node: int
    sizes: Sizes | None
    places: tuple[int | None, ...] = ()
    axes: int = 0
    origin: tuple[str, tuple[int | None, ...]] | None = None

    @property
    def spatial(self) -> set[int]:
        """The spatial axes that still run along a dimension."""
        return {place for place in self.places if place is not None and place != FLAT}

    def size(self, dimension: int) -> int | None:
        """Cells along a dimension, None where unknown."""
        return (
            self.sizes[dimension]
            if self.sizes is not None and -len(self.sizes) <= dimension < len(self.sizes)
            else None
        )


class Draft:
    """Nodes of a graph, each added after what it takes."""

    def __init__(self, layouts: dict[str, tuple[int, ...]] | None = None) -> None:
        self.layouts = layouts or {}
        self.nodes: list[Node] = []
        self._names: dict[str, int] = {}

    def input(self, name: str, sizes: Sizes | None) -> Tensor:
        """An input: batch, channels, then spatial axes, unless a layout says otherwise.

        Raises
        ------
        BadInput
            Input that breaks a rule; the sentence says which.
        """
        if sizes is None:
            raise BadInput("the input {input} has no shape: export the model with an example input", input=name)
        dimensions = self.layouts.get(name, tuple(range(2, len(sizes))))
        known = [_side(sizes[dimension], len(dimensions)) for dimension in dimensions]
        length = sizes[1] if len(sizes) == 2 and not dimensions else None
        places = tuple(dimensions.index(d) if d in dimensions else None for d in range(len(sizes)))
        node = self.add(name, "Input", Operation("input", size=tuple(known), length=length), ())
        found = Tensor(node, sizes, places, len(dimensions), (name, tuple(range(len(sizes)))))
        self.note(node, [found])
        return found

    def averages(self, *, padded: bool) -> None:
        """The node added last takes means, over the cells of its padding, too, or over the map's alone."""
        node = self.nodes[-1]
        if node.operation.kind == "window":
            operation = replace(node.operation, mean="padded" if padded else "inside")
            self.nodes[-1] = replace(node, operation=operation)

    def note(self, first: int, results: Sequence[object], work: Work | None = None) -> None:
        """Keep what is known of the nodes from `first` on, one call's: the shapes of its results, what it computes with."""
        for result in results:
            if isinstance(result, Tensor) and result.node >= first and result.sizes is not None:
                shape = Shape(result.sizes, result.places or (None,) * len(result.sizes))
                self.nodes[result.node] = replace(self.nodes[result.node], shape=shape)
        if work is not None and len(self.nodes) > first:
            self.nodes[-1] = replace(self.nodes[-1], work=work)

    def add(self, name: str, label: str, operation: Operation, inputs: Sequence[Tensor]) -> int:
        """Add a node under a name of its own; its index.

        Raises
        ------
        BadInput
            Input that breaks a rule; the sentence says which.
        """
        if len(self.nodes) >= MAX_NODES:
            raise BadInput("the model has more than {most} operations: export a part of it", most=MAX_NODES)
        turn = self._names.get(name, 0)
        unique = name if not turn else f"{name}#{turn + 1}"
        while unique in self._names and unique != name:
            turn += 1
            unique = f"{name}#{turn + 1}"
        self._names[name] = turn + 1
        self._names.setdefault(unique, 1)
        self.nodes.append(Node(unique, label, operation, tuple(tensor.node for tensor in inputs)))
        return len(self.nodes) - 1

    def graph(self, outputs: Sequence[Tensor]) -> Graph:
        """The graph; without outputs its last node is one.

        Raises
        ------
        BadInput
            Input that breaks a rule; the sentence says which.
        """
        if not self.nodes:
            raise BadInput("the model has no layers: add some and save it again")
        if all(node.operation.kind != "input" for node in self.nodes):
            raise BadInput("the model has no input: export it with an example input")
        names = [self.nodes[tensor.node].name for tensor in outputs] or [self.nodes[-1].name]
        return Graph(tuple(self.nodes), tuple(dict.fromkeys(names)))


def join(
    draft: Draft,
    name: str,
    label: str,
    tensors: Sequence[Tensor],
    constants: Sequence[Constant] = (),
    *,
    statistics: bool = False,
) -> Tensor:
    """An elementwise operation: dimensions are lined up from the last, as broadcasting has it."""
    shapes = [tensor.sizes for tensor in tensors] + [constant.sizes for constant in constants]
    known = [shape for shape in shapes if shape is not None]
    if any(tensor.sizes is None for tensor in tensors):
        return unknown(draft, name, label, tensors)
    rank = max(map(len, known))
    sizes: list[int | None] = []
    places: list[int | None] = []
    for back in range(-rank, 0):
        along = [shape[back] for shape in known if -back <= len(shape)]
        wide = [size for size in along if size is not None and size != 1]
        sizes.append(wide[0] if wide else None if None in along else 1)
        found = {t.places[back] for t in tensors if -back <= len(t.places) and t.places[back] is not None}
        if len(found) > 1:
            return unknown(draft, name, label, tensors)
        places.append(found.pop() if found else None)
    node = draft.add(name, label, Operation("pointwise", channels_first=True, statistics=statistics), tensors)
    first = tensors[0]
    origin = first.origin if len(tensors) == 1 and rank == len(first.places) else None
    return Tensor(node, tuple(sizes), tuple(places), max(tensor.axes for tensor in tensors), origin)


def slide(
    draft: Draft, name: str, label: str, x: Tensor, windows: Sequence[Window], channels: int | None = None
) -> Tensor:
    """Windows along the last dimensions; `channels` come out where they change."""
    first = len(x.places) - len(windows)
    if x.sizes is None or first < 0:
        return unknown(draft, name, label, [x])
    dimensions = range(first, len(x.places))
    if x.origin is not None and any(x.places[dimension] is None for dimension in dimensions):
        wanted = [x.origin[1][dimension] for dimension in dimensions]
        axes = tuple(dimension for dimension in wanted if dimension is not None)
        if len(axes) == len(windows) and x.origin[0] not in draft.layouts:
            raise Relayout(x.origin[0], axes)
    moved = along(draft, name, label, x, dict(zip(dimensions, windows)))
    if channels is None or first < 1 or moved.sizes is None:
        return replace(moved, origin=None)
    sizes = (*moved.sizes[: first - 1], channels, *moved.sizes[first:])
    return replace(moved, sizes=sizes, origin=None)


def along(draft: Draft, name: str, label: str, x: Tensor, windows: dict[int, Window]) -> Tensor:
    """Windows along some dimensions; a window that mixes channels or crops the batch moves nothing in space."""
    sizes = list(x.sizes or ())
    each = [Window()] * x.axes
    for dimension, window in windows.items():
        place, size = x.places[dimension], sizes[dimension]
        if place == FLAT and window != Window():
            return unknown(draft, name, label, [x])
        if size is not None:
            sizes[dimension] = max(0, window.output(size))
        if place is not None and place != FLAT:
            each[place] = window
    operation = Operation("window", tuple(each)) if x.axes and x.spatial else Operation("pointwise")
    node = draft.add(name, label, operation, [x])
    return Tensor(node, tuple(sizes), x.places, x.axes, x.origin)


def everything(draft: Draft, name: str, label: str, tensors: Sequence[Tensor], sizes: Sizes | None) -> Tensor:
    """Every unit sees all cells."""
    node = draft.add(name, label, Operation("everything"), tensors)
    return Tensor(node, sizes, (None,) * len(sizes or ()), max(tensor.axes for tensor in tensors))


def unknown(
    draft: Draft, name: str, label: str, tensors: Sequence[Tensor], sizes: Sizes | None = None, kind: str = "unknown"
) -> Tensor:
    """What nobody has described; where the rank stays the layout is taken to stay, too."""
    node = draft.add(name, label, Operation("flatten" if kind == "flatten" else "unknown"), tensors)
    first = tensors[0]
    found = first.sizes if sizes is None else sizes
    same = found is not None and len(found) == len(first.places)
    places = first.places if same else (None,) * len(found or ())
    return Tensor(node, found, places, max(tensor.axes for tensor in tensors))


def _side(size: int | None, axes: int) -> int | None:
    """A size of the input as far as it can be worked with; a signal may be longer than a picture is wide."""
    most = MAX_LENGTH if axes == 1 else MAX_SIDE
    return size if size is not None and 0 < size <= most else None
