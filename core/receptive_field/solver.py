"""The receptive field of every layer of a network with branches.

On a chain fields grow as :mod:`core.receptive_field.field` has it. Where paths meet, in an addition or a concatenation, a
unit sees what any of them sees (Araujo, Norris & Sim 2019, "Solving for receptive field region in arbitrary
computation graphs"); that needs one stride on all paths, and centres that differ are reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.checks import whole
from core.errors import BadInput
from core.networks.graph import MAX_SIDE, Graph, Node, Operation
from core.receptive_field.axis import AxisField, merge, offset
from core.receptive_field.field import ReceptiveField
from core.receptive_field.notices import Notice, fields_differ, resize_needs_size, size_needed, strides_differ

Size = tuple[int, ...]


@dataclass(frozen=True)
class GraphRow:
    """One layer of a solved graph.

    ``size`` is that of its output, None where unknown; ``operation`` is the node's or what was described.
    """

    node: Node
    operation: Operation
    size: Size | None
    field: ReceptiveField


@dataclass(frozen=True)
class Solution:
    """Every layer's field with respect to the input ``source``, and what is to be said about them."""

    graph: Graph
    source: str
    rows: tuple[GraphRow, ...]
    notices: tuple[Notice, ...]


def solve(
    graph: Graph,
    input_size: int | Sequence[int] | None = None,
    source: str | None = None,
    described: Mapping[str, Operation] | None = None,
) -> Solution:
    """The receptive field of every layer of a graph with respect to one of its inputs.

    Parameters
    ----------
    graph : Graph
        The network.
    input_size : int or tuple of int, optional
        Size of that input along its spatial axes; by default the one that the model fixes, if it does.
    source : str, optional
        Which input; needed where there are several.
    described : mapping of str to Operation, optional
        What layers do that are unknown otherwise, by name.

    Raises
    ------
    BadInput
        If the input has to be chosen, has no spatial axes, or does not fit some layer.
    """
    source = _source(graph, source)
    notices: list[Notice] = []
    rows: list[GraphRow] = []
    for node in graph.nodes:
        operation = (described or {}).get(node.name, node.operation)
        before = [rows[index] for index in node.inputs]
        if operation.kind == "input":
            chosen = node.name == source
            size = _input_size(node, graph, input_size if chosen else None, chosen)
            field = ReceptiveField(tuple(AxisField() for _ in operation.size))
            rows.append(GraphRow(node, operation, size, field if chosen else ReceptiveField((), "nothing")))
        else:
            rows.append(_step(node, operation, before, notices))
    return Solution(graph, source, tuple(rows), tuple(notices))


def _step(node: Node, operation: Operation, before: Sequence[GraphRow], notices: list[Notice]) -> GraphRow:
    operation = _settled(node, operation, before)
    if operation.statistics:
        notices.append(Notice.statistics(node.name))
    seeing = [row for row in before if row.field.sees != "nothing"]
    unknown = tuple(dict.fromkeys(name for row in seeing for name in row.field.unknown))
    sights = {row.field.sees for row in seeing}
    if not seeing:
        # The size is still followed where it can be: another branch may meet this one.
        size = _size(node, operation, before)
        return GraphRow(node, operation, size, ReceptiveField((), "nothing"))
    if operation.kind == "everything":
        return GraphRow(node, operation, None, ReceptiveField((), "everything"))
    if operation.kind == "unknown" or "unknown" in sights:
        own = (node.name,) if operation.kind == "unknown" else ()
        return GraphRow(node, operation, None, ReceptiveField((), "unknown", unknown=(*unknown, *own)))
    if operation.kind == "dense" and "box" not in sights:
        return GraphRow(node, operation, None, ReceptiveField((), "everything"))
    if operation.kind == "dense" and operation.channels_first:
        # A dense layer works along the last axis, which is one of the map's own here.
        return GraphRow(node, operation, None, ReceptiveField((), "unknown", unknown=(node.name,)))
    if operation.kind == "embedding" and seeing[0].field.axes == ():
        length = before[0].node.operation.length
        return GraphRow(node, operation, None if length is None else (length,), ReceptiveField((AxisField(),)))
    if operation.kind == "flatten" and sights != {"everything"}:
        return GraphRow(node, operation, None, ReceptiveField((), "flat", unknown=(node.name,)))
    if operation.kind == "window":
        return _slide(node, operation, seeing[0], notices)
    if operation.kind == "resize":
        return _unsized(node, operation, seeing[0], notices)
    return _join(node, operation, before, seeing, notices)


def _settled(node: Node, operation: Operation, before: Sequence[GraphRow]) -> Operation:
    """The operation with a window for each axis, where only the map that it gets says how many, or which."""
    row = next((row for row in before if row.field.sees == "box"), before[0] if before else None)
    if row is None:
        return operation
    axes = len(row.size) if row.size is not None else len(row.field.axes)
    if operation.alike and axes:
        return replace(operation, windows=operation.windows * axes, alike=False)
    if operation.resize is not None and row.size is not None:
        if len(operation.resize.size) != axes:
            raise _other_axes(node, len(operation.resize.size), axes)
        return replace(operation, kind="window", windows=operation.resize.windows(row.size), resize=None)
    return operation


