"""Receptive fields of a Keras model, branches included, from its configuration alone.

``receptive_fields(model.get_config())`` in Python, or ``python -m core.keras_graph model.keras`` in a terminal.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import BadInput
from core.networks.graph import Operation
from core.networks.keras.config import graph_of
from core.networks.keras.reader import read_model
from core.receptive_field.export import graph_csv, graph_json, graph_text
from core.receptive_field.field import ReceptiveField
from core.receptive_field.layer import Layer
from core.receptive_field.solver import Solution, solve


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
        What custom and Lambda layers do, by name: a :class:`~core.receptive_field.layer.Layer`, "pointwise" or
        "everything".

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
    operations = {name: _described(name, what) for name, what in (described or {}).items()}
    return solve(graph_of(config), input_size, source, operations)


def _described(name: str, what: Layer | str) -> Operation:
    if isinstance(what, Layer):
        return Operation("window", what.windows)
    if what == "pointwise":
        return Operation("pointwise")
    if what == "everything":
        return Operation("everything")
    raise BadInput(
        "layer {layer} is described as {what}: give a Layer, “pointwise” or “everything”",
        layer=name,
        what=repr(what)[:60],
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The table of a model in the terminal; 2 with a sentence on standard error for bad input."""
    parser = argparse.ArgumentParser(
        prog="python -m core.keras_graph",
        description="Receptive fields of a Keras model. Only its configuration is read: no weights, no code.",
    )
    parser.add_argument("model", help="a .keras file, or the JSON of model.to_json() or model.get_config()")
    parser.add_argument("--size", type=int, nargs="+", metavar="N", help="input size, one number or one an axis")
    parser.add_argument("--input", metavar="NAME", help="the input that is meant, where there are several")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const=graph_json, dest="form")
    form.add_argument("--csv", action="store_const", const=graph_csv, dest="form")
    options = parser.parse_args(arguments)
    size = options.size[0] if options.size and len(options.size) == 1 else options.size
    try:
        solution = solve_config(read_model(options.model), size, source=options.input)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    print((options.form or graph_text)(solution))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
