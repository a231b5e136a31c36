"""A PyTorch program → a graph of operations: each call is looked up in one vocabulary, none is made."""

from __future__ import annotations

from core.errors import BadInput
from core.networks.graph import Graph
from core.networks.pytorch import vocabulary
from core.networks.pytorch.program import Argument, Part, Program, Ref
from core.networks.tensors import Draft, Relayout, Tensor

MAX_LAYOUTS = 16
MAX_NESTING = 4


def graph_of(program: Program) -> Graph:
    """The graph of a program.

    Raises
    ------
    BadInput
        If a call takes what no earlier one gives, if a number cannot be, or if there are too many calls.
    """
    layouts: dict[str, tuple[int, ...]] = {}
    while True:
        try:
            return _run(program, Draft(layouts))
        except Relayout as other:
            if len(layouts) >= MAX_LAYOUTS:
                raise BadInput(
                    "the model has too many inputs to determine their layout: export it with one input"
                ) from None
            layouts[other.name] = other.axes


def _run(program: Program, draft: Draft) -> Graph:
    values: dict[str, object] = dict(program.constants)
    used: set[str] = set()
    for call in program.calls:
        _names((call.args, tuple(call.kwargs.values())), used)
    for name, sizes in program.inputs.items():
        if name in used:
            values[name] = draft.input(name, sizes)
    for call in program.calls:
        args = [_value(argument, values, call.names[0]) for argument in call.args]
        kwargs = {key: _value(argument, values, call.names[0]) for key, argument in call.kwargs.items()}
        found = vocabulary.apply(draft, call, args, kwargs)
        if len(call.names) == 1:
            values[call.names[0]] = found
            continue
        parts = found if isinstance(found, list) else [found] * len(call.names)
        values.update(zip(call.names, parts + [None] * (len(call.names) - len(parts))))
    outputs = [values.get(name) for name in program.outputs]
    return draft.graph([value for value in outputs if isinstance(value, Tensor)])


def _names(argument: object, used: set[str]) -> None:
    if isinstance(argument, Ref):
        used.add(argument.name)
    elif isinstance(argument, list | tuple):
        for item in argument:
            _names(item, used)


def _value(argument: Argument, values: dict[str, object], layer: str, depth: int = 0) -> object:
    if isinstance(argument, Ref):
        if argument.name not in values:
            raise BadInput(
                "operation {layer} takes {source}, which no earlier operation produces: the graph is cyclic or a part of it is missing",
                layer=layer[:200],
                source=argument.name[:200],
            )
        return values[argument.name]
    if isinstance(argument, Part):
        return Part(*(_value(bound, values, layer) for bound in (argument.start, argument.stop, argument.step)))
    if isinstance(argument, list | tuple) and depth < MAX_NESTING:
        return [_value(item, values, layer, depth + 1) for item in argument]
    return argument
