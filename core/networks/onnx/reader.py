"""An .onnx file → a graph of operations; weights are skipped by their length and nothing is executed."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from core.errors import BadInput
from core.networks.graph import Graph
from core.networks.onnx import model, operators, vocabulary
from core.networks.onnx.model import RawGraph, RawNode
from core.networks.onnx.wire import BYTES, VARINT, Wire
from core.networks.tensors import Constant, Draft, Relayout, Tensor

MAX_CALLS = 50_000
MAX_DEPTH = 20
MAX_LAYOUTS = 16
Value = Tensor | Constant
Functions = dict[tuple[str, str], RawGraph]


def is_onnx(file: BinaryIO) -> bool:
    """Whether a file begins as a ModelProto does: a version number, then fields that it has."""
    try:
        wire = Wire(file)
        for number, kind, value in wire.fields((0, wire.length)):
            if number == 1:
                return kind == VARINT and isinstance(value, int) and 0 < value < 100
            if number not in model.FIELDS or (number == 7 and kind != BYTES):
                return False
            if number == 7:
                return True
    except BadInput:
        return False
    return False


def graph_of(file: BinaryIO) -> Graph:
    """The graph of an ONNX model in an open file.

    Raises
    ------
    BadInput
        If the file is damaged or exceeds a bound, or if its graph is cyclic, incomplete or without an input.
    """
    raw, functions = model.read(Wire(file), MAX_CALLS)
    layouts: dict[str, tuple[int, ...]] = {}
    while True:
        try:
            return _Reading(raw, functions, layouts).graph()
        except Relayout as other:
            if len(layouts) >= MAX_LAYOUTS:
                raise BadInput(
                    "the model has too many inputs to determine their layout: export it with one input"
                ) from None
            layouts[other.name] = other.axes


class _Reading:
    """One pass over the operations, with what each name stands for."""

    def __init__(self, raw: RawGraph, functions: Functions, layouts: dict[str, tuple[int, ...]]) -> None:
        self.raw, self.functions = raw, functions
        self.draft = Draft(layouts)
        self.calls = 0

    def graph(self) -> Graph:
        constants = {name: _named(constant, name) for name, constant in self.raw.constants.items()}
        values: dict[str, Value | None] = {"": None, **constants}
        used = {name for node in self.raw.nodes for name in node.inputs}
        for name, sizes in self.raw.inputs.items():
            if name not in self.raw.constants and name in used:
                values[name] = self.draft.input(name, sizes)
        self._run(self.raw, values, "", 0)
        outputs = [values.get(name) for name in self.raw.outputs]
        return self.draft.graph([value for value in outputs if isinstance(value, Tensor)])

    def _run(
        self,
        graph: RawGraph,
        values: dict[str, Value | None],
        scope: str,
        depth: int,
        attributes: dict[str, model.Attribute] | None = None,
    ) -> None:
        if depth > MAX_DEPTH:
            raise BadInput(
                "functions call each other more than {most} deep here: export the model with its functions inlined",
                most=MAX_DEPTH,
            )
        for node in graph.nodes:
            self.calls += 1
            if self.calls > MAX_CALLS:
                raise BadInput("the model has too many operations to follow here: export a part of it")
            name = scope + (node.name or next(iter(node.outputs), "") or node.kind)
            missing = next((given for given in node.inputs if given not in values), None)
            if missing is not None:
                raise BadInput(
                    "operation {layer} takes {source}, which no earlier operation produces: the graph is cyclic or a part of it is missing",
                    layer=name[:200],
                    source=missing[:200],
                )
            given = [values[source] for source in node.inputs]
            own = {key: _resolved(value, attributes or {}) for key, value in node.attributes.items()}
            own = {key: value for key, value in own.items() if value is not None}
            function = self.functions.get((node.domain, node.kind))
            found = (
                self._call(function, given, own, name, depth) if function else self._operation(node, given, own, name)
            )
            values.update(
                (output, _named(value, scope + output)) for output, value in zip(node.outputs, found) if output
            )

    def _call(
        self,
        function: RawGraph,
        given: list[Value | None],
        attributes: dict[str, model.Attribute],
        name: str,
        depth: int,
    ) -> list[Value | None]:
        values: dict[str, Value | None] = {"": None}
        values.update(dict.fromkeys(function.inputs))
        values.update(zip(function.inputs, given))
        self._run(function, values, name + "/", depth + 1, attributes)
        return [values.get(output) for output in function.outputs]

    def _operation(
        self, node: RawNode, given: list[Value | None], attributes: dict[str, model.Attribute], name: str
    ) -> list[Value | None]:
        shapes = [self.raw.shapes.get(output) for output in node.outputs]
        call = operators.Call(self.draft, name[:200], node.kind, given, attributes, shapes)
        return vocabulary.apply(call)


def _resolved(value: model.Attribute, given: dict[str, model.Attribute]) -> model.Attribute:
    return given.get(value.name) if isinstance(value, model.Reference) else value


def _named(value: Value | None, name: str) -> Value | None:
    """A constant under the name by which two operations are known to share it."""
    return replace(value, name=name[:200]) if isinstance(value, Constant) and not value.name else value
