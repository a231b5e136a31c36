"""Receptive fields of a Keras model, branches included, from its configuration alone.

``receptive_fields(model.get_config())`` in Python, or ``python -m core.keras_graph model.keras`` in a terminal.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import BadInput
from core.field import ReceptiveField
from core.field_export import graph_csv, graph_json, graph_text
from core.graph_description import descriptions, operations_of
from core.graph_search import first_to_see
from core.graph_solver import GraphRow, Solution, solve
from core.keras_config import graph_of
from core.keras_reader import read_model
from core.stack_layer import Layer


def receptive_fields(
    config: Mapping[str, Any],
    input_size: int | Sequence[int] | None = None,
    *,
    source: str | None = None,
    described: Mapping[str, Layer | str] | None = None,
) -> dict[str, ReceptiveField]:
    """The receptive field of every layer, by its name.

    Parameters
    ----------
    config : dict
        ``model.get_config()`` of a Functional or Sequential model, or ``json.loads(model.to_json())``. Layers
        of a nested model are called ``model/layer``, a layer's second call ``layer#2``.
    input_size : int or tuple of int, optional
        Size of the input along its spatial axes, by default the model's own. Without one the padding of
        layers behind a "same" with a stride is unknown.
    source : str, optional
        The input that is meant, where there are several.
    described : mapping, optional
        What custom and Lambda layers do, by name: a :class:`~core.stack_layer.Layer`, "pointwise", "everything" or
        a kernel such as "3x3,stride=2" (:mod:`core.graph_description`).

    Raises
    ------
    BadInput
        If the configuration is none, or the input has to be chosen or does not fit.

    Examples
    --------
    >>> receptive_fields({"layers": [
    ...     {"class_name": "Conv2D", "config": {"name": "a", "kernel_size": 3, "strides": 2}},
    ...     {"class_name": "MaxPooling2D", "config": {"name": "b", "pool_size": 2}},
    ... ]})["b"].size
    (5, 5)
    """
    return {
        row.node.name: row.field for row in solve_config(config, input_size, source=source, described=described).rows
    }


def solve_config(
    config: Mapping[str, Any],
    input_size: int | Sequence[int] | None = None,
    *,
    source: str | None = None,
    described: Mapping[str, Layer | str] | None = None,
) -> Solution:
    """The same with the graph, the layers' sizes and the notices on them."""
    graph = graph_of(config)
    for name in described or {}:
        if all(name != node.name for node in graph.nodes):
            raise BadInput("there is no layer {layer} in this network", layer=name[:80])
    return solve(graph, input_size, source, operations_of(described))


def main(arguments: Sequence[str] | None = None) -> int:
    """The table of a model in the terminal.

    Returns
    -------
    int
        0; 1 where the answer for some layer is unknown; 2 for bad input, with a sentence on standard error.
    """
    options = _parser().parse_args(arguments)
    try:
        graph = graph_of(read_model(options.model))
        told = operations_of(descriptions(options.describe, (node.name for node in graph.nodes)))
        solution = solve(graph, _one_or_each(options.size), options.input, told)
        wanted = _one_or_each(options.object)
        first = None if wanted is None else first_to_see(solution, wanted)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    if options.form:
        print(options.form(solution))
    else:
        print(graph_text(solution, first))
    if options.object:
        # Beside JSON and CSV it would be in the way of whatever reads them.
        print(_object_said(solution, options.object, first), file=sys.stderr if options.form else sys.stdout)
    return int(any(row.field.sees == "unknown" for row in solution.rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core.keras_graph",
        description="Receptive fields of a Keras model. Only its configuration is read: no weights, no code.",
        epilog="Exit code: 0, 1 if some layer's answer is unknown, 2 for input that cannot be answered.",
    )
    parser.add_argument("model", help="a .keras file, or the JSON of model.to_json() or model.get_config()")
    parser.add_argument("--size", type=int, nargs="+", metavar="N", help="input size, one number or one per axis")
    parser.add_argument("--input", metavar="NAME", help="the input to use, if there are several")
    parser.add_argument(
        "--describe",
        action="append",
        default=[],
        metavar="NAME=WHAT",
        help="what a custom layer does: pointwise, everything, or a kernel such as 3x3,stride=2; repeat for more layers",
    )
    parser.add_argument(
        "--object", type=int, nargs="+", metavar="N", help="mark the first layer whose units see this many cells"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const=graph_json, dest="form")
    form.add_argument("--csv", action="store_const", const=graph_csv, dest="form")
    return parser


def _one_or_each(numbers: list[int] | None) -> int | list[int] | None:
    return numbers[0] if numbers and len(numbers) == 1 else numbers


def _object_said(solution: Solution, wanted: list[int], first: GraphRow | None) -> str:
    cells = "×".join(map(str, wanted))
    if first is not None:
        return f"* {first.node.name} is the first layer whose units see {cells} cells"
    unknown = any(row.field.sees == "unknown" for row in solution.rows)
    return f"no layer is known to see {cells} cells" if unknown else f"no layer sees {cells} cells"


if __name__ == "__main__":
    raise SystemExit(main())
