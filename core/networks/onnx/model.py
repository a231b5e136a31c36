"""The messages of onnx.proto that a receptive field needs, read from the wire.

Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. Weights are known by their dimensions only;
the numbers of a tensor are read where they are few, for they may be a shape or a border. External data is not opened.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field

from core.errors import BadInput
from core.networks.onnx.wire import BYTES, VARINT, Span, Wire, damaged, signed
from core.networks.tensors import Constant, Sizes

MAX_NUMBERS = 64
MAX_RANK = 16
FORMATS = {1: "f", 6: "i", 7: "q", 9: "?", 11: "d"}  # TensorProto.DataType → struct
FIELDS = {1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26}  # of ModelProto


@dataclass(frozen=True)
class Reference:
    """In the body of a function: an attribute that its caller gives, by its name."""

    name: str


Attribute = int | float | str | tuple[int, ...] | tuple[float, ...] | Constant | Reference | None


@dataclass
class RawNode:
    """One operation as the file has it."""

    name: str = ""
    kind: str = ""
    domain: str = ""
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    attributes: dict[str, Attribute] = field(default_factory=dict)


@dataclass
class RawGraph:
    """A graph, or the body of a function, as the file has it."""

    name: str = ""
    domain: str = ""
    nodes: list[RawNode] = field(default_factory=list)
    constants: dict[str, Constant] = field(default_factory=dict)
    inputs: dict[str, Sizes | None] = field(default_factory=dict)
    outputs: list[str] = field(default_factory=list)
    shapes: dict[str, Sizes | None] = field(default_factory=dict)


def read(wire: Wire, max_nodes: int) -> tuple[RawGraph, dict[tuple[str, str], RawGraph]]:
    """The graph and the functions, by (domain, name), of a model.

    Raises
    ------
    BadInput
        If the file is none or is damaged.
    """
    graph: RawGraph | None = None
    functions: dict[tuple[str, str], RawGraph] = {}
    count = [max_nodes]
    for number, kind, value in wire.fields((0, wire.length)):
        if number not in FIELDS:
            raise damaged()
        if number == 7 and kind == BYTES:
            graph = _graph(wire, _span(value), count)
        elif number == 25 and kind == BYTES:
            function = _function(wire, _span(value), count)
            functions[function.domain, function.name] = function
    if graph is None:
        raise damaged()
    return graph, functions


def _span(value: int | Span) -> Span:
    if isinstance(value, int):
        raise damaged()
    return value


def _graph(wire: Wire, span: Span, count: list[int]) -> RawGraph:
    graph = RawGraph()
    for number, _, value in wire.fields(span):
        if number == 1:
            graph.nodes.append(_node(wire, _span(value), count))
        elif number == 5:
            name, constant = _tensor(wire, _span(value))
            graph.constants[name] = constant
        elif number == 11:
            name, sizes = _value(wire, _span(value))
            graph.inputs[name] = sizes
        elif number == 12:
            graph.outputs.append(_value(wire, _span(value))[0])
        elif number == 13:
            name, sizes = _value(wire, _span(value))
            graph.shapes[name] = sizes
    return graph


def _function(wire: Wire, span: Span, count: list[int]) -> RawGraph:
    graph = RawGraph()
    for number, _, value in wire.fields(span):
        if number == 1:
            graph.name = wire.text(_span(value))
        elif number == 4:
            graph.inputs[wire.text(_span(value))] = None
        elif number == 5:
            graph.outputs.append(wire.text(_span(value)))
        elif number == 7:
            graph.nodes.append(_node(wire, _span(value), count))
        elif number == 10:
            graph.domain = wire.text(_span(value))
    return graph


def _node(wire: Wire, span: Span, count: list[int]) -> RawNode:
    count[0] -= 1
    if count[0] < 0:
        raise BadInput("the model has too many operations to follow here: export a part of it")
    node = RawNode()
    for number, _, value in wire.fields(span):
        if number == 1:
            node.inputs.append(wire.text(_span(value)))
        elif number == 2:
            node.outputs.append(wire.text(_span(value)))
        elif number == 3:
            node.name = wire.text(_span(value))
        elif number == 4:
            node.kind = wire.text(_span(value))
        elif number == 5:
            name, found = _attribute(wire, _span(value))
            node.attributes[name] = found
        elif number == 7:
            node.domain = wire.text(_span(value))
    return node


def _attribute(wire: Wire, span: Span) -> tuple[str, Attribute]:
    name = ""
    found: Attribute = None
    many: list[float] = []
    for number, _, value in wire.fields(span):
        if number == 1:
            name = wire.text(_span(value))
        elif number == 2:
            found = next(iter(wire.floats(_span(value), 1)), None)
        elif number == 3 and isinstance(value, int):
            found = signed(value)
        elif number == 4:
            # Long texts are data for others; what is read here are words such as SAME_UPPER.
            start, end = _span(value)
            found = wire.text((start, end)) if end - start <= 100 else ""
        elif number == 5:
            found = _tensor(wire, _span(value))[1]
        elif number == 21:
            found = Reference(wire.text(_span(value)))
        elif number == 7 and len(many) <= MAX_NUMBERS:
            many += wire.floats(_span(value), MAX_NUMBERS)
        elif number == 8 and len(many) <= MAX_NUMBERS:
            many += [signed(value)] if isinstance(value, int) else wire.varints(value, MAX_NUMBERS)
    if len(many) > MAX_NUMBERS:
        return name, None
    return name, tuple(many) if many else found


def _tensor(wire: Wire, span: Span) -> tuple[str, Constant]:
    name, kind, external = "", 0, False
    sizes: list[int] = []
    raw: Span | None = None
    typed: list[int] = []
    for number, wired, value in wire.fields(span):
        if number == 1:
            sizes += [signed(value)] if isinstance(value, int) else wire.varints(value, MAX_RANK)
            if len(sizes) > MAX_RANK:
                raise damaged()
        elif number == 2 and isinstance(value, int):
            kind = value
        elif number == 8:
            name = wire.text(_span(value))
        elif number == 9:
            raw = _span(value)
        elif number == 14:
            external = value == 1
        elif number in (5, 7) and len(typed) <= MAX_NUMBERS:
            small = wired == VARINT or (not isinstance(value, int) and value[1] - value[0] <= 10 * MAX_NUMBERS)
            if small:
                typed += [signed(value)] if isinstance(value, int) else wire.varints(value, 10 * MAX_NUMBERS)
    if any(size < 0 for size in sizes):
        raise damaged()
    numbers: tuple[int | float, ...] | None = None
    count = math.prod(sizes)
    if count <= MAX_NUMBERS and not external and kind in FORMATS:
        width = struct.calcsize(FORMATS[kind])
        if raw is not None and raw[1] - raw[0] == count * width:
            numbers = struct.unpack(f"<{count}{FORMATS[kind]}", wire.bytes(raw))
        elif len(typed) == count and kind in (6, 7, 9):
            numbers = tuple(typed)
    return name, Constant(tuple(sizes), numbers)


def _value(wire: Wire, span: Span) -> tuple[str, Sizes | None]:
    """Name and shape of a ValueInfoProto; None where it gives no shape."""
    name, sizes = "", None
    for number, _, value in wire.fields(span):
        if number == 1:
            name = wire.text(_span(value))
        elif number == 2:
            for kind, _, tensor in wire.fields(_span(value)):
                if kind == 1:
                    sizes = _shape(wire, _span(tensor))
    return name, sizes


def _shape(wire: Wire, span: Span) -> Sizes | None:
    sizes: list[int | None] | None = None
    for number, _, value in wire.fields(span):
        if number != 2:
            continue
        sizes = []
        for part, _, dimension in wire.fields(_span(value)):
            if part != 1:
                continue
            known = [size for field_, _, size in wire.fields(_span(dimension)) if field_ == 1 and isinstance(size, int)]
            sizes.append(known[0] if known and 0 < known[0] < 2**31 else None)
            if len(sizes) > MAX_RANK:
                raise damaged()
    return None if sizes is None else tuple(sizes)