def _unsized(node: Node, operation: Operation, row: GraphRow, notices: list[Notice]) -> GraphRow:
    """A map of unknown size is resized: what comes of it depends on that size."""
    if row.field.sees != "box":
        return GraphRow(node, operation, None, row.field)
    notices.append(resize_needs_size(node.name))
    size = None if operation.resize is None or operation.resize.times else operation.resize.size
    return GraphRow(node, operation, size, ReceptiveField((), "unknown", unknown=(node.name,)))


def _other_axes(node: Node, windows: int, axes: int) -> BadInput:
    return BadInput(
        "layer {layer} slides along {windows} axes, but its input map has {axes}; correct the layer and save the model again",
        layer=node.name,
        windows=windows,
        axes=axes,
    )


def _slide(node: Node, operation: Operation, row: GraphRow, notices: list[Notice]) -> GraphRow:
    field, windows = row.field, operation.windows
    if field.sees == "everything":
        return GraphRow(node, operation, None, field)
    if field.sees == "flat":
        return GraphRow(node, operation, None, ReceptiveField((), "unknown", unknown=field.unknown))
    if len(windows) != len(field.axes):
        raise _other_axes(node, len(windows), len(field.axes))
    sizes = row.size or (None,) * len(windows)
    axes = tuple(axis.through(window, size, node.name) for axis, window, size in zip(field.axes, windows, sizes))
    if any(old.placed and not new.placed for old, new in zip(field.axes, axes)):
        notices.append(size_needed(node.name))
    found = ReceptiveField(axes, "box", field.gates)
    return GraphRow(node, operation, _size(node, operation, [row]), found)


def _join(
    node: Node,
    operation: Operation,
    before: Sequence[GraphRow],
    seeing: Sequence[GraphRow],
    notices: list[Notice],
) -> GraphRow:
    boxes = [row for row in seeing if row.field.sees == "box"]
    flats = [row for row in seeing if row.field.sees == "flat"]
    if not boxes:
        kept = flats[0].field if flats else seeing[0].field
        return GraphRow(node, operation, None, kept)
    lost = GraphRow(node, operation, None, ReceptiveField((), "unknown", unknown=(node.name,)))
    ranks = {len(row.field.axes) for row in boxes}
    if flats or len(ranks) > 1:
        return lost
    rank = ranks.pop()
    if operation.axis is not None and rank and len(before) > 1:
        channel = 1 if operation.channels_first else rank + 1
        if operation.axis % (rank + 2) not in (0, channel):
            return lost
    gates = tuple(dict.fromkeys(name for row in boxes for name in row.field.gates))
    if any(row.field.sees == "everything" for row in seeing):
        gates = (*gates, node.name)
        notices.append(Notice.gate(node.name))
    paths = [row.field for row in boxes]
    merged = [merge(axes, node.name) for axes in zip(*(path.axes for path in paths))]
    if None in merged:
        notices.append(strides_differ(node.name, paths))
        return lost
    apart = tuple(offset(axes, node.name) for axes in zip(*(path.axes for path in paths)))
    if any(apart):
        notices.append(fields_differ(node.name, apart))
    field = ReceptiveField(tuple(axis for axis in merged if axis is not None), "box", gates)
    return GraphRow(node, operation, _size(node, operation, boxes), field)


def _size(node: Node, operation: Operation, before: Sequence[GraphRow]) -> Size | None:
    sizes = [row.size for row in before if row.size is not None]
    if not sizes or operation.kind not in ("window", "pointwise", "dense"):
        return None
    if operation.kind == "window":
        if len(sizes[0]) != len(operation.windows):
            return None
        missing = tuple(window.missing(size) for window, size in zip(operation.windows, sizes[0]))
        if any(missing):
            raise BadInput(
                "layer {layer} does not fit its input map of {size} cells: {missing} more are needed; use a larger input",
                layer=node.name,
                size=sizes[0],
                missing=missing,
            )
        return tuple(window.output(size) for window, size in zip(operation.windows, sizes[0]))
    if len(set(sizes)) > 1:
        raise BadInput(
            "layer {layer} merges maps of different sizes: {sizes}; use an input size that fits the network",
            layer=node.name,
            sizes=" ≠ ".join(sorted({str(size) for size in sizes})),
        )
    return sizes[0]


def _source(graph: Graph, source: str | None) -> str:
    names = graph.inputs
    if source is None and len(names) == 1:
        return names[0]
    if source not in names:
        said = ", ".join(names[:20]) or "–"
        raise BadInput("choose one of the model's inputs: {inputs}", inputs=said, names=names)
    return source


def _input_size(node: Node, graph: Graph, given: int | Sequence[int] | None, chosen: bool) -> Size | None:
    own = node.operation.size
    if chosen and not own:
        index = graph.nodes.index(node)
        if not any(index in other.inputs and other.operation.kind == "embedding" for other in graph.nodes):
            raise BadInput(
                "the input {input} has no spatial axes: a receptive field needs rows, columns or time steps",
                input=node.name,
            )
        return None
    if given is None:
        return None if None in own else tuple(size for size in own if size is not None)
    size = (given,) * len(own) if isinstance(given, int) else tuple(given)
    if len(size) != len(own):
        raise BadInput(
            "the input {input} has {axes} spatial axes, but the size given has {given}; give one number for each axis",
            input=node.name,
            axes=len(own),
            given=len(size),
        )
    return tuple(whole("size", cells, 1, node.name, MAX_SIDE) for cells in size)
