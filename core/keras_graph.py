"""Receptive fields of a Keras model, branches included, from its configuration alone.

``receptive_fields(model.get_config())`` in Python, or ``python -m core.keras_graph model.keras`` in a terminal.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core.errors import BadInput
from core.networks.keras.reader import read_model
from core.receptive_field.export import graph_csv, graph_json, graph_text
from core.receptive_field.models import receptive_fields, solve_config

__all__ = ["main", "receptive_fields", "solve_config"]


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
